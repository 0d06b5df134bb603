"""Groups and their members (okta.md §2.7)."""

from typing import Any

from simulators.okta import assignments, errors, policies, show
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.errors import invalid
from simulators.okta.model import Group, User
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.rule_engine import invalidate
from simulators.okta.search import GROUP_FILTER, GROUP_SEARCH, compile_search
from simulators.okta.syslog import group_target

LONGEST_NAME = 255
MOST_GROUPS = 10_000
MOST_MEMBERS = 1000
MOST_BY_PREFIX = 300


def create(org: Org, ask: Ask) -> Answer:
    group = org.found_group(_profile(org, ask, None))
    org.note("group.lifecycle.create", group_target(group))
    return Answer(show.group(org, ask, group), about={"group": group.id, "name": group.name})


def read(org: Org, ask: Ask) -> Answer:
    return Answer(show.group(org, ask, org.group(ask.at["group"])))


def replace(org: Org, ask: Ask) -> Answer:
    group = _changeable(org, ask)
    group.profile = _profile(org, ask, group)
    group.last_updated = org.now()
    org.keep_group(group)
    org.note("group.profile.update", group_target(group))
    return Answer(show.group(org, ask, group))


def remove(org: Org, ask: Ask) -> Answer:
    group = _changeable(org, ask)
    policies.check_unused(org, group)
    del org.groups[group.id]
    org.group_index.put(group.id, None)
    invalidate(org, group)
    assignments.drop_group(org, group)
    org.note("group.lifecycle.delete", group_target(group))
    return EMPTY


def listing(org: Org, ask: Ask) -> Answer:
    """`search` looks at the index; `filter`, `q` and the plain list at the store. `q` has no Link header."""
    if "q" in ask.query:
        start, limit = ask.query["q"].lower(), ask.limit(MOST_BY_PREFIX, MOST_BY_PREFIX)
        found = sorted((group for group in org.groups.values() if group.name.lower().startswith(start)), key=_name)
        return Answer([show.group(org, ask, group) for group in found[:limit]])
    found = sorted(_matching(org, ask), key=_id if "search" in ask.query else _name)
    page = Page(ask.limit(MOST_GROUPS, MOST_GROUPS), lambda: errors.bad_search("Invalid cursor."))
    shown, links = cut(ask, found, _id, page)
    return Answer([show.group(org, ask, group) for group in shown], links=links)


def members(org: Org, ask: Ask) -> Answer:
    """Runs behind, as recorded: verify a membership from the user's side."""
    group = org.group(ask.at["group"])
    found = sorted(_members(org, group), key=lambda user: user.id)
    page = Page(ask.limit(MOST_MEMBERS, MOST_MEMBERS), lambda: errors.bad_search("Invalid cursor."))
    shown, links = cut(ask, found, lambda user: user.id, page)
    return Answer([show.listed_user(org, ask, user) for user in shown], links=links)


def join(org: Org, ask: Ask) -> Answer:
    """204 also for one who is a member already."""
    group, user = _pair(org, ask)
    if user.status == "DEPROVISIONED" and not org.options.assumptions.deprovisioned_join_allowed:
        raise errors.wrong_status()
    group.managed.pop(user.id, None)  # whom a rule made a member is one by hand from now on
    org.join(group, user)
    return Answer(status=204, about={"group": group.id, "name": group.name})


def leave(org: Org, ask: Ask) -> Answer:
    """204 also for one who is no member."""
    group, user = _pair(org, ask)
    org.engine.removed_by_hand(group, user)
    org.leave(group, user)
    return Answer(status=204, about={"group": group.id, "name": group.name})


def _matching(org: Org, ask: Ask) -> list[Group]:
    if "search" in ask.query:
        if "filter" in ask.query:
            raise errors.search_and_filter()
        test = compile_search(ask.query["search"], GROUP_SEARCH)
        return [group for group in org.group_index.all() if test(show.group_document(group))]
    if "filter" in ask.query:
        test = compile_search(ask.query["filter"], GROUP_FILTER)
        return [group for group in org.groups.values() if test(show.group_document(group))]
    return list(org.groups.values())


def _members(org: Org, group: Group) -> list[User]:
    if group.type == "BUILT_IN":
        return list(org.users.values())
    seen = org.group_index.get(group.id)
    return [org.users[user_id] for user_id in (seen.members if seen else ()) if user_id in org.users]


def _pair(org: Org, ask: Ask) -> tuple[Group, User]:
    group = _changeable(org, ask)
    return group, org.user(ask.at["user"], by_login=False)


def _changeable(org: Org, ask: Ask) -> Group:
    group = org.group(ask.at["group"])
    if group.type != "OKTA_GROUP":
        raise errors.read_only_group(org.options.assumptions.read_only_group)
    return group


def _profile(org: Org, ask: Ask, mine: Group | None) -> dict[str, Any]:
    profile = ask.part("profile")
    org.group_schema.check_names(profile, None)
    name = profile.get("name")
    if not isinstance(name, str) or not name:
        raise invalid("name", f"name: {org.options.assumptions.blank}")
    if len(name) > LONGEST_NAME:
        raise invalid("name", f"name: The field must be between 1 and {LONGEST_NAME} characters")
    holder = org.group_named(name)
    if holder is not None and holder is not mine:
        raise invalid("name", f"name: {org.options.assumptions.taken}")
    more = {key: value for key, value in org.group_schema.clean(profile).items() if key != "description"}
    return more | {"name": name, "description": profile.get("description")}


def _id(group: Group) -> str:
    return group.id


def _name(group: Group) -> str:
    """Plain lists come by name (recorded)."""
    return group.name.lower()
