"""Plays one history in a world of its own and has it judged at every look."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scenarios import effects
from scenarios.history_draw import JUDGED, LATE, Document
from scenarios.history_plan import Plans, kept, plans
from scenarios.history_world import FragileWorld
from scenarios.language import Scenario, Step, instant
from scenarios.oracle import Finding, Tables, Tape, judged
from scenarios.play import Player
from scenarios.seen import Picture
from scenarios.systems import SimulatorRefused
from scenarios.world import NotQuiet

POLLED = timedelta(minutes=2)
"""Without a webhook what HR keys is read by then."""


@dataclass(slots=True)
class Played:
    """What came of a history. `findings`: each once, with the instant at which it was first seen."""

    people: int = 0
    judgements: int = 0
    deaths: int = 0
    effects: int = 0
    states: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    findings: dict[tuple[str, str], str] = field(default_factory=dict)
    seconds: float = 0.0


async def play(document: Document, policy: Path) -> Played:
    """The whole history; one that does not come to rest is a finding and ends there."""
    begun = time.monotonic()
    scenario = scenario_of(document)
    async with FragileWorld(policy, scenario.start) as world:
        game = _Game(Player(scenario, world), Tape(Tables(policy)))
        try:
            await game.all()
        except NotQuiet as restless:
            game.found([Finding("everybody", "rest", "quiet", str(restless))], world.now())
        game.played.deaths = world.deaths
    game.played.seconds = time.monotonic() - begun
    return game.played


def scenario_of(document: Document) -> Scenario:
    steps = tuple(Step(number, instant(step["at"]), step) for number, step in enumerate(document["steps"]))
    return Scenario(document["scenario"], document["scenario"], None, instant(document["start"]), document["people"], steps)


@dataclass(slots=True)
class _Game:
    player: Player
    tape: Tape
    played: Played = field(default_factory=Played)
    keyed: datetime | None = None  # since then HR keys what may not be read yet
    plans: Plans = field(default_factory=dict)
    looked: datetime | None = None
    keyed_since: set[str] = field(default_factory=set)

    async def all(self) -> None:
        await self.player.first_load()
        await self._see(self.player.world.now(), self.player.world.now())
        for step in self.player.scenario.steps:
            if step.verbs.get("note") == JUDGED:
                await self.player.advance(step.at)
                await self._judge(step.at)
            else:
                await self._step(step)

    async def _step(self, step: Step) -> None:
        try:
            await self.player.step(step)
        except SimulatorRefused:
            self.played.abstained["refused by HR"] += 1
        self.keyed_since |= self._named(step.verbs)
        feed = step.verbs.get("feed")
        if isinstance(feed, Mapping) and feed.keys() & LATE:
            self.keyed = step.at
            return
        await self._see(
            self.keyed or step.at, step.at + (POLLED if isinstance(feed, Mapping) and not feed.get("webhook", True) else timedelta())
        )
        if feed == "normal":
            self.keyed = None

    def _named(self, verbs: Mapping[str, Any]) -> set[str]:
        names = [*(verbs.get("ukg") or {}), *(verbs.get("add") or {}), *(verbs.get("remove") or [])]
        return {self.player.names.ids.get(name, name) for name in names}

    async def _see(self, keyed: datetime, at: datetime) -> None:
        """HR's rows, now."""
        systems = self.player.world.systems
        self.tape.see(await systems.ukg.state(), keyed, at)
        self.tape.watch(await systems.okta.state())

    async def _judge(self, at: datetime) -> None:
        if self.keyed is None:
            await self._see(at, at)
        picture = await self.player.picture()
        verdict = judged(self.tape, self.tape.tables, picture.okta, picture.salesforce, at)
        self.played.judgements += len(verdict.judged)
        self.played.states.update(verdict.judged.values())
        self.played.abstained.update(verdict.abstained)
        self.played.people = len(self.tape.persons)
        self.found([*verdict.findings, *_all_once(picture), *self._planned(picture, at)], at)
        self.played.effects = picture.writes("okta") + picture.writes("salesforce")
        self.plans, self.looked, self.keyed_since = plans(picture), at, set()

    def _planned(self, picture: Picture, at: datetime) -> Iterator[Finding]:
        if self.looked is not None:
            unread = {one for one in self.tape.persons for known in self.tape.entries(one) if known.at > self.looked}
            undisturbed = self.tape.persons.keys() - self.keyed_since - unread
            yield from kept(self.plans, undisturbed, picture, (self.looked, at))

    def found(self, findings: list[Finding], at: datetime) -> None:
        for finding in findings:
            self.played.findings.setdefault(finding.key, f"{at:%Y-%m-%dT%H:%M:%SZ} {finding}")


def _all_once(picture: Picture) -> Iterator[Finding]:
    """Each effect happened once and was told once, and nothing was left lying."""
    journals = {system: effects.effects(picture.journals[system]) for system in effects.SYSTEMS}
    wrong = [*effects.unaudited(picture, journals), *effects.told_twice(picture), *effects.created_too_often(picture, journals)]
    wrong += [f"{system} {twice}" for system, entries in journals.items() for twice in effects.repeated(entries)]
    wrong += [f"{picture.dead} dead letters"] if picture.dead else []
    yield from (Finding("all", each.partition(":")[0], "once", each) for each in wrong)
    unexpected = {"refused", "fight", "drift", "brake", "duplicate-login", "licence", "protected", "ambiguous-match"}
    for person, cases in picture.cases.items():
        yield from (Finding(person, f"case {case.kind}", "none", case.field) for case in cases if case.kind in unexpected)
