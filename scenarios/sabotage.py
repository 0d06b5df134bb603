"""What is done to the product while it works: ends of every kind, a broker that goes, partners that come and go, answers that are lost."""

import asyncio
import random
import signal
import time
from dataclasses import dataclass
from typing import Final, Protocol

from runtime.stack import BROKER, PROCESSES
from scenarios.real import RealWorld
from sinks.crash import POINTS

SINKS: Final = ("sink-okta", "sink-salesforce", "sink-ukg")
STAGES: Final = ("lifecycle", "company", "cases")
STAGE_POINTS: Final = ("after-read", "before-fold", "before-ack")
LOST: Final = ("500-after", "reset-after", "500", "reset", "slow")
OPERATIONS: Final = {
    "okta": ("stage", "activate", "add-group", "remove-group", "update"),
    "salesforce": ("create", "update", "set-territory"),
    "ukg": ("update",),
}
PAIRED: Final = {
    "lifecycle": ("lifecycle",), "sink-okta": ("sink", "okta"), "sink-salesforce": ("sink", "salesforce"), "sink-ukg": ("sink", "ukg")
}  # fmt: skip
"""Processes of which two can share the partitions."""
KILLED: Final = (*STAGES, *SINKS, "poller", "sink-notify")
KILLS: Final = 7
"""How often each of these is killed −9 in one deck, armed ends apart: twenty times each in three decks."""
REACHED: Final = 40.0
"""Seconds in which an armed process must come to its point, where its work leads there at all."""
READY: Final = 120.0


class Work(Protocol):
    """Gives the product something to do, on demand such as opens a case; returns when the poller has seen it."""

    async def __call__(self, case: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Sabotage:
    """`kind` is kill, crash, broker, rebalance, lost or power; `what` the process or target; `how` the point, signal or fault."""

    kind: str
    what: str
    how: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.what, self.how) if part)


@dataclass(slots=True)
class Done:
    """What came of it: seconds from each end to being ready again, per process; `missed` where an armed point was not come to."""

    ready: dict[str, float]
    missed: bool = False


def deck() -> list[Sabotage]:
    """Everything, each kind as often as it is worth."""
    cards = [Sabotage("kill", process) for process in KILLED for _ in range(KILLS)]
    cards += [Sabotage("crash", sink, point) for sink in SINKS for point in POINTS]
    cards += [Sabotage("crash", stage, point) for stage in STAGES for point in STAGE_POINTS]
    cards += [Sabotage("broker", BROKER, how) for how in ("stop", "kill")]
    cards += [Sabotage("rebalance", process) for process in PAIRED]
    cards += [Sabotage("lost", system, how) for system in OPERATIONS for how in LOST]
    return [*cards, Sabotage("power", "everything")]


class Saboteur:
    """Does it, while there is work."""

    def __init__(self, world: RealWorld, chance: random.Random) -> None:
        self._world, self._chance = world, chance
        self._stack, self._keepers = world.stack, world.stack.supervisor

    async def strike(self, sabotage: Sabotage, work: Work) -> Done:
        """Returns when every process is ready again. Raises NotReady."""
        return await getattr(self, f"_{sabotage.kind}")(sabotage, work)  # type: ignore[no-any-return]  # one method a kind

    async def _kill(self, sabotage: Sabotage, work: Work) -> Done:
        """In the midst of it: the poller while it looks, the others some moment after."""
        working = asyncio.create_task(work())
        if sabotage.what != "poller":
            await working
        await self._moment(0.4 if sabotage.what == "poller" else 1.2)
        ready = await self._ended(sabotage.what)
        await working
        return Done({sabotage.what: ready})

    async def _crash(self, sabotage: Sabotage, work: Work) -> Done:
        """The process is started so that it ends by itself at the point, the first to third time it comes there."""
        process = sabotage.what
        of_cases = process == "cases"  # few records come there
        self._stack.arm(process, JML_CRASH_AT=f"{sabotage.how}:{1 if of_cases else self._chance.randint(1, 3)}")
        before = self._keepers.keepers[process].starts
        self._stack.kill(process)
        await self._starts(process, before + 1)
        await self._stack.ready([process], READY)
        if self._keepers.keepers[process].starts >= before + 2:  # there was work left: it came to its point at once
            return Done({})
        for _ in range(3):
            await work(of_cases)
            if await self._starts(process, before + 2, REACHED / 3):
                return Done({process: await self._ready(process)})
        return Done({process: await self._ended(process)}, missed=True)

    async def _broker(self, sabotage: Sabotage, work: Work) -> Done:
        await work()
        await self._moment(0.6)
        begun = time.monotonic()
        if sabotage.how == "stop":
            await self._keepers.hold(BROKER, signal.SIGTERM)
            begun = time.monotonic()
            self._keepers.release(BROKER)
        else:
            self._stack.kill(BROKER)
        await self._stack.ready([BROKER], READY)
        up = time.monotonic() - begun
        await self._all_ready()
        return Done({BROKER: up, "everything": time.monotonic() - begun})

    async def _rebalance(self, sabotage: Sabotage, work: Work) -> Done:
        """A second worker joins under load, both work, then one of them goes: the first by kill −9, or the second as asked."""
        process, second = sabotage.what, f"{sabotage.what}-2"
        await work()
        self._second(second, (*PAIRED[process], "--name", second))
        begun = time.monotonic()
        await self._stack.ready([second], READY)
        joined = time.monotonic() - begun
        await self._stack.ready([process], READY)
        await work()
        await self._moment(1.0)
        ready = {second: joined}
        if self._chance.random() < 0.5:
            ready[process] = await self._ended(process)
            await work()
        await self._keepers.hold(second, self._chance.choice((signal.SIGTERM, signal.SIGKILL)))
        await self._all_ready()
        return Done(ready)

    async def _lost(self, sabotage: Sabotage, work: Work) -> Done:
        """Two calls go wrong; half the time the process that made them ends too."""
        system = self._world.systems.by_name[sabotage.what]
        operation = self._chance.choice(OPERATIONS[sabotage.what])
        await system.fault({"kind": sabotage.how, "operation": operation, "times": 2, **({"delay": 3.0} if sabotage.how == "slow" else {})})
        await work()
        await self._moment(1.5)
        if self._chance.random() < 0.5:
            return Done({f"sink-{sabotage.what}": await self._ended(f"sink-{sabotage.what}")})
        return Done({})

    async def _power(self, _sabotage: Sabotage, work: Work) -> Done:
        """All at once; the targets and HR are elsewhere and stay."""
        await work()
        await self._moment(1.0)
        begun = time.monotonic()
        for name in (*PROCESSES, BROKER):
            self._stack.kill(name)
        await self._stack.ready([BROKER], READY)
        await self._all_ready()
        return Done({"everything": time.monotonic() - begun})

    def _second(self, name: str, command: tuple[str, ...]) -> None:
        if name in self._keepers.keepers:
            self._keepers.release(name)
        else:
            self._stack.begin(name, command)

    async def _ended(self, process: str) -> float:
        """Kills it; seconds until it is ready again."""
        self._stack.kill(process)
        return await self._ready(process)

    async def _ready(self, process: str) -> float:
        begun = time.monotonic()
        await self._stack.ready([process], READY)
        return time.monotonic() - begun

    async def _all_ready(self) -> None:
        await self._stack.ready(PROCESSES, READY)

    async def _starts(self, process: str, wanted: int, within: float = READY) -> bool:
        """Whether it has been started so often by then."""
        until = time.monotonic() + within
        while self._keepers.keepers[process].starts < wanted:
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.02)
        return True

    async def _moment(self, longest: float) -> None:
        """Some machine time: where in its work a process is struck is what the seed draws."""
        await asyncio.sleep(self._chance.uniform(0.0, longest))
