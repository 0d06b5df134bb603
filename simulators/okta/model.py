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
class Session:
    """A session with Okta itself; sessions of apps live elsewhere."""

    id: str
    created: datetime
    expires: datetime


@dataclass(slots=True)
class RefreshToken:
    """What an app holds on behalf of a user: it goes on working until revoked. `scopes` are those consented to."""

    id: str
    client: str
    created: datetime
    scopes: tuple[str, ...] = ("openid", "offline_access")


@dataclass(slots=True)
class Grant:
    """A user's consent that a client may use one scope."""

    id: str
    client: str
    scope: str
    created: datetime


@dataclass(slots=True)
class Factor:
    """An enrolled factor; `status` is PENDING_ACTIVATION or ACTIVE; `code` is what activates it."""

    id: str
    type: str
    provider: str
    status: str
    profile: dict[str, Any]
    created: datetime
    last_updated: datetime
    code: str = field(default="", repr=False)


@dataclass(slots=True)
class User:
    """One account. `type` is the id of its user type, "" for the default one; `secret` and `answer` are password and recovery answer."""

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
    protected: bool = False
    transitioning_to: str | None = None
    type: str = ""
    secret: str | None = field(default=None, repr=False)
    answer: str | None = field(default=None, repr=False)
    wrong_passwords: int = 0
    sessions: dict[str, Session] = field(default_factory=dict)
    tokens: dict[str, RefreshToken] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)

    @property
    def login(self) -> str:
        return str(self.profile["login"])

    def copy(self) -> "User":
        """As it is now: later changes do not reach the copy."""
        return replace(self, profile=dict(self.profile))


@dataclass(slots=True)
class Group:
    """`type` is OKTA_GROUP, BUILT_IN (Everyone, whose members are all users) or APP_GROUP.

    `managed` names the rules that made somebody a member; who is not in it was added by hand.
    """

    id: str
    type: str
    profile: dict[str, Any]
    created: datetime
    last_updated: datetime
    last_membership_updated: datetime
    members: dict[str, None] = field(default_factory=dict)
    managed: dict[str, set[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.profile["name"])

    def copy(self) -> "Group":
        return replace(self, profile=dict(self.profile), members=dict(self.members))


@dataclass(slots=True)
class GroupRule:
    """Who matches `expression` is a member of `groups`, unless `excluded`; `tells_people`: whether it was sent that condition.

    `status` is INACTIVE, ACTIVE or INVALID.
    """

    id: str
    name: str
    status: str
    expression: str
    groups: list[str]
    created: datetime
    last_updated: datetime
    excluded: list[str] = field(default_factory=list)
    tells_people: bool = True


@dataclass(slots=True)
class Link:
    """A linked-object definition: each `associated` user has at most one `primary`. `pairs`: associated user to primary user."""

    primary: dict[str, Any]
    associated: dict[str, Any]
    pairs: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Assignment:
    """A user of an app, assigned directly or (`scope` GROUP) by a group."""

    user: str
    created: datetime
    last_updated: datetime
    username: str
    profile: dict[str, Any] = field(default_factory=dict)
    scope: str = "USER"


@dataclass(slots=True)
class GroupAssignment:
    """A group of an app; the lowest priority number wins."""

    group: str
    priority: int
    last_updated: datetime
    profile: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class App:
    """An app instance. `body` is what was sent at creation and replacement, completed; `own`: made for this organisation alone."""

    id: str
    name: str
    label: str
    created: datetime
    last_updated: datetime
    sign_on: str = "BOOKMARK"
    status: str = "ACTIVE"
    body: dict[str, Any] = field(default_factory=dict)
    users: dict[str, Assignment] = field(default_factory=dict)
    groups: dict[str, GroupAssignment] = field(default_factory=dict)
    scopes: dict[str, dict[str, Any]] = field(default_factory=dict)
    own: bool = False


def stamp(at: datetime | None) -> str | None:
    """`2025-09-29T03:49:50.000Z`: seconds only, as all of Okta's times (okta.md §2.0)."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z") if at else None
