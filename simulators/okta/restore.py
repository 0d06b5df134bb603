"""Rebuilds, from the answers of a cassette, what the recorded organisation must have held before it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from simulators.okta.cassettes import Exchange
from simulators.okta.compare import ID
from simulators.okta.model import Assignment, Group, User
from simulators.okta.org import Org

# The status a user must have had for the call that shows it first.
BEFORE = {
    "activate": "STAGED",
    "reactivate": "PROVISIONED",
    "unsuspend": "SUSPENDED",
}
REFUSED = {"reactivate": "STAGED"}


def restore(org: Org, exchanges: list[Exchange]) -> dict[str, str]:
    """Puts users, groups and apps there that the cassette did not create itself; returns recorded id to simulated id."""
    made = {_made(exchange) for exchange in exchanges}
    shown: dict[str, dict[str, Any]] = {}
    seen: dict[str, Exchange] = {}
    for exchange in exchanges:
        for document in _documents(exchange.answer):
            shown.setdefault(document["id"], document)
            seen.setdefault(document["id"], exchange)
        for found in ID.findall(exchange.target):
            seen.setdefault(found, exchange)
        _schema(org, exchange)
    ids: dict[str, str] = {}
    for recorded in sorted(seen.keys() - made):
        ids[recorded] = _put(org, shown.get(recorded, {"id": recorded}), seen[recorded])
    _rejoin(org, exchanges, ids)
    return ids


def _schema(org: Org, exchange: Exchange) -> None:
    """Custom attributes that were declared before the first read."""
    answer = exchange.answer
    if exchange.method == "GET" and isinstance(answer, dict) and "definitions" in answer and not org.schema.custom:
        org.schema.custom = dict(answer["definitions"]["custom"]["properties"])
        kind = org.types.default
        kind.created, kind.schema_changed = (datetime.fromisoformat(answer[name]) for name in ("created", "lastUpdated"))


def _made(exchange: Exchange) -> str | None:
    """The id of what this call created."""
    created = exchange.method == "POST" and exchange.segments in {("users",), ("groups",)} and exchange.status == 200
    return str(exchange.answer["id"]) if created else None


def _documents(answer: Any) -> Iterator[dict[str, Any]]:
    for one in answer if isinstance(answer, list) else [answer]:
        if isinstance(one, dict) and ID.fullmatch(str(one.get("id"))) and ("objectClass" in one or "lastLogin" in one):
            yield one


def _put(org: Org, document: dict[str, Any], exchange: Exchange) -> str:
    kind = document["id"][:3]
    if kind == "0oa":
        return org.found_app("Recorded").id
    return _group(org, document, exchange) if kind == "00g" else _user(org, document, exchange)


def _user(org: Org, document: dict[str, Any], exchange: Exchange) -> str:
    credentials, at = document.get("credentials", {"password": {}}), exchange.at
    provider = credentials.get("provider", {"type": "OKTA", "name": "OKTA"})
    user_id = org.ids.new("00u")
    profile = document.get("profile") or {"login": f"{user_id}@example.com", "email": "x@example.com", "firstName": "F", "lastName": "L"}
    user = User(
        user_id,
        _status(document, exchange),
        {name: value for name, value in profile.items() if value is not None},
        created=_time(document, "created") or at,
        last_updated=_time(document, "lastUpdated") or at,
        activated=_time(document, "activated"),
        status_changed=_time(document, "statusChanged"),
        last_login=_time(document, "lastLogin"),
        password_changed=_time(document, "passwordChanged"),
        has_password="password" in credentials,
        provider=(provider["type"], provider["name"]),
        question=(credentials.get("recovery_question") or {}).get("question"),
    )
    org.keep(user)
    return user_id


def _status(document: dict[str, Any], exchange: Exchange) -> str:
    """What the call must have found; a refused or read user is as it shows."""
    if exchange.segments[2:3] == ("lifecycle",):
        refused = exchange.status == 403
        return BEFORE.get(exchange.segments[3], "ACTIVE") if not refused else REFUSED.get(exchange.segments[3], "ACTIVE")
    return str(document.get("status", "ACTIVE"))


def _group(org: Org, document: dict[str, Any], exchange: Exchange) -> str:
    if document.get("type") == "BUILT_IN":
        target = org.everyone
    else:
        target = Group(org.ids.new("00g"), document.get("type", "OKTA_GROUP"), {}, exchange.at, exchange.at, exchange.at)
    target.profile = document.get("profile", {"name": target.id})
    target.created = _time(document, "created") or exchange.at
    target.last_updated = _time(document, "lastUpdated") or exchange.at
    target.last_membership_updated = _time(document, "lastMembershipUpdated") or exchange.at
    org.keep_group(target)
    return target.id


def _rejoin(org: Org, exchanges: list[Exchange], ids: dict[str, str]) -> None:
    """Memberships and assignments that are read before anything made them."""
    done: set[tuple[str, ...]] = set()
    for exchange in exchanges:
        place = exchange.segments
        if exchange.method in {"PUT", "POST"}:
            done.add(place[:4])
        owner = ids.get(place[1]) if len(place) > 2 else None
        if exchange.method != "GET" or not owner or place[2] != "users" or any(one[:2] == place[:2] for one in done):
            continue
        for one in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            user = org.users.get(ids.get(one["id"], ""))
            if user is not None and place[0] == "groups":
                org.join(org.groups[owner], user)
            elif user is not None:
                org.apps[owner].users[user.id] = Assignment(user.id, exchange.at, exchange.at, user.login)


def _time(document: dict[str, Any], name: str) -> datetime | None:
    value = document.get(name)
    return datetime.fromisoformat(value) if value else None
