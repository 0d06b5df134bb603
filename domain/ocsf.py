"""The words of OCSF 1.8.0 that the audit uses, and the one table from our actions to them (observability.md §1.2-1.3).

OCSF 1.9 deprecates Account Change for User Management: what has to change then is this module.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID, uuid5

OCSF_VERSION = "1.8.0"
PRODUCT = {"name": "jml", "vendor_name": "jml", "version": "0.1.0"}
NAMESPACE = UUID("6f1c1c5e-6d0f-5e0a-9a3c-2b8d0f4a7e11")
CATEGORY = (3, "Identity & Access Management")


class Class(IntEnum):
    ACCOUNT = 3001
    SESSION = 3002
    ENTITY = 3004
    ACCESS = 3005
    GROUP = 3006


CLASS_NAMES = {
    Class.ACCOUNT: "Account Change",
    Class.SESSION: "Authentication",
    Class.ENTITY: "Entity Management",
    Class.ACCESS: "User Access Management",
    Class.GROUP: "Group Management",
}


class Severity(IntEnum):
    INFORMATIONAL = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4


class Status(IntEnum):
    SUCCESS = 1
    FAILURE = 2
    OTHER = 99


class About(StrEnum):
    """What an action is done to, which decides the object that the record carries."""

    USER = "user"
    RECORDS = "records"  # what a person owns at the target
    NOTICE = "notice"
    CHANGE = "change"  # the HR change itself, which somebody or something holds


@dataclass(frozen=True, slots=True)
class Shape:
    """How one action is told. `cuts` marks what takes access away: only there an exposure is counted."""

    of: Class
    activity: int
    name: str
    about: About = About.USER
    cuts: bool = False

    @property
    def type_uid(self) -> int:
        return self.of * 100 + self.activity


SHAPES = {
    "create": Shape(Class.ACCOUNT, 1, "Create"),
    "stage": Shape(Class.ACCOUNT, 1, "Create"),
    "activate": Shape(Class.ACCOUNT, 2, "Enable"),
    "unsuspend": Shape(Class.ACCOUNT, 2, "Enable"),
    "reactivate": Shape(Class.ACCOUNT, 2, "Enable"),
    "deactivate": Shape(Class.ACCOUNT, 5, "Disable", cuts=True),
    "freeze": Shape(Class.ACCOUNT, 9, "Lock", cuts=True),
    "unfreeze": Shape(Class.ACCOUNT, 12, "Unlock"),
    "end-sessions": Shape(Class.SESSION, 2, "Logoff", cuts=True),
    "revoke-tokens": Shape(Class.SESSION, 2, "Logoff", cuts=True),
    "update": Shape(Class.ENTITY, 3, "Update"),
    "rename": Shape(Class.ENTITY, 3, "Update"),
    "set-territory": Shape(Class.ENTITY, 3, "Update"),
    "reassign": Shape(Class.ENTITY, 5, "Move", About.RECORDS),
    "restore": Shape(Class.ENTITY, 5, "Move", About.RECORDS),
    "uncover": Shape(Class.ENTITY, 3, "Update", About.RECORDS),
    "suspend": Shape(Class.ENTITY, 12, "Suspend", cuts=True),
    "notify": Shape(Class.ENTITY, 99, "Notify", About.NOTICE),
    "park": Shape(Class.ENTITY, 99, "Park", About.CHANGE),
    "hold": Shape(Class.ENTITY, 99, "Hold", About.CHANGE),
    "drop-letter": Shape(Class.ENTITY, 99, "Drop", About.CHANGE),
    "retry-letter": Shape(Class.ENTITY, 99, "Retry", About.CHANGE),
    "assign-app": Shape(Class.ACCESS, 1, "Assign Privileges"),
    "unassign-app": Shape(Class.ACCESS, 2, "Revoke Privileges", cuts=True),
    "add-group": Shape(Class.GROUP, 3, "Add User"),
    "remove-group": Shape(Class.GROUP, 4, "Remove User", cuts=True),
    "create-group": Shape(Class.GROUP, 6, "Create"),
}

ACCOUNTS = {"okta": ("Okta", 99, "Other"), "salesforce": ("Salesforce", 14, "Salesforce Account"), "ukg": ("UKG Pro", 99, "Other")}
"""System → how its accounts are told: name, OCSF account type_id and type."""


def shape_of(action: str) -> Shape:
    """The table's row; an action that is not in it is told as Other under its own name, because every effect must be told."""
    return SHAPES.get(action) or Shape(Class.ENTITY, 99, action)


def head(shape: Shape, at: datetime) -> dict[str, Any]:
    """Which class and activity, and when."""
    class_name = CLASS_NAMES[shape.of]
    return {
        "category_uid": CATEGORY[0],
        "category_name": CATEGORY[1],
        "class_uid": int(shape.of),
        "class_name": class_name,
        "activity_id": shape.activity,
        "activity_name": shape.name,
        "type_uid": shape.type_uid,
        "type_name": f"{class_name}: {shape.name}",
        "time": round(at.timestamp() * 1000),
        "time_dt": instant(at),
    }


def metadata(identity: str, app: str, code: str) -> dict[str, Any]:
    """Who tells it. `identity` makes the id, so that the same thing told twice is known as such."""
    return {
        "version": OCSF_VERSION,
        "product": PRODUCT,
        "profiles": ["datetime"],
        "uid": str(uuid5(NAMESPACE, identity)),
        "event_code": code,
        "log_name": "audit",
        "log_provider": "jml",
        "log_source": app,
    }


def actor(app: str) -> dict[str, Any]:
    """The product acting by itself."""
    return {"app_name": "jml", "app_uid": app, "user": {"uid": app, "type_id": 3, "type": "System"}}


def rated(status: Status, severity: Severity) -> dict[str, Any]:
    """How it ended, and how much it matters."""
    return {
        "status_id": int(status),
        "status": status.name.capitalize(),
        "severity_id": int(severity),
        "severity": severity.name.capitalize(),
    }


def present(**fields: Any) -> dict[str, Any]:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value not in (None, "", {}, ())}


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
