"""Random histories end to end: a small company each, months of HR, with feeds, targets and processes that fail, judged by the oracle.

`played` runs so many of them, on several processes; what fails is made smaller and written as a scenario file that shows it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from scenarios.history_draw import JUDGED, Document, drawn, written
from scenarios.history_play import Played, play

Key = tuple[str, str]
MOST_TRIES = 40
"""Replays in which a failing history is made smaller."""


@dataclass(frozen=True, slots=True)
class Order:
    """`folder`: where files of failing histories go; None: nothing is written or made smaller. `told` hears each history."""

    count: int
    seed: int
    policy: Path
    jobs: int = 2
    folder: Path | None = None
    told: Callable[[str], None] = lambda _text: None


@dataclass(slots=True)
class Report:
    """Sums over all histories; `findings`: history → what was found in it, and the file that shows it."""

    seed: int
    histories: int = 0
    people: int = 0
    judgements: int = 0
    deaths: int = 0
    effects: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    findings: dict[int, list[str]] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not self.findings

    def take(self, number: int, kinds: Counter[str], one: Played) -> None:
        self.histories, self.people = self.histories + 1, self.people + one.people
        self.judgements, self.deaths, self.effects = self.judgements + one.judgements, self.deaths + one.deaths, self.effects + one.effects
        self.kinds, self.states, self.abstained = self.kinds + kinds, self.states + one.states, self.abstained + one.abstained
        if one.findings:
            self.findings[number] = list(one.findings.values())

    def as_json(self) -> dict[str, Any]:
        """Counts by name, findings by number."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"clean": self.clean}


def one(document: Document, policy: Path) -> Played:
    """One history, in this process."""
    return asyncio.run(play(document, policy))


def played(order: Order) -> Report:
    """All of them."""
    begun, report = time.monotonic(), Report(order.seed)
    with ProcessPoolExecutor(order.jobs, mp_context=get_context("spawn")) as pool:
        drawings = {number: drawn(number) for number in range(order.seed, order.seed + order.count)}
        waiting = {number: pool.submit(one, document, order.policy) for number, (document, _) in drawings.items()}
        for number, future in waiting.items():
            _, kinds = drawings[number]
            report.take(number, kinds, result := future.result())
            order.told(f"history {number}: {result.people} people, {result.judgements} judgements, {result.seconds:.1f} s")
            for finding in result.findings.values():
                order.told(f"  finding: {finding}")
        if order.folder is not None:
            for number in report.findings:
                report.files[number] = str(_shown(order, number, drawings[number][0], pool))
    report.seconds = time.monotonic() - begun
    return report


def _shown(order: Order, number: int, document: Document, pool: Executor) -> Path:
    """The file of a failing history, as small as it gets."""
    assert order.folder is not None  # asked by `played`
    file = order.folder / f"history-{number}.yaml"
    written(document, file)
    small = smaller(document, lambda each: _found(each, order.policy, pool))
    written(small, file)
    order.told(f"history {number} in {len(small['steps'])} steps: {file}")
    return file


def _found(document: Document, policy: Path, pool: Executor) -> set[Key]:
    """What is found in a document; nothing in one whose steps name people that a step left out would have added."""
    try:
        return set(pool.submit(one, document, policy).result().findings)
    except KeyError:
        return set()


def smaller(document: Document, found: Callable[[Document], set[Key]]) -> Document:
    """Fewer steps and people, while the first of its findings is still found."""
    wanted = found(document)
    tries = 0
    for candidate_of in (_without_steps, _without_people):
        again = True
        while again and wanted:
            again = False
            for candidate in candidate_of(document):
                if tries >= MOST_TRIES:
                    return document
                tries += 1
                if found(candidate) & wanted:
                    document, again = candidate, True
                    break
    return document


def _without_steps(document: Document) -> Iterator[Document]:
    """Halves, quarters, … and single steps less; the last look stays."""
    steps = document["steps"]
    size = len(steps) // 2
    while size >= 1:
        for begin in range(len(steps) - size, -1, -size):
            left = [step for place, step in enumerate(steps) if not begin <= place < begin + size]
            if any(step.get("note") == JUDGED for step in left):
                yield {**document, "steps": left}
        size //= 2


def _without_people(document: Document) -> Iterator[Document]:
    named = str(document["steps"])
    above = {fields.get("supervisor") for fields in document["people"].values()}
    for name in document["people"]:
        if f"'{name}'" not in named and name not in above:
            yield {**document, "people": {each: fields for each, fields in document["people"].items() if each != name}}


def lines(report: Report) -> Iterator[str]:
    """For people."""
    yield f"{report.histories} histories from seed {report.seed}: {report.people} people, {report.effects} effects, {report.deaths} kills"
    yield f"edits: {_counted(report.kinds)}"
    yield f"{report.judgements} judgements of a person: {_counted(report.states)}"
    yield f"nothing said: {_counted(report.abstained)}"
    yield f"{sum(map(len, report.findings.values()))} findings in {len(report.findings)} histories, {report.seconds:.0f} s"
    for number, found in report.findings.items():
        yield f"history {number} {report.files.get(number, '')}"
        yield from (f"  {finding}" for finding in found)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "none"
