"""What an organisation holds."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

# The order in which Okta's plain list goes through the states: its cursor is this digit and the last id (recorded `0`00u… after a
# STAGED user, `2`00u… after an ACTIVE one; ACTIVE, RECOVERY, PASSWORD_EXPIRED seen in this order).
RANKS = {
    "STAGED": 0,
    "PROVISIONED": 1,
    "ACTIVE": 2,
    "RECOVERY": 3,
    "LOCKED_OUT": 4,
    "PASSWORD_EXPIRED": 5,
    "SUSPENDED": 6,
    "DEPROVISIONED": 7,
}
STATUSES = frozenset(RANKS)


@dataclass(slots=True)
class User:
    """One account. `sessions` and `tokens` are counts of what sign-ins made and nobody has ended."""

    id: str
    status: str
    profile: dict[str, Any]
    created: datetime
    last_updated: datetime
    activated: datetime | None = None
    status_changed: datetime | None = None
    last_login: datetime | None = None
    password_changed: datetime | None = None
    has_password: bool = False
    provider: tuple[str, str] = ("OKTA", "OKTA")
    question: str | None = None
    sessions: int = 0
    tokens: int = 0
    protected: bool = False
    transitioning_to: str | None = None

    @property
    def login(self) -> str:
        return str(self.profile["login"])

    def copy(self) -> "User":
        """As it is now: later changes do not reach the copy."""
        return replace(self, profile=dict(self.profile))


@dataclass(slots=True)
class Group:
    """`type` is OKTA_GROUP, BUILT_IN (Everyone, whose members are all users) or APP_GROUP."""

    id: str
    type: str
    profile: dict[str, Any]
    created: datetime
    last_updated: datetime
    last_membership_updated: datetime
    members: dict[str, None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.profile["name"])

    def copy(self) -> "Group":
        return replace(self, profile=dict(self.profile), members=dict(self.members))


@dataclass(slots=True)
class Assignment:
    """A user of an app, assigned directly."""

    user: str
    created: datetime
    last_updated: datetime
    username: str
    profile: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class App:
    """An app instance, as far as assigning users needs it."""

    id: str
    name: str
    label: str
    created: datetime
    last_updated: datetime
    users: dict[str, Assignment] = field(default_factory=dict)


def stamp(at: datetime | None) -> str | None:
    """`2025-09-29T03:49:50.000Z`: seconds only, as all of Okta's times (okta.md §2.0)."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z") if at else None
