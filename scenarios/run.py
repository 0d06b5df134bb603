"""Runs scenario files and reports, file after file, what was seen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from scenarios.desk import Desk
from scenarios.expect import Failure
from scenarios.language import Scenario, WrongFile, line_of, load
from scenarios.memory import MemoryWorld
from scenarios.play import Player, Verdict
from scenarios.systems import SimulatorRefused
from scenarios.world import NotQuiet, World
from schemas.policy import PolicyRefused, load_policy

Open = Callable[[Path, Scenario], AbstractAsyncContextManager[World]]
"""Opens a world with the policy of a folder, as one scenario wants it."""


def in_memory(policy: Path, scenario: Scenario) -> AbstractAsyncContextManager[World]:
    """A world without Kafka."""
    return MemoryWorld(policy, {key: str(value) for key, value in scenario.policy.items()}, scenario.start, Desk.of(scenario))


@dataclass(frozen=True, slots=True)
class Order:
    """What to run, and how."""

    files: Sequence[Path]
    policy: Path
    open_world: Open
    only: str | None = None
    jobs: int = 1
    keep_going: bool = True


def scenarios(order: Order) -> list[Scenario]:
    """All files, read and checked before the first is played; raises WrongFile."""
    found: list[Scenario] = []
    wrong: list[str] = []
    for path in order.files:
        try:
            found.append(_checked(path, order.policy))
        except WrongFile as refused:
            wrong.append(str(refused))
    if wrong:
        raise WrongFile("\n".join(wrong))
    return [each for each in found if order.only is None or fnmatch(each.file, f"*{order.only}*") or order.only in each.title]


def _checked(path: Path, policy: Path) -> Scenario:
    """The file, and its settings as the policy takes them."""
    scenario = load(path)
    try:
        load_policy(policy, {key: str(value) for key, value in scenario.policy.items()})
    except PolicyRefused as refused:
        line = line_of(path, "policy") if scenario.policy else 1
        raise WrongFile(f"{path}:{line}: policy: {refused}") from None
    return scenario


async def run(order: Order, told: Callable[[str], None] = lambda _text: None) -> AsyncIterator[Verdict]:
    """Plays every file, `jobs` at a time, and yields verdicts in the files' order; a failure ends it unless told to keep going."""
    room = asyncio.Semaphore(order.jobs)
    tasks = [asyncio.create_task(_one(order, scenario, room, told)) for scenario in scenarios(order)]
    try:
        for task in tasks:
            verdict = await task
            yield verdict
            if not verdict.passed and not order.keep_going:
                return
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _one(order: Order, scenario: Scenario, room: asyncio.Semaphore, told: Callable[[str], None]) -> Verdict:
    async with room, order.open_world(order.policy, scenario) as world:
        try:
            return await Player(scenario, world, told).play()
        except SimulatorRefused as refused:
            raise WrongFile(f"{scenario.file}: {refused}") from None
        except NotQuiet as restless:
            return Verdict(scenario, [Failure(-1, "comes to rest", "quiet", str(restless))], 0.0)
