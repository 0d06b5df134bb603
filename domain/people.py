"""Who a person is in HR: the fold of all readings of her records.

The person is a function of the *set* of facts: every part is the greatest or the least of what was read, so order and repetition do not
matter. Readings of one record are ordered by (change time, time of reading, fact id); only "since when do we know" looks at the time of
reading alone.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from domain.facts import EmploymentDetails, EndKind, Fact, FactKind, PersonDetails

ACTIVE, ON_LEAVE, SUSPENDED, LAID_OFF, TERMINATED = "A", "L", "S", "R", "T"
STATES = (ACTIVE, ON_LEAVE, SUSPENDED)
"""Statuses that somebody employed is in; the others end the employment or say nothing that is acted on."""

MOST_MARKS = 12
"""Readings of one end that are told apart, and hire dates remembered: what is stored of a person does not grow with the years."""

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
    """What a reading says of an end: of a termination (without any date: nobody says when), of a contract, or of both."""

    first: date | None = None  # the earlier of the last day and the termination date: ends access
    last: date | None = None  # the later of them: ends pay
    kind: EndKind = EndKind.ORDINARY
    contract: date | None = None
    terminated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMark:
    """One reading's word on the end (None: there is none)."""

    at: Reading
    end: EndDates | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMark:
    """The newest reading of one status (of leaves: of one kind). `since` and `ends`: HR's dates of it; `ends` is the expected one."""

    at: Reading
    status: str
    kind: str | None = None
    since: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A person-details row."""

    at: Reading
    details: PersonDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An employment record. `hires`: per hire date (ISO) the first receipt of it. `ends`: the readings that carry the present end, and the
    newest older one that says otherwise. `statuses`: the newest reading of each status that somebody employed can be in."""

    employee: str
    at: Reading
    details: EmploymentDetails
    hires: dict[str, Reading] = field(default_factory=dict)
    ends: tuple[EndMark, ...] = ()
    statuses: dict[str, StatusMark] = field(default_factory=dict)

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

    def is_replaced(self, record: Record) -> bool:
        """Whether HR changed the company in the record itself: it is gone, and one of the same employee and hire goes on in its place.
        Where that one was known before (HR may have changed it back), it speaks for both once it has an end."""
        if not self.is_absent(record):
            return False
        others = [other for other in self.present() if other.employee == record.employee and other.details.hired == record.details.hired]
        return any(other.hire_known.read > record.at.read or (other.end is not None and other.end.terminated) for other in others)

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
    hires = _note_hire(dict(was.hires) if was else {}, details.hired, at)
    ends = _note(was.ends if was else (), EndMark(at=at, end=end_dates(details)))
    statuses = _note_status(was.statuses if was else {}, details, at)
    if was and was.at.order >= at.order:
        return replace(was, hires=hires, ends=ends, statuses=statuses)
    return Record(employee=employee, at=at, details=details, hires=hires, ends=ends, statuses=statuses)


def _note_hire(hires: dict[str, Reading], hired: date | None, at: Reading) -> dict[str, Reading]:
    if hired is None:
        return hires
    first = min([at, *filter(None, [hires.get(str(hired))])], key=lambda each: each.receipt)
    newest = sorted(_with(hires, str(hired), first).items(), key=lambda item: item[1].receipt)[-MOST_MARKS:]
    return dict(sorted(newest))


def _note_status(statuses: dict[str, StatusMark], details: EmploymentDetails, at: Reading) -> dict[str, StatusMark]:
    if details.status not in STATES:
        return statuses
    kind = details.leave_kind if details.status == ON_LEAVE else None
    key = f"{details.status}/{kind}" if kind else details.status
    known = statuses.get(key)
    if known is not None and known.at.order >= at.order:
        return statuses
    mark = StatusMark(at=at, status=details.status, kind=kind, since=details.status_start, ends=details.leave_ends)
    return _with(statuses, key, mark)


def _note(marks: tuple[EndMark, ...], mark: EndMark) -> tuple[EndMark, ...]:
    """Keeps what can still matter: the newest run of equal ends and the mark just before it; of a run without an end only the newest.

    Whatever comes later, nothing older than the newest mark that says otherwise can become part of the present run again.
    """
    ordered = sorted({each.at.order: each for each in (*marks, mark)}.values(), key=lambda each: each.at.order)
    present = ordered[-1].end
    other = max((i for i, each in enumerate(ordered) if each.end != present), default=-1)
    run = ordered[other + 1 :] if present is not None else ordered[-1:]
    if len(run) > MOST_MARKS:
        run = [run[0], *run[1 - MOST_MARKS :]]
    return (*ordered[max(other, 0) : other + 1], *run)


def end_dates(details: EmploymentDetails) -> EndDates | None:
    """The end an employment row speaks of, before any policy: terminated, laid off, dates of this employment, a contract's end."""
    kind, over = details.end_kind or EndKind.ORDINARY, details.status in (TERMINATED, LAID_OFF)
    days = sorted(day for day in (details.last_day, details.terminated) if day is not None)
    if details.status != TERMINATED:
        days = [day for day in days if _of_this_hire(day, details)]
    if over:
        days = days or _day_before(details.status_start)
    contract = details.contract_end
    if contract is not None and not _of_this_hire(contract, details):
        contract = None
    if not over and not days and contract is None:
        return None
    first, last = (days[0], days[-1]) if days else (None, None)
    return EndDates(first=first, last=last, kind=kind, contract=contract, terminated=over or bool(days))


def _of_this_hire(day: date, details: EmploymentDetails) -> bool:
    """A day before the hire belongs to a former employment, where there can have been one; else it withdraws the hire."""
    hired, original = details.hired, details.original_hire
    return hired is None or day >= hired or (original is not None and original >= hired)


def _day_before(start: date | None) -> list[date]:
    """T and R begin the day after the last day (ukg.md §2.9)."""
    return [start - timedelta(days=1)] if start is not None and start > date.min else []
