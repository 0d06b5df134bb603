"""`/principal-rate-limits` and `/api-tokens` (okta.md §3.3; recorded 2025)."""

import re
from datetime import timedelta
from typing import Any, Final

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import stamp
from simulators.okta.org import Org
from simulators.okta.principals import ApiToken
from simulators.okta.shares import PrincipalLimit

FILTER: Final = re.compile(r'principalType eq "(?P<kind>[A-Z_]+)"(?: and principalId eq "(?P<id>\w+)")?\Z')
UNUSED: Final = timedelta(days=30)
WHAT: Final = "principalRateLimitMediated"
NEEDED: Final = 'The provided filter parameter did not contain the required attrbute filter "principalType"'


def listing(org: Org, ask: Ask) -> Answer:
    """`filter` is needed (recorded)."""
    match = FILTER.match(ask.query.get("filter", ""))
    if match is None:
        raise errors.invalid(WHAT, NEEDED)
    found = [one for one in org.shares.values() if one.kind == match["kind"] and match["id"] in {None, one.principal}]
    return Answer([_shown(org, one) for one in found])


def read(org: Org, ask: Ask) -> Answer:
    return Answer(_shown(org, _limit(org, ask)))


def create(org: Org, ask: Ask) -> Answer:
    body = ask.body()
    principal, kind = str(body.get("principalId", "")), str(body.get("principalType", ""))
    if kind not in {"SSWS_TOKEN", "OAUTH_CLIENT"}:
        raise errors.invalid(WHAT, "principalType: The field has an invalid value")
    if any(one.principal == principal for one in org.shares.values()):
        raise errors.invalid(WHAT)
    known = {token.principal.id for token in org.tokens.values()} if kind == "SSWS_TOKEN" else set(org.clients)
    if principal not in known:
        raise errors.missing(principal, "Token" if kind == "SSWS_TOKEN" else "PublicClientApp")
    made = org.new_share(principal, kind)
    _take(made, body)
    return Answer(_shown(org, made), status=201)


def replace(org: Org, ask: Ask) -> Answer:
    one, body = _limit(org, ask), ask.body()
    if body.get("principalId") != one.principal or body.get("principalType") != one.kind:
        raise errors.invalid(WHAT)
    _take(one, body)
    one.updated = f"{org.now():%Y-%m-%dT%H:%M:%SZ}"
    return Answer(_shown(org, one))


def tokens(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    return Answer([_token(org, ask, one) for one in org.tokens.values() if one.listed and not one.revoked])


def token(org: Org, ask: Ask) -> Answer:
    return Answer(_token(org, ask, _held(org, ask)))


def revoke_token(org: Org, ask: Ask) -> Answer:
    _held(org, ask).revoked = True
    return EMPTY


def _limit(org: Org, ask: Ask) -> PrincipalLimit:
    if ask.at["limit"] not in org.shares:
        raise errors.missing(ask.at["limit"], "PrincipalRateLimit")
    return org.shares[ask.at["limit"]]


def _take(one: PrincipalLimit, body: dict[str, Any]) -> None:
    """Percentages are as sent (recorded 2026); those that are not sent stay as they were (the SDK's suite, which sends none)."""
    sent = {name: body[name] for name in ("defaultPercentage", "defaultConcurrencyPercentage") if name in body}
    for name, value in sent.items():
        if not isinstance(value, int) or not 0 <= value <= 100:
            raise errors.invalid(WHAT, f"{name}: The field must be between 0 and 100")
    one.percentage = sent.get("defaultPercentage", one.percentage)
    one.concurrency = sent.get("defaultConcurrencyPercentage", one.concurrency)


def _held(org: Org, ask: Ask) -> ApiToken:
    for one in org.tokens.values():
        if one.principal.id == ask.at["token"] and not one.revoked:
            return one
    raise errors.missing(ask.at["token"], "Token")


def _shown(org: Org, one: PrincipalLimit) -> dict[str, Any]:
    return {
        "id": one.id,
        "orgId": org.org_id,
        "principalId": one.principal,
        "principalType": one.kind,
        "defaultPercentage": one.percentage,
        "defaultConcurrencyPercentage": one.concurrency,
        "lastUpdate": one.updated,
        "lastUpdatedBy": org.founder,
        "createdDate": one.created,
        "createdBy": org.founder,
    }


def _token(org: Org, ask: Ask, one: ApiToken) -> dict[str, Any]:
    owner = one.principal.actor.id
    here = f"{ask.origin}/api/v1/api-tokens/{one.principal.id}"
    return {
        "id": one.principal.id,
        "name": one.name,
        "userId": owner,
        "clientName": "Okta API",
        "tokenWindow": "P30D",
        "network": {"connection": "ANYWHERE"},
        "expiresAt": stamp(one.used + UNUSED),
        "created": stamp(one.created),
        "lastUpdated": stamp(one.used),
        "_links": {
            "self": {"href": here, "hints": {"allow": ["GET", "DELETE"]}},
            "user": {"href": f"{ask.origin}/api/v1/users/{owner}", "hints": {"allow": ["GET"]}},
        },
    }
