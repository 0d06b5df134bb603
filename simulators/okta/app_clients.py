"""OIDC apps as OAuth clients: credentials, public keys, and the scopes an administrator grants (recorded 2020)."""

from typing import Any

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import App, stamp
from simulators.okta.oauth_client import OAuthClient
from simulators.okta.org import Org
from simulators.okta.scopes import known


def register(org: Org, app: App) -> None:
    """Completes the app's credentials and lets it ask for tokens; again: with the keys it has now."""
    credentials = dict(app.body.get("credentials") or {})
    client = dict(credentials.get("oauthClient") or {})
    client["client_id"] = client.get("client_id") or app.id
    if client.get("token_endpoint_auth_method") not in {"private_key_jwt", "none"}:
        client["client_secret"] = client.get("client_secret") or f"{org.ids.token()}{org.ids.token()}{org.ids.token()}"
    app.body = app.body | {"credentials": credentials | {"oauthClient": client}}
    settings = (app.body.get("settings") or {}).get("oauthClient") or {}
    keys = list((settings.get("jwks") or {}).get("keys") or [])
    client_id = str(client["client_id"])
    dpop = bool(settings.get("dpop_bound_access_tokens", False))
    org.clients[client_id] = OAuthClient(client_id, app.label, keys, frozenset(_scopes(app)), dpop, app.status == "ACTIVE")


def unregister(org: Org, app: App) -> None:
    org.clients.pop(client_id_of(app), None)


def client_id_of(app: App) -> str:
    client = (app.body.get("credentials") or {}).get("oauthClient") or {}
    return str(client.get("client_id", app.id))


def grants(org: Org, ask: Ask) -> Answer:
    """No Link header; scopes are not embedded (recorded)."""
    app = org.app(ask.at["app"])
    return Answer([_shown(ask, app, one) for one in app.scopes.values()])


def grant(org: Org, ask: Ask) -> Answer:
    app, body = org.app(ask.at["app"]), ask.body()
    scope = str(body.get("scopeId", ""))
    if not known(scope):
        raise errors.invalid("scopeId", "scopeId: The field has an invalid value")
    at = stamp(org.now())
    made = next((one for one in app.scopes.values() if one["scopeId"] == scope), None)
    if made is None:
        made = {"id": org.ids.new("oag"), "scopeId": scope, "created": at, "by": org.told.acting.actor.id}
        app.scopes[made["id"]] = made
    _regrant(org, app)
    shown = _shown(ask, app, made) | {"_embedded": {"scope": {"id": scope}}}
    return Answer(shown, status=201 if org.options.generation >= 2025 else 200)


def read_grant(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    return Answer(_shown(ask, app, _grant(app, ask)))


def revoke_grant(org: Org, ask: Ask) -> Answer:
    app = org.app(ask.at["app"])
    del app.scopes[_grant(app, ask)["id"]]
    _regrant(org, app)
    return EMPTY


def _grant(app: App, ask: Ask) -> dict[str, Any]:
    if ask.at["grant"] not in app.scopes:
        raise errors.missing(ask.at["grant"], "OAuth2ScopeConsentGrant")
    return app.scopes[ask.at["grant"]]


def _regrant(org: Org, app: App) -> None:
    client = org.clients.get(client_id_of(app))
    if client is not None:
        client.scopes = frozenset(_scopes(app))


def _scopes(app: App) -> list[str]:
    return [one["scopeId"] for one in app.scopes.values()]


def _shown(ask: Ask, app: App, one: dict[str, Any]) -> dict[str, Any]:
    here, client = f"{ask.origin}/api/v1/apps/{app.id}", client_id_of(app)
    return {
        "id": one["id"],
        "status": "ACTIVE",
        "created": one["created"],
        "createdBy": {"id": one["by"], "type": "User"},
        "lastUpdated": one["created"],
        "issuer": ask.origin,
        "clientId": client,
        "scopeId": one["scopeId"],
        "source": "ADMIN",
        "_links": {
            "app": {"href": here, "title": app.label},
            "self": {"href": f"{here}/grants/{one['id']}", "hints": {"allow": ["GET", "DELETE"]}},
            "client": {"href": f"{ask.origin}/oauth2/v1/clients/{client}", "title": app.label},
        },
    }
