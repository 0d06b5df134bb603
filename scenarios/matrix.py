"""The fault matrix: every operation of the product × everything that can go wrong with it × a worker that dies at that moment.

Which operations there are is taken from plays in which nothing goes wrong: what their journals hold once the change is keyed in.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scenarios.language import Scenario, load
from scenarios.matrix_cell import Cell, Director
from scenarios.matrix_faults import CRASHES, READS, TROUBLES, Trouble
from scenarios.matrix_judge import findings
from scenarios.matrix_shot import Shot

SCENES: Final = Path(__file__).parent / "scenes"
ORDER: Final = (
    *("hire", "hire-ahead", "first-day", "move", "rename", "leave-for-good", "a-day-after"),
    *("absence", "return", "come-back", "come-back-late", "first-of-a-department"),
)
"""Scenes; an operation is tried in the first one that has it."""
RATHER: Final = {
    ("okta", "update"): ("move",),
    ("okta", "deactivate"): ("a-day-after",),
    ("salesforce", "update"): ("move",),
    ("salesforce", "set-territory"): ("move", "leave-for-good"),
    ("salesforce", "reassign"): ("leave-for-good", "return"),
    ("okta", "read"): ("hire", "leave-for-good"),
    ("salesforce", "read"): ("hire", "leave-for-good"),
}
"""Operations for which other scenes say more."""
BY_NAME: Final = {trouble.name: trouble for trouble in TROUBLES}
SHARE_WITHOUT: Final = frozenset({"slow"})
"""What takes too long to be tried each time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One operation at one system, and the scene that it is tried in."""

    system: str
    operation: str
    scene: str

    def __str__(self) -> str:
        return f"{self.system} {self.operation} ({self.scene})"


@dataclass(frozen=True, slots=True)
class Result:
    """What a cell came to: `ok`, `finding`, or `n.a.` where the trouble, or the crash, was not come to."""

    cell: Cell
    state: str
    said: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class Stage:
    """Plays cells in this process; what a scene comes to without trouble is found out once."""

    policy: Path
    _plain: dict[str, Shot] = field(default_factory=dict)

    async def plain(self, scene: str) -> Shot:
        """The scene without trouble."""
        if scene not in self._plain:
            self._plain[scene] = (await Director(self.policy, scene_of(scene)).play()).shot
        return self._plain[scene]

    async def cell(self, cell: Cell) -> Result:
        """Plays and judges one."""
        trouble, plain = BY_NAME[cell.trouble], await self.plain(cell.scene)
        played = await Director(self.policy, scene_of(cell.scene), trouble, cell).play()
        said = tuple(findings(cell, trouble, played, plain))
        state = "finding" if said else "ok" if played.met and played.died else "n.a."
        return Result(cell, state, said, played.seconds)


def scene_of(name: str) -> Scenario:
    """A scene by name; raises WrongFile."""
    return load(SCENES / f"{name}.yaml")


async def rows(stage: Stage) -> list[Row]:
    """Every operation that the product calls, in the order of the systems."""
    found: dict[tuple[str, str], list[str]] = {}
    for scene in ORDER:
        for system, counted in (await stage.plain(scene)).operations.items():
            for operation in counted:
                found.setdefault((system, operation), []).append(scene)
    places = ("ukg", "okta", "salesforce")
    chosen = {key: [each for each in RATHER.get(key, ()) if each in scenes] or scenes[:1] for key, scenes in found.items()}
    return [Row(*key, scene) for key in sorted(chosen, key=lambda key: places.index(key[0])) for scene in chosen[key]]


def cells(of: Sequence[Row], only: str | None = None, system: str | None = None, crash: str | None = None) -> Iterator[Cell]:
    """All cells of these rows; `only`: a word of the operation's, trouble's or crash's name."""
    for row in of:
        crashes = _crashes(row)
        able = [trouble for trouble in TROUBLES if trouble.can_meet(row.system, row.operation) and system in (None, row.system)]
        for cell in (Cell(row.scene, row.system, row.operation, trouble.name, point) for trouble in able for point in crashes):
            if crash in (None, cell.crash) and (only is None or only in str(cell)):
                yield cell


def _crashes(row: Row) -> Sequence[str]:
    """Where a worker can die at it: whoever reads UKG has no such points."""
    return CRASHES if row.system != "ukg" or row.operation not in READS else CRASHES[:1]


def share(of: Sequence[Row]) -> Iterator[Cell]:
    """One cell of each row, so that each trouble and each crash has its turn."""
    troubles: Sequence[Trouble] = [each for each in TROUBLES if each.name not in SHARE_WITHOUT]
    for number, row in enumerate(of):
        able = [each for each in troubles if each.can_meet(row.system, row.operation)]
        crashes = _crashes(row)
        crash = crashes[number % len(crashes)]
        yield Cell(row.scene, row.system, row.operation, able[number % len(able)].name, crash)


@dataclass(slots=True)
class Report:
    """All results."""

    rows: list[Row]
    results: list[Result] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def found(self) -> list[Result]:
        return [result for result in self.results if result.state == "finding"]


def run(policy: Path, of: Sequence[Cell], all_rows: list[Row], jobs: int, told: Callable[[Result], None]) -> Report:
    """Every cell, in `jobs` processes."""
    begun, report = time.monotonic(), Report(all_rows)
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_open, initargs=(policy,)) as pool:
        for done in as_completed([pool.submit(_play, cell) for cell in of]):
            report.results.append(done.result())
            told(report.results[-1])
    place = {cell: number for number, cell in enumerate(of)}
    report.results.sort(key=lambda result: place[result.cell])
    report.seconds = time.monotonic() - begun
    return report


_stages: list[Stage] = []


def _open(policy: Path) -> None:
    """One stage in each process."""
    _stages.append(Stage(policy))


def _play(cell: Cell) -> Result:
    try:
        return asyncio.run(_stages[0].cell(cell))
    except Exception as wrong:  # whatever else goes wrong in a cell is for the report, and stops no other
        return Result(cell, "finding", (f"the play broke: {type(wrong).__name__}: {wrong}",))
