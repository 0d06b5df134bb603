"""One cell of the fault matrix: a small company, one change, one thing that goes wrong with one call, perhaps a worker that dies then."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from scenarios.language import Scenario, Step
from scenarios.matrix_faults import LICENCE, Trouble
from scenarios.matrix_shot import Shot, shot_of
from scenarios.matrix_world import CellWorld, Crash
from scenarios.play import Player
from scenarios.seen import Mark, Picture, look
from scenarios.world import NotQuiet

HER: Final = "HER"
"""The one whose change is meant, in every scene."""
BROKEN_FOR: Final = timedelta(minutes=40)
LOADS: Final = 3
AFTERWARDS: Final = timedelta(hours=30)
"""Within that everything must have come right: hourly tries, a night's look at everybody, the deactivation a day after an end."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Row, column and depth."""

    scene: str
    system: str
    operation: str
    trouble: str
    crash: str = "none"

    def __str__(self) -> str:
        return f"{self.system} {self.operation} × {self.trouble}" + (f" × crash {self.crash}" if self.crash != "none" else "")


@dataclass(slots=True)
class Played:
    """What came of a play. `met`: the trouble was met; `died`: the worker died where it should."""

    shot: Shot
    met: bool = True
    died: bool = True
    restless: str = ""
    while_broken: Shot | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Director:
    """Plays one scene once. `cell` None: nothing goes wrong, which shows what should come of it."""

    policy: Path
    scene: Scenario
    trouble: Trouble | None = None
    cell: Cell | None = None
    world: CellWorld = field(init=False)
    licences: int = 0

    async def play(self) -> Played:
        """To the end, or to where it does not come to rest; anew where a busy machine spoilt the first load."""
        for _ in range(LOADS - 1):
            if (played := await self._once()) is not None:
                return played
        last = await self._once()
        if last is None:
            raise NotQuiet(f"{self.scene.file}: the company was not loaded in {LOADS} tries")
        return last

    async def _once(self) -> Played | None:
        begun, crash = time.monotonic(), self._crash()
        self.world = CellWorld(self.policy, self.scene, crash)
        async with self.world:
            player = Player(self.scene, self.world)
            await player.first_load()
            if not self._is_loaded(await look(self.world, Mark())):
                return None
            here = next(step for step in self.scene.steps if step.verbs.get("note") == "here")
            for step in self.scene.steps[: here.number]:
                await player.step(step)
            await player.advance(here.at - timedelta(seconds=1))
            mark = (await look(self.world, Mark())).mark()
            try:
                played = await self._trouble(player, here, mark)
            except NotQuiet as restless:
                played = Played(await shot_of(self.world, mark), restless=str(restless))
            played.met = self._met(mark)
            played.died = crash is None or crash.happened
        played.seconds = time.monotonic() - begun
        return played

    async def _trouble(self, player: Player, here: Step, mark: Mark) -> Played:
        await self._begin()
        await player.step(here)
        broken = None
        if self.trouble is not None and self.trouble.lasting:
            await player.advance(here.at + BROKEN_FOR)
            broken = await shot_of(self.world, mark)
        await self._end()
        await player.advance(here.at + AFTERWARDS)
        return Played(await shot_of(self.world, mark), while_broken=broken)

    def _is_loaded(self, picture: Picture) -> bool:
        """Everybody owns at Salesforce what she should when the scene begins."""
        owned = {user["fields"].get("UKG_Person_Id__c"): sum(user["owns"].values()) for user in picture.salesforce["users"]}
        return all(owned.get(who, 0) == sum(fields.get("owns", {}).values()) for who, fields in self.scene.people.items())

    def _crash(self) -> Crash | None:
        if self.cell is None or self.cell.crash == "none":
            return None
        return Crash(self.cell.system, self.cell.crash, HER, self.cell.operation)

    async def _begin(self) -> None:
        """From now on the call goes wrong."""
        cell, trouble = self.cell, self.trouble
        if cell is None or trouble is None:
            return
        system = self.world.systems.by_name[cell.system]
        if cell.operation == "login":
            await system.do("expire_sessions")
        if cell.system in trouble.switch:
            verb, on, _ = trouble.switch[cell.system]
            await system.do(verb, **on)
        if trouble.name == LICENCE:
            held = (await system.state())["licences"]["Salesforce"]
            self.licences = held["total"]
            await system.do("licences", Salesforce=held["used"])
        asked = trouble.asked(cell.system, cell.operation)
        self.world.fault = self.world.simulators[cell.system].faults.add(asked) if asked else None
        if self.world.crash_plan is not None:
            self.world.crash_plan.armed = True

    async def _end(self) -> None:
        """It is repaired."""
        cell, trouble = self.cell, self.trouble
        if cell is None or trouble is None:
            return
        system = self.world.systems.by_name[cell.system]
        if trouble.lasting:  # what strikes once may do so later
            await system.clear_faults()
        if cell.system in trouble.switch:
            verb, _, off = trouble.switch[cell.system]
            await system.do(verb, **off)
        if trouble.name == LICENCE:
            await system.do("licences", Salesforce=self.licences)

    def _met(self, mark: Mark) -> bool:
        if self.cell is None or self.trouble is None:
            return True
        entries = self.world.simulators[self.cell.system].journal.after(mark.journal[self.cell.system])
        if self.trouble.fault:
            return any(entry["fault"] for entry in entries)
        return any(entry["operation"] == self.cell.operation for entry in entries)
