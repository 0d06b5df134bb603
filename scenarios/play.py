"""Plays a scenario in a world: first load, then its steps, with business time passing through every instant at which something is due."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.trail import Entry
from scenarios.expect import Failure, Judge, Names
from scenarios.language import Scenario, Step, instant
from scenarios.seed import people_and_accounts, targets_asked
from scenarios.seen import Mark, Picture, look, trail_of
from scenarios.systems import SimulatorRefused
from scenarios.verbs import Verbs
from scenarios.world import World
from sinks.rounds import next_night

FIRST_LOAD: Final = timedelta(hours=2)
"""How long before its start a scenario's company is loaded."""
POLL_EVERY: Final = timedelta(seconds=60)
WATCHED_WITHIN: Final = timedelta(minutes=5)
"""What somebody else does at a target is found by then, and by the next night in any case."""
ROSTER_AT, ROSTER_ZONE = clock_time(2, 0), ZoneInfo("America/New_York")
MOST_JUMPS: Final = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file came to."""

    scenario: Scenario
    failures: list[Failure]
    seconds: float
    trails: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)  # person id → why she is as she is, of those who differ

    @property
    def passed(self) -> bool:
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        shown = [{"step": f.step, "what": f.what, "wanted": f.wanted, "seen": f.seen} for f in self.failures]
        return {
            "file": self.scenario.file,
            "scenario": self.scenario.title,
            "case": self.scenario.case,
            "passed": self.passed,
            "failures": shown,
            "seconds": round(self.seconds, 2),
        }


@dataclass(slots=True)
class Player:
    """One scenario in one world. `told` hears each step as it is done."""

    scenario: Scenario
    world: World
    told: Callable[[str], None] = lambda _text: None
    names: Names = field(init=False)
    mark: Mark = field(default_factory=Mark)
    polls: list[datetime] = field(default_factory=list)  # when the poller should look because something may be new
    roster_due: datetime | None = None
    verbs: Verbs = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.scenario.person_ids())
        settings = {key: str(value) for key, value in self.scenario.policy.items()}
        self.verbs = Verbs(self.world, self.names.ids, settings, self.told)

    async def play(self) -> Verdict:
        """The whole file; the first step whose expectations fail does not stop the rest."""
        begun = time.monotonic()
        await self.first_load()
        failures: list[Failure] = []
        for step in self.scenario.steps:
            failures += await self.step(step)
        trails = {who: await trail_of(self.world, who) for who in dict.fromkeys(failure.who for failure in failures if failure.who)}
        return Verdict(self.scenario, failures, time.monotonic() - begun, trails)

    async def first_load(self) -> None:
        """Brings the company to where the scenario starts: adopted and provisioned by the product itself, everybody signed in once."""
        world, systems = self.world, self.world.systems
        world.set_clock(self.scenario.start - FIRST_LOAD)
        await systems.okta.do("options", lag=0)  # accounts that were there before have long been indexed
        if self.scenario.licences:
            await systems.salesforce.do("licences", **self.scenario.licences)
        here = {name: fields for name, fields in self.scenario.people.items() if fields.get("provisioned", True)}
        await people_and_accounts(systems, here)
        await world.look()
        await self._rest()  # what many people's load takes of a target's budget comes before the sign-ins
        await self.advance(self.scenario.start - FIRST_LOAD / 2)
        await self._begin(here)
        later = {name: fields for name, fields in self.scenario.people.items() if name not in here}
        await self.advance(self.scenario.start)
        if later:
            await people_and_accounts(systems, later)
            await world.look()
            await self._rest()
        picture = await self.picture()
        self.names.remember(picture)
        self.mark = picture.mark()
        await systems.okta.do("options", lag=1.0)

    async def _begin(self, here: Mapping[str, Any]) -> None:
        """What the first load cannot make: sign-ins, records, exceptions given by hand."""
        picture, systems = await self.picture(), self.world.systems
        users = [user["id"] for user in picture.okta["users"] if user["status"] == "PROVISIONED"]
        if users:
            await systems.okta.do("sign_in", users=users)
        for name in here:
            for system, verb, body in targets_asked(self.names.ids[name], self.scenario.people[name], picture):
                await systems.by_name[system].do(verb, **body)

    async def picture(self) -> Picture:
        return await look(self.world, self.mark, self.verbs.refused)

    # Steps

    async def step(self, step: Step) -> list[Failure]:
        """Brings time to the step, does its verbs, lets the product come to rest, then compares."""
        await self.advance(step.at)
        try:
            await self.verbs.do(step.verbs)
        except SimulatorRefused as refused:
            raise SimulatorRefused(f"steps[{step.number}]: {refused}") from None
        if step.verbs.keys() & {"ukg", "add", "remove", "feed", "fault"}:
            await self._something_may_be_new(step.at)
        if self.verbs.outside:
            self.polls += [step.at + WATCHED_WITHIN, next_night(step.at)]
        await self._rest()
        failures = await self._judge(step) if step.expect is not None else []
        what = step.verbs.get("note") or f"step {step.number}"
        self.told(f"{step.at:%a %d %b %H:%M}  {what}: {'ok' if not failures else f'{len(failures)} differ'}")
        return failures

    async def _judge(self, step: Step) -> list[Failure]:
        expect, end = step.expect or {}, step.at + step.within
        while True:
            picture = await self.picture()
            self.names.remember(picture)
            everything = await self.world.everything() if "nowhere" in expect else {}
            failures = Judge(picture, self.names, everything).failures(step.number, expect)
            upcoming = await self._next(end) if failures else None
            if upcoming is None:
                self.mark = picture.mark()
                return failures
            await self._jump(upcoming)

    async def _something_may_be_new(self, at: datetime) -> None:
        """A webhook hints at once where the tenant sends them; the polls after it look in any case, and the next roster."""
        self.polls = [at + POLL_EVERY, at + 2 * POLL_EVERY]
        local = at.astimezone(ROSTER_ZONE)
        tonight = datetime.combine(local.date(), ROSTER_AT, ROSTER_ZONE)
        self.roster_due = tonight if tonight > at else datetime.combine(local.date() + timedelta(days=1), ROSTER_AT, ROSTER_ZONE)
        if self.verbs.webhook:
            await self.world.look()

    # Time

    async def advance(self, to: datetime) -> None:
        """Through every due instant up to this one, each worked off before the next."""
        while (upcoming := await self._next(to)) is not None:
            await self._jump(upcoming)
        if to > self.world.now():
            self.world.set_clock(to)
            await self.world.settle()

    async def _rest(self) -> None:
        """Works off what is due now."""
        await self.world.settle()
        for _ in range(MOST_JUMPS):
            upcoming = await self.world.next_due()
            if upcoming is None or upcoming > self.world.now():
                return
            await self.world.settle()

    async def _next(self, to: datetime) -> datetime | None:
        """The earliest instant later than now and no later than `to` at which something happens."""
        dated = (await self.world.systems.ukg.do("pending"))["at"]
        times = [await self.world.next_due(), self.roster_due, *self.polls, *(instant(at) for at in dated)]
        now = self.world.now()
        return min((at for at in times if at is not None and now < at <= to), default=None)

    async def _jump(self, to: datetime) -> None:
        before = set((await self.world.systems.ukg.do("pending"))["at"])
        self.world.set_clock(to)
        took_effect = before != set((await self.world.systems.ukg.do("pending"))["at"])
        if self.roster_due is not None and to >= self.roster_due:
            self.roster_due = None
            await self.world.roster()
        elif took_effect or any(at <= to for at in self.polls):
            await self.world.look()
        self.polls = [at for at in self.polls if at > to]
        await self.world.settle()
