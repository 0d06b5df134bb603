"""How things look in answers: the objects of okta.md §2.1, §2.7, §2.8 with their `_links` by status."""

import hashlib
import json
from typing import Any

from simulators.okta.ask import Ask
from simulators.okta.model import Group, User, stamp
from simulators.okta.org import Org
from simulators.okta.schema import ALWAYS_SHOWN

LIFECYCLE = {
    "suspend": "lifecycle/suspend",
    "unsuspend": "lifecycle/unsuspend",
    "activate": "lifecycle/activate",
    "reactivate": "lifecycle/reactivate",
    "deactivate": "lifecycle/deactivate",
    "unlock": "lifecycle/unlock",
    "resetPassword": "lifecycle/reset_password",
    "expirePassword": "lifecycle/expire_password",
    "resetFactors": "lifecycle/reset_factors",
    "forgotPassword": "credentials/forgot_password",
    "changePassword": "credentials/change_password",
    "changeRecoveryQuestion": "credentials/change_recovery_question",
}
_ACTIVE = ("suspend", "resetPassword", "forgotPassword", "expirePassword", "changeRecoveryQuestion", "changePassword", "deactivate")
OFFERED: dict[str, tuple[str, ...]] = {
    "STAGED": ("activate",),
    "PROVISIONED": ("suspend", "resetPassword", "reactivate", "deactivate"),
    "ACTIVE": _ACTIVE,
    "PASSWORD_EXPIRED": _ACTIVE,
    "RECOVERY": ("suspend", "resetPassword", "reactivate", "deactivate"),
    "LOCKED_OUT": ("unlock", "resetPassword", "deactivate"),
    "SUSPENDED": ("unsuspend", "deactivate"),
    "DEPROVISIONED": ("activate",),
}
CREDENTIAL_LINKS = frozenset({"resetPassword", "forgotPassword", "expirePassword", "changePassword", "changeRecoveryQuestion"})
_LOGOS = {"medium": "okta-medium.30ce6d4085dff29412984e4c191bc874.png", "large": "okta-large.c3cb8cda8ae0add1b4fe928f5844dbe3.png"}
_LOGO_HOST = "https://ok12static.oktacdn.com/assets/img/logos/groups/odyssey"


def one_user(org: Org, ask: Ask, user: User) -> dict[str, Any]:
    """A user as single-user answers show it."""
    shown = document(org, user)
    links = _user_links(org, ask, user)
    if "omitCredentialsLinks" in ask.headers.get("Content-Type", ""):
        links = {name: link for name, link in links.items() if name not in CREDENTIAL_LINKS}
    return _trimmed(ask, shown | {"_links": links})


def listed_user(org: Org, ask: Ask, user: User) -> dict[str, Any]:
    """A user as lists show it: of the links only `self`."""
    return _trimmed(ask, document(org, user) | {"_links": {"self": {"href": f"{ask.origin}/api/v1/users/{user.id}"}}})


def document(org: Org, user: User) -> dict[str, Any]:
    """The user without links: also what searches look at."""
    shown: dict[str, Any] = {"id": user.id, "status": user.status}
    if user.transitioning_to:
        shown["transitioningToStatus"] = user.transitioning_to
    shown |= {
        "created": stamp(user.created),
        "activated": stamp(user.activated),
        "statusChanged": stamp(user.status_changed),
        "lastLogin": stamp(user.last_login),
        "lastUpdated": stamp(user.last_updated),
        "passwordChanged": stamp(user.password_changed),
    }
    if org.options.has("realmId"):
        shown["realmId"] = org.realm_id
    profile = dict.fromkeys(ALWAYS_SHOWN) | user.profile
    return shown | {"type": {"id": org.types.of(user.type).id}, "profile": profile, "credentials": credentials(org, user)}


def etag(user: User) -> str:
    """Covers the profile, not the status (okta.md §2.0)."""
    text = json.dumps([user.id, user.profile], sort_keys=True)
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'


def group(org: Org, ask: Ask, one: Group) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/groups/{one.id}"
    links: dict[str, Any] = {
        "logo": [{"name": size, "href": f"{_LOGO_HOST}/{file}", "type": "image/png"} for size, file in _LOGOS.items()],
        "users": {"href": f"{here}/users"},
        "apps": {"href": f"{here}/apps"},
    }
    if org.options.has("owners"):
        links["owners"] = {"href": f"{here}/owners"}
    return group_document(one) | {"_links": links}


def group_document(one: Group) -> dict[str, Any]:
    """The group without links: also what searches look at."""
    return {
        "id": one.id,
        "created": stamp(one.created),
        "lastUpdated": stamp(one.last_updated),
        "lastMembershipUpdated": stamp(one.last_membership_updated),
        "objectClass": ["okta:user_group"],
        "type": one.type,
        "profile": {"name": one.name, "description": None} | one.profile,
    }


def credentials(org: Org, user: User, mails: bool = True) -> dict[str, Any]:
    """Of a user, or (without `mails`) as a change of them answers."""
    shown: dict[str, Any] = {}
    if user.has_password:
        shown["password"] = {}
        if mails and org.options.shows_mails:
            addresses = [("email", "PRIMARY"), ("secondEmail", "SECONDARY")]
            shown["emails"] = [
                {"value": user.profile[name], "status": "VERIFIED", "type": kind} for name, kind in addresses if user.profile.get(name)
            ]
    if user.question is not None:
        shown["recovery_question"] = {"question": user.question}
    kind, name = user.provider
    return shown | {"provider": {"type": kind, "name": name}}


def _user_links(org: Org, ask: Ask, user: User) -> dict[str, Any]:
    api = f"{ask.origin}/api/v1"
    here = f"{api}/users/{user.id}"
    forgets = org.options.has("forgotPassword") or user.question is not None
    kind = org.types.of(user.type)
    names = [name for name in OFFERED[user.status] if name != "forgotPassword" or forgets]
    if org.options.has("resetFactors"):
        names.append("resetFactors")
    links: dict[str, Any] = {name: {"href": f"{here}/{LIFECYCLE[name]}", "method": "POST"} for name in names}
    if user.status == "DEPROVISIONED":
        links["delete"] = {"href": here, "method": "DELETE"}
    return links | {
        "schema": {"href": f"{api}/meta/schemas/user/{kind.schema_id}"},
        "self": {"href": here},
        "type": {"href": f"{api}/meta/types/user/{kind.id}"},
    }


def _trimmed(ask: Ask, shown: dict[str, Any]) -> dict[str, Any]:
    """What `Content-Type: application/json; okta-response="omitCredentials,…"` asks to leave out (okta.md §2.3)."""
    wanted = ask.headers.get("Content-Type", "")
    if "omitCredentials" in wanted.replace("omitCredentialsLinks", ""):
        shown.pop("credentials", None)
    if "omitTransitioningToStatus" in wanted:
        shown.pop("transitioningToStatus", None)
    return shown
