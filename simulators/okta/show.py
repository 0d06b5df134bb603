"""How things look in answers: the objects of okta.md §2.1, §2.7, §2.8 with their `_links` by status."""

import hashlib
import json
from typing import Any

from simulators.okta.ask import Ask
from simulators.okta.model import App, Assignment, Group, User, stamp
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
    if org.options.generation >= 2026:
        shown["realmId"] = org.realm_id
    profile = dict.fromkeys(ALWAYS_SHOWN) | user.profile
    return shown | {"type": {"id": org.type_id}, "profile": profile, "credentials": _credentials(org, user)}


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
    if org.options.generation >= 2026:
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


def app(ask: Ask, one: App) -> dict[str, Any]:
    """An app, as far as assigning needs it (okta.md §2.8; the recorded bookmark app)."""
    here = f"{ask.origin}/api/v1/apps/{one.id}"
    return {
        "id": one.id,
        "name": one.name,
        "label": one.label,
        "status": "ACTIVE",
        "lastUpdated": stamp(one.last_updated),
        "created": stamp(one.created),
        "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
        "visibility": {"autoSubmitToolbar": False, "hide": {"iOS": False, "web": False}, "appLinks": {"login": True}},
        "features": [],
        "signOnMode": "BOOKMARK",
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}, "signing": {}},
        "settings": {"app": {"requestIntegration": False, "url": "https://example.com/bookmark.htm"}},
        "_links": {
            "appLinks": [{"name": "login", "href": f"{ask.origin}/home/{one.name}/{one.id}/2557", "type": "text/html"}],
            "groups": {"href": f"{here}/groups"},
            "users": {"href": f"{here}/users"},
            "deactivate": {"href": f"{here}/lifecycle/deactivate"},
        },
    }


def app_user(ask: Ask, one: App, assigned: Assignment) -> dict[str, Any]:
    return {
        "id": assigned.user,
        "externalId": None,
        "created": stamp(assigned.created),
        "lastUpdated": stamp(assigned.last_updated),
        "scope": "USER",
        "status": "ACTIVE",
        "statusChanged": stamp(assigned.created),
        "passwordChanged": None,
        "syncState": "DISABLED",
        "credentials": {"userName": assigned.username},
        "profile": assigned.profile,
        "_links": {
            "app": {"href": f"{ask.origin}/api/v1/apps/{one.id}"},
            "user": {"href": f"{ask.origin}/api/v1/users/{assigned.user}"},
        },
    }


def _credentials(org: Org, user: User) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if user.has_password:
        shown["password"] = {}
        if org.options.generation < 2026:
            mails = [("email", "PRIMARY"), ("secondEmail", "SECONDARY")]
            shown["emails"] = [
                {"value": user.profile[name], "status": "VERIFIED", "type": kind} for name, kind in mails if user.profile.get(name)
            ]
    if user.question is not None:
        shown["recovery_question"] = {"question": user.question}
    kind, name = user.provider
    return shown | {"provider": {"type": kind, "name": name}}


def _user_links(org: Org, ask: Ask, user: User) -> dict[str, Any]:
    api = f"{ask.origin}/api/v1"
    here, generation = f"{api}/users/{user.id}", org.options.generation
    forgets = generation >= 2025 or user.question is not None
    names = [name for name in OFFERED[user.status] if name != "forgotPassword" or forgets]
    if generation >= 2025:
        names.append("resetFactors")
    links: dict[str, Any] = {name: {"href": f"{here}/{LIFECYCLE[name]}", "method": "POST"} for name in names}
    if user.status == "DEPROVISIONED":
        links["delete"] = {"href": here, "method": "DELETE"}
    return links | {
        "schema": {"href": f"{api}/meta/schemas/user/{org.schema_id}"},
        "self": {"href": here},
        "type": {"href": f"{api}/meta/types/user/{org.type_id}"},
    }


def _trimmed(ask: Ask, shown: dict[str, Any]) -> dict[str, Any]:
    """What `Content-Type: application/json; okta-response="omitCredentials,…"` asks to leave out (okta.md §2.3)."""
    wanted = ask.headers.get("Content-Type", "")
    if "omitCredentials" in wanted.replace("omitCredentialsLinks", ""):
        shown.pop("credentials", None)
    if "omitTransitioningToStatus" in wanted:
        shown.pop("transitioningToStatus", None)
    return shown
