"""What a leave means for access: which kind, since when, and whether HR's expected end has passed without a word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.desired import CaseRef
from domain.employment import Employment
from domain.people import LAID_OFF, ON_LEAVE, STATES, SUSPENDED, TERMINATED, StatusMark
from domain.policy import Policy
from domain.zones import day_end

STRIKE = "O"
OTHER = "other"
UNPAID = "unpaid"


class Absence(StrEnum):
    """How much of her access somebody keeps while she is away."""

    NONE = "none"
    PARTLY = "partly"  # Okta stays active, without what is taken for a leave
    WHOLLY = "wholly"  # Okta is suspended, with all groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    absence: Absence = Absence.NONE
    mark: StatusMark | None = None
    overdue_at: datetime | None = None
    cases: tuple[CaseRef, ...] = ()


NO_LEAVE = Leave()


def leave_of(job: Employment, now: datetime, policy: Policy) -> Leave:
    """The leave that somebody employed is on, if any, with the cases of her status."""
    mark, cases = job.status(now), status_cases(job)
    if mark is None or mark.status not in (ON_LEAVE, SUSPENDED):
        return Leave(cases=cases)
    overdue_at = _overdue_at(job, mark)
    if mark.kind == OTHER:
        cases += (CaseRef(kind="unknown-code", field="leave-reason"),)
    if overdue_at is not None and overdue_at <= now:
        cases += (CaseRef(kind="data", field="leave"),)
    return Leave(absence=_absence(mark, policy), mark=mark, overdue_at=overdue_at, cases=cases)


def _absence(mark: StatusMark, policy: Policy) -> Absence:
    """Suspended by HR (status S) counts as unpaid; a kind without a setting as `other`."""
    leaves = policy.settings.leaves
    kind = UNPAID if mark.status == SUSPENDED else mark.kind or OTHER
    return Absence.WHOLLY if leaves.get(kind, leaves.get(OTHER)) == "suspended" else Absence.PARTLY


def _overdue_at(job: Employment, mark: StatusMark) -> datetime | None:
    """24:00 local of the expected end. Of several leaves in one absence the last end counts."""
    before = [each.at.order for each in job.record.statuses.values() if each.status not in (ON_LEAVE, SUSPENDED)]
    since = max((order for order in before if order < mark.at.order), default=None)
    run = [each for each in job.record.statuses.values() if each.status == ON_LEAVE and each.at.order <= mark.at.order]
    days = [each.ends for each in run if each.ends is not None and (since is None or each.at.order > since)]
    return day_end(max(days), job.zone) if days and mark.ends is not None else None


def status_cases(job: Employment) -> tuple[CaseRef, ...]:
    """A strike, or a status that nobody knows, changes nothing and is looked at by somebody."""
    status = job.details.status
    if status in (*STATES, TERMINATED, LAID_OFF):
        return ()
    return (CaseRef(kind="data", field="strike" if status == STRIKE else "status"),)
