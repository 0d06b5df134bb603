"""Service apps that may get tokens for the management API."""

from dataclasses import dataclass, field
from typing import Any

from simulators.okta.jose import jwk_of_pem


@dataclass(slots=True)
class OAuthClient:
    """`keys` are public JWKs, `scopes` what an administrator granted; `dpop`: only tokens bound to a key are given."""

    id: str
    label: str
    keys: list[dict[str, Any]] = field(default_factory=list)
    scopes: frozenset[str] = frozenset()
    dpop: bool = False
    active: bool = True


def keys_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Public keys of `{jwks: {keys: […]}}`, `{jwk: {…}}` or `{public_key: PEM}`; raises ValueError when there are none."""
    if "jwks" in body:
        return list(body["jwks"]["keys"])
    if "jwk" in body:
        return [body["jwk"]]
    if "public_key" in body:
        return [jwk_of_pem(body["public_key"])]
    raise ValueError("one of jwks, jwk and public_key (PEM) is needed")
