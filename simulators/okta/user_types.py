"""User types, each with a schema of its own (okta.md §2.10)."""

from typing import Any, Final

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import stamp
from simulators.okta.org import Org
from simulators.okta.type_store import UserType

MOST: Final = 10


def listing(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    return Answer([_shown(org, ask, one) for one in org.types.values()])


def read(org: Org, ask: Ask) -> Answer:
    return Answer(_shown(org, ask, _type(org, ask)))


def create(org: Org, ask: Ask) -> Answer:
    body = ask.body()
    name, display = body.get("name"), body.get("displayName")
    if not isinstance(name, str) or not name:
        raise errors.invalid("name", f"name: {org.options.assumptions.blank}")
    if not isinstance(display, str) or not display:
        raise errors.invalid("displayName", f"displayName: {org.options.assumptions.blank}")
    if any(one.name == name for one in org.types.values()):
        raise errors.invalid("name", f"name: {org.options.assumptions.taken}")
    if len(org.types) >= MOST:
        raise errors.invalid("name", "The maximum number of user types has been reached")
    made = org.types.found(name, display, body.get("description"))
    return Answer(_shown(org, ask, made))


def update(org: Org, ask: Ask) -> Answer:
    """POST: displayName and description, if given."""
    one, body = _type(org, ask), ask.body()
    one.display_name = body.get("displayName") or one.display_name
    one.description = body.get("description", one.description)
    one.last_updated = org.now()
    return Answer(_shown(org, ask, one))


def replace(org: Org, ask: Ask) -> Answer:
    """PUT: displayName, description and the name as it was."""
    one, body = _type(org, ask), ask.body()
    if body.get("name") != one.name:
        raise errors.invalid("name", "name: The field cannot be changed")
    one.display_name, one.description = str(body.get("displayName", one.display_name)), body.get("description")
    one.last_updated = org.now()
    return Answer(_shown(org, ask, one))


def remove(org: Org, ask: Ask) -> Answer:
    one = _type(org, ask)
    if one.default or any(user.type == one.id for user in org.users.values()):
        raise errors.type_in_use()
    del org.types[one.id]
    return EMPTY


def _type(org: Org, ask: Ask) -> UserType:
    return org.types.by_id(ask.at["type"])


def _shown(org: Org, ask: Ask, one: UserType) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/meta"
    return {
        "id": one.id,
        "displayName": one.display_name,
        "name": one.name,
        "description": one.description,
        "createdBy": org.founder,
        "lastUpdatedBy": org.founder,
        "created": stamp(one.created),
        "lastUpdated": stamp(one.last_updated),
        "default": one.default,
        "_links": {
            "schema": {"rel": "schema", "href": f"{here}/schemas/user/{one.schema_id}", "method": "GET"},
            "self": {"rel": "self", "href": f"{here}/types/user/{one.id}", "method": "GET"},
        },
    }
