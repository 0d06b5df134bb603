"""What was published last, per UKG record: so that a row is published when it differs, and only then.

Rebuilt at start from the compacted `ukg-readings`, which also remembers whose an employee number is. Digests are keyed: nobody can guess
what stood in a row.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from domain.facts import FactKind
from domain.rosters import Reading, reading_key
from producers.ukg.door import EmploymentRow, PersonRow
from producers.ukg.extras import Extras, extras_of
from schemas.codec import Undecodable, decode_as
from schemas.seal import FIELDS

Digest = Callable[[str, str], str]
FIRST_LOAD = "first-load"
"""In place of an employee: the reading that says that everybody was read and published once."""


@dataclass(slots=True)
class Readings:
    """All readings by key, and the person behind each employee."""

    digest: Digest
    known: dict[str, Reading] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)  # employeeID → person id
    companies: dict[str, set[str]] = field(default_factory=dict)  # employeeID → company ids of employments ever published
    damaged: int = 0
    complete: bool = False
    """Everybody was read and published once: what comes now are changes."""

    def feed(self, key: bytes, value: bytes | None) -> None:
        """Takes one record of `ukg-readings`. One that cannot be read is forgotten: its row is then published once more."""
        name = key.decode(errors="replace")
        if value is None:
            self.forget(name)
            return
        try:
            self.put(decode_as(Reading, value))
        except Undecodable:
            self.damaged += 1
            self.forget(name)

    def forget(self, key: str) -> None:
        self.known.pop(key, None)

    def put(self, reading: Reading) -> None:
        if reading.employee == FIRST_LOAD:
            self.complete = True
            return
        self.known[reading_key(reading.employee, reading.kind, reading.company_id)] = reading
        if reading.kind is FactKind.PERSON and reading.person:
            self.people[reading.employee] = reading.person
        if reading.kind is FactKind.EMPLOYMENT:
            self.companies.setdefault(reading.employee, set()).add(reading.company_id or "")

    def news(self, reading: Reading) -> bool:
        """Whether a row differs from the one last published, or shows again what was told gone.

        One with an earlier change time is a lagging replica's and no news.
        """
        last = self.known.get(reading_key(reading.employee, reading.kind, reading.company_id))
        return last is None or (reading.changed >= last.changed and (last.digest != reading.digest or self._gone(last)))

    def is_last(self, reading: Reading) -> bool:
        """Whether a row of somebody known is the one last published."""
        last = self.known.get(reading_key(reading.employee, reading.kind, reading.company_id))
        return last is not None and bool(reading.person) and (last.digest, last.changed) == (reading.digest, reading.changed)

    def fresher(self, reading: Reading) -> bool:
        """Whether a row says what it said, as of later: what is older than that is stale from now on, though nothing is news."""
        last = self.known.get(reading_key(reading.employee, reading.kind, reading.company_id))
        return last is not None and last.digest == reading.digest and reading.changed > last.changed

    def of_person(self, row: PersonRow) -> Reading:
        names = {name: getattr(row.names, name) for name in FIELDS}
        content = [row.person, row.home, row.digests, names]
        return Reading(employee=row.employee, kind=FactKind.PERSON, digest=self._digest(content), changed=row.changed, person=row.person)

    def extras(self, employee: str, company_id: str) -> Extras:
        """What was read beside a record's row last."""
        last = self.known.get(reading_key(employee, FactKind.EMPLOYMENT, company_id))
        return extras_of(last.extras if last else None)

    def moves_ahead(self) -> Iterable[tuple[str, str, date]]:
        """Employee, company id and day of every move that was read."""
        rows = (reading for reading in self.known.values() if reading.extras and reading.company_id)
        return ((row.employee, str(row.company_id), move.effective) for row in rows for move in extras_of(row.extras).ahead)

    def of_employment(self, row: EmploymentRow, extras: Extras) -> Reading:
        return Reading(
            employee=row.employee,
            kind=FactKind.EMPLOYMENT,
            digest=self._digest(msgspec.to_builtins(row.details)),
            changed=row.changed,
            person=self.people.get(row.employee),
            company_id=row.details.company_id,
            extras=extras.kept(),
        )

    def of_absence(self, employee: str, changed: datetime, company_id: str | None = None) -> Reading:
        """Nothing of this employee is there any more, or only the record of that company is not."""
        person = self.people.get(employee)
        return Reading(employee=employee, kind=FactKind.ABSENT, digest="absent", changed=changed, person=person, company_id=company_id)

    def of_first_load(self, at: datetime) -> Reading:
        return Reading(employee=FIRST_LOAD, kind=FactKind.ABSENT, digest="complete", changed=at)

    def records(self, employees: Collection[str] | None = None) -> set[tuple[str, str]]:
        """(employee, company id) of every employment, or theirs, that was published and is not known to be gone."""
        asked = self.companies if employees is None else employees
        places = ((employee, company) for employee in asked for company in self.companies.get(employee, ()))
        return {place for place in places if not self._gone(self.known.get(reading_key(place[0], FactKind.EMPLOYMENT, place[1])))}

    def absences(self, employee: str, company_id: str | None) -> list[Reading]:
        """What says that this record is gone: of the whole employee, or of it alone."""
        keys = (reading_key(employee, FactKind.ABSENT), reading_key(employee, FactKind.ABSENT, company_id))
        return [self.known[key] for key in keys if key in self.known]

    def _gone(self, row: Reading | None) -> bool:
        """Whether a record was told gone since its row was last published."""
        if row is None or row.kind is not FactKind.EMPLOYMENT:
            return row is None
        return any(absence.changed >= row.changed for absence in self.absences(row.employee, row.company_id))

    def _digest(self, content: object) -> str:
        return self.digest("reading", msgspec.json.encode(content, order="deterministic").decode())
