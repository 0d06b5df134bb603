"""The whole product as it runs: Apache Kafka, one process a stage, the simulators, each supervised, in a home folder of its own."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
import yaml

from domain.commands import Command
from runtime.kafka import Sender
from runtime.ports import Out
from runtime.stack import PROCESSES, Stack
from scenarios.desk import Desk
from scenarios.kafka_log import Ends, KafkaLog
from scenarios.language import Scenario
from scenarios.sparse import written
from scenarios.systems import System, Systems
from scenarios.world import ClockFile, NotQuiet, Seen
from schemas.codec import encode
from schemas.policy import load_policy

PATIENCE: Final = 120.0
"""Machine seconds that the product may take to come to rest."""
PAUSE: Final = 0.03
BEFORE: Final = timedelta(hours=3)
"""The processes start earlier than the first load: business time never goes back under them."""
PARTITIONS: Final = 4
Status = Mapping[str, Any]


def on_kafka(policy: Path, scenario: Scenario) -> AbstractAsyncContextManager["RealWorld"]:
    """A world of its own for one scenario."""
    return RealWorld(policy, scenario.policy, scenario.start - BEFORE, desk=Desk.of(scenario))


class RealWorld:
    """Implements `scenarios.world.World`. Use as an async context manager; nothing of it is left afterwards unless `home` is given."""

    def __init__(
        self, policy: Path, changed: Mapping[str, Any], start: datetime, home: Path | None = None, desk: Desk | None = None
    ) -> None:
        self._temporary = None if home else tempfile.TemporaryDirectory(prefix="jml-")
        self.home = home or Path(self._temporary.name if self._temporary else "")
        self.home.mkdir(parents=True, exist_ok=True)
        self._policy = policy
        self._at, self._clock = start, ClockFile(self.home / "clock.json")
        self._clock.set(start)
        self.desk = desk or Desk()
        self.desk.write(self.home / "operators.csv")
        env = {
            "JML_OPERATORS_FILE": str(self.home / "operators.csv"),
            "JML_UKG_HISTORY": "rest",
            "JML_CLOCK_FILE": str(self._clock.path),
            "JML_POLICY_DIR": str(policy_folder(policy, changed, self.home)),
        }
        self.stack = Stack(self.home, env=env, partitions=PARTITIONS)
        self.systems: Systems
        self._log: KafkaLog
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        try:
            await self.stack.start()
            await self.stack.ready()
        except BaseException:
            await self.stack.stop()
            raise
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        self._log = KafkaLog(self.stack.settings.kafka)
        urls = self.stack.simulators
        self.systems = Systems(*(System(name, urls[name], self._session) for name in ("ukg", "okta", "salesforce")))
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        await self._session.close()
        await asyncio.to_thread(self._log.close)
        await self.stack.stop()
        if self._temporary:
            self._temporary.cleanup()

    def now(self) -> datetime:
        return self._at

    def set_clock(self, at: datetime) -> None:
        self._at = at
        self._clock.set(at)

    async def look(self) -> None:
        async with self._session.post(f"{await self._url('poller')}/look") as answer:
            answer.raise_for_status()

    async def roster(self) -> None:
        """The poller reads everybody by itself when the hour has come; coming to rest includes it."""
        await self.settle()

    async def settle(self) -> None:
        deadline, calm, before = time.monotonic() + PATIENCE, 0, None
        while calm < 2:
            ends, moving = await self._moving()
            calm = calm + 1 if not moving and ends == before else 0
            before = ends
            if time.monotonic() > deadline:
                raise NotQuiet(f"still moving after {PATIENCE:.0f} s: {'; '.join(moving)}")
            if calm < 2:
                await asyncio.sleep(PAUSE)

    async def next_due(self) -> datetime | None:
        times = [status["next_due"] for name, status in (await self._statuses()).items() if status and name != "poller"]
        return min((datetime.fromisoformat(at) for at in times if at), default=None)

    async def records(self, topic: str) -> Sequence[Seen]:
        return await asyncio.to_thread(self._log.records, topic)

    async def everything(self) -> Mapping[str, bytes]:
        """Every file of the home folder but secrets and policy (broker segments, tables, logs), the metrics, and the targets' stores."""
        hidden = {self.home / "run" / "secrets", self.home / "policy"}
        found = await asyncio.to_thread(_files, self.home, hidden)
        for name in PROCESSES:
            async with self._session.get(f"{await self._url(name)}/metrics") as answer:
                found[f"metrics of {name}"] = await answer.read()
        for name in ("okta", "salesforce"):
            found[name] = repr(await self.systems.by_name[name].state()).encode()
        return found

    async def govern(self, changed: Mapping[str, str]) -> None:
        """The folder that every process reads when it starts holds the new version, and every process starts anew."""
        load_policy(self._policy, changed)
        policy_folder(self._policy, changed, self.home)
        for name in PROCESSES:
            self.stack.kill(name)
        await asyncio.sleep(0)
        await self.stack.ready()

    async def order(self, command: Command) -> None:
        sender = Sender(self.stack.settings.kafka)
        try:
            await sender.send(Out("jml-commands", command.place.encode(), encode(command), partition=0))
        finally:
            await sender.close()

    async def crash(self, process: str) -> None:
        self.stack.kill(process)
        await asyncio.sleep(0)
        await self.stack.ready([process])

    async def restart_broker(self) -> None:
        self.stack.kill("broker")
        await self.stack.ready()

    async def _url(self, name: str) -> str:
        while (url := self.stack.url(name)) is None:  # noqa: ASYNC110  # started again by another process: no event here
            await asyncio.sleep(PAUSE)
        return url

    async def _statuses(self) -> dict[str, Status | None]:
        answers = await asyncio.gather(*(self._status(name) for name in PROCESSES))
        return dict(zip(PROCESSES, answers, strict=True))

    async def _status(self, name: str) -> Status | None:
        url = self.stack.url(name)
        if url is None:
            return None
        try:
            async with self._session.get(f"{url}/status") as answer:
                status: Status = await answer.json()
                return status
        except aiohttp.ClientError:
            return None

    async def _moving(self) -> tuple[Ends, list[str]]:
        """End offsets, and in words what is not at rest: applied to the end everywhere, nothing due, nothing in flight."""
        statuses = await self._statuses()
        topics = {topic for status in statuses.values() if status for topic in status["applied"]}
        ends = await asyncio.to_thread(self._log.ends, sorted(topics))
        moving = [word for name, status in statuses.items() for word in self._words(name, status, ends)]
        covered = {(topic, int(p)) for status in statuses.values() if status for topic, at in status["applied"].items() for p in at}
        missing = [f"{topic}/{p} is nobody's" for topic, at in ends.items() for p in at if (topic, p) not in covered]
        return ends, moving + missing

    def _words(self, name: str, status: Status | None, ends: Ends) -> list[str]:
        if status is None or not status["ready"]:
            return [f"{name} is not ready"]
        words = [f"{name} has {status[key]} {key}" for key in ("due", "in_flight") if status[key]]
        if name == "poller" and status["next_due"] and datetime.fromisoformat(status["next_due"]) <= self._at:
            words.append("poller is about to look")
        for topic, applied in status["applied"].items():
            behind = sum(max(0, ends[topic].get(int(partition), 0) - offset) for partition, offset in applied.items())
            if behind:
                words.append(f"{name} is {behind} behind on {topic}")
        return words


def _files(home: Path, hidden: set[Path]) -> dict[str, bytes]:
    paths = (path for path in home.rglob("*") if path.is_file() and not hidden & set(path.parents))
    return {str(path.relative_to(home)): written(path) for path in paths}


def policy_folder(policy: Path, changed: Mapping[str, Any], home: Path) -> Path:
    """The policy with some settings of `company.yaml` replaced, as a folder of its own."""
    copy = home / "policy"
    shutil.copytree(policy, copy, dirs_exist_ok=True)
    company = yaml.safe_load((copy / "company.yaml").read_text(encoding="utf-8"))
    for dotted, value in changed.items():
        *above, last = dotted.split(".")
        place = company
        for part in above:
            place = place.setdefault(part, {})
        place[last] = value
    (copy / "company.yaml").write_text(yaml.safe_dump(company), encoding="utf-8")
    return copy
