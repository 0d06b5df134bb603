"""Apps: making, changing, switching and deleting them (okta.md §2.8; recorded 2020 to 2026)."""

import re
from typing import Any, Final

from simulators.okta import app_shape, errors
from simulators.okta.app_clients import register, unregister
from simulators.okta.app_settings import completed
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import App
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.search import APP_FILTER, compile_search
from simulators.okta.syslog import app_target

NAMES: Final = {
    "BOOKMARK": "bookmark",
    "BROWSER_PLUGIN": "template_swa",
    "BASIC_AUTH": "template_basic_auth",
    "SECURE_PASSWORD_STORE": "template_sps",
    "OPENID_CONNECT": "oidc_client",
}
CATALOGUE: Final = {
    "bookmark": "Bookmark App",
    "template_basic_auth": "Template Basic Auth App",
    "template_swa": "Template App",
    "template_swa3field": "Template App 3 Fields",
    "template_sps": "Template Secure Password Store App",
}
"""What an app is called that is given no label (okta-sdk-golang 2 makes such; the wording is from memory)."""
KINDS: Final = frozenset({*NAMES, "AUTO_LOGIN", "SAML_2_0", "SAML_1_1", "WS_FEDERATION"})
BY_NAME: Final = {name: kind for kind, name in NAMES.items()} | {"template_swa3field": "BROWSER_PLUGIN"}


def listing(org: Org, ask: Ask) -> Answer:
    """`filter=user.id eq "00u…"` gives the apps of a user, `group.id` those of a group."""
    found = sorted(org.apps.values(), key=lambda app: app.id)
    if "filter" in ask.query:
        test = compile_search(ask.query["filter"], APP_FILTER)
        found = [app for app in found if any(test(document) for document in _documents(app))]
    if "q" in ask.query:
        start = ask.query["q"].lower()
        found = [app for app in found if app.label.lower().startswith(start) or app.name.lower().startswith(start)]
    shown, links = cut(ask, found, lambda app: app.id, Page(ask.limit(20, 200), errors.bad_paging))
    return Answer([app_shape.app(org, ask, app) for app in shown], links=links)


def read(org: Org, ask: Ask) -> Answer:
    return Answer(app_shape.app(org, ask, org.app(ask.at["app"])))


def create(org: Org, ask: Ask) -> Answer:
    body = ask.body()
    kind = body.get("signOnMode") or BY_NAME.get(str(body.get("name")), "")
    if kind not in KINDS:
        raise errors.invalid("signOnMode", "signOnMode: The field cannot be left blank")
    label = _label(org, body)
    at, app_id = org.now(), org.ids.new("0oa")
    name = str(body.get("name") or "").lower() or NAMES.get(kind)
    made = App(app_id, name or _own_name(org, label), label, at, at, sign_on=kind, own=not name)
    if name and kind == "AUTO_LOGIN":
        made.sign_on = "BROWSER_PLUGIN"  # no app of the catalogue signs in without the plugin (recorded 2025)
    made.body = completed(org, made, body) | ({"kid": org.ids.token()} if kind in app_shape.SIGNED else {})
    if made.name == "oidc_client":
        register(org, made)
    if not ask.flag("activate", True):
        made.status = "INACTIVE"
    org.apps[made.id] = made
    org.note("application.lifecycle.create", app_target(made))
    return Answer(app_shape.app(org, ask, made, with_secret=True))


def replace(org: Org, ask: Ask) -> Answer:
    app, body = org.app(ask.at["app"]), ask.body()
    if app.own and app.status == "INACTIVE":
        raise errors.no_active_instances()
    app.label = _label(org, body, app)
    kept = {name: app.body[name] for name in ("kid",) if name in app.body}
    if app.name == "oidc_client":
        kept["credentials"] = _with_client(app, body.get("credentials") or {})
    app.body = completed(org, app, body) | kept
    if app.name == "oidc_client":
        register(org, app)
    app.last_updated = org.now()
    org.note("application.lifecycle.update", app_target(app))
    return Answer(app_shape.app(org, ask, app, with_secret=True))


def _with_client(app: App, sent: dict[str, Any]) -> dict[str, Any]:
    """Id and secret stay whatever is sent; how the client proves itself may change."""
    held = app.body["credentials"]["oauthClient"]
    changed = {name: value for name, value in (sent.get("oauthClient") or {}).items() if name not in {"client_id", "client_secret"}}
    return sent | {"oauthClient": held | changed}


def remove(org: Org, ask: Ask) -> Answer:
    """Only when INACTIVE (recorded: 403 E0000056)."""
    app = org.app(ask.at["app"])
    if app.status == "ACTIVE":
        raise errors.app_still_active()
    del org.apps[app.id]
    unregister(org, app)
    org.note("application.lifecycle.delete", app_target(app))
    return EMPTY


def activate(org: Org, ask: Ask) -> Answer:
    return _set_status(org, ask, "ACTIVE")


def deactivate(org: Org, ask: Ask) -> Answer:
    return _set_status(org, ask, "INACTIVE")


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
            for number, app in enumerate(one for one in org.apps_of(person) if one.status == "ACTIVE")
        ]
    )


def features(org: Org, ask: Ask) -> Answer:
    """None of the kinds here provisions (recorded of a bookmark)."""
    org.app(ask.at["app"])
    raise errors.invalid("feature", "Provisioning is not supported.")


def _set_status(org: Org, ask: Ask, status: str) -> Answer:
    app = org.app(ask.at["app"])
    app.status, app.last_updated = status, org.now()
    if app.id in org.clients:
        org.clients[app.id].active = status == "ACTIVE"
    org.note(f"application.lifecycle.{'activate' if status == 'ACTIVE' else 'deactivate'}", app_target(app))
    return Answer({})


def _label(org: Org, body: dict[str, Any], mine: App | None = None) -> str:
    label = body.get("label") or CATALOGUE.get(str(body.get("name")))
    if not isinstance(label, str) or not label:
        raise errors.invalid("label", f"label: {org.options.assumptions.blank}")
    if org.options.assumptions.app_labels_unique and any(app.label == label and app is not mine for app in org.apps.values()):
        raise errors.label_taken()
    return label


def _own_name(org: Org, label: str) -> str:
    """An app of one's own is named after the organisation and its label, and counted (recorded: `oie-00_testacc889646306riskscore_2`)."""
    org.own_apps += 1
    return f"{org.options.subdomain}_{re.sub(r'[^a-z0-9]', '', label.lower())}_{org.own_apps}"


def _documents(app: App) -> list[dict[str, object]]:
    """The app as filters see it: once per user and per group, so that `user.id eq` finds it."""
    own: dict[str, object] = {"id": app.id, "name": app.name, "status": app.status, "label": app.label}
    seen = [own | {"user": {"id": user_id}} for user_id in app.users] + [own | {"group": {"id": group_id}} for group_id in app.groups]
    return seen or [own]
