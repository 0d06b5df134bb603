"""Who a person is in HR: the fold of all readings of her records.

The person is a function of the *set* of facts: every part is the greatest or the least of what was read, so order and repetition do not
matter. Readings of one record are ordered by (change time, time of reading, fact id); only "since when do we know" looks at the time of
reading alone.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from domain.facts import EmploymentDetails, EndKind, Fact, FactKind, PersonDetails

TERMINATED = "T"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which fact, and its times (domain.facts.Fact)."""

    fact: str
    changed: datetime
    read: datetime
    seen: float
    baseline: bool = False

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        return self.changed, self.read, self.fact

    @property
    def receipt(self) -> tuple[datetime, datetime, str]:
        return self.read, self.changed, self.fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDates:
    """What a reading says of an end. No date at all: terminated, nobody says when. Only `contract`: a contract's end, no termination."""

    first: date | None = None  # the earlier of the last day and the termination date: ends access
    last: date | None = None  # the later of them: ends pay
    kind: EndKind = EndKind.ORDINARY
    contract: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMark:
    """One reading's word on the end (None: there is none)."""

    at: Reading
    end: EndDates | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A person-details row."""

    at: Reading
    details: PersonDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An employment record. `hires`: per hire date (ISO) the first receipt of it. `ends`: the readings that carry the present end, and the
    newest older one that says otherwise."""

    employee: str
    at: Reading
    details: EmploymentDetails
    hires: dict[str, Reading] = field(default_factory=dict)
    ends: tuple[EndMark, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.employee}/{self.details.company_id}"

    @property
    def end(self) -> EndDates | None:
        return self.ends[-1].end if self.ends else None

    @property
    def end_known(self) -> Reading:
        """The first receipt of the present end since HR last said otherwise."""
        run = [mark.at for mark in self.ends if mark.end == self.end]
        return min(run, key=lambda at: at.receipt) if run else self.at

    @property
    def hire_known(self) -> Reading:
        return self.hires.get(str(self.details.hired), self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`names` by employeeID, `records` by employeeID/companyID, `absent`: per employeeID the newest read that found nothing."""

    id: str
    names: dict[str, Names] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    absent: dict[str, Reading] = field(default_factory=dict)

    def is_absent(self, record: Record) -> bool:
        gone = self.absent.get(record.employee)
        return gone is not None and gone.read > record.at.read

    def present(self) -> tuple[Record, ...]:
        return tuple(record for record in self.records.values() if not self.is_absent(record))

    def readings(self) -> tuple[Reading, ...]:
        """The readings that make up the person, the last received last."""
        rows = [row.at for row in self.names.values()] + [record.at for record in self.records.values()]
        return tuple(sorted([*rows, *self.absent.values()], key=lambda at: at.receipt))

    def names_of(self, record: Record) -> Names | None:
        """The person-details row that goes with a record: its employee's, else the newest."""
        mine = self.names.get(record.employee)
        return mine or max(self.names.values(), key=lambda row: row.at.order, default=None)


def fold(person: Person | None, fact: Fact) -> Person:
    """The person with one more reading. Total; the same for any order and repetition of the same facts."""
    known = person or Person(id=fact.person)
    at = Reading(fact=fact.id, changed=fact.changed, read=fact.read, seen=fact.seen, baseline=fact.baseline)
    if fact.kind is FactKind.PERSON and fact.details is not None:
        return replace(known, names=_with(known.names, fact.employee, _newer_names(known.names.get(fact.employee), at, fact.details)))
    if fact.kind is FactKind.EMPLOYMENT and fact.employment is not None:
        key = f"{fact.employee}/{fact.employment.company_id}"
        return replace(known, records=_with(known.records, key, _newer_record(known.records.get(key), fact.employee, at, fact.employment)))
    if fact.kind is FactKind.ABSENT:
        newest = max([at, *filter(None, [known.absent.get(fact.employee)])], key=lambda each: each.receipt)
        return replace(known, absent=_with(known.absent, fact.employee, newest))
    return known


def _with(rows: dict[str, T], key: str, row: T) -> dict[str, T]:
    return dict(sorted({**rows, key: row}.items()))


def _newer_names(was: Names | None, at: Reading, details: PersonDetails) -> Names:
    return was if was and was.at.order >= at.order else Names(at=at, details=details)


def _newer_record(was: Record | None, employee: str, at: Reading, details: EmploymentDetails) -> Record:
    hires = dict(was.hires) if was else {}
    if details.hired is not None:
        hires = _with(hires, str(details.hired), min([at, *filter(None, [hires.get(str(details.hired))])], key=lambda each: each.receipt))
    ends = _note(was.ends if was else (), EndMark(at=at, end=end_dates(details)))
    if was and was.at.order >= at.order:
        return replace(was, hires=hires, ends=ends)
    return Record(employee=employee, at=at, details=details, hires=hires, ends=ends)


def _note(marks: tuple[EndMark, ...], mark: EndMark) -> tuple[EndMark, ...]:
    """Keeps what can still matter: the newest run of equal ends and the mark just before it; of a run without an end only the newest.

    Whatever comes later, nothing older than the newest mark that says otherwise can become part of the present run again.
    """
    ordered = sorted({each.at.order: each for each in (*marks, mark)}.values(), key=lambda each: each.at.order)
    present = ordered[-1].end
    other = max((i for i, each in enumerate(ordered) if each.end != present), default=-1)
    run = ordered[other + 1 :] if present is not None else ordered[-1:]
    return (*ordered[max(other, 0) : other + 1], *run)


def end_dates(details: EmploymentDetails) -> EndDates | None:
    """The end an employment row speaks of, before any policy: T, or dates of this employment (dates before the hire are a former one's)."""
    kind = details.end_kind or EndKind.ORDINARY
    days = sorted(day for day in (details.last_day, details.terminated) if day is not None)
    if details.status == TERMINATED:
        days = days or _day_before(details.status_start)
        return EndDates(first=days[0] if days else None, last=days[-1] if days else None, kind=kind)
    days = [day for day in days if _of_this_hire(day, details)]
    if days:
        return EndDates(first=days[0], last=days[-1], kind=kind)
    contract = details.contract_end
    return EndDates(contract=contract) if contract is not None and _of_this_hire(contract, details) else None


def _of_this_hire(day: date, details: EmploymentDetails) -> bool:
    return details.hired is None or day >= details.hired


def _day_before(start: date | None) -> list[date]:
    """T begins the day after the last day (ukg.md §2.9)."""
    return [start - timedelta(days=1)] if start is not None and start > date.min else []
