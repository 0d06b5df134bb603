"""Profile schemas of user types and of groups (okta.md §2.10; recorded 2021)."""

from typing import Any, Final

from simulators.okta import errors
from simulators.okta.ask import Answer, Ask
from simulators.okta.model import Group, User, stamp
from simulators.okta.org import Org
from simulators.okta.schema import Schema
from simulators.okta.type_store import UserType

DESCRIPTION: Final = "Okta user profile template with default permission settings"


def read_schema(org: Org, ask: Ask) -> Answer:
    return Answer(_user_schema(org, ask, org.types.by_schema(ask.at["schema"])))


def extend_schema(org: Org, ask: Ask) -> Answer:
    """POST adds and changes custom attributes; null removes one. What is sent of base attributes changes whether names are required."""
    one = org.types.by_schema(ask.at["schema"])
    _extend(org, ask, one.schema)
    one.schema_changed = org.now()
    return Answer(_user_schema(org, ask, one))


def read_group_schema(org: Org, ask: Ask) -> Answer:
    return Answer(_group_schema(org, ask))


def extend_group_schema(org: Org, ask: Ask) -> Answer:
    _extend(org, ask, org.group_schema)
    org.group_schema_changed = org.now()
    return Answer(_group_schema(org, ask))


def _extend(org: Org, ask: Ask, schema: Schema) -> None:
    definitions = ask.part("definitions")
    properties = ask.part("custom", definitions).get("properties") or {}
    base = ask.part("base", definitions).get("properties") or {}
    if not isinstance(properties, dict) or any(name in schema.base for name in properties):
        raise errors.malformed()
    if not isinstance(base, dict) or not all(name in schema.base and isinstance(rule, dict) for name, rule in base.items()):
        raise errors.malformed()
    for name, rule in properties.items():
        _check(name, rule)
    schema.adjust(base)
    schema.extend(properties)
    for name in (name for name, rule in properties.items() if rule is None):
        for holder in _holders(org, schema):
            holder.profile.pop(name, None)
    org.reindex()


def _holders(org: Org, schema: Schema) -> list[User] | list[Group]:
    """Whose profiles it describes: an attribute that is removed takes its values along (recorded 2026)."""
    if schema is org.group_schema:
        return list(org.groups.values())
    return [one for one in org.users.values() if org.schema_of(one) is schema]


def _check(name: str, rule: Any) -> None:
    if rule is None:
        return
    if not isinstance(rule, dict) or rule.get("type", "string") not in {"string", "boolean", "integer", "number", "array"}:
        raise errors.invalid(name, f"{name}: The field has an invalid value")
    if not rule.get("title"):
        raise errors.invalid(name, f"{name}: The field 'title' cannot be left blank")


def _user_schema(org: Org, ask: Ask, one: UserType) -> dict[str, Any]:
    api = f"{ask.origin}/api/v1/meta"
    name = "default" if one.default else one.schema_id
    links = {
        "self": {"rel": "self", "href": f"{api}/schemas/user/{one.schema_id}", "method": "GET"},
        "type": {"rel": "type", "href": f"{api}/types/user/{one.id}", "method": "GET"},
    }
    return {
        "id": f"{ask.origin}/meta/schemas/user/{name}",
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": one.name,
        "title": one.display_name,
        "description": one.description,
        "lastUpdated": stamp(one.schema_changed),
        "created": stamp(one.created),
        "definitions": _definitions(one.schema, org.options.has("master")),
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": links,
    }


def _group_schema(org: Org, ask: Ask) -> dict[str, Any]:
    return {
        "id": f"{ask.origin}/meta/schemas/group/default",
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": "group",
        "title": "Okta group",
        "description": "Okta group profile template",
        "lastUpdated": stamp(org.group_schema_changed),
        "created": stamp(org.founded),
        "definitions": _definitions(org.group_schema, mastered=True),
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": {"self": {"rel": "self", "href": f"{ask.origin}/api/v1/meta/schemas/group/default", "method": "GET"}},
    }


def _definitions(schema: Schema, mastered: bool) -> dict[str, Any]:
    """Attributes tell their master in most organisations since 2025, in one of 2026 none does (recorded); a group's always did.

    Without attributes of one's own nothing is said of which are required (recorded, 32 of 32).
    """
    master = {"master": {"type": "PROFILE_MASTER"}} if mastered else {}
    base = {name: rule | master for name, rule in schema.base.items()}
    custom = {name: {key: value for key, value in rule.items() if mastered or key != "master"} for name, rule in schema.custom.items()}
    return {
        "custom": {"id": "#custom", "type": "object", "properties": custom} | ({"required": []} if custom else {}),
        "base": {"id": "#base", "type": "object", "properties": base, "required": schema.required()},
    }
