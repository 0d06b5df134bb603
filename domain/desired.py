"""What should be true of a person at the targets: whole states, never deltas, so older ones drop and several edits coalesce."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class OktaStatus(StrEnum):
    NONE = "none"  # no account is wanted; one that exists and was never active is deactivated
    STAGED = "staged"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"


class SalesforceState(StrEnum):
    NONE = "none"  # no account is wanted; one that exists is taken off as a leaver's is
    ACTIVE = "active"
    FROZEN = "frozen"
    INACTIVE = "inactive"


class Standing(StrEnum):
    PRE_HIRE = "pre_hire"
    EMPLOYED = "employed"
    ON_LEAVE = "on_leave"
    ON_NOTICE = "on_notice"  # an end is known; access may be on still (before the last day) or off (garden leave)
    LEFT = "left"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class OktaDesired:
    """Group names, and the profile attributes made of codes. Names, login and mail travel sealed beside it."""

    status: OktaStatus = OktaStatus.NONE
    groups: tuple[str, ...] = ()
    profile: dict[str, str | None] = field(default_factory=dict)  # title department division costCenter employeeNumber userType
    drop: tuple[str, ...] = ()  # groups outside the policy that a review decided to take


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesforceDesired:
    state: SalesforceState = SalesforceState.NONE
    profile: str | None = None
    role: str | None = None
    territory: str | None = None
    fields: dict[str, str | None] = field(default_factory=dict)  # Department Title EmployeeNumber Compensation_Plan__c
    on_leave: bool = False  # FROZEN for a leave: On_Leave__c, AboutMe, and records to the cover rep, flagged and returnable


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why something is decided. `fact` is the HR change (its id correlates every action), `effective`/`known` its times; `seen` machine."""

    kind: str  # hr | due | adoption | manager | policy
    fact: str
    rule: str  # the rung of the ladder that decided, e.g. "start", "end", "mover", "manager-left"
    effective: datetime
    known: datetime
    seen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Future work that can be shown, changed and cancelled."""

    at: datetime
    what: str  # stage start end deactivate mover revoke notice


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRef:
    """Something a person must look at. `field` tells two cases of one kind apart; `detail` holds codes and ids only."""

    kind: str
    field: str = ""
    detail: str = ""
