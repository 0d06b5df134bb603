"""`POST /services/oauth2/token` by client credentials, and who may call (salesforce.md §1.2, §6.7)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulators.salesforce.org import Org
from simulators.salesforce.wire import Answer, Headers


@dataclass(slots=True)
class Sessions:
    """Who we accept, and the sessions open now with their last use."""

    client_id: str
    client_secret: str = field(repr=False)
    open: dict[str, datetime] = field(default_factory=dict, repr=False)
    revoked: bool = False

    def token(self, org: Org, headers: Headers, form: dict[str, str]) -> Answer:
        """The answer of the token endpoint; errors are `{error, error_description}`."""
        status = org.open_points.refused_client_status
        if form.get("grant_type") != "client_credentials":
            return Answer(400, {"error": "unsupported_grant_type", "error_description": "grant type not supported"})
        given_id, given_secret = _credentials(headers, form)
        if given_id != self.client_id:
            return Answer(status, {"error": "invalid_client_id", "error_description": "client identifier invalid"})
        if self.revoked or not hmac.compare_digest(given_secret.encode(), self.client_secret.encode()):
            return Answer(status, {"error": "invalid_client", "error_description": "invalid client credentials"})
        return Answer(200, self._opened(org))

    def _opened(self, org: Org) -> dict[str, Any]:
        home = next(iter(org.table("Organization").rows))
        token = f"{home[:15]}!AR8AQ{secrets.token_urlsafe(64)}"
        now = org.clock.now()
        self.open[token] = now
        identity = f"https://login.salesforce.com/id/{home}/{org.me}"
        issued = str(int(now.timestamp() * 1000))
        signed = hmac.new(self.client_secret.encode(), (identity + issued).encode(), hashlib.sha256).digest()
        return {
            "access_token": token,
            "signature": base64.b64encode(signed).decode(),
            "scope": "api",
            "instance_url": org.options.instance,
            "id": identity,
            "token_type": "Bearer",
            "issued_at": issued,
            "api_instance_url": "https://api.salesforce.com",
        }

    def allows(self, org: Org, headers: Headers) -> bool:
        """Whether the call carries a live session; using it keeps it alive."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        last = self.open.get(token.strip())
        if kind.lower() not in ("bearer", "oauth") or last is None or self.revoked:
            return False
        now = org.clock.now()
        idle = org.options.session_timeout
        if idle is not None and now - last > timedelta(seconds=idle):
            del self.open[token.strip()]
            return False
        self.open[token.strip()] = now
        return True

    def revoke(self) -> None:
        self.revoked = True
        self.open.clear()


def _credentials(headers: Headers, form: dict[str, str]) -> tuple[str, str]:
    """By HTTP Basic, or in the body."""
    kind, _, encoded = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        user, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, secret
