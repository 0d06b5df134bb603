"""Everything around a dispatcher, killed and started again as a test wishes."""

import asyncio
import json
from collections import Counter
from datetime import datetime

from domain.desired import Cause, OktaDesired, Standing
from domain.outcomes import Outcome
from domain.proposals import Priority, Transition
from domain.work import Work
from runtime.ports import Out
from schemas.codec import encode
from schemas.keys import LocalMasterKey
from schemas.seal import KeyRing
from sinks.accounts import Accounts
from sinks.agent import SinkAgent
from sinks.dispatch import Dispatcher
from sinks.rows import from_bytes
from sinks.tools import Limits, Tools
from tests.sinks.fake_target import FakeTarget, Person
from tests.sinks.memory_host import START, Died, Durable, MemoryHost, StillClock


def transition(person: str, version: int, groups: tuple[str, ...] = (), **said: object) -> Transition:
    cause = Cause(kind="hr", fact=f"fact-{person}-{version}", rule="mover", effective=START, known=START, seen=1.0)
    usual = {"priority": Priority.ORDINARY, "at": START, "standing": Standing.EMPLOYED, "okta": OktaDesired(groups=groups)}
    fields = usual | said
    return Transition(
        id=f"{person}-{version}",
        person=person,
        version=version,
        cause=cause,
        policy="p1",
        kind="mover",
        **fields,  # type: ignore[arg-type]
    )


class World:
    """A durable log, a target, and a process that dies where `die_at` says and is started again."""

    def __init__(self, *, die_at: list[tuple[str, int]] | None = None, crew: int = 1, limits: Limits | None = None, lag: int = 0) -> None:
        self.clock, self.durable = StillClock(), Durable()
        self.target = FakeTarget(self.clock, crew=crew)
        self.die_at, self.limits, self.deaths = list(die_at or []), limits or Limits(), 0
        self.lag, self.policy = lag, ""
        self.keys = KeyRing(LocalMasterKey(b"k" * 32))
        self._tasks: list[asyncio.Task[None]] = []
        self._records: dict[bytes, bytes] = {}

    async def __aenter__(self) -> "World":
        self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.kill()

    def start(self) -> None:
        self.agent = SinkAgent("okta", self._crash)
        self.host = MemoryHost(self.durable, self.agent, self.clock)
        self.host.lag = self.lag
        accounts = Accounts()
        for out in self.durable.outs:
            if out.topic == "okta-accounts":
                accounts.apply(out.key, out.value)
        self.host.accounts = accounts.apply
        tools = Tools(
            host=self.host,
            clock=self.clock,
            keys=self.keys,
            accounts=accounts,
            limits=self.limits,
            crash=self._crash,
            machine=self.clock.machine,
            policy=self.policy,
        )
        self.dispatcher: Dispatcher[Person] = Dispatcher(self.agent, self.target, tools)
        self._tasks = [asyncio.create_task(self.host.run()), asyncio.create_task(self.dispatcher.run())]

    async def kill(self) -> None:
        """Every task of the process ends where it is; a call on the wire goes on at the target."""
        self.host.dead = self.host.dead or Died("killed")
        mine = [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not _is_of_a_server(task)]
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    def announce(self, *transitions: Transition) -> None:
        for each in transitions:
            self.host.put(Out("jml-transitions", each.person.encode(), encode(each)))

    def row(self, person: str) -> Work:
        return from_bytes(self.durable.rows.get(person.encode()))

    async def breathe(self, turns: int = 60) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    async def quiet(self, until: datetime | None = None, rounds: int = 400) -> None:
        """Until nothing is due, in flight or waiting; both clocks move as far as needed (business time at most to `until`)."""
        for _ in range(rounds):
            await self.breathe()
            if self.host.dead or any(task.done() for task in self._tasks):
                await self._again()
                continue
            if self.host.behind or self._move(until):
                continue
            return
        raise AssertionError("never quiet")

    async def _again(self) -> None:
        if not isinstance(self.host.dead, Died):
            for task in self._tasks:
                if task.done() and not task.cancelled() and task.exception():
                    raise AssertionError("the process failed") from task.exception()
            raise AssertionError("the process crashed") from self.host.dead
        await self.kill()
        self.deaths += 1
        self.start()

    def _move(self, until: datetime | None) -> bool:
        index = self.dispatcher._queue.index
        if (held := index.next_held()) is not None:
            self.clock.advance(machine=held)
        elif (due := self.dispatcher.next_due()) is not None and (until is None or due <= until):
            self.clock.advance(to=due)
        else:
            return bool(self.dispatcher.due_now() or self.dispatcher.in_flight())
        self.late()
        return True

    def late(self) -> None:
        """Calls whose caller is gone take effect when their time has come."""
        self.target.release()

    def _crash(self, point: str) -> None:
        if self.host.dead:
            raise self.host.dead
        if self.die_at and self.die_at[0][0] == point:
            name, left = self.die_at[0]
            self.die_at[0] = (name, left - 1)
            if left <= 1:
                self.die_at.pop(0)
                self.host.dead = Died(point)
                raise self.host.dead

    def check_once(self) -> None:
        """Each effect happened once, has exactly one final audit record, and no intent is open."""
        assert self.target.overlaps == 0
        assert not self.target.late
        done = Counter()
        uids: dict[str, tuple[str, str, str]] = {}
        for record in self.audit():
            own = record["unmapped"]
            if own["fate"] in ("done", "recovered"):
                effect = (own["person"], own["action"], own.get("args", {}).get("group", ""))
                assert uids.setdefault(record["metadata"]["uid"], effect) == effect
        done.update(uids.values())
        assert done == Counter(self.target.effects)
        for row in self.durable.rows.values():
            assert from_bytes(row).intent is None

    def audit(self) -> list[dict[str, dict[str, object]]]:
        return [json.loads(out.value or b"") for out in self.durable.outs if out.topic == "jml-audit"]

    def outcomes(self) -> list[Outcome]:
        return [outcome for outcome in self.durable.outcomes() if isinstance(outcome, Outcome)]


def _is_of_a_server(task: asyncio.Task[object]) -> bool:
    """A simulator on the same loop outlives the process under test."""
    return getattr(task.get_coro(), "__qualname__", "").startswith("RequestHandler.")
