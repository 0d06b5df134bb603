"""The door: what of a UKG row may cross. Everything else is dropped here and is nowhere behind it.

Names and mail come out as `Names`, to be sealed at once. Reason codes come out as kinds; of birth date and private mail only keyed
digests cross. A row that cannot be read is `Malformed`, with what may be shown of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from domain.facts import EmploymentDetails, EndKind
from schemas.seal import Names

YEAR_ONE: Final = 1  # UKG's null for dates that cannot be null (ukg.md §1.9)
NONE: Final = frozenset({"", "Z"})  # "Z" stands for none in code fields (ukg.md §2.3)
OTHER_LEAVE: Final = "other"  # a reason without a row in the policy
Digest = Callable[[str, str], str]


class Malformed(Exception):
    """A row that cannot be read. `projection` holds its ids and codes only."""

    def __init__(self, where: str, reason: str, projection: dict[str, str]) -> None:
        super().__init__(f"{where}: {reason}")
        self.field, self.reason, self.projection = where, reason, projection


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What crosses of a person-details row."""

    person: str
    employee: str
    home: str | None
    changed: datetime
    names: Names
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmploymentRow:
    """What crosses of an employment-details row."""

    employee: str
    changed: datetime
    details: EmploymentDetails


@dataclass(frozen=True, slots=True)
class Kinds:
    """The policy's reading of HR's reasons: the reason itself ends here."""

    end: Callable[[str | None], EndKind | None]
    leave: Callable[[str | None], str | None]


# What may be shown of a row that cannot be read: ids and codes, by UKG's own names.
SHOWN: Final = """personId employeeId employeeID companyId companyID companyCode employeeNumber employeeStatusCode employeeTypeCode
    lastHireDate originalHireDate dateLastWorked dateOfTermination statusStartDate primaryJobCode orgLevel1Code orgLevel2Code
    primaryWorkLocationCode supervisorID datetimeChanged dateTimeChanged""".split()


def person_row(row: Mapping[str, Any], zone: tzinfo, digest: Digest) -> PersonRow:
    """A person-details row at the door; raises Malformed."""
    read = _Reader(row, zone)
    last, birth, private = read.text("lastName"), read.text("dateOfBirth"), read.text("emailAddressAlternate")
    digests = {}
    if last and birth:
        digests["last-birth"] = digest("last-birth", f"{last.casefold()}|{birth[:10]}")
    if private:
        digests["private-mail"] = digest("private-mail", private.casefold())
    return PersonRow(
        person=read.needed("personId"),
        employee=read.needed("employeeId"),
        home=read.code("companyId"),
        changed=read.instant("datetimeChanged"),
        names=Names(first=read.text("firstName"), last=last, preferred=read.text("preferredName"), mail=read.text("emailAddress")),
        digests=digests,
    )


def employment_row(row: Mapping[str, Any], zone: tzinfo, kinds: Kinds) -> EmploymentRow:
    """An employment-details row at the door; raises Malformed."""
    read = _Reader(row, zone)
    status, terminated = read.code("employeeStatusCode"), read.day("dateOfTermination")
    ends = status == "T" or terminated is not None or read.day("dateLastWorked") is not None
    reason, leave = read.code("termReason"), read.code("leaveReasonCode")
    details = EmploymentDetails(
        company_id=read.needed("companyID"),
        company=read.needed("companyCode").upper(),
        number=read.text("employeeNumber"),
        status=status,
        status_start=read.day("statusStartDate"),
        worker=read.code("employeeTypeCode"),
        hired=read.day("lastHireDate"),
        original_hire=read.day("originalHireDate"),
        last_day=read.day("dateLastWorked"),
        terminated=terminated,
        end_kind=kinds.end(reason) if ends else None,
        rehirable=read.code("okToRehire") != "N",
        leave_kind=(kinds.leave(leave) or OTHER_LEAVE) if status == "L" else None,
        job=read.code("primaryJobCode"),
        title=read.text("jobTitle"),
        department=read.code("orgLevel1Code"),
        cost_centre=read.code("orgLevel2Code"),
        location=read.code("primaryWorkLocationCode"),
        supervisor=read.code("supervisorID"),
    )
    return EmploymentRow(read.needed("employeeID"), read.instant("dateTimeChanged"), details)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one row's values: trimmed, `Z` and year 1 as none."""

    row: Mapping[str, Any]
    zone: tzinfo

    def text(self, name: str) -> str | None:
        value = self.row.get(name)
        if value is None:
            return None
        if isinstance(value, (dict, list)):
            raise self.wrong(name, "is not a single value")
        text = str(value).strip()
        if "\x00" in text or len(text) > 500:
            raise self.wrong(name, "is longer than 500 characters or holds a null character")
        return text or None

    def code(self, name: str) -> str | None:
        text = self.text(name)
        return None if text is None or text.upper() in NONE else text.upper()

    def needed(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise self.wrong(name, "is missing")
        return text

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            value = datetime.fromisoformat(text).date()
        except ValueError:
            raise self.wrong(name, "is not a date") from None
        return None if value.year == YEAR_ONE else value

    def instant(self, name: str) -> datetime:
        """Server-local time without a zone becomes UTC (ukg.md §2.3)."""
        try:
            value = datetime.fromisoformat(self.needed(name))
            return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.wrong(name, "is not a date and time") from None

    def wrong(self, name: str, reason: str) -> Malformed:
        shown = {key: str(self.row[key])[:40] for key in SHOWN if isinstance(self.row.get(key), (str, int, float, bool))}
        return Malformed(name, reason, shown)
