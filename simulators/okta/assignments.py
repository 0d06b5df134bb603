"""Who has an app: users directly, and users by group (okta.md §2.8)."""

from simulators.okta import app_shape, assignment_shape, errors, people
from simulators.okta.app_profiles import mapped
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import App, Assignment, Group, GroupAssignment
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.syslog import app_target, app_user_target, group_target, user_target


def users(org: Org, ask: Ask) -> Answer:
    """In the order of assignment (recorded); `q` is the start of a user name."""
    app = org.app(ask.at["app"])
    start = ask.query.get("q", "").lower()
    found = [one for one in app.users.values() if one.username.lower().startswith(start)]
    shown, links = cut(ask, found, lambda assigned: assigned.user, Page(ask.limit(50, 500), errors.bad_paging))
    return Answer([assignment_shape.app_user(org, ask, app, assigned) for assigned in shown], links=links)


def user(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    return Answer(assignment_shape.app_user(org, ask, app, _assigned(app, ask.at["user"])))


def assign(org: Org, ask: Ask) -> Answer:
    """Who has it by a group may be assigned directly, too: then the scope is USER."""
    app, body = org.app(ask.at["app"]), ask.body()
    person = org.user(str(body.get("id", "")), by_login=False)
    if person.status not in people.ASSIGNABLE:
        raise errors.inactive_user()
    held = app.users.get(person.id)
    if held is not None and held.scope == "USER":
        raise errors.already_assigned()
    at, username = org.now(), ask.part("credentials", body).get("userName") or person.login
    profile = mapped(app, person) | ask.part("profile", body)
    app.users[person.id] = Assignment(person.id, held.created if held else at, at, username, profile)
    org.note("application.user_membership.add", app_user_target(person, username), app_target(app), user_target(person))
    return Answer(assignment_shape.app_user(org, ask, app, app.users[person.id]), about={"app": app.id, "label": app.label})


def update(org: Org, ask: Ask) -> Answer:
    """`scope` USER makes a group's assignment a direct one."""
    app, body = org.app(ask.at["app"]), ask.body()
    assigned = _assigned(app, ask.at["user"])
    person = org.user(assigned.user)
    if person.status not in people.ASSIGNABLE:
        raise errors.inactive_user()
    assigned.username = ask.part("credentials", body).get("userName") or assigned.username
    assigned.profile |= ask.part("profile", body)
    if body.get("scope") in {"USER", "GROUP"}:
        assigned.scope = body["scope"]
    assigned.last_updated = org.now()
    org.note("application.user_membership.update", app_user_target(person, assigned.username), app_target(app), user_target(person))
    return Answer(assignment_shape.app_user(org, ask, app, assigned))


def unassign(org: Org, ask: Ask) -> Answer:
    """A group's assignment goes with the group only: a direct one beside it falls back to the group's."""
    app = org.app(ask.at["app"])
    gone = _assigned(app, ask.at["user"])
    person = org.user(gone.user)
    if gone.scope == "GROUP":
        raise errors.assigned_by_group(org.options.assumptions.group_assigned)
    del app.users[gone.user]
    org.note("application.user_membership.remove", app_user_target(person, gone.username), app_target(app), user_target(person))
    people.follow_groups(org, person, [app])
    return Answer(status=EMPTY.status, about={"app": app.id, "label": app.label})


def groups(org: Org, ask: Ask) -> Answer:
    """By priority."""
    app = org.app(ask.at["app"])
    found = sorted(app.groups.values(), key=lambda one: one.priority)
    shown, links = cut(ask, found, lambda one: one.group, Page(ask.limit(20, 200), errors.bad_paging))
    return Answer([assignment_shape.app_group(ask, app, one) for one in shown], links=links)


def group(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    return Answer(assignment_shape.app_group(ask, app, _group(app, ask)))


def assign_group(org: Org, ask: Ask) -> Answer:
    """PUT: again it changes profile and priority; others move behind it."""
    app, body = org.app(ask.at["app"]), ask.body()
    wanted = org.group(ask.at["group"])
    held = app.groups.pop(wanted.id, None)
    order = sorted(app.groups.values(), key=lambda one: one.priority)
    priority = body.get("priority", held.priority if held else len(order))
    made = GroupAssignment(wanted.id, priority, org.now(), ask.part("profile", body))
    app.groups[wanted.id] = made
    if any(one.priority == priority for one in order):
        for number, one in enumerate(sorted([*order, made], key=lambda one: (one.priority, one is not made))):
            one.priority = number
    _follow(org, app, wanted)
    kind = "group.application_assignment.update" if held else "group.application_assignment.add"
    org.note(kind, group_target(wanted), app_target(app))
    return Answer(assignment_shape.app_group(ask, app, made), about={"app": app.id, "group": wanted.id})


def change_group(org: Org, ask: Ask) -> Answer:
    """PATCH of `/priority` and `/profile/…` (JSON Patch)."""
    app = org.app(ask.at["app"])
    held = _group(app, ask)
    for step in ask.steps():
        path, value = str(step.get("path", "")), step.get("value")
        if path == "/priority" and isinstance(value, int):
            held.priority = value
        elif path.startswith("/profile/"):
            held.profile[path.removeprefix("/profile/")] = value
        else:
            raise errors.malformed()
    held.last_updated = org.now()
    return Answer(assignment_shape.app_group(ask, app, held))


def unassign_group(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    held = _group(app, ask)
    del app.groups[held.group]
    wanted = org.groups.get(held.group)
    if wanted is not None:
        _follow(org, app, wanted)
        org.note("group.application_assignment.remove", group_target(wanted), app_target(app))
    return EMPTY


def apps_of_group(org: Org, ask: Ask) -> Answer:
    wanted = org.group(ask.at["group"])
    found = sorted((app for app in org.apps.values() if wanted.id in app.groups), key=lambda app: app.id)
    shown, links = cut(ask, found, lambda app: app.id, Page(ask.limit(20, 200), errors.bad_paging))
    return Answer([app_shape.app(org, ask, app) for app in shown], links=links)


def drop_group(org: Org, gone: Group) -> None:
    """A deleted group takes its app assignments along."""
    for app in org.apps.values():
        if app.groups.pop(gone.id, None):
            _follow(org, app, gone)


def _follow(org: Org, app: App, wanted: Group) -> None:
    members = list(org.users) if wanted.type == "BUILT_IN" else list(wanted.members)
    for user_id in members:
        people.follow_groups(org, org.users[user_id], [app])


def _assigned(app: App, user_id: str) -> Assignment:
    if user_id not in app.users:
        raise errors.missing(user_id, "AppUser")
    return app.users[user_id]


def _group(app: App, ask: Ask) -> GroupAssignment:
    if ask.at["group"] not in app.groups:
        raise errors.missing(ask.at["group"], "GroupAssignment")
    return app.groups[ask.at["group"]]
