"""One person at one instant: which of her records speaks, and what its dates and codes mean then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import ends
from domain.access import Job, codes_in_force
from domain.announced import Announced, Codes
from domain.desired import CaseRef
from domain.ends import Start
from domain.facts import EndKind
from domain.people import Person, Record
from domain.policy import Policy
from domain.proposals import End
from domain.zones import midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One person at one instant, with the record that speaks for her."""

    person: Person
    was: Announced
    now: datetime
    policy: Policy
    record: Record
    live: tuple[Record, ...]
    codes: Codes
    start: Start | None
    end: End | None
    followed: bool = False  # the record has ended, and another one starts after a gap

    @property
    def work(self) -> Job:
        return Job(details=self.record.details, codes=self.codes, policy=self.policy)

    @property
    def ended(self) -> bool:
        return self.end is not None and self.end.access <= self.now

    @property
    def started(self) -> bool:
        return self.start is not None and self.start.at <= self.now

    @property
    def from_first_load(self) -> bool:
        """The first load found her at work: whatever was before is history, not news."""
        return self.started and self.record.hire_known.baseline


def view(person: Person, was: Announced, now: datetime, policy: Policy) -> tuple[View, tuple[CaseRef, ...]] | None:
    """The person seen at an instant, and the codes nobody knows; None where no employment record is present.

    Whoever was cut already is seen as HR last showed her: a row that goes away afterwards stops nothing.
    """
    present = person.present() or _ended_and_gone(person, was, now, policy)
    if not present:
        return None
    live = tuple(record for record in present if _is_live(record, now, policy))
    parting = _parting(was, present, live, now, policy)
    record = parting or speaker(person, live or present, was)
    codes, cases = codes_in_force(record.details, was.codes if was.ever_active else None, policy)
    start, end = _dates(record, codes, policy)
    if end is not None and end.kind is EndKind.TRANSFER and end.access > now:
        end = None
    seen = View(
        person=person,
        was=was,
        now=now,
        policy=policy,
        record=record,
        live=live,
        codes=codes,
        start=start,
        end=end,
        followed=parting is not None,
    )
    return seen, cases


def _parting(was: Announced, present: tuple[Record, ...], live: tuple[Record, ...], now: datetime, policy: Policy) -> Record | None:
    """The announced record whose end has just come, where what follows starts only after a gap: the end speaks first."""
    before = next((record for record in present if record.key == was.record), None)
    end = end_alone(before, policy) if before else None
    if end is None or end.access > now or was.cut or not was.ever_active or end.kind is EndKind.TRANSFER:
        return None
    return before if live and all(starts_after_gap(record, end, policy) for record in live) else None


def starts_after_gap(other: Record, end: End, policy: Policy) -> bool:
    """The other employment starts later than the day after this one ends."""
    if other.details.hired is None:
        return False
    zone = policy.zone(other.details.location, other.details.company)
    return midnight(other.details.hired, zone) - end.access > timedelta(days=1)


def _ended_and_gone(person: Person, was: Announced, now: datetime, policy: Policy) -> tuple[Record, ...]:
    record = person.records.get(was.record)
    return () if record is None or not was.cut or _is_live(record, now, policy) else (record,)


def _dates(record: Record, codes: Codes, policy: Policy) -> tuple[Start | None, End | None]:
    zone = policy.zone(codes.location, record.details.company)
    worker = Job(details=record.details, codes=codes, policy=policy).worker
    return ends.start_of(record, zone, policy), ends.end_of(record, zone, worker, policy)


def end_alone(record: Record, policy: Policy) -> End | None:
    """When a record ends, whoever it belongs to."""
    return _dates(record, codes_in_force(record.details, None, policy)[0], policy)[1]


def _is_live(record: Record, now: datetime, policy: Policy) -> bool:
    end = end_alone(record, policy)
    return end is None or end.access > now


def speaker(person: Person, records: tuple[Record, ...], was: Announced) -> Record:
    """The record that speaks: the one announced before, else HOME's, else the oldest live one or, of ended ones, the last to end."""
    return max(
        records,
        key=lambda record: (
            record.key == was.record and was.ever_active,
            is_home(person, record),
            (record.end.last or date.max) if record.end else date.min,
            -(record.details.hired or date.max).toordinal(),
            record.key,
        ),
    )


def is_home(person: Person, record: Record) -> bool:
    names = person.names.get(record.employee)
    return names is not None and names.details.home == record.details.company_id
