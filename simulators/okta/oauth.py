"""OAuth 2.0 for service apps: private-key JWT, client credentials, and DPoP (RFC 7523, RFC 9449, okta.md §1.1).

Recorded: the two DPoP challenges, the token's fields and its `dpop-nonce`. The wording of other refusals is from practice.
"""

import json
import time
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from simulators.okta.ask import Answer
from simulators.okta.jose import BadJws, Jws, encoded, key_of
from simulators.okta.oauth_client import OAuthClient
from simulators.okta.org import Org
from simulators.okta.principals import Actor, Principal
from simulators.okta.proofs import Proofs, bad_proof
from simulators.okta.refusals import OAuthProblem
from simulators.okta.scopes import known

PATH: Final = "/oauth2/v1/token"
LIFE: Final = 3600
LEEWAY: Final = 60
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT: Final = "client_credentials"


@dataclass(frozen=True, slots=True)
class Issued:
    """An access token in force until machine time `ends`; `bound_to` is the thumbprint of its DPoP key."""

    principal: Principal
    ends: float
    bound_to: str | None


@dataclass(slots=True)
class TokenServer:
    """The organisation's own authorization server."""

    org: Org
    proofs: Proofs = field(default_factory=Proofs)
    tokens: dict[str, Issued] = field(default_factory=dict)
    _assertions: set[str] = field(default_factory=set)

    def clear(self) -> None:
        self.tokens.clear()

    def client_of(self, raw: bytes) -> str:
        """The client a request claims to come from: whose bucket it drains."""
        form = _form(raw)
        try:
            return str(Jws.of(form.get("client_assertion", "")).claims.get("sub"))
        except BadJws:
            return form.get("client_id", "unknown")

    def issue(self, raw: bytes, endpoint: str, proof: str | None) -> Answer:
        """Answers POST /oauth2/v1/token; `endpoint` is its full address. Raises OAuthProblem."""
        form = _form(raw)
        client = self._authenticated(form, endpoint)
        if form.get("grant_type") != GRANT:
            raise OAuthProblem(
                400,
                "unsupported_grant_type",
                f"The authorization grant type is not supported by the authorization server. Configured grant types: [{GRANT}].",
            )
        scopes = self._granted(client, form.get("scope", "").split())
        bound_to = self._bound_to(client, endpoint, proof)
        token = self._token(client, scopes, endpoint, bound_to)
        actor = Actor(client.id, "PublicClientApp", client.id, client.label)
        self.tokens[token] = Issued(Principal(client.id, actor, scopes), self.org.options.machine() + LIFE, bound_to)
        body = {
            "token_type": "DPoP" if bound_to else "Bearer",
            "expires_in": LIFE,
            "access_token": token,
            "scope": " ".join(sorted(scopes)),
        }
        headers = {"X-Robots-Tag": "noindex,nofollow"} | ({"dpop-nonce": self.proofs.nonce} if bound_to else {})
        return Answer(body, headers=headers)

    def valid(self, token: str) -> Issued | None:
        issued = self.tokens.get(token)
        return issued if issued and self.org.options.machine() < issued.ends else None

    def _authenticated(self, form: dict[str, str], endpoint: str) -> OAuthClient:
        if "client_assertion" not in form:
            if "client_id" in form and form["client_id"] not in self.org.clients:
                raise _bad_client("Invalid value for 'client_id' parameter.")
            if "client_secret" in form:
                raise _bad_client(
                    "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method."
                )
            raise _bad_client("No client credentials found.")
        if form.get("client_assertion_type") != ASSERTION:
            raise _bad_client("The client_assertion_type is invalid.")
        try:
            jws = Jws.of(form["client_assertion"])
        except BadJws:
            raise _bad_client("The client_assertion token is malformed.") from None
        client = self.org.clients.get(str(jws.claims.get("sub")))
        if client is None or not client.active:
            raise _bad_client("Invalid value for 'client_id' parameter.")
        _signed(client, jws)
        self._timely(jws.claims, client, endpoint)
        return client

    def _timely(self, claims: dict[str, Any], client: OAuthClient, endpoint: str) -> None:
        if claims.get("iss") != client.id:
            raise _bad_client("The issuer claim for client_assertion must be the client_id.")
        audience = claims.get("aud")
        if endpoint not in (audience if isinstance(audience, list) else [audience]):
            raise _bad_client("The audience claim for client_assertion must be the endpoint invoked for the request.")
        ends = claims.get("exp")
        if not isinstance(ends, int | float) or not any(now - LEEWAY < ends for now in self.clocks()):
            raise _bad_client("The client_assertion token is expired.")
        if not any(now - LEEWAY < ends <= now + LIFE + LEEWAY for now in self.clocks()):
            raise _bad_client("The client_assertion token has an expiration too far into the future.")
        used = f"{client.id} {claims['jti']}" if "jti" in claims else None
        if used in self._assertions:
            raise _bad_client("The client_assertion token has already been used.")
        if used:
            self._assertions.add(used)

    def clocks(self) -> tuple[float, float]:
        """A client's signature may carry the business clock's time or its machine's: both are now."""
        return self.org.clock.now().timestamp(), time.time()

    def _granted(self, client: OAuthClient, asked: list[str]) -> frozenset[str]:
        if not asked:
            raise OAuthProblem(
                400,
                "invalid_scope",
                "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
            )
        if not all(known(scope) for scope in asked):
            raise OAuthProblem(400, "invalid_scope", "One or more scopes are not configured for the authorization server resource.")
        granted = frozenset(asked) & client.scopes
        if not granted:
            raise OAuthProblem(400, "consent_required", "You are not allowed any of the requested scopes.")
        if len(granted) < len(set(asked)) and not self.org.options.assumptions.partial_scopes_granted:
            raise OAuthProblem(400, "invalid_scope", "You are not allowed one or more of the requested scopes.")
        return granted

    def _bound_to(self, client: OAuthClient, endpoint: str, proof: str | None) -> str | None:
        if proof is None:
            if client.dpop:
                raise bad_proof("The DPoP proof JWT header is missing.")
            return None
        checked = self.proofs.check(proof, "POST", endpoint, self.clocks())
        if checked.nonce not in self.proofs.nonces:
            raise OAuthProblem(
                400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.", {"dpop-nonce": self.proofs.nonce}
            )
        return checked.thumbprint

    def _token(self, client: OAuthClient, scopes: frozenset[str], endpoint: str, bound_to: str | None) -> str:
        """Looks like Okta's internal access token; only Okta itself can tell whether it is one."""
        origin, now = endpoint.removesuffix(PATH), int(self.org.clock.now().timestamp())
        header = {"kid": self.org.ids.token(), "typ": "application/okta-internal-at+jwt", "alg": "RS256"}
        claims: dict[str, Any] = {
            "ver": 1,
            "jti": f"AT.{self.org.ids.token()}",
            "iss": origin,
            "aud": origin,
            "sub": client.id,
            "iat": now,
            "exp": now + LIFE,
            "cid": client.id,
            "scp": sorted(scopes),
        }
        if bound_to:
            claims["cnf"] = {"jkt": bound_to}
        parts = [encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)]
        return ".".join([*parts, encoded(self.org.ids.request().encode())])


def _signed(client: OAuthClient, jws: Jws) -> None:
    wanted = jws.header.get("kid")
    keys = [jwk for jwk in client.keys if wanted is None or jwk.get("kid") in {None, wanted}]
    if not keys:
        raise _bad_client("The client_assertion kid is invalid.")
    for jwk in keys:
        try:
            return jws.verify(key_of(jwk))
        except BadJws:
            continue
    raise _bad_client("The client_assertion signature is invalid.")


def _bad_client(description: str) -> OAuthProblem:
    return OAuthProblem(401, "invalid_client", description)


def _form(raw: bytes) -> dict[str, str]:
    return dict(parse_qsl(raw.decode(errors="replace")))
