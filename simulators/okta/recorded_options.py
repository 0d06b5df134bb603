"""How the organisation of a recording was set up, told from its answers."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from simulators.okta.cassettes import Cassette, Exchange
from simulators.okta.limits import bucket_of
from simulators.okta.options import SINCE, Options
from simulators.okta.restore import documents

HOST: Final = re.compile(r'"href": "https?://([a-z0-9-]+?)(?:-admin)?\.')


def options_of(cassette: Cassette, mine: list[Exchange]) -> Options:
    """The organisation's generation by year; what its answers show, and its limits, by the answers (okta.md §3.3)."""
    options = Options(lag=0, generation=_generation(cassette.year), person_attribute=False)
    options.assumptions.password_policy = False
    options.subdomain = next((found[1] for exchange in mine if (found := HOST.search(json.dumps(exchange.answer)))), options.subdomain)
    shown = {name: _there(name, mine) for name in (*SINCE, "emails")}
    options.shows = {name: bool(there) for name, there in shown.items() if there is not None}
    for exchange in mine:
        limit = exchange.headers.get("x-rate-limit-limit", ["0"])[0]
        if int(limit):
            options.limits.setdefault(bucket_of(exchange.method, exchange.segments), int(limit))
    return options


def _generation(year: int) -> int:
    return 2020 if year < 2021 else 2022 if year < 2025 else 2025


def _there(name: str, mine: Iterable[Exchange]) -> bool | None:
    """Whether a part is in the answers that could have it; None where none could."""
    looked = [found for exchange in mine for one in documents(exchange.answer) if (found := _could(name, one)) is not None]
    return any(looked) if looked else None


def _could(name: str, one: dict[str, Any]) -> bool | None:
    links = one.get("_links") or {}
    settings, conditions = one.get("settings") or {}, one.get("conditions") or {}
    app, user = "signOnMode" in one, "lastLogin" in one
    credentials = one.get("credentials") or {}
    client = credentials.get("oauthClient")
    sign_on = settings.get("signOn") or {}
    state = sign_on.get("defaultRelayState")
    base = ((one.get("definitions") or {}).get("base") or {}).get("properties") or {}
    places: dict[str, tuple[bool, dict[str, Any]]] = {
        "realmId": (user, one),
        "emails": (user and "password" in credentials and one["status"] not in {"PROVISIONED", "DEPROVISIONED"}, credentials),
        "owners": ("objectClass" in one, links),
        "resetFactors": (user and len(links) > 1, links),
        "forgotPassword": (user and one.get("status") == "ACTIVE" and len(links) > 1 and "recovery_question" not in credentials, links),
        "universalLogoutStatus": (app, one.get("universalLogout") or {}),
        "orn": (app, one),
        "universalLogout": (app, one),
        "autoLaunch": (app, one.get("visibility") or {}),
        "manualProvisioning": (app, settings),
        "emOptInStatus": (app, settings),
        "notes": (app, settings),
        "participate_slo": (app and "oauthClient" in settings, settings.get("oauthClient") or {}),
        "pkce_required": (client is not None, client or {}),
        "uploadLogo": (app, links),
        "profileEnrollment": (app, links),
        "accessPolicy": (app, links),
        "policies": (app, links),
        "clientCredentials": (app and one.get("signOnMode") == "OPENID_CONNECT", links),
        "allGroupsValid": (one.get("type") == "group_rule", one),
        "master": ("login" in base, base.get("login") or {}),
        "nullRelayState": ("ssoAcsUrl" in sign_on and not state, {"nullRelayState": 1} if state is None else {}),
        "consent_method": (client is not None and "oauthClient" in settings, settings.get("oauthClient") or {}),
        "resourceType": ("rules" in links and one.get("type") == "ACCESS_POLICY", one.get("_embedded") or {}),
        "riskScore": ("actions" in one and one.get("type") == "ACCESS_POLICY" and bool(conditions), conditions),
        "breachedProtection": (one.get("type") == "PASSWORD" and "settings" in one, settings.get("password") or {}),
        "mappings": ("priority" in one and "system" in one and "rules" in links and not one["system"], links),
    }
    possible, where = places[name]
    return ("status" if name == "universalLogoutStatus" else name) in where if possible else None
