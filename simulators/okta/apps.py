"""Apps, as far as direct assignment of users needs them (okta.md §2.8)."""

from simulators.okta import errors, show
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import App, Assignment
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.search import APP_FILTER, compile_search
from simulators.okta.syslog import app_target, app_user_target, user_target

ASSIGNABLE = frozenset({"STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "LOCKED_OUT", "PASSWORD_EXPIRED"})


def listing(org: Org, ask: Ask) -> Answer:
    """`filter=user.id eq "00u…"` gives the apps of a user."""
    found = sorted(org.apps.values(), key=lambda app: app.id)
    if "filter" in ask.query:
        test = compile_search(ask.query["filter"], APP_FILTER)
        found = [app for app in found if any(test(document) for document in _documents(app))]
    elif "q" in ask.query:
        start = ask.query["q"].lower()
        found = [app for app in found if app.label.lower().startswith(start) or app.name.lower().startswith(start)]
    shown, links = cut(ask, found, lambda app: app.id, Page(ask.limit(20, 200), errors.bad_paging))
    return Answer([show.app(ask, app) for app in shown], links=links)


def read(org: Org, ask: Ask) -> Answer:
    return Answer(show.app(ask, org.app(ask.at["app"])))


def users(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    found = sorted(app.users.values(), key=lambda assigned: assigned.user)
    shown, links = cut(ask, found, lambda assigned: assigned.user, Page(ask.limit(50, 500), errors.bad_paging))
    return Answer([show.app_user(ask, app, assigned) for assigned in shown], links=links)


def user(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    return Answer(show.app_user(ask, app, _assigned(app, ask.at["user"])))


def assign(org: Org, ask: Ask) -> Answer:
    app, body = org.app(ask.at["app"]), ask.body()
    person = org.user(str(body.get("id", "")), by_login=False)
    if person.status not in ASSIGNABLE:
        raise errors.inactive_user()
    if person.id in app.users:
        raise errors.already_assigned()
    at, username = org.now(), ask.part("credentials", body).get("userName") or person.login
    app.users[person.id] = Assignment(person.id, at, at, username, ask.part("profile", body))
    org.note("application.user_membership.add", app_user_target(person, username), app_target(app), user_target(person))
    return Answer(show.app_user(ask, app, app.users[person.id]), about={"app": app.id, "label": app.label})


def update(org: Org, ask: Ask) -> Answer:
    app, body = org.app(ask.at["app"]), ask.body()
    assigned = _assigned(app, ask.at["user"])
    if org.user(assigned.user).status not in ASSIGNABLE:
        raise errors.inactive_user()
    assigned.username = ask.part("credentials", body).get("userName") or assigned.username
    assigned.profile |= ask.part("profile", body)
    assigned.last_updated = org.now()
    return Answer(show.app_user(ask, app, assigned))


def unassign(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    gone = app.users.pop(_assigned(app, ask.at["user"]).user)
    person = org.user(gone.user)
    org.note("application.user_membership.remove", app_user_target(person, gone.username), app_target(app), user_target(person))
    return Answer(status=EMPTY.status, about={"app": app.id, "label": app.label})


def links_of_user(org: Org, ask: Ask) -> Answer:
    """`GET /users/{id}/appLinks`: no Link header (recorded)."""
    person = org.user(ask.at["user"])
    return Answer(
        [
            {
                "id": person.id,
                "label": app.label,
                "linkUrl": f"{ask.origin}/home/{app.name}/{app.id}/2557",
                "logoUrl": f"{ask.origin}/logo.png",
                "appName": app.name,
                "appInstanceId": app.id,
                "appAssignmentId": person.id,
                "credentialsSetup": False,
                "hidden": False,
                "sortOrder": number,
            }
            for number, app in enumerate(org.apps_of(person))
        ]
    )


def _assigned(app: App, user_id: str) -> Assignment:
    if user_id not in app.users:
        raise errors.missing(user_id, "AppUser")
    return app.users[user_id]


def _documents(app: App) -> list[dict[str, object]]:
    """The app as filters see it: once per user, so that `user.id eq` finds it."""
    own: dict[str, object] = {"id": app.id, "name": app.name, "status": "ACTIVE"}
    return [own | {"user": {"id": user_id}} for user_id in app.users] or [own]
