"""Linked objects: definitions, and who is linked to whom (okta.md §2.10)."""

import re
from typing import Any, Final

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import Link
from simulators.okta.org import Org

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
MOST: Final = 200


def definitions(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    return Answer([_shown(ask, one) for one in org.links])


def define(org: Org, ask: Ask) -> Answer:
    body = ask.body()
    sides = [_side(org, ask.part(name, body)) for name in ("primary", "associated")]
    names = [side["name"] for side in sides]
    taken = {name for one in org.links for name in (one.primary["name"], one.associated["name"])}
    if names[0] == names[1] or taken & set(names) or len(org.links) >= MOST:
        raise errors.bad_link("The linked object definition is already in use.")
    made = Link(*sides)
    org.links.append(made)
    return Answer(_shown(ask, made), status=201)


def definition(org: Org, ask: Ask) -> Answer:
    """By either name."""
    return Answer(_shown(ask, _link(org, ask.at["name"])))


def undefine(org: Org, ask: Ask) -> Answer:
    org.links.remove(_link(org, ask.at["name"]))
    return EMPTY


def values(org: Org, ask: Ask) -> Answer:
    """By the primary's name: the one above; by the associated's: all below. Only addresses (recorded)."""
    user, link = org.user(ask.at["user"]), _link(org, ask.at["name"])
    if ask.at["name"] == link.primary["name"]:
        found = [link.pairs[user.id]] if user.id in link.pairs else []
    else:
        found = [below for below, above in link.pairs.items() if above == user.id]
    shown = [{"_links": {"self": {"href": f"{ask.origin}/api/v1/users/{user_id}"}}} for user_id in found]
    return Answer(shown, links=(f'<{ask.origin}{ask.path}?limit=1000>; rel="self"',))


def put(org: Org, ask: Ask) -> Answer:
    """Replaces an old link."""
    user, link = org.user(ask.at["user"]), _link(org, ask.at["name"])
    above = org.user(ask.at["primary"])
    if ask.at["name"] != link.primary["name"] or above.id == user.id:
        raise errors.bad_link_value(ask.at["name"])
    link.pairs[user.id] = above.id
    return EMPTY


def cut(org: Org, ask: Ask) -> Answer:
    user, link = org.user(ask.at["user"]), _link(org, ask.at["name"])
    link.pairs.pop(user.id, None)
    return EMPTY


def _link(org: Org, name: str) -> Link:
    for one in org.links:
        if name in {one.primary["name"], one.associated["name"]}:
            return one
    raise errors.missing(name, "LinkedObjectProperty")


def _side(org: Org, given: dict[str, Any]) -> dict[str, Any]:
    name, title = given.get("name"), given.get("title")
    if not isinstance(name, str) or not NAME.match(name):
        raise errors.invalid("name", "name: The field has an invalid value")
    if not title:
        raise errors.invalid("title", f"title: {org.options.assumptions.blank}")
    shown = {"name": name, "title": title, "description": given.get("description"), "type": given.get("type", "USER")}
    return {key: value for key, value in shown.items() if value is not None}


def _shown(ask: Ask, one: Link) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/meta/schemas/user/linkedObjects/{one.primary['name']}"
    return {"primary": one.primary, "associated": one.associated, "_links": {"self": {"href": here}}}
