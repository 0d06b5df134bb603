"""Profile schema and user types (okta.md §2.10)."""

from typing import Any

from simulators.okta import errors
from simulators.okta.ask import Answer, Ask
from simulators.okta.model import stamp
from simulators.okta.org import Org
from simulators.okta.schema import REQUIRED

DESCRIPTION = "Okta user profile template with default permission settings"


def read_schema(org: Org, ask: Ask) -> Answer:
    _known(org, ask)
    return Answer(_schema(org, ask))


def extend_schema(org: Org, ask: Ask) -> Answer:
    """POST adds and changes custom attributes; null removes one."""
    _known(org, ask)
    properties = ask.part("custom", ask.part("definitions")).get("properties") or {}
    if not isinstance(properties, dict) or any(name in org.schema.base for name in properties):
        raise errors.malformed()
    org.schema.extend(properties)
    org.schema_changed = org.now()
    return Answer(_schema(org, ask))


def types(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    return Answer([_type(org, ask)])


def one_type(org: Org, ask: Ask) -> Answer:
    if ask.at["type"] not in {"default", org.type_id}:
        raise errors.missing(ask.at["type"], "CVDType")
    return Answer(_type(org, ask))


def _known(org: Org, ask: Ask) -> None:
    if ask.at["schema"] not in {"default", org.schema_id}:
        raise errors.missing(ask.at["schema"], "CVDType")


def _schema(org: Org, ask: Ask) -> dict[str, Any]:
    return {
        "id": f"{ask.origin}/meta/schemas/user/default",
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": "user",
        "title": "User",
        "description": DESCRIPTION,
        "lastUpdated": stamp(org.schema_changed),
        "created": stamp(org.founded),
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": org.schema.custom, "required": []},
            "base": {
                "id": "#base",
                "type": "object",
                "properties": org.schema.base,
                "required": list(REQUIRED),
            },
        },
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
        "_links": _links(org, ask, "self", "type"),
    }


def _type(org: Org, ask: Ask) -> dict[str, Any]:
    return {
        "id": org.type_id,
        "displayName": "User",
        "name": "user",
        "description": DESCRIPTION,
        "createdBy": org.founder,
        "lastUpdatedBy": org.founder,
        "created": stamp(org.founded),
        "lastUpdated": stamp(org.founded),
        "default": True,
        "_links": _links(org, ask, "schema", "self"),
    }


def _links(org: Org, ask: Ask, to_schema: str, to_type: str) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/meta"
    return {
        to_schema: {"rel": to_schema, "href": f"{here}/schemas/user/{org.schema_id}", "method": "GET"},
        to_type: {"rel": to_type, "href": f"{here}/types/user/{org.type_id}", "method": "GET"},
    }
