"""OAuth JWT bearer: an assertion that the connected app's certificate vouches for, in a user's name (salesforce.md §1.2)."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from simulators.salesforce.assumptions import Assumptions

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LOGIN_HOSTS = frozenset({"https://login.salesforce.com", "https://test.salesforce.com"})


class NotGranted(Exception):
    """`error` and `description` as the token endpoint words them."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True)
class Assertion:
    """What was signed. `exp` is epoch seconds."""

    issuer: str
    subject: str
    audience: str
    expires: float


def public_key(pem: str) -> RSAPublicKey:
    """The key of a PEM certificate or of a PEM public key; raises ValueError for anything else."""
    data = pem.encode()
    key = x509.load_pem_x509_certificate(data).public_key() if "BEGIN CERTIFICATE" in pem else load_pem_public_key(data)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the certificate must hold an RSA key")
    return key


def read(token: str, key: RSAPublicKey) -> Assertion:
    """The claims of an RS256 assertion signed with the key; raises NotGranted."""
    parts = token.split(".")
    if len(parts) != 3:
        raise NotGranted("invalid_grant", "invalid assertion")
    try:
        head, claims = _json(parts[0]), _json(parts[1])
        if head.get("alg") != "RS256":
            raise ValueError
        key.verify(_bytes(parts[2]), f"{parts[0]}.{parts[1]}".encode(), PKCS1v15(), SHA256())
        audience = claims["aud"][0] if isinstance(claims["aud"], list) else claims["aud"]
        return Assertion(str(claims["iss"]), str(claims["sub"]), str(audience), float(claims["exp"]))
    except (InvalidSignature, ValueError, KeyError, TypeError, IndexError):
        raise NotGranted("invalid_grant", "invalid assertion") from None


def judge(assertion: Assertion, home: str, now: float, open_points: Assumptions) -> None:
    """Raises NotGranted for a foreign audience, an assertion that has run out, or one that runs longer than is allowed."""
    allowed = LOGIN_HOSTS | ({home} if open_points.jwt_audience_may_be_my_domain else set())
    if assertion.audience.rstrip("/") not in allowed:
        raise NotGranted("invalid_grant", "audience is invalid")
    if not 0 < assertion.expires - now <= open_points.jwt_longest:
        raise NotGranted("invalid_grant", open_points.jwt_expired_description)


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("not base64url") from None


def _json(text: str) -> dict[str, Any]:
    read = json.loads(_bytes(text))
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read
