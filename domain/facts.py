"""What the poller says happened in HR: one details read each, with nothing in it that may not cross.

A fact says what one UKG record showed at one reading. What it showed before is the fold's business.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class FactKind(StrEnum):
    PERSON = "person"  # a person-details row
    EMPLOYMENT = "employment"  # an employment-details row, per employee and company
    ABSENT = "absent"  # a read of one employee that answered well and found none of her records but those told as of the same reading


class EndKind(StrEnum):
    """What the door makes of a termination reason (company.md, table of reasons). The reason itself stays outside."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    TRANSFER = "transfer"
    DEATH = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What identifies a person, each value encrypted under that person's key (schemas/seal). None: HR has no value."""

    first: bytes | None = None
    last: bytes | None = None
    preferred: bytes | None = None
    mail: bytes | None = None
    phone: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """A person-details row. `home` is UKG's five-character companyId; `digests` are keyed (`last-birth`, `private-mail`)."""

    home: str | None = None
    sealed: Sealed = field(default_factory=Sealed)
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAhead:
    """A move that HR has keyed in for later: the codes of the record from 00:00 local of `effective` on (job history, where granted)."""

    effective: date
    job: str | None = None
    title: str | None = None
    department: str | None = None
    cost_centre: str | None = None
    location: str | None = None
    worker: str | None = None
    supervisor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmploymentDetails:
    """An employment-details row. Codes are trimmed and upper-case; dates are HR's own calendar dates, without a zone."""

    company_id: str
    company: str
    number: str | None = None
    status: str | None = None
    status_start: date | None = None
    worker: str | None = None
    hired: date | None = None
    original_hire: date | None = None
    last_day: date | None = None
    terminated: date | None = None
    end_kind: EndKind | None = None
    rehirable: bool = True
    leave_kind: str | None = None
    leave_ends: date | None = None
    job: str | None = None
    title: str | None = None
    department: str | None = None
    cost_centre: str | None = None
    location: str | None = None
    supervisor: str | None = None  # the supervisor's UKG employeeID
    contract_end: date | None = None
    leave_cover: str | None = None  # an employee number
    sales_plan: str | None = None
    ahead: tuple[JobAhead, ...] = ()  # oldest first; empty where HR grants no job history


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One reading of one record.

    `changed` is UKG's change time and orders readings of a record, `read` breaks ties: both business time. `seen` is machine time (epoch
    seconds) of the answer that first showed it, for latencies only. `baseline` marks the first load.
    """

    id: str
    person: str
    kind: FactKind
    employee: str
    changed: datetime
    read: datetime
    seen: float
    source: str
    baseline: bool = False
    details: PersonDetails | None = None
    employment: EmploymentDetails | None = None
