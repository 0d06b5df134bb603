"""When to look at UKG, and at what: the fast poll by change time, the nightly roster, one employee.

Polls look back a little further than the last one, because UKG's clock is not ours and replicas lag; what was published already is no news.
A roster that is not complete is never compared with what was known: absence is not departure.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.rosters import RosterManifest
from producers.ukg.beside import Beside, place_of
from producers.ukg.extras import Found
from producers.ukg.patience import Patience
from producers.ukg.publish import Counts, Look, Publisher
from producers.ukg.reader import Malformed, Reader
from producers.ukg.rest import EMPLOYMENT, PERSON, BadAnswer, NotNow, Page, UkgRest, pause, whose
from runtime.clock import Clock

OVERLAP: Final = timedelta(hours=4)
"""How far a poll looks back behind the one before: more than UKG's three-hour increments (ukg.md §2.4)."""
SHARE, FEWEST, MOST = 0.02, 5, 25
"""When so many of those known are missing, the roster is taken for broken (company.md, Roster)."""
SKEW: Final = timedelta(minutes=5)
"""How far UKG's clock may be off before somebody is told."""
STAMPS: Final = {PERSON: "datetimeChanged", EMPLOYMENT: "dateTimeChanged"}
Row = Mapping[str, Any]
Place = tuple[str, str, str]  # resource, employee, company id


@dataclass(slots=True)
class Touched:
    """Employees with a row later than the one looked at before; `late`: with an earlier one, which a lagging copy shows."""

    employees: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    changed: dict[Place, datetime] = field(default_factory=dict)

    def take(self, place: Place, changed: datetime, looked: Mapping[Place, datetime]) -> None:
        before = looked.get(place)
        if not place[1] or changed == before:
            return
        if before is None or changed > before:
            self.changed[place] = max(changed, self.changed.get(place, changed))
            self.employees.add(place[1])
        else:
            self.late.add(place[1])


@dataclass(slots=True)
class Poller:
    """Looks at UKG and publishes what is news. One look at a time."""

    rest: UkgRest
    publisher: Publisher
    clock: Clock
    tries: int = 3
    wait: Callable[[int, float | None], Awaitable[None]] = pause
    last: datetime | None = None
    beside: Beside = field(default_factory=Beside)
    skewed: bool | None = None  # None: not known since the start, so an alert of an earlier life may still be on
    _looked: dict[Place, datetime] = field(default_factory=dict)
    _odd: set[tuple[str, str, date]] = field(default_factory=set)  # moves ahead that were asked about already
    _moved: set[str] = field(default_factory=set)  # employees who showed in another company, until each was read by herself
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def patience(self) -> Patience:
        return Patience(self.tries, self.wait)

    async def changes(self, since: datetime | None = None) -> Counts:
        """Rows changed since the last look (or an instant); everybody, as a first load, until that was published once."""
        if not self.publisher.readings.complete and since is None:
            return await self.roster(baseline=True)
        async with self._one:
            started = self.clock.now()
            after = since or (self.last or self._newest(started)) - OVERLAP
            # UKG filters by whole days, strictly later than midnight; the day before is asked for and dropped by the readings
            wanted = {"dateTimeChanged": f">{(after - timedelta(days=1)).strftime('%m-%d-%Y')}"}
            people, employments = await self._all(PERSON, wanted), await self._all(EMPLOYMENT, wanted)
            self._moved |= self._elsewhere(place_of(row) for page in employments for row in page.rows)
            counts = await self._publish("poll", people, employments, started)
            await self._strangers(counts, started)
            for employee in sorted(self._moved):
                await self._employee(employee, started, counts)
                self._moved.discard(employee)
            await self._moves(counts, started)
            self.last = started
            return counts

    def _elsewhere(self, shown: Iterable[tuple[str, str]]) -> set[str]:
        """Employees who show in a company in which they were not, beside another. The record they had may stay, or be gone: HR edits
        companies in place, too. Each is read by herself, so that nobody goes on in a record that is not there any more."""
        return {place[0] for place in shown if (known := self.publisher.readings.records({place[0]})) and place not in known}

    async def _moves(self, counts: Counts, started: datetime) -> None:
        """A move keyed in ahead, or taken back, changes no row: whoever's it is is read by herself, once."""
        differing = await self.beside.moved(self.publisher.readings.moves_ahead(), self.patience, started.date())
        for employee in sorted({employee for employee, _, _ in differing - self._odd}):
            await self._employee(employee, started, counts)
        self._odd = differing

    def _newest(self, started: datetime) -> datetime:
        """After a start: the newest change that was published, so that what happened while nobody looked is read."""
        return min(max((reading.changed for reading in self.publisher.readings.known.values()), default=started), started)

    async def employee(self, employee: str) -> Counts:
        """One employee, whatever the lists say. Finding nothing where a record was known is an absence."""
        async with self._one:
            counts = Counts()
            await self._employee(employee, self.clock.now(), counts)
            return counts

    def looked_since(self, employee: str, since: datetime) -> bool:
        """Whether a change of hers that late was looked at."""
        return any(place[1] == employee and changed >= since for place, changed in self._looked.items())

    async def roster(self, baseline: bool = False) -> Counts:
        """Everybody. Publishes the manifest; raises NotNow or BadAnswer when it is not complete."""
        async with self._one:
            started = self.clock.now()
            try:
                people, employments = await self._all(PERSON, {}), await self._all(EMPLOYMENT, {})
                if bool(people) is not bool(employments):
                    raise BadAnswer(f"{EMPLOYMENT if people else PERSON} is empty and the other is not: is the right to it missing?")
                counts = await self._publish("roster", people, employments, started, baseline)
            except (NotNow, BadAnswer) as broken:
                await self._incomplete(started, str(broken))
                raise
            await self._strangers(counts, started)
            await self._compare(started, employments, counts)
            if baseline and employments:
                await self.publisher.first_load_done(self._look("roster", employments[-1], started))
            self.last = started
            return counts

    async def _publish(self, source: str, people: list[Page], employments: list[Page], started: datetime, baseline: bool = False) -> Counts:
        """Rows of one look, people first; beside what is new of employments, what other resources say of them is read."""
        counts = Counts()
        everybody = source == "roster"
        rows = [row for page in employments for row in page.rows]
        touched = self._touched([row for page in people for row in page.rows], rows)
        alone = [] if everybody else await self._alone(touched, {place_of(row) for row in rows})
        mine = [row for row in [*rows, *alone] if everybody or whose(row) in touched.employees]
        found = await self.beside.read(mine, everybody, self.patience, started.date())
        for employee in touched.late:
            found.forget(employee)
        self._looked.update(touched.changed)
        for page in people:
            await self.publisher.people(page.rows, self._look(source, page, started, baseline), counts)
        for page, row in self._in_order(employments):
            await self.publisher.employments([row], self._look(source, page, started, baseline), counts, found)
        if alone and people:
            await self.publisher.employments(alone, self._look(source, people[-1], started), counts, found)
        if employments:
            await self._park(found, self._look(source, employments[-1], started), counts)
        return counts

    def _in_order(self, employments: Iterable[Page]) -> list[tuple[Page, Row]]:
        """The rows of all pages by person id: of what is proposed at one time the smallest goes first (company.md, Brake)."""
        people = self.publisher.readings.people
        rows = [(page, row) for page in employments for row in page.rows]
        return sorted(rows, key=lambda each: people.get(whose(each[1]), ""))

    async def _alone(self, touched: Touched, shown: set[tuple[str, str]]) -> list[dict[str, Any]]:
        """Employment rows, not shown by this look, of those whose person row is new: their user-defined fields may be, and those are of
        all her employments."""
        people = {employee for resource, employee, _ in touched.changed if resource == PERSON} & touched.employees
        if not people or not self.beside.sources:
            return []
        known = self.publisher.readings.records(people)
        hidden = people - {employee for employee, _ in shown} | {
            employee for employee, company in known if (employee, company) not in shown
        }
        if not hidden:
            return []
        rows = await self.patience.of(lambda: self.rest.employees(EMPLOYMENT, hidden))
        return [row for row in rows if place_of(row) not in shown]

    def _touched(self, people: Iterable[Row], employments: Iterable[Row]) -> Touched:
        """What of these rows is later than what was looked at before."""
        touched = Touched()
        for resource, rows in ((PERSON, people), (EMPLOYMENT, employments)):
            for row in rows:
                try:
                    changed = Reader(row, self.publisher.zone).instant(STAMPS[resource])
                except Malformed:
                    continue
                touched.take((resource, *place_of(row)), changed, self._looked)
        touched.employees -= touched.late
        return touched

    async def _park(self, found: Found, look: Look, counts: Counts) -> None:
        for wrong in found.spoilt:
            await self.publisher.park(wrong, look, counts)

    async def _compare(self, started: datetime, employments: list[Page], counts: Counts) -> None:
        """Record by record: one of several that somebody has may be withdrawn alone."""
        known, shown = self.publisher.readings.records(), {place_of(row) for page in employments for row in page.rows}
        missing = known - shown
        manifest = RosterManifest(
            id=f"roster-{started.isoformat()}",
            started=started,
            finished=self.clock.now(),
            pages=len(employments),
            rows=sum(len(page.rows) for page in employments),
            complete=True,
            missing=_named(missing, shown),
        )
        await self.publisher.manifest(manifest)
        shrunken = len(missing) > max(FEWEST, min(MOST, int(SHARE * len(known))))
        await self.publisher.alert("roster-incomplete", started, on=False)
        await self.publisher.alert("roster-shrunk", started, on=shrunken)
        if not shrunken:
            for employee in sorted({employee for employee, _ in missing}):
                await self._employee(employee, started, counts)

    async def _incomplete(self, started: datetime, reason: str) -> None:
        manifest = RosterManifest(
            id=f"roster-{started.isoformat()}", started=started, finished=self.clock.now(), pages=0, rows=0, complete=False, reason=reason
        )
        await self.publisher.manifest(manifest)
        await self.publisher.alert("roster-incomplete", started)

    async def _strangers(self, counts: Counts, started: datetime) -> None:
        """Employments came whose person is not known: her details are read by themselves."""
        waiting, counts.waiting = counts.waiting, set()
        for employee in sorted(waiting):
            await self._employee(employee, started, counts)

    async def _employee(self, employee: str, started: datetime, counts: Counts) -> None:
        person = await self.patience.of(lambda: self.rest.employee(PERSON, employee))
        employment = await self.patience.of(lambda: self.rest.employee(EMPLOYMENT, employee))
        look = self._look("person", employment, started)
        # UKG ignores a filter it does not know, so what came back is checked
        people = [row for row in person.rows if whose(row) == employee]
        mine = [row for row in employment.rows if whose(row) == employee]
        touched = self._touched(people, mine)
        found = Found() if touched.late else await self.beside.read(mine, False, self.patience, started.date())
        self._looked.update(touched.changed)
        await self.publisher.people(people, look, counts)
        await self.publisher.employments(mine, look, counts, found)
        await self._park(found, look, counts)
        counts.waiting.discard(employee)
        gone = self.publisher.readings.records({employee}) - {place_of(row) for row in mine}
        if gone and mine:
            await self.publisher.withdrawal(gone, mine, look, counts)
        elif gone:
            await self.publisher.absence(employee, look, counts)

    async def _all(self, resource: str, filters: dict[str, str]) -> list[Page]:
        """All pages or none: rows move between pages while they are read, so a failed page spoils the reading."""

        async def read() -> list[Page]:
            return [page async for page in self.rest.pages(resource, filters)]

        pages = await self.patience.of(read)
        if pages:
            await self._compare_clocks(pages[-1].told)
        return pages

    async def _compare_clocks(self, told: float) -> None:
        """UKG's change times order what happened, so a clock that is off is told; nothing else follows from it."""
        now = self.clock.now()
        skewed = bool(told) and abs(told - now.timestamp()) > SKEW.total_seconds()
        if told and skewed is not self.skewed:
            await self.publisher.alert("skew", now, on=skewed)
            self.skewed = skewed

    def _look(self, source: str, page: Page, started: datetime, baseline: bool = False) -> Look:
        return Look(source=source, read=started, seen=page.seen, baseline=baseline)


def _named(missing: set[tuple[str, str]], shown: set[tuple[str, str]]) -> tuple[str, ...]:
    """Employees of whom nothing shows, and the records that others of the same employee lack."""
    seen = {employee for employee, _ in shown}
    return tuple(sorted({f"{employee}/{company}" if employee in seen else employee for employee, company in missing}))
