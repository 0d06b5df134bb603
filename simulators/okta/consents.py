"""What a user's apps hold: OAuth grants, clients and refresh tokens (okta.md §2.6)."""

from typing import Any

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import Grant, RefreshToken, User, stamp
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.syslog import user_target


def grants(org: Org, ask: Ask) -> Answer:
    """All, or those of the client in the path."""
    user = org.user(ask.at["user"])
    held = [one for one in user.grants.values() if ask.at.get("client") in {None, one.client}]
    shown, links = cut(ask, held, lambda one: one.id, Page(ask.limit(20, 200), errors.bad_paging))
    return Answer([_grant(ask, user, one) for one in shown], links=links)


def grant(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    return Answer(_grant(ask, user, _held_grant(user, ask.at["grant"])))


def revoke_grant(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    gone = user.grants.pop(_held_grant(user, ask.at["grant"]).id)
    _revoked(org, user, gone.client if org.options.assumptions.grants_revoke_tokens else None)
    return EMPTY


def revoke_grants(org: Org, ask: Ask) -> Answer:
    """All, or those of the client in the path."""
    user, client = org.user(ask.at["user"]), ask.at.get("client")
    user.grants = {key: one for key, one in user.grants.items() if client not in {None, one.client}}
    if org.options.assumptions.grants_revoke_tokens:
        user.tokens = {key: one for key, one in user.tokens.items() if client not in {None, one.client}}
    org.note("app.oauth2.as.consent.revoke.user", user_target(user))
    return EMPTY


def clients(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    user = org.user(ask.at["user"])
    names = dict.fromkeys([one.client for one in user.tokens.values()] + [one.client for one in user.grants.values()])
    return Answer([_client(ask, user, name) for name in names])


def tokens(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    held = [one for one in user.tokens.values() if one.client == ask.at["client"]]
    shown, links = cut(ask, held, lambda one: one.id, Page(ask.limit(20, 200), errors.bad_paging))
    return Answer([_token(ask, user, one) for one in shown], links=links)


def token(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    return Answer(_token(ask, user, _held_token(user, ask)))


def revoke_token(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    del user.tokens[_held_token(user, ask).id]
    org.note("app.oauth2.as.token.revoke", user_target(user))
    return EMPTY


def revoke_tokens(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    _revoked(org, user, ask.at["client"])
    org.note("app.oauth2.as.token.revoke", user_target(user))
    return EMPTY


def _revoked(_org: Org, user: User, client: str | None) -> None:
    user.tokens = {key: one for key, one in user.tokens.items() if one.client != client}


def _held_grant(user: User, grant_id: str) -> Grant:
    if grant_id not in user.grants:
        raise errors.missing(grant_id, "OAuth2ScopeConsentGrant")
    return user.grants[grant_id]


def _held_token(user: User, ask: Ask) -> RefreshToken:
    held = user.tokens.get(ask.at["token"])
    if held is None or held.client != ask.at["client"]:
        raise errors.missing(ask.at["token"], "OAuth2RefreshToken")
    return held


def _grant(ask: Ask, user: User, one: Grant) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/users/{user.id}"
    return {
        "id": one.id,
        "status": "ACTIVE",
        "created": stamp(one.created),
        "lastUpdated": stamp(one.created),
        "issuer": ask.origin,
        "clientId": one.client,
        "userId": user.id,
        "scopeId": one.scope,
        "source": "END_USER",
        "_links": {
            "self": {"href": f"{here}/grants/{one.id}", "hints": {"allow": ["GET", "DELETE"]}},
            "user": {"href": here, "title": user.login},
            "client": {"href": f"{ask.origin}/oauth2/v1/clients/{one.client}", "title": one.client},
        },
    }


def _client(ask: Ask, user: User, name: str) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/users/{user.id}/clients/{name}"
    return {
        "client_id": name,
        "client_name": name,
        "client_uri": None,
        "logo_uri": None,
        "_links": {
            "grants": {"href": f"{here}/grants", "hints": {"allow": ["GET", "DELETE"]}},
            "tokens": {"href": f"{here}/tokens", "hints": {"allow": ["GET", "DELETE"]}},
        },
    }


def _token(ask: Ask, user: User, one: RefreshToken) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/users/{user.id}"
    return {
        "id": one.id,
        "status": "ACTIVE",
        "created": stamp(one.created),
        "lastUpdated": stamp(one.created),
        "expiresAt": None,
        "issuer": ask.origin,
        "clientId": one.client,
        "userId": user.id,
        "scopes": list(one.scopes),
        "_links": {
            "self": {"href": f"{here}/clients/{one.client}/tokens/{one.id}", "hints": {"allow": ["GET", "DELETE"]}},
            "user": {"href": here, "title": user.login},
            "client": {"href": f"{ask.origin}/oauth2/v1/clients/{one.client}", "title": one.client},
        },
    }
