"""How answers show who has an app: users and groups (okta.md §2.8)."""

from typing import Any

from simulators.okta import show
from simulators.okta.ask import Ask
from simulators.okta.model import App, Assignment, Group, GroupAssignment, stamp
from simulators.okta.org import Org


def app_user(org: Org, ask: Ask, one: App, assigned: Assignment) -> dict[str, Any]:
    """A group's assignment names the group; `expand=user` embeds the person (recorded 2017)."""
    links: dict[str, Any] = {
        "app": {"href": f"{ask.origin}/api/v1/apps/{one.id}"},
        "user": {"href": f"{ask.origin}/api/v1/users/{assigned.user}"},
    }
    giving = _giving(org, one, assigned) if assigned.scope == "GROUP" else None
    if giving is not None:
        links["group"] = {"name": giving.name, "href": f"{ask.origin}/api/v1/groups/{giving.id}"}
    expanded = ask.query.get("expand") == "user" and assigned.user in org.users
    embedded = {"_embedded": {"user": show.one_user(org, ask, org.users[assigned.user])}} if expanded else {}
    return {
        "id": assigned.user,
        "externalId": None,
        "created": stamp(assigned.created),
        "lastUpdated": stamp(assigned.last_updated),
        "scope": assigned.scope,
        "status": "ACTIVE",
        "statusChanged": stamp(assigned.created),
        "passwordChanged": None,
        "syncState": "DISABLED",
        "credentials": {"userName": assigned.username} if assigned.username else None,
        "profile": assigned.profile,
        "_links": links,
    } | embedded


def _giving(org: Org, one: App, assigned: Assignment) -> Group | None:
    """The group that gives the app: of several, the one of the lowest priority number."""
    order = sorted(one.groups.values(), key=lambda each: each.priority)
    mine = (org.groups[each.group] for each in order if each.group in org.groups)
    return next((group for group in mine if group.type == "BUILT_IN" or assigned.user in group.members), None)


def app_group(ask: Ask, one: App, assigned: GroupAssignment) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1"
    return {
        "id": assigned.group,
        "lastUpdated": stamp(assigned.last_updated),
        "priority": assigned.priority,
        "profile": assigned.profile,
        "_links": {
            "app": {"href": f"{here}/apps/{one.id}"},
            "self": {"href": f"{here}/apps/{one.id}/groups/{assigned.group}"},
            "group": {"href": f"{here}/groups/{assigned.group}"},
        },
    }
