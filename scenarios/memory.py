"""The whole product in one process, on a log in memory: the same handlers, dispatchers, poller and simulators over real HTTP, no Kafka.

What it leaves out is Kafka and Faust themselves; `real` plays the same files with them.
"""

import asyncio
import base64
import io
import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from prometheus_client import generate_latest

from domain.commands import Command
from domain.policy import Policy
from producers.ukg.door import Kinds
from producers.ukg.poll import Poller
from producers.ukg.process import Looking, Schedule
from producers.ukg.publish import Publisher
from producers.ukg.readings import Readings
from producers.ukg.rest import UkgRest
from producers.ukg.sources import beside_of
from runtime.health import Report
from runtime.memory import MemoryLog, MemoryWorker
from runtime.metrics import REGISTRY
from runtime.ports import Handler, Out
from runtime.settings import Settings, load
from scenarios import loopback
from scenarios.desk import Desk
from scenarios.inbox import Inbox, notify_unit
from scenarios.parts import PARTITIONS, DispatcherParts, dispatcher_of, handlers_of, park_of, target_of
from scenarios.play_clock import PlayClock
from scenarios.systems import System, Systems
from scenarios.unit import Unit
from scenarios.world import NotQuiet, Seen
from schemas.codec import encode
from schemas.keys import LocalMasterKey
from schemas.policy import load_policy
from schemas.seal import KeyRing
from sinks.accounts import Accounts
from sinks.target import Target
from streams.company import CompanyHandler
from streams.lifecycle import Lifecycle
from streams.ticks import Ticks

SINGLE: Final = ("jml-proposals", "jml-commands", "jml-company-ticks", "jml-alerts", "ukg-rosters", "jml-policy")
PATIENCE: Final = 60.0
"""Machine seconds that the product may take to come to rest."""
IDLE: Final = 0.3
SKIP: Final = 5.0
"""Nothing moved for so many seconds: what is waited for is machine time, and so much of it is passed over."""


class MemoryWorld:
    """Implements `scenarios.world.World`. Use as an async context manager."""

    def __init__(self, policy: Path, changed: Mapping[str, str], start: datetime, desk: Desk | None = None) -> None:
        self._folder, self.clock, self.desk = policy, PlayClock(start), desk or Desk()
        self.policy = self._governed(changed)
        self.log = MemoryLog(PARTITIONS, SINGLE)
        self.ring = KeyRing(LocalMasterKey(base64.b64decode("am1sLXNjZW5hcmlvcy1tYXN0ZXIta2V5LTMyLWJ5dGU=")))
        self.units: dict[str, Unit] = {}
        self.inbox = Inbox()
        self._runners: list[web.AppRunner] = []
        self._targets: list[Any] = []
        self._lines = io.StringIO()
        self._hearer = logging.StreamHandler(self._lines)
        self._hearer.setFormatter(_Whole())
        self._home = tempfile.TemporaryDirectory(prefix="jml-scenario-")
        self.systems: Systems
        self.settings: Settings
        self.looking: Looking
        self._rest: UkgRest
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._listen()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        self._runners, ports = await loopback.simulators(self.clock)
        self.systems = Systems(*(System(name, f"http://127.0.0.1:{ports[name]}", self._session) for name in ("ukg", "okta", "salesforce")))
        self.settings = load(loopback.environment(self._home.name, ports))
        self._rest = await UkgRest(self.settings.ukg).__aenter__()
        self._readings = Readings(self.ring.digest)
        self._start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        await self._end()
        await self._rest.__aexit__(None, None, None)
        await self._session.close()
        for runner in self._runners:
            await runner.cleanup()
        logging.getLogger().removeHandler(self._hearer)
        self._home.cleanup()

    # World

    def now(self) -> datetime:
        return self.clock.now()

    def set_clock(self, at: datetime) -> None:
        self.clock.set(at)

    async def look(self) -> None:
        """A poll. The rosters of nights that were passed over had nothing new to see; the next one is the player's to ask for."""
        self.looking.roster = self.looking.schedule.next_roster(self.now())
        await self.looking.look()

    async def roster(self) -> None:
        self.looking.roster = self.now()
        await self.looking.look()

    async def settle(self) -> None:
        began = idle = time.monotonic()
        calm = 0
        while calm < 2:
            moved = await self._drain()
            busy = sum(report.due + report.in_flight for report in self._reports())
            calm = 0 if moved or busy else calm + 1
            now = time.monotonic()
            if moved:
                idle = now
            elif busy and now - idle > IDLE:
                self.clock.skip(SKIP)
                idle = now
            if now > began + PATIENCE:
                raise NotQuiet(f"still moving after {PATIENCE:.0f} s: {self._busy()}")
            await asyncio.sleep(0.001 if busy else 0)

    async def next_due(self) -> datetime | None:
        times = [report.next_due for report in self._reports()]
        if self.looking.failures:
            times.append(self.looking.due)
        return min((at for at in times if at is not None), default=None)

    async def records(self, topic: str) -> Sequence[Seen]:
        return [Seen(each.topic, each.partition, each.offset, each.key, each.value, each.headers) for each in self.log.records(topic)]

    async def everything(self) -> Mapping[str, bytes]:
        found = {f"table of {name}": b"\n".join(unit.worker.table.stored.values()) for name, unit in self.units.items()}
        for topic in sorted({topic for topic, _ in self.log._logs}):
            parts = [b"\n".join([each.key, each.value or b"", *each.headers.values()]) for each in self.log.records(topic)]
            found[f"topic {topic}"] = b"\n".join(parts)
        found["logs"] = self._lines.getvalue().encode()
        found["metrics"] = generate_latest(REGISTRY)
        for name in ("okta", "salesforce"):
            found[name] = repr(await self.systems.by_name[name].state()).encode()
        return found

    async def govern(self, changed: Mapping[str, str]) -> None:
        """A version of the policy takes effect as it does in production: every process starts anew with it."""
        self.policy = self._governed(changed)
        await self._end()
        self._start()

    def _governed(self, changed: Mapping[str, str]) -> Policy:
        return replace(load_policy(self._folder, changed), operators=self.desk.operators())

    async def order(self, command: Command) -> None:
        await self.log.append(Out("jml-commands", command.place.encode(), encode(command), partition=0))

    async def crash(self, process: str) -> None:
        if process != "poller":
            unit = self.units[process]
            await unit.kill()
            unit.start()

    async def restart_broker(self) -> None:
        """The log in memory has no broker; every process reads on from where it was."""
        for name in self.units:
            await self.crash(name)

    # Parts

    def _start(self) -> None:
        self.looking = self._poller()
        for name, handler in handlers_of(self.policy, self.ring, self.clock).items():
            self._add(name, handler)
        for system in ("okta", "salesforce", "ukg"):
            self._add_sink(system, Accounts())
        self._begin("sink-notify", partial(notify_unit, self))

    async def _end(self) -> None:
        for unit in self.units.values():
            await unit.kill()
        for target in self._targets:
            if (closing := target.close()) is not None:
                await closing
        self._targets = []

    def _listen(self) -> None:
        """What would be logged is kept, to be searched and not to stand between verdicts."""
        self._hearer.setLevel(logging.INFO)
        logging.getLogger().addHandler(self._hearer)

    async def _drain(self) -> int:
        moved = 0
        for name, unit in self.units.items():
            moved += await unit.worker.drain()
            if unit.apply is not None:
                moved += self.feed(unit, unit.apply)
            if unit.worker.host.crashed is not None:
                raise NotQuiet(f"{name} ended: {unit.worker.host.crashed!r}") from unit.worker.host.crashed
            for task in unit.tasks:
                if task.done() and not task.cancelled():
                    raise NotQuiet(f"{name} ended") from task.exception()
        return moved

    def feed(self, unit: Unit, apply: Callable[[bytes, bytes | None], None]) -> int:
        moved = 0
        for partition in range(self.log.count(unit.follows)):
            while (record := self.log.next(unit.follows, partition, unit.read_to.get(partition, 0))) is not None:
                apply(record.key, record.value)
                unit.read_to[partition] = record.offset + 1
                moved += 1
        return moved

    def _reports(self) -> list[Report]:
        return [probe() for unit in self.units.values() for probe in unit.probes]

    def _busy(self) -> dict[str, Any]:
        found = {name: [probe() for probe in unit.probes] for name, unit in self.units.items()}
        return {name: [(report.due, report.in_flight) for report in reports] for name, reports in found.items()}

    def _poller(self) -> Looking:
        async def send(out: Out) -> None:
            await self.log.append(out)

        kinds = Kinds.of(self.policy)
        publisher = Publisher(send, self._readings, self.ring, kinds, ZoneInfo(self.settings.ukg.zone))
        numbers = self.policy.settings
        schedule = Schedule(numbers.poll_every, numbers.roster_at, ZoneInfo(numbers.roster_zone))
        beside = beside_of(self.settings.ukg, self._rest, kinds)
        return Looking(Poller(self._rest, publisher, self.clock, wait=_at_once, beside=beside), self.clock, schedule)

    def run_agent(self, unit: Unit, handler: Handler) -> None:
        unit.worker = MemoryWorker(handler, self.log, park_of(handler.name), table=unit.table, offsets=unit.offsets)

    def _add(self, name: str, make_handler: Callable[[], Handler]) -> None:
        def make(unit: Unit) -> None:
            handler = make_handler()
            self.run_agent(unit, handler)
            if isinstance(handler, (Lifecycle, CompanyHandler)):
                ticks = Ticks(handler, unit.worker.host, self.clock)
                unit.probes.append(ticks.probe)
                unit.tasks.append(asyncio.create_task(ticks.run()))
            unit.worker.host.open()

        self._begin(name, make)

    def _begin(self, name: str, make: Callable[[Unit], None]) -> None:
        """A process, with the table and offsets that it had."""
        was = self.units.get(name)
        self.units[name] = Unit(make, table=was.table, offsets=was.offsets) if was else Unit(make)
        self.units[name].start()

    def _add_sink(self, system: str, accounts: Accounts) -> None:
        target = target_of(system, self.settings, self.policy, self.ring, accounts)
        self._targets.append(target)

        def make(unit: Unit) -> None:
            accounts.forget()
            parts = self.sink_parts(target, accounts)
            self.run_agent(unit, parts.agent)
            dispatcher = parts.bind(unit.worker.host)
            unit.apply, unit.follows = parts.accounts.apply, f"{'okta' if system == 'ukg' else system}-accounts"
            self.feed(unit, parts.accounts.apply)
            unit.probes.append(dispatcher.probe)
            unit.tasks.append(asyncio.create_task(dispatcher.run()))
            unit.worker.host.open()

        self._begin(f"sink-{system}", make)

    def sink_parts(self, target: Target[Any], accounts: Accounts) -> DispatcherParts:
        return dispatcher_of(target, accounts, self.ring, self.clock, self.policy.hash)


async def _at_once(_attempt: int, _after: float | None) -> None:
    """Machine time that a look would wait is passed over."""


class _Whole(logging.Formatter):
    """A line with everything that was handed to the log."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {record.__dict__}"
