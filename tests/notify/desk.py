"""The whole of `jml sink notify` on a log in memory, killed and started again as a test wishes."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from domain.audit import read_action
from domain.deliveries import Flood
from domain.desired import Cause, Standing
from domain.notices import Notice, NoticeKind
from domain.policy import Policy
from domain.proposals import Priority, Transition
from runtime.memory import MemoryLog, MemoryTable, MemoryWorker
from runtime.ports import Out
from runtime.settings import load
from scenarios.play_clock import PlayClock
from schemas.codec import encode
from schemas.keys import LocalMasterKey
from schemas.policy import load_policy
from schemas.seal import KeyRing, Names, seal_names
from sinks.notify.agent import NotifyAgent
from sinks.notify.channel import Channel
from sinks.notify.channels import channels_from
from sinks.notify.courier import Courier, Tools
from sinks.notify.people import People
from streams.dead_letters import parking

START = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = Path(__file__).parents[2] / "policy"
PATIENCE = 20.0


def notice(ident: str, to: str = "M1", about: str = "P1", kind: NoticeKind = NoticeKind.LEAVER, **values: str) -> Notice:
    return Notice(id=ident, to=to, about=about, kind=kind, at=START, values=values or {"ended": START.isoformat()})


def announced(ring: KeyRing, person: str, first: str, last: str, login: str | None) -> Transition:
    """Her newest state, as `jml-people` has it."""
    return Transition(
        id=f"{person}-1",
        person=person,
        version=1,
        at=START,
        cause=Cause(kind="hr", fact="f", rule="start", effective=START, known=START, seen=1.0),
        policy="p",
        kind="joiner",
        priority=Priority.ORDINARY,
        standing=Standing.EMPLOYED,
        sealed=seal_names(ring, person, Names(first=first, last=last)),
        login=ring.seal(person, "login", login) if login else None,
    )


def channels(env: Mapping[str, str]) -> dict[str, Channel]:
    """As the settings make them."""
    return channels_from(load({"JML_NOTIFY_TIMEOUT": "2", **env}).notify)


def mailing(port: int) -> dict[str, str]:
    """Settings of a mail server on loopback."""
    where = {"JML_SMTP_HOST": "127.0.0.1", "JML_SMTP_PORT": str(port), "JML_SMTP_TLS": "none", "JML_SMTP_FROM": "jml@halden.example"}
    return where | {"JML_NOTIFY_IT": "it@halden.example", "JML_NOTIFY_SECURITY": "security@halden.example"}


class Desk:
    """Use as an async context manager; `kill` and `start` are a crash."""

    def __init__(self, channels: Mapping[str, Channel], flood: Flood | None = None, policy: Policy | None = None) -> None:
        self.channels, self.flood, self.policy = channels, flood or Flood(), policy or load_policy(POLICY)
        self.log, self.clock = MemoryLog(2), PlayClock(START)
        self.ring = KeyRing(LocalMasterKey(b"k" * 32))
        self.people = People(self.ring)
        self.table, self.offsets = MemoryTable(2), dict[tuple[str, int], int]()
        self.catches_up = 0

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.kill()

    def start(self) -> None:
        agent = NotifyAgent()
        self.worker = MemoryWorker(agent, self.log, parking(agent.name), table=self.table, offsets=self.offsets)
        tools = Tools(
            host=self.worker.host,
            clock=self.clock,
            channels=self.channels,
            policy=self.policy.notices,
            hash=self.policy.hash,
            people=self.people,
            flood=self.flood,
            catch_up=self._catch_up,
            timeout=4.0,
        )
        self.courier = Courier(agent, tools)
        self.worker.host.open()
        self.task = asyncio.create_task(self.courier.run())

    async def kill(self) -> None:
        """Whatever is under way is lost."""
        tasks = [self.task, *self.courier._calls]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _catch_up(self) -> None:
        self.catches_up += 1

    def knows(self, person: str, first: str, last: str, login: str | None = None) -> None:
        """She is announced."""
        self.ring.ensure_key(person, START)
        self.people.apply(person.encode(), encode(announced(self.ring, person, first, last, login)))

    async def tell(self, *notices: Notice) -> None:
        for each in notices:
            await self.log.append(Out("jml-notices", each.about.encode(), encode(each)))

    async def settle(self) -> None:
        """Until nothing is due and nothing under way."""
        until, calm = time.monotonic() + PATIENCE, 0
        while calm < 3:
            moved = await self.worker.drain()
            if self.worker.host.crashed:
                raise self.worker.host.crashed
            report = self.courier.probe()
            calm = 0 if moved or report.due or report.in_flight else calm + 1
            assert time.monotonic() < until, f"still {report}"
            await asyncio.sleep(0.001)

    async def later(self, **span: float) -> None:
        """Business time goes on."""
        self.clock.set(self.clock.now() + timedelta(**span))
        await self.settle()

    def audit(self) -> list[tuple[str, str]]:
        """Person and fate of every record, which all tell of notices."""
        told = [read_action(json.loads(record.value or b"")) for record in self.log.records("jml-audit")]
        assert {(each.system, each.action) for each in told} <= {("notify", "notify")}
        return [(str(each.person), each.fate) for each in told]

    def everything(self) -> bytes:
        """All that lies on the log and in the table."""
        topics = ("jml-notices", "notify-outcomes", "jml-audit", "jml-dead-letter")
        parts: list[bytes] = list(self.table.stored.values())
        for topic in topics:
            for record in self.log.records(topic):
                parts += [record.key, record.value or b"", *record.headers.values()]
        return b"\n".join(parts)

    def changed(self, **said: Any) -> None:
        """The policy's notices with other rules."""
        self.policy = replace(self.policy, notices=replace(self.policy.notices, **said))


def known(desk: Desk) -> Desk:
    """A manager, and whom she is told of."""
    desk.knows("M1", "Mia", "Ng", "mia.ng@halden.example")
    desk.knows("P1", "Pål", "Ås", "pal.as@halden.example")
    return desk
