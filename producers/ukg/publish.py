"""From a row at the door to a fact on the log: seal, send, then remember. Each step is acknowledged before the next begins."""

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

import msgspec

from domain.dead_letters import DeadLetter
from domain.facts import Fact, FactKind, PersonDetails
from domain.proposals import Alert
from domain.rosters import Reading, RosterManifest, reading_key
from producers.ukg.door import EmploymentRow, Kinds, employment_row, person_row
from producers.ukg.extras import Found
from producers.ukg.reader import Malformed, Reader
from producers.ukg.readings import Readings
from runtime.metrics import HR_EVENTS
from runtime.ports import Out
from schemas.codec import encode
from schemas.seal import KeyRing, seal_names

NAMESPACE: Final = uuid.UUID("2f6c2f0e-7c51-5c7e-9d3d-0a1c9f0f6a11")
FACTS, READINGS, KEYS, DEAD, ALERTS, ROSTERS = "hr-changes", "ukg-readings", "person-keys", "jml-dead-letter", "jml-alerts", "ukg-rosters"
STAGE: Final = "jml-poller"
FARTHEST: Final = timedelta(days=2)
"""How far ahead a change time may lie: zones and clocks that are wrong by a day are no reason to lose a row."""
Send = Callable[[Out], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at UKG: where the rows come from, when they were read (business) and seen (machine, epoch s)."""

    source: str
    read: datetime
    seen: float
    baseline: bool = False


@dataclass(slots=True)
class Counts:
    """What a look came to."""

    rows: int = 0
    published: int = 0
    parked: int = 0
    waiting: set[str] = field(default_factory=set)  # employees whose person id is not known yet
    news: set[str] = field(default_factory=set)  # employees of whom something changed

    def __add__(self, other: "Counts") -> "Counts":
        numbers = (self.rows + other.rows, self.published + other.published, self.parked + other.parked)
        return Counts(*numbers, self.waiting | other.waiting, self.news | other.news)

    def __str__(self) -> str:
        return f"{self.rows} rows read, {self.published} facts published, {self.parked} rows parked"


@dataclass(slots=True)
class Publisher:
    """Publishes rows that are news. With `dry` nothing is sent or remembered: `shown` tells what would be."""

    send: Send
    readings: Readings
    ring: KeyRing
    kinds: Kinds
    zone: tzinfo
    dry: bool = False
    shown: list[dict[str, str]] = field(default_factory=list)
    parked: set[str] = field(default_factory=set)

    async def people(self, rows: Iterable[Mapping[str, Any]], look: Look, counts: Counts) -> None:
        """Person-details rows."""
        for raw in rows:
            counts.rows += 1
            try:
                row = person_row(raw, self.zone, self.ring.digest)
                self._not_ahead(raw, "datetimeChanged", row.changed, look)
            except Malformed as wrong:
                await self.park(wrong, look, counts)
                continue
            reading = self.readings.of_person(row)
            if self.readings.news(reading):
                await self._key(row.person, look)
                sealed = seal_names(self.ring, row.person, row.names)
                details = PersonDetails(home=row.home, sealed=sealed, digests=row.digests)
                await self._fact(reading, row.person, look, counts, details=details)
            elif self.readings.fresher(reading):
                await self._remember(reading)

    async def employments(self, rows: Iterable[Mapping[str, Any]], look: Look, counts: Counts, beside: Found | None = None) -> None:
        """Employment-details rows; one whose person is not known yet is left for later and named in `counts.waiting`.

        `beside`: what was read of them elsewhere; what was not read is as it was.
        """
        found = beside or Found()
        for raw in rows:
            counts.rows += 1
            try:
                row, reading = self._employment(raw, look, found)
            except Malformed as wrong:
                await self.park(wrong, look, counts)
                continue
            if reading.person is None:
                counts.waiting.add(row.employee)
            elif self.readings.news(reading):
                await self._fact(reading, reading.person, look, counts, employment=row.details)
            elif self.readings.fresher(reading):
                await self._remember(reading)

    def _employment(self, raw: Mapping[str, Any], look: Look, found: Found) -> tuple[EmploymentRow, Reading]:
        """An employment-details row at the door, and how it is remembered. Raises Malformed."""
        read = Reader(raw, self.zone)
        employee, company = read.needed("employeeID"), read.needed("companyID")
        extras = found.over(self.readings.extras(employee, company), employee, company)
        row = employment_row(raw, self.zone, self.kinds, extras)
        self._not_ahead(raw, "dateTimeChanged", row.changed, look)
        return row, self.readings.of_employment(row, extras)

    async def absence(self, employee: str, look: Look, counts: Counts) -> None:
        """A read of this employee answered well and found nothing."""
        await self._absent(self.readings.of_absence(employee, look.read), look, counts)

    async def withdrawal(self, gone: Iterable[tuple[str, str]], others: Iterable[Mapping[str, Any]], look: Look, counts: Counts) -> None:
        """A read of one employee answered well and shows other records of hers than these.

        Whoever folds facts takes for gone what was read before an absence: so the others are told as of this reading first. One that
        cannot be read, or is older than what is known, keeps anything from being told: the next roster asks again.
        """
        try:
            shown = [self._employment(raw, look, Found()) for raw in others]
        except Malformed:
            return
        if not all(self.readings.is_last(reading) for _, reading in shown):
            return
        for row, reading in shown:
            await self._fact(reading, reading.person or "", look, counts, employment=row.details)
        for employee, company in sorted(gone):
            await self._absent(self.readings.of_absence(employee, look.read, company), look, counts)

    async def _absent(self, reading: Reading, look: Look, counts: Counts) -> None:
        if reading.person is not None:
            await self._fact(reading, reading.person, look, counts)

    async def first_load_done(self, look: Look) -> None:
        """Remembers that everybody was published: a first load that was cut short before this begins again."""
        await self._remember(self.readings.of_first_load(look.read))

    async def manifest(self, manifest: RosterManifest) -> None:
        await self._send(Out(ROSTERS, manifest.id.encode(), encode(manifest), partition=0))

    async def alert(self, kind: str, at: datetime, ids: tuple[str, ...] = (), on: bool = True) -> None:
        alert = Alert(kind=kind, key="", on=on, since=at, ids=ids)
        await self._send(Out(ALERTS, kind.encode(), encode(alert), partition=0))

    async def _fact(self, reading: Reading, person: str, look: Look, counts: Counts, **rows: Any) -> None:
        key = reading_key(reading.employee, reading.kind, reading.company_id)
        name = f"{key}|{reading.changed.isoformat()}|{reading.digest}"
        fact = Fact(
            id=str(uuid.uuid5(NAMESPACE, name)),
            person=person,
            kind=reading.kind,
            employee=reading.employee,
            changed=reading.changed,
            read=look.read,
            seen=look.seen,
            source=look.source,
            baseline=look.baseline,
            **rows,
        )
        counts.published += 1
        if not look.baseline:
            counts.news.add(reading.employee)
        HR_EVENTS.labels(str(reading.kind), look.source).inc()
        self.shown.append({"person": person, "record": key, "changed": reading.changed.isoformat()})
        await self._send(Out(FACTS, person.encode(), encode(fact)))
        await self._remember(reading)
        if reading.kind is FactKind.EMPLOYMENT:
            await self._back(reading)

    async def _back(self, reading: Reading) -> None:
        """What shows is not gone. Where all of hers was told gone, the others are so one by one from now on."""
        employee, company = reading.employee, reading.company_id
        told = self.readings.absences(employee, company)
        for absence in told:
            for other in sorted(self.readings.companies[employee] - {company}) if absence.company_id is None else ():
                await self._remember(self.readings.of_absence(employee, absence.changed, other))
        for absence in told:
            key = reading_key(employee, FactKind.ABSENT, absence.company_id)
            await self._send(Out(READINGS, key.encode(), None))
            self.readings.forget(key)

    async def _remember(self, reading: Reading) -> None:
        key = reading_key(reading.employee, reading.kind, reading.company_id)
        await self._send(Out(READINGS, key.encode(), encode(reading)))
        self.readings.put(reading)

    async def _key(self, person: str, look: Look) -> None:
        record = self.ring.ensure_key(person, look.read)
        if record is not None:
            await self._send(Out(KEYS, record.name.encode(), encode(record)))

    def _not_ahead(self, raw: Mapping[str, Any], field: str, changed: datetime, look: Look) -> None:
        """A change time far ahead would make every true one after it look stale; raises Malformed."""
        if changed > look.read + FARTHEST:
            raise Reader(raw, self.zone).wrong(field, "lies in the future")

    async def park(self, wrong: Malformed, look: Look, counts: Counts) -> None:
        """Sets a row aside once; the same row at the next look is no news."""
        payload = msgspec.json.encode(wrong.projection, order="deterministic")
        letter_id = str(uuid.uuid5(NAMESPACE, f"{wrong.field}|{payload.decode()}"))
        if letter_id in self.parked:
            return
        self.parked.add(letter_id)
        counts.parked += 1
        person = wrong.projection.get("personId")
        letter = DeadLetter(
            id=letter_id,
            stage=STAGE,
            topic=look.source,
            partition=-1,
            offset=-1,
            reason=wrong.reason,
            at=look.read,
            person=person,
            field=wrong.field,
            payload=payload,
        )
        await self._send(Out(DEAD, (person or letter_id).encode(), encode(letter)))

    async def _send(self, out: Out) -> None:
        if not self.dry:
            await self.send(out)
