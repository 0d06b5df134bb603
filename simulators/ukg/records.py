"""What the store keeps: people, their employments, and what a test gave for them as UKG would hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulators.ukg.fields import resolve, stored
from simulators.ukg.timeline import Timeline

# Keys that could never be empty in a real row, beside the codes the tests speak of.
DEFAULTS = {
    "companyCode": "US01",
    "employeeTypeCode": "REG",
    "primaryJobCode": "CLRK",
    "orgLevel1Code": "OPS",
    "primaryWorkLocationCode": "NYC",
    "employeeStatusCode": "A",
    "lastHireDate": "2020-01-06T00:00:00",
    "fullTimeOrPartTimeCode": "F",
    "salaryOrHourly": "S",
    "languageCode": "EN",
    "payGroup": "SEMI",
    "payPeriod": "S",
    "scheduledFTE": 1.0,
    "scheduledWorkHrs": 80.0,
    "scheduledAnnualHrs": 2080.0,
    "weeklyHours": 0.0,
    "autoAllocate": "N",
    "isAutoAllocated": "N",
    "isAutopaid": "Y",
    "isMultipleJob": "N",
    "isHighlyCompensated": False,
    "isKeyEmployee": False,
    "okToRehire": "Y",
    "jobChangeReasonCode": "100",
}


@dataclass(slots=True)
class Employee:
    """One person row: EmpPers. Several employees may be one person (`person_id`)."""

    id: str
    person_id: str
    rows: Timeline = field(default_factory=Timeline)


@dataclass(slots=True)
class Employment:
    """One employment row: EmpComp, named by the tests' short name."""

    short: str
    employee: Employee
    order: int
    rows: Timeline = field(default_factory=Timeline)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is keyed: business time, and the change time it is stamped with (given by the test, or now plus the clock's error)."""

    now: datetime
    stamp: datetime
    given: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What was given for a record, by the table that holds it, as UKG would store it."""

    person: dict[str, Any]
    employment: dict[str, Any]
    udf: dict[str, Any] | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Parts":
        """Raises UnknownField for a name UKG has not."""
        parts = cls({}, {}, None if given.get("udf") is None else dict(given["udf"]))
        for name, value in given.items():
            if name == "udf":
                continue
            if name == "supervisor":
                parts.employment.update(supervisor=value, supervisorID=None)
                continue
            scope, known = resolve(name)
            (parts.person if scope == "person" else parts.employment)[known] = stored(known, value)
            if known == "supervisorID":
                parts.employment["supervisor"] = None
        return parts


def to_millisecond(when: datetime) -> datetime:
    """UKG stamps milliseconds (`2023-03-29T11:43:28.927`, ukg.md §2.8)."""
    return when - timedelta(microseconds=when.microsecond % 1000)
