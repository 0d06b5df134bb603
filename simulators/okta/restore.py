"""Rebuilds, from the answers of a cassette, what the recorded organisation must have held before it; recorded ids are kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from simulators.okta import restore_more
from simulators.okta.cassettes import Exchange
from simulators.okta.compare import ID
from simulators.okta.model import App, Group, User
from simulators.okta.org import Org
from simulators.okta.restore_more import time_of

BEFORE: Final = {"activate": "STAGED", "reactivate": "PROVISIONED", "unsuspend": "SUSPENDED"}
"""The status a user must have had for the call that shows it first."""
REFUSED: Final = {"reactivate": "STAGED"}


def restore(org: Org, exchanges: list[Exchange]) -> None:
    """Puts there what the cassette shows and did not make itself."""
    made = {restore_more.identity(exchange.answer) for exchange in exchanges if _makes(exchange)}
    org.shares.clear()
    org.ours.listed = False
    with org.unlogged():
        _default_type(org, exchanges, made)
        answered = [exchange for exchange in exchanges if exchange.status < 400]
        for exchange in answered:
            _shown_first(org, exchange, made)
        for exchange in answered:
            _conditioned(org, exchange, made)
        for exchange in answered:
            _named(org, exchange, made)
        for exchange in answered:
            for one in documents(exchange.answer):
                if not restore_more.schema(org, exchange, one) and restore_more.identity(one) not in made:
                    restore_more.put(org, exchange, one)
        restore_more.authenticators(org, [one for exchange in answered for one in documents(exchange.answer)])
        _rejoin(org, exchanges)
    org.user_index.clear()
    org.group_index.clear()
    for user in org.users.values():
        org.keep(user)
    for group in org.groups.values():
        org.keep_group(group)


def _makes(exchange: Exchange) -> bool:
    """Whether a POST creates what it answers: those to a single thing change it."""
    place, last = exchange.segments, exchange.segments[-1]
    if exchange.method != "POST" or exchange.status not in {200, 201} or not isinstance(exchange.answer, dict):
        return False
    if {"lifecycle", "credentials"} & set(place) or (place[0] == "apps" and len(place) > 1 and last != "grants"):
        return False
    return not ID.fullmatch(last) and last != "default"


def documents(answer: Any) -> Iterator[dict[str, Any]]:
    for one in answer if isinstance(answer, list) else [answer]:
        if isinstance(one, dict):
            yield one


def _default_type(org: Org, exchanges: list[Exchange], made: set[str]) -> None:
    """The default user type has the id that users show."""
    for one in [one for exchange in exchanges for one in documents(exchange.answer)]:
        shown = (one.get("type") or {}).get("id") if isinstance(one.get("type"), dict) else None
        if shown and shown not in made and shown not in org.types and org.types.default.id not in made:
            schema = str(((one.get("_links") or {}).get("schema") or {}).get("href", "")).rpartition("/")[2]
            restore_more.rename_default_type(org, shown, schema if ID.fullmatch(schema) else None)


def _shown_first(org: Org, exchange: Exchange, made: set[str]) -> None:
    """Groups, users and apps as the first answer shows them."""
    for one in documents(exchange.answer):
        if one.get("id") in made:
            continue
        if "objectClass" in one:
            _group(org, exchange, one)
        elif "lastLogin" in one:
            _user(org, exchange, one)
        elif "signOnMode" in one:
            restore_more.put(org, exchange, one)


def _conditioned(org: Org, exchange: Exchange, made: set[str]) -> None:
    """Groups that policies name and no answer shows."""
    for one in documents(exchange.answer):
        for group_id in _groups_in_conditions(one):
            if group_id not in made:
                _group(org, exchange, {"id": group_id})


def _named(org: Org, exchange: Exchange, made: set[str]) -> None:
    place = exchange.segments
    if len(place) > 1 and place[1] not in made and not (place[0] == "users" and "@" in place[1]):
        _by_path(org, exchange, place[0], place[1])
    if len(place) > 3 and place[2] in {"users", "groups"} and ID.fullmatch(place[3]) and place[3] not in made:
        _by_path(org, exchange, place[2], place[3])


def _groups_in_conditions(one: dict[str, Any]) -> list[str]:
    people = (one.get("conditions") or {}).get("people") or {}
    return list((people.get("groups") or {}).get("include") or ())


def _by_path(org: Org, exchange: Exchange, kind: str, given: str) -> None:
    """What a path names and no answer shows."""
    if not ID.match(given) and "_" not in given:
        return
    if kind == "users" and given not in org.users:
        _user(org, exchange, {"id": given})
    elif kind == "groups" and given not in org.groups and given != "rules":
        _group(org, exchange, {"id": given})
    elif kind == "policies" and given not in org.policies:
        restore_more.bare_policy(org, exchange, given)
    elif kind == "apps" and given not in org.apps:
        org.apps[given] = App(given, "bookmark", "Recorded", exchange.at, exchange.at)


def _user(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    if one["id"] in org.users:
        return
    credentials, at = one.get("credentials", {"password": {}}), exchange.at
    provider = credentials.get("provider", {"type": "OKTA", "name": "OKTA"})
    login = f"{one['id']}@example.com"
    profile = one.get("profile") or {"login": login, "email": login, "firstName": "F", "lastName": "L"}
    shown_type = (one.get("type") or {}).get("id", "")
    user = User(
        one["id"],
        _status(one, exchange),
        {name: value for name, value in profile.items() if value is not None},
        created=time_of(one, "created") or at,
        last_updated=time_of(one, "lastUpdated") or at,
        activated=time_of(one, "activated"),
        status_changed=time_of(one, "statusChanged"),
        last_login=time_of(one, "lastLogin"),
        password_changed=time_of(one, "passwordChanged"),
        has_password="password" in credentials,
        provider=(provider["type"], provider["name"]),
        question=(credentials.get("recovery_question") or {}).get("question"),
        type=shown_type if shown_type in org.types and not org.types[shown_type].default else "",
    )
    for name in profile:
        if name not in org.schema.base and name not in org.schema.custom:
            org.schema.extend({name: {"title": name, "type": restore_more.kind_of(profile[name])}})
    org.keep(user)


def _status(one: dict[str, Any], exchange: Exchange) -> str:
    """What the call must have found; a refused or read user is as it shows."""
    if exchange.segments[2:3] == ("lifecycle",):
        refused = exchange.status == 403
        return (REFUSED if refused else BEFORE).get(exchange.segments[3], "ACTIVE")
    if exchange.method == "DELETE" and len(exchange.segments) == 2:
        return "DEPROVISIONED"
    return str(one.get("status", "ACTIVE"))


def _group(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    if one["id"] in org.groups:
        return
    if one.get("type") == "BUILT_IN" and one.get("profile", {}).get("name") == "Everyone":
        target = org.everyone
        del org.groups[target.id]
        target.id = one["id"]
    else:
        target = Group(one["id"], one.get("type", "OKTA_GROUP"), {}, exchange.at, exchange.at, exchange.at)
    target.profile = dict(one.get("profile") or {"name": target.id})
    for name in target.profile:
        if name not in org.group_schema.base:
            org.group_schema.extend({name: {"title": name, "type": "string"}})
    target.created = time_of(one, "created") or exchange.at
    target.last_updated = time_of(one, "lastUpdated") or exchange.at
    target.last_membership_updated = time_of(one, "lastMembershipUpdated") or exchange.at
    org.groups[target.id] = target


def _rejoin(org: Org, exchanges: list[Exchange]) -> None:
    """Memberships that are read before anything made them."""
    done: set[tuple[str, ...]] = set()
    for exchange in exchanges:
        place = exchange.segments
        if exchange.method in {"PUT", "POST"}:
            done.add(place[:2])
            if exchange.method == "POST" and place == ("groups",) and isinstance(exchange.answer, dict):
                done.add(("groups", str(exchange.answer.get("id"))))
        if exchange.method != "GET" or len(place) < 3 or place[2] not in {"users", "groups"} or place[:2] in done:
            continue
        changed: datetime | None = None
        for one in documents(exchange.answer):
            pair = (place[1], one.get("id")) if place[0] == "groups" else (one.get("id"), place[1])
            group, user = org.groups.get(str(pair[0])), org.users.get(str(pair[1]))
            if group is not None and user is not None and group.type == "OKTA_GROUP" and place[0] in {"groups", "users"}:
                changed = group.last_membership_updated
                group.members[user.id] = None
                group.last_membership_updated = changed
