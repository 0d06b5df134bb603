"""The door: what of a UKG row may cross. Everything else is dropped here and is nowhere behind it.

Names and mail come out as `Names`, to be sealed at once. Reason codes come out as kinds; of birth date and private mail only keyed
digests cross. A row that cannot be read is `Malformed`, with what may be shown of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Final

from domain.facts import EmploymentDetails, EndKind
from domain.policy import Policy
from producers.ukg.extras import NOTHING, Extras
from producers.ukg.reader import Malformed, Reader
from schemas.seal import Names

__all__ = ["EmploymentRow", "Kinds", "Malformed", "PersonRow", "employment_row", "person_row"]
OTHER_LEAVE: Final = "other"  # a reason without a row in the policy
ON_LEAVE: Final = "L"
Digest = Callable[[str, str], str]


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
    contract: Callable[[str | None], bool] = lambda _worker: False
    """Whether the work of this worker type ends with its contract."""

    @classmethod
    def of(cls, policy: Policy) -> "Kinds":
        return cls(policy.end_kind, policy.leave_kind, lambda code: bool((worker := policy.worker_type(code)) and worker.contract))


def person_row(row: Mapping[str, Any], zone: tzinfo, digest: Digest) -> PersonRow:
    """A person-details row at the door; raises Malformed."""
    read = Reader(row, zone)
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


def employment_row(row: Mapping[str, Any], zone: tzinfo, kinds: Kinds, extras: Extras = NOTHING) -> EmploymentRow:
    """An employment-details row at the door, with what other resources say of the record; raises Malformed."""
    read = Reader(row, zone)
    status, terminated = read.code("employeeStatusCode"), read.day("dateOfTermination")
    ends = status == "T" or terminated is not None or read.day("dateLastWorked") is not None
    reason, leave, worker = read.code("termReason"), read.code("leaveReasonCode"), read.code("employeeTypeCode")
    details = EmploymentDetails(
        company_id=read.needed("companyID"),
        company=read.needed("companyCode").upper(),
        number=read.text("employeeNumber"),
        status=status,
        status_start=read.day("statusStartDate"),
        worker=worker,
        hired=read.day("lastHireDate"),
        original_hire=read.day("originalHireDate"),
        last_day=read.day("dateLastWorked") or (extras.leaving.last_day if status == "T" else None),
        terminated=terminated,
        end_kind=kinds.end(reason) if ends else None,
        rehirable=read.code("okToRehire") != "N" and extras.leaving.rehirable is not False,
        leave_kind=(kinds.leave(leave) or OTHER_LEAVE) if status == ON_LEAVE else None,
        leave_ends=extras.status_end if status == ON_LEAVE else None,
        job=read.code("primaryJobCode"),
        title=read.text("jobTitle"),
        department=read.code("orgLevel1Code"),
        cost_centre=read.code("orgLevel2Code"),
        location=read.code("primaryWorkLocationCode"),
        supervisor=read.code("supervisorID"),
        contract_end=_contract_end(extras, status, kinds.contract(worker)),
        leave_cover=extras.leave_cover,
        sales_plan=extras.sales_plan,
        ahead=extras.ahead,
    )
    return EmploymentRow(read.needed("employeeID"), read.instant("dateTimeChanged"), details)


def _contract_end(extras: Extras, status: str | None, by_contract: bool) -> date | None:
    """The field of that name; else, for who works by contract and is not on leave, the status's expected end (company.md)."""
    return extras.contract_end or (extras.status_end if by_contract and status != ON_LEAVE else None)
