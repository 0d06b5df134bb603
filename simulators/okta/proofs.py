"""DPoP proofs: that who sends a request holds the key a token is bound to (RFC 9449)."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from simulators.okta.jose import BadJws, Jws, digest, key_of, thumbprint
from simulators.okta.refusals import OAuthProblem

FRESH: Final = 300
PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What a good proof says: the thumbprint of its key, its nonce, and the hash of the token it goes with."""

    thumbprint: str
    nonce: str | None
    token_hash: str | None


@dataclass(slots=True)
class Proofs:
    """Checks proofs, refusing each the second time; hands out nonces, of which the last two are good."""

    nonces: deque[str] = field(default_factory=lambda: deque([_nonce()], maxlen=2))
    _seen: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    @property
    def nonce(self) -> str:
        return self.nonces[-1]

    def rotate(self) -> None:
        """A new nonce; the one before stays good until the next time."""
        self.nonces.append(_nonce())

    def check(self, proof: str, method: str, address: str, clocks: tuple[float, ...]) -> Checked:
        """`address` is without query. Raises OAuthProblem 400 `invalid_dpop_proof`."""
        try:
            jws = Jws.of(proof)
        except BadJws:
            raise bad_proof("The DPoP proof JWT is malformed.") from None
        jwk = _key(jws)
        claims = jws.claims
        if claims.get("htm") != method:
            raise bad_proof("The DPoP proof JWT 'htm' claim does not match the HTTP method of the request.")
        if str(claims.get("htu")).rstrip("/") != address.rstrip("/"):
            raise bad_proof("The DPoP proof JWT 'htu' claim does not match the HTTP URI of the request.")
        self._once(claims, clocks)
        return Checked(thumbprint(jwk), claims.get("nonce"), claims.get("ath"))

    def check_bound(self, proof: str | None, token: str, bound_to: str, call: tuple[str, str], clocks: tuple[float, ...]) -> None:
        """That a call (method, address) with a bound token carries a proof by its key; raises OAuthProblem 400."""
        if proof is None:
            raise bad_proof("The DPoP proof JWT header is missing.")
        checked = self.check(proof, *call, clocks)
        if checked.token_hash != digest(token):
            raise bad_proof("The DPoP proof JWT 'ath' claim does not match the access token.")
        if checked.thumbprint != bound_to:
            raise bad_proof("The DPoP proof JWT key does not match the key the access token is bound to.")

    def _once(self, claims: dict[str, Any], clocks: tuple[float, ...]) -> None:
        made, number = claims.get("iat"), claims.get("jti")
        if not isinstance(made, int | float) or not any(abs(now - made) <= FRESH for now in clocks):
            raise bad_proof("The DPoP proof JWT 'iat' claim is not within the accepted time.")
        if not number or number in self._seen:
            raise bad_proof("The DPoP proof JWT has already been used.")
        self._seen.append(str(number))


def bad_proof(description: str) -> OAuthProblem:
    return OAuthProblem(400, "invalid_dpop_proof", description)


def _key(jws: Jws) -> dict[str, Any]:
    jwk = jws.header.get("jwk")
    if jws.header.get("typ") != "dpop+jwt" or not isinstance(jwk, dict) or PRIVATE & jwk.keys():
        raise bad_proof("The DPoP proof JWT header is invalid.")
    try:
        jws.verify(key_of(jwk))
    except BadJws:
        raise bad_proof("The DPoP proof JWT signature is invalid.") from None
    return jwk


def _nonce() -> str:
    return secrets.token_urlsafe(24)
