"""Apps, assignments, policies, rules, types, links, tokens and sessions of a recorded organisation."""

from datetime import datetime
from typing import Any, Final

from simulators.okta.cassettes import Exchange
from simulators.okta.model import App, Assignment, Factor, GroupAssignment, GroupRule, Link, Session
from simulators.okta.org import Org
from simulators.okta.policy_store import KINDS, Policy, Rule
from simulators.okta.principals import Actor, ApiToken, Principal
from simulators.okta.shares import PrincipalLimit
from simulators.okta.type_store import UserType

APP_PARTS: Final = ("accessibility", "visibility", "features", "credentials", "settings", "profile", "licensing")
JSON_KINDS: Final = {bool: "boolean", int: "integer", float: "number", list: "array"}


def time_of(one: dict[str, Any], name: str) -> datetime | None:
    value = one.get(name)
    return datetime.fromisoformat(value) if value else None


def kind_of(value: Any) -> str:
    return JSON_KINDS.get(type(value), "string")


def identity(one: dict[str, Any]) -> str:
    return str(one.get("id") or (one.get("primary") or {}).get("name"))


def put(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    """By what it looks like and where it was found."""
    place = exchange.segments
    if "signOnMode" in one:
        _app(org, exchange, one)
    elif "syncState" in one and place[0] == "apps":
        _assignment(org, exchange, one)
    elif place[:1] == ("apps",) and place[2:3] == ("groups",) and "priority" in one:
        _group_assignment(org, exchange, one)
    elif one.get("type") == "group_rule":
        _group_rule(org, exchange, one)
    elif place[:1] == ("policies",) and "priority" in one:
        _policy(org, exchange, one)
    elif place[:3] == ("meta", "types", "user"):
        _type(org, exchange, one)
    elif "primary" in one and "associated" in one and not any(link.primary == one["primary"] for link in org.links):
        org.links.append(Link(one["primary"], one["associated"]))
    else:
        _rest(org, exchange, one)


def rename_default_type(org: Org, type_id: str, schema_id: str | None) -> None:
    kind = org.types.default
    others = [one for one in org.types.values() if one is not kind]
    org.types.clear()
    kind.id, kind.schema_id = type_id, schema_id or kind.schema_id
    org.types.update({one.id: one for one in [kind, *others]})


def bare_policy(org: Org, exchange: Exchange, policy_id: str) -> None:
    """One that only its path names: its kind is told by the id and by its rules."""
    kind = "ACCESS_POLICY" if policy_id.startswith("rst") else "OKTA_SIGN_ON"
    shown = exchange.answer[0] if isinstance(exchange.answer, list) and exchange.answer else exchange.answer
    if isinstance(shown, dict) and shown.get("type") in KINDS:
        kind = shown["type"]
    at = exchange.at
    org.policies[policy_id] = Policy(policy_id, kind, "Recorded", None, "ACTIVE", 1, False, at, at, {"conditions": None})


def authenticators(org: Org, shown: list[dict[str, Any]]) -> None:
    """Those the organisation has enabled, in its order: every enrolment policy names them all."""
    policy = next((one for one in shown if one.get("type") == "MFA_ENROLL" and (one.get("settings") or {}).get("authenticators")), None)
    if policy is not None:
        listed = policy["settings"]["authenticators"]
        org.policies.authenticators = [{name: value for name, value in one.items() if name != "enroll"} for one in listed]


def schema(org: Org, exchange: Exchange, one: dict[str, Any]) -> bool:
    """Custom attributes that were declared before the first read; a POST shows what it added, too. False where it is no schema."""
    if "definitions" not in one:
        return False
    custom, base = (one["definitions"][part]["properties"] for part in ("custom", "base"))
    if exchange.method == "POST":
        added = ((exchange.sent or {}).get("definitions") or {}).get("custom") or {}
        custom = {name: rule for name, rule in custom.items() if name not in (added.get("properties") or {})}
    if one.get("name") == "group":
        if not org.group_schema.custom:
            org.group_schema.custom = dict(custom)
            org.founded, org.group_schema_changed = time_of(one, "created") or org.founded, time_of(one, "lastUpdated") or org.founded
        return True
    kind = org.types.default
    if not kind.schema.custom:
        kind.schema.adjust({name: {"required": False} | rule for name, rule in base.items() if name in kind.schema.base})
        kind.schema.custom = dict(custom)
        kind.created = time_of(one, "created") or kind.created
        kind.schema_changed = time_of(one, "lastUpdated") or kind.created
    return True


def _app(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    if one["id"] not in org.apps or org.apps[one["id"]].label == "Recorded":
        at = exchange.at
        app = App(one["id"], one["name"], one["label"], time_of(one, "created") or at, time_of(one, "lastUpdated") or at)
        app.sign_on, app.status = one["signOnMode"], one["status"]
        app.own = one["name"].startswith(f"{org.options.subdomain}_") or "ssoAcsUrl" in ((one.get("settings") or {}).get("signOn") or {})
        app.body = {name: one[name] for name in APP_PARTS if name in one}
        app.body["universalLogout"] = one.get("universalLogout")
        app.body["kid"] = ((one.get("credentials") or {}).get("signing") or {}).get("kid")
        held = org.apps.get(app.id)
        app.users, app.groups = (held.users, held.groups) if held else ({}, {})
        org.apps[app.id] = app


def _assignment(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    if exchange.method == "GET":
        app = org.apps.setdefault(exchange.segments[1], App(exchange.segments[1], "bookmark", "Recorded", exchange.at, exchange.at))
        at = time_of(one, "created") or exchange.at
        app.users.setdefault(
            one["id"],
            Assignment(
                one["id"],
                at,
                time_of(one, "lastUpdated") or at,
                (one["credentials"] or {}).get("userName", ""),
                one["profile"],
                one["scope"],
            ),
        )


def _group_assignment(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    if exchange.method == "GET":
        app = org.apps.setdefault(exchange.segments[1], App(exchange.segments[1], "bookmark", "Recorded", exchange.at, exchange.at))
        made = GroupAssignment(one["id"], one["priority"], time_of(one, "lastUpdated") or exchange.at, one["profile"])
        app.groups.setdefault(one["id"], made)


def _group_rule(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    if one["id"] not in org.rules:
        at = time_of(one, "created") or exchange.at
        expression, groups = one["conditions"]["expression"]["value"], one["actions"]["assignUserToGroups"]["groupIds"]
        status = "INACTIVE" if exchange.method == "PUT" else one["status"]
        made = GroupRule(one["id"], one["name"], status, expression, groups, at, time_of(one, "lastUpdated") or at)
        made.tells_people = "people" in one["conditions"]
        org.rules[made.id] = made


def _policy(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    at = time_of(one, "created") or exchange.at
    times = (at, time_of(one, "lastUpdated") or at)
    if "rules" in exchange.segments:
        policy = org.policies.get(exchange.segments[1])
        if policy is not None and one["id"] not in policy.rules:
            rest = _some(one, "conditions", "actions")
            policy.rules[one["id"]] = Rule(one["id"], one["name"], one["status"], one["priority"], one["system"], *times, rest)
        return
    known = org.policies.get(one["id"])
    if (known is not None and known.name != "Recorded") or one.get("type") not in KINDS:
        return
    for default in [held for held in org.policies.of_kind(one["type"]) if held.system and one["system"] and len(held.rules) == 1]:
        if default.name == "Default Policy":
            del org.policies[default.id]
    rest = _some(one, "conditions", "settings")
    made = Policy(one["id"], one["type"], one["name"], one.get("description"), one["status"], one["priority"], one["system"], *times, rest)
    made.resource = (one.get("_embedded") or {}).get("resourceType", made.resource)
    org.policies[made.id] = made


def _some(one: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: one[name] for name in names if name in one}


def _type(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    schema_id = str(one["_links"]["schema"]["href"]).rpartition("/")[2]
    if one.get("default"):
        rename_default_type(org, one["id"], schema_id)
        kind = org.types.default
    elif one["id"] in org.types:
        return
    else:
        at, held = exchange.at, org.types.default.schema
        kind = UserType(one["id"], schema_id, one["name"], one["displayName"], one["description"], at, at, held, at)
        org.types[kind.id] = kind
    kind.name, kind.display_name, kind.description = one["name"], one["displayName"], one["description"]
    kind.created, kind.last_updated = time_of(one, "created") or kind.created, time_of(one, "lastUpdated") or kind.last_updated


def _rest(org: Org, exchange: Exchange, one: dict[str, Any]) -> None:
    place, at = exchange.segments, exchange.at
    if place[0] == "api-tokens" and "clientName" in one:
        owner = Actor(one["userId"], "User", "unknown", one["name"])
        token = ApiToken(one["id"], Principal(one["id"], owner), one["name"], at, time_of(one, "lastUpdated") or at)
        token.created = time_of(one, "created") or at
        org.tokens.setdefault(token.value, token)
    elif place[0] == "principal-rate-limits" and "principalId" in one:
        percent, at_once = one["defaultPercentage"], one["defaultConcurrencyPercentage"]
        made = PrincipalLimit(one["id"], one["principalId"], one["principalType"], percent, at_once, one["createdDate"], one["lastUpdate"])
        org.shares.setdefault(made.id, made)
    elif place[0] == "sessions" and one.get("userId") in org.users and exchange.method == "GET":
        began, ends = time_of(one, "createdAt") or at, time_of(one, "expiresAt") or at
        org.users[one["userId"]].sessions.setdefault(one["id"], Session(one["id"], began, ends))
    elif "factorType" in one and "id" in one and place[0] == "users" and place[1] in org.users and exchange.method == "GET":
        factor = Factor(one["id"], one["factorType"], one["provider"], one["status"], one.get("profile") or {}, at, at)
        factor.created, factor.last_updated = time_of(one, "created") or at, time_of(one, "lastUpdated") or at
        org.users[place[1]].factors.setdefault(factor.id, factor)
    elif place[0] == "apps" and place[2:3] == ("grants",) and place[1] in org.apps and exchange.method == "GET":
        held = {"id": one["id"], "scopeId": one["scopeId"], "created": one["created"], "by": one["createdBy"]["id"]}
        org.apps[place[1]].scopes.setdefault(one["id"], held)
