"""A company in memory whose one sink can die at a point of its work, and whose machine time stands while a vendor is at work."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from domain.outcomes import Outcome, OutcomeKind
from scenarios.desk import Desk
from scenarios.language import Scenario
from scenarios.matrix_faults import READS
from scenarios.memory import MemoryWorld
from scenarios.parts import DispatcherParts, dispatcher_of
from scenarios.play_clock import PlayClock
from schemas.codec import decode_as
from simulators.kernel.faults import Fault
from simulators.kernel.server import SIMULATOR, Simulator
from sinks.accounts import Accounts
from sinks.target import Target

AUDITED = frozenset({"create", "stage", "update", "suspend", "unsuspend", "deactivate", "freeze", "unfreeze", "rename", "activate"})
"""Operations that an intent names as the journal does."""


@dataclass(slots=True)
class Crash:
    """The worker of `system` dies at `point`, once, when `person` is worked on and the trouble was met."""

    system: str
    point: str
    person: str
    operation: str
    armed: bool = False
    happened: bool = False


class HeldClock(PlayClock):
    """Machine time is not put forward while a vendor is at work: an effect on its way comes when it really comes."""

    held: Callable[[], bool]

    def __init__(self, at: datetime, held: Callable[[], bool]) -> None:
        super().__init__(at)
        self.held = held

    def skip(self, seconds: float) -> None:
        if not self.held():
            super().skip(seconds)


class CellWorld(MemoryWorld):
    """The world of one cell."""

    def __init__(self, policy: Path, scene: Scenario, crash: Crash | None) -> None:
        super().__init__(policy, {key: str(value) for key, value in scene.policy.items()}, scene.start, Desk.of(scene))
        self.clock = HeldClock(scene.start, lambda: any(one.serving for one in self.simulators.values()))
        self.crash_plan = crash
        self.fault: Fault | None = None
        self._dying: list[str] = []

    @property
    def simulators(self) -> dict[str, Simulator]:
        """The vendors by name."""
        found = [runner.app[SIMULATOR] for runner in self._runners]
        return {one.vendor.name: one for one in found}

    def sink_parts(self, target: Target[Any], accounts: Accounts) -> DispatcherParts:
        system = target.system
        return dispatcher_of(target, accounts, self.ring, self.clock, self.policy.hash, partial(self._pass, system))

    async def _drain(self) -> int:
        while self._dying:
            await self.crash(self._dying.pop())
        return await super()._drain()

    def _pass(self, system: str, point: str) -> None:
        plan = self.crash_plan
        if plan is None or not plan.armed or (system, point) != (plan.system, plan.point) or not self._is_there(plan):
            return
        plan.armed, plan.happened = False, True
        self.units[f"sink-{system}"].worker.host.kill()
        self._dying.append(f"sink-{system}")
        raise asyncio.CancelledError

    def _is_there(self, plan: Crash) -> bool:
        if plan.point != "after-intend":
            return self.fault is None or self.fault not in self.simulators[plan.system].faults.active
        mine = [each for each in self.log.records(f"{plan.system}-outcomes") if each.key == plan.person.encode()]
        said = [decode_as(Outcome, each.value) for each in mine if each.value]
        names = {action.name for action in said[-1].actions} if said and said[-1].kind is OutcomeKind.INTENDED else set()
        return bool(names) and (plan.operation in names or plan.operation not in AUDITED or plan.operation in READS)
