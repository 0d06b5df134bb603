"""When to look at UKG, and at what: the fast poll by change time, the nightly roster, one employee.

Polls look back a little further than the last one, because UKG's clock is not ours and replicas lag; what was published already is no news.
A roster that is not complete is never compared with what was known: absence is not departure.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from domain.rosters import RosterManifest
from producers.ukg.publish import Counts, Look, Publisher
from producers.ukg.rest import EMPLOYMENT, PERSON, BadAnswer, NotNow, Page, UkgRest, pause
from runtime.clock import Clock

T = TypeVar("T")
OVERLAP: Final = timedelta(hours=4)
"""How far a poll looks back behind the one before: more than UKG's three-hour increments (ukg.md §2.4)."""
LONGEST_PAUSE: Final = 5.0
"""Seconds a call waits inside a look; what UKG wants to wait longer for is left to the next look."""
SHARE, FEWEST, MOST = 0.02, 5, 25
"""When so many of those known are missing, the roster is taken for broken (company.md, Roster)."""


@dataclass(slots=True)
class Poller:
    """Looks at UKG and publishes what is news. One look at a time."""

    rest: UkgRest
    publisher: Publisher
    clock: Clock
    tries: int = 3
    wait: Callable[[int, float | None], Awaitable[None]] = pause
    last: datetime | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def changes(self, since: datetime | None = None) -> Counts:
        """Rows changed since the last look (or an instant); everybody, as a first load, until that was published once."""
        if not self.publisher.readings.complete and since is None:
            return await self.roster(baseline=True)
        async with self._one:
            started = self.clock.now()
            after = since or (self.last or self._newest(started)) - OVERLAP
            counts = Counts()
            # UKG filters by whole days, strictly later than midnight; the day before is asked for and dropped by the readings
            wanted = {"dateTimeChanged": f">{(after - timedelta(days=1)).strftime('%m-%d-%Y')}"}
            for page in await self._all(PERSON, wanted):
                await self.publisher.people(page.rows, self._look("poll", page, started), counts)
            for page in await self._all(EMPLOYMENT, wanted):
                await self.publisher.employments(page.rows, self._look("poll", page, started), counts)
            await self._strangers(counts, started)
            self.last = started
            return counts

    def _newest(self, started: datetime) -> datetime:
        """After a start: the newest change that was published, so that what happened while nobody looked is read."""
        return min(max(reading.changed for reading in self.publisher.readings.known.values()), started)

    async def employee(self, employee: str) -> Counts:
        """One employee, whatever the lists say. Finding nothing where a record was known is an absence."""
        async with self._one:
            counts = Counts()
            await self._employee(employee, self.clock.now(), counts)
            return counts

    async def roster(self, baseline: bool = False) -> Counts:
        """Everybody. Publishes the manifest; raises NotNow or BadAnswer when it is not complete."""
        async with self._one:
            started, counts = self.clock.now(), Counts()
            pages = rows = 0
            seen: set[str] = set()
            try:
                people = await self._all(PERSON, {})
                employments = await self._all(EMPLOYMENT, {})
            except (NotNow, BadAnswer) as broken:
                await self._incomplete(started, str(broken))
                raise
            for page in people:
                await self.publisher.people(page.rows, self._look("roster", page, started, baseline), counts)
            for page in employments:
                pages, rows = pages + 1, rows + len(page.rows)
                seen |= {str(row.get("employeeID", "")).strip() for row in page.rows}
                await self.publisher.employments(page.rows, self._look("roster", page, started, baseline), counts)
            await self._strangers(counts, started)
            await self._compare(started, pages, rows, seen, counts)
            if baseline and employments:
                await self.publisher.first_load_done(self._look("roster", employments[-1], started))
            self.last = started
            return counts

    async def _compare(self, started: datetime, pages: int, rows: int, seen: set[str], counts: Counts) -> None:
        known = set(self.publisher.readings.employees())
        missing = sorted(known - seen)
        manifest = RosterManifest(
            id=f"roster-{started.isoformat()}",
            started=started,
            finished=self.clock.now(),
            pages=pages,
            rows=rows,
            complete=True,
            missing=tuple(missing),
        )
        await self.publisher.manifest(manifest)
        shrunken = len(missing) > max(FEWEST, min(MOST, int(SHARE * len(known))))
        await self.publisher.alert("roster-incomplete", started, on=False)
        await self.publisher.alert("roster-shrunk", started, on=shrunken)
        if not shrunken:
            for employee in missing:
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
        person = await self._patiently(lambda: self.rest.employee(PERSON, employee))
        employment = await self._patiently(lambda: self.rest.employee(EMPLOYMENT, employee))
        look = self._look("person", employment, started)
        # UKG ignores a filter it does not know, so what came back is checked
        await self.publisher.people([row for row in person.rows if _is(row.get("employeeId"), employee)], look, counts)
        mine = [row for row in employment.rows if _is(row.get("employeeID"), employee)]
        await self.publisher.employments(mine, look, counts)
        counts.waiting.discard(employee)
        if not mine and employee in set(self.publisher.readings.employees()):
            await self.publisher.absence(employee, look, counts)

    async def _all(self, resource: str, filters: dict[str, str]) -> list[Page]:
        """All pages or none: rows move between pages while they are read, so a failed page spoils the reading."""

        async def read() -> list[Page]:
            return [page async for page in self.rest.pages(resource, filters)]

        return await self._patiently(read)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        for attempt in range(self.tries - 1):
            try:
                return await call()
            except NotNow as later:
                if later.after is not None and later.after > LONGEST_PAUSE:
                    raise
                await self.wait(attempt, later.after)
        return await call()

    def _look(self, source: str, page: Page, started: datetime, baseline: bool = False) -> Look:
        return Look(source=source, read=started, seen=page.seen, baseline=baseline)


def _is(value: object, employee: str) -> bool:
    return str(value or "").strip() == employee
