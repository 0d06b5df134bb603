"""Who is let in: SSWS tokens, Bearer and DPoP access tokens (okta.md §1.1, §1.3, §2.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from simulators.okta import errors, scopes
from simulators.okta.errors import Problem
from simulators.okta.oauth import TokenServer
from simulators.okta.org import Org
from simulators.okta.principals import Principal

SCHEME: Final = re.compile(r"(?P<scheme>SSWS|Bearer|DPoP)\s*(?P<token>\S+)\s*\Z")


@dataclass(slots=True)
class Door:
    """`revoked`: whatever our credentials are, they are refused until restored."""

    org: Org
    server: TokenServer = field(init=False)
    revoked: bool = False

    def __post_init__(self) -> None:
        self.server = TokenServer(self.org)

    def enter(self, headers: Mapping[str, str], method: str, address: str) -> Principal:
        """The caller; `address` is without query. Raises 401, or OAuthProblem 400 for a bad DPoP proof."""
        match = SCHEME.match(headers.get("Authorization", ""))
        if match is None or self.revoked:
            raise errors.bad_token()
        if match["scheme"] == "SSWS":
            token = self.org.tokens.get(match["token"])
            if token is None or token.revoked:
                raise errors.bad_token()
            token.used = self.org.now()
            return token.principal
        issued = self.server.valid(match["token"])
        if issued is None or (issued.bound_to is None) != (match["scheme"] == "Bearer"):
            raise errors.bad_token()
        if issued.bound_to is not None:
            self.server.proofs.check_bound(headers.get("DPoP"), match["token"], issued.bound_to, (method, address), self.server.clocks())
        return issued.principal

    def check_scope(self, principal: Principal, method: str, segments: tuple[str, ...]) -> None:
        """Raises 403 E0000006 for a token without the scope the call needs."""
        if not scopes.allows(principal, scopes.needed(method, segments)):
            raise errors.forbidden()

    def challenge(self, problem: Problem, call: tuple[str, tuple[str, ...]], origin: str, headers: Mapping[str, str]) -> dict[str, str]:
        """The WWW-Authenticate header of a refused access token; SSWS has none (from Okta's OAuth guide)."""
        scheme = headers.get("Authorization", "")[:6]
        if problem.status not in {401, 403} or not scheme.startswith(("Bearer", "DPoP")):
            return {}
        where = f'authorization_uri="{origin}/oauth2/v1/authorize", realm="{origin}"'
        kind = "DPoP" if scheme.startswith("DPoP") else "Bearer"
        if problem.status == 401:
            return {"WWW-Authenticate": f'{kind} {where}, error="invalid_token", error_description="The access token is invalid."'}
        method, segments = call
        resource = "/".join(("/api/v1", *segments))
        return {
            "WWW-Authenticate": f'{kind} {where}, scope="{scopes.needed(method, segments)}", error="insufficient_scope", '
            f'error_description="The access token provided does not contain the required scopes.", resource="{resource}"'
        }
