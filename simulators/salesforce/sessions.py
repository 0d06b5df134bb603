"""`POST /services/oauth2/token` by client credentials or JWT bearer, and who may call (salesforce.md §1.2, §6.7)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from simulators.salesforce import bearer
from simulators.salesforce.bearer import NotGranted
from simulators.salesforce.identity import address
from simulators.salesforce.org import Org
from simulators.salesforce.wire import Answer, Headers


@dataclass(slots=True)
class Sessions:
    """Who we accept, and the sessions open now with their last use."""

    client_id: str
    client_secret: str = field(repr=False)
    open: dict[str, datetime] = field(default_factory=dict, repr=False)
    revoked: bool = False
    certificate: RSAPublicKey | None = None

    def token(self, org: Org, headers: Headers, form: dict[str, str]) -> Answer:
        """The answer of the token endpoint; errors are `{error, error_description}`."""
        try:
            match form.get("grant_type"):
                case "client_credentials":
                    return Answer(200, self._opened(org, self._by_secret(org, headers, form)))
                case bearer.GRANT:
                    return Answer(200, self._opened(org, self._by_assertion(org, form.get("assertion", ""))))
            raise NotGranted("unsupported_grant_type", "grant type not supported")
        except NotGranted as no:
            status = 400 if no.error in ("unsupported_grant_type", "invalid_grant") else org.open_points.refused_client_status
            return Answer(status, {"error": no.error, "error_description": no.description})

    def _by_secret(self, org: Org, headers: Headers, form: dict[str, str]) -> str:
        given_id, given_secret = _credentials(headers, form)
        if given_id != self.client_id:
            raise NotGranted("invalid_client_id", "client identifier invalid")
        if self.revoked or not hmac.compare_digest(given_secret.encode(), self.client_secret.encode()):
            raise NotGranted("invalid_client", "invalid client credentials")
        return org.me

    def _by_assertion(self, org: Org, token: str) -> str:
        """The user in whose name we come: active, not frozen, and approved for the app, as only the integration user is."""
        if self.certificate is None:
            raise NotGranted("invalid_grant", "invalid assertion")
        assertion = bearer.read(token, self.certificate)
        if assertion.issuer != self.client_id:
            raise NotGranted("invalid_client_id", "client identifier invalid")
        bearer.judge(assertion, org.options.instance, org.options.machine(), org.open_points)
        me = org.table("User").rows[org.me]
        if self.revoked or assertion.subject.lower() != me["Username"] or not me["IsActive"]:
            raise NotGranted("invalid_grant", org.open_points.jwt_unknown_user_description)
        return org.me

    def _opened(self, org: Org, user: str) -> dict[str, Any]:
        home = next(iter(org.table("Organization").rows))
        token = f"{home[:15]}!AR8AQ{secrets.token_urlsafe(64)}"
        now = org.clock.now()
        self.open[token] = now
        who = address(org, user)
        issued = str(int(now.timestamp() * 1000))
        signed = hmac.new(self.client_secret.encode(), (who + issued).encode(), hashlib.sha256).digest()
        return {
            "access_token": token,
            "signature": base64.b64encode(signed).decode(),
            "scope": "api",
            "instance_url": org.options.instance,
            "id": who,
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

    def end(self, token: str) -> Answer:
        """`POST /services/oauth2/revoke`: an empty answer once the session is gone."""
        if self.open.pop(token, None) is None:
            return Answer(400, {"error": "invalid_token", "error_description": "Token was invalid"})
        return Answer(200)

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
