"""The crash suite: a company at work on the real product while a saboteur ends, cuts off and confuses its processes, drawn from a seed.

Every few trials all comes to rest, and the targets are judged against HR and the audit topic.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
from confluent_kafka import KafkaException

from runtime.supervise import NotReady
from scenarios.effects import findings
from scenarios.hr_stream import HrStream, company
from scenarios.language import Scenario
from scenarios.play import Player
from scenarios.real import BEFORE, RealWorld
from scenarios.sabotage import READY, Sabotage, Saboteur, deck
from scenarios.seen import Mark, look
from scenarios.world import NotQuiet

START: Final = datetime(2026, 3, 2, 10, tzinfo=UTC)
BETWEEN: Final = timedelta(minutes=20)
"""Business time that passes with each piece of work."""
ROUND: Final = 8
"""Trials between two judgements. Each begins on another day at ten, when whoever left the day before is off everywhere."""
CHANGES: Final = 4


@dataclass(frozen=True, slots=True)
class Trial:
    """One sabotage and what came of it; `ready` in seconds per process, `trouble` in words."""

    sabotage: Sabotage
    ready: dict[str, float] = field(default_factory=dict)
    missed: bool = False
    trouble: str = ""


@dataclass(slots=True)
class Report:
    """All trials, and what the judge found, each finding once with the sabotages since the judgement before."""

    seed: int
    trials: list[Trial] = field(default_factory=list)
    judged: list[tuple[str, list[str]]] = field(default_factory=list)
    judgements: int = 0
    hired: int = 0
    left: int = 0
    transitions: int = 0
    effects: int = 0
    audited: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        return not self.judged and not any(trial.trouble for trial in self.trials)


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: `cards` in this order, in the home folder (None: a temporary one); `told` hears each trial."""

    cards: Sequence[Sabotage]
    seed: int
    policy: Path
    home: Path | None = None
    told: Callable[[str], None] = lambda _text: None


def drawn(trials: int, seed: int) -> list[Sabotage]:
    """So many sabotages: shuffled decks, one after the other."""
    chance, cards = random.Random(seed), list[Sabotage]()
    while len(cards) < trials:
        cards += chance.sample(whole := deck(), len(whole))
    return cards[:trials]


async def run(order: Order) -> Report:
    """The whole suite in a world of its own; raises NotReady where the product does not even start."""
    begun = time.monotonic()
    world = RealWorld(order.policy, {}, START - BEFORE, order.home)
    async with world:
        suite = Suite(order, world)
        await suite.first_load()
        await suite.all_trials()
    suite.report.seconds = time.monotonic() - begun
    return suite.report


class Suite:
    """The trials in one world."""

    def __init__(self, order: Order, world: RealWorld) -> None:
        self._order, self._world = order, world
        chance = random.Random(order.seed)
        self._chance, self._hr = chance, HrStream(chance)
        self._saboteur = Saboteur(world, chance)
        self._player = Player(Scenario("crashes", "A company under sabotage", None, START, company(), ()), world)
        self._since: list[str] = []
        self._known: set[str] = set()
        self.report = Report(order.seed)

    async def first_load(self) -> None:
        """Everybody is provisioned before the first sabotage."""
        await self._player.first_load()
        self._order.told(f"{len(company())} people are loaded")

    async def all_trials(self) -> None:
        """One after the other, judged every few and at the end; a product that does not come to rest ends it."""
        for number, sabotage in enumerate(self._order.cards, start=1):
            trial = await self._trial(sabotage)
            self.report.trials.append(trial)
            self._order.told(f"{number}/{len(self._order.cards)} {_said(trial)}")
            if (trial.trouble or number % ROUND == 0 or number == len(self._order.cards)) and not await self._judge():
                return

    async def _trial(self, sabotage: Sabotage) -> Trial:
        self._since.append(str(sabotage))
        try:
            done = await self._saboteur.strike(sabotage, self._work)
        except NotReady as dead:
            return Trial(sabotage, trouble=str(dead))
        return Trial(sabotage, done.ready, done.missed)

    async def _work(self, case: bool = False) -> None:
        """Time passes, HR keys in a few things (such as open a case), the poller looks, however often it is ended meanwhile."""
        world, at = self._world, self._world.now() + BETWEEN
        world.set_clock(at)
        await world.systems.ukg.do("add", people=self._hr.hire(at))
        leaver = self._hr.leaver(at, case) if case or self._chance.random() < 0.5 else {}
        await world.systems.ukg.do("edit", people=leaver | self._hr.changes(CHANGES))
        until = time.monotonic() + READY
        while True:
            try:
                return await world.look()
            except aiohttp.ClientError:
                if time.monotonic() > until:
                    raise NotReady("the poller does not look") from None
                await world.stack.ready(["poller"], READY)

    async def _judge(self) -> bool:
        """Lets all come to rest on the next morning, then compares; False where it does not rest."""
        for system in self._world.systems.by_name.values():
            await system.clear_faults()
        self.report.judgements += 1
        try:
            await self._world.settle()
            await self._player.advance((self._world.now() + timedelta(days=1)).replace(hour=10, minute=0))
        except (TimeoutError, NotQuiet, NotReady, aiohttp.ClientError, KafkaException) as restless:
            self._found([f"does not come to rest: {restless}"])
            return False
        picture = await look(self._world, Mark())
        self._found(list(findings(picture, self._world.now())))
        self._count(picture.writes("okta") + picture.writes("salesforce"), len(picture.audit))
        self.report.transitions = len(await self._world.records("jml-transitions"))
        return True

    def _count(self, effects: int, audited: int) -> None:
        self.report.effects, self.report.audited = effects, audited
        self.report.hired, self.report.left = self._hr.hired, self._hr.left

    def _found(self, words: list[str]) -> None:
        for word in words:
            if word not in self._known:
                self.report.judged.append((word, list(self._since)))
                self._order.told(f"finding: {word}")
        self._known |= set(words)
        self._since = []


def _said(trial: Trial) -> str:
    times = ", ".join(f"{name} ready after {seconds:.1f} s" for name, seconds in trial.ready.items())
    return f"{trial.sabotage}: {trial.trouble or times or 'done'}{' (point not reached)' if trial.missed else ''}"


def as_json(report: Report) -> dict[str, Any]:
    """The report as one object."""
    trials = [
        {"sabotage": str(each.sabotage), "ready": each.ready, "missed": each.missed, "trouble": each.trouble} for each in report.trials
    ]
    found = [{"finding": finding, "since": since} for finding, since in report.judged]
    counts = {
        name: getattr(report, name) for name in ("seed", "judgements", "hired", "left", "transitions", "effects", "audited", "seconds")
    }
    return {**counts, "clean": report.clean, "trials": trials, "findings": found}
