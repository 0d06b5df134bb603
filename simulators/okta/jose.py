"""Signed JSON as OAuth clients send it: compact JWS, public keys as JWK or PEM, thumbprints (RFC 7515, 7517, 7638)."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

Json = dict[str, Any]
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
CURVES: Final[dict[str, ec.EllipticCurve]] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
HASHES: Final[dict[str, hashes.HashAlgorithm]] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
PRINTED: Final = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}


class BadJws(ValueError):
    """No compact JWS, or not signed by the key. The message says which."""


@dataclass(frozen=True, slots=True)
class Jws:
    """A signed object as it came; nothing in it is to be believed before `verify`."""

    header: Json
    claims: Json
    signed: bytes
    signature: bytes

    @classmethod
    def of(cls, compact: str) -> "Jws":
        """Raises BadJws for what is no JWS of a JSON object."""
        pieces = compact.split(".")
        if len(pieces) != 3:
            raise BadJws("not three parts")
        try:
            header, claims = (json.loads(decoded(piece)) for piece in pieces[:2])
            signature = decoded(pieces[2])
        except ValueError:
            raise BadJws("not base64url of JSON") from None
        if not isinstance(header, dict) or not isinstance(claims, dict):
            raise BadJws("not JSON objects")
        return cls(header, claims, f"{pieces[0]}.{pieces[1]}".encode(), signature)

    def verify(self, key: PublicKey) -> None:
        """Raises BadJws unless `key` signed it; RS256 to RS512 and ES256 to ES512."""
        algorithm = str(self.header.get("alg"))
        hashed = HASHES.get(algorithm[2:])
        if hashed is None:
            raise BadJws("algorithm")
        try:
            if isinstance(key, rsa.RSAPublicKey) and algorithm.startswith("RS"):
                key.verify(self.signature, self.signed, padding.PKCS1v15(), hashed)
            elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm.startswith("ES"):
                half = len(self.signature) // 2
                r, s = (int.from_bytes(part) for part in (self.signature[:half], self.signature[half:]))
                key.verify(encode_dss_signature(r, s), self.signed, ec.ECDSA(hashed))
            else:
                raise BadJws("algorithm")
        except InvalidSignature:
            raise BadJws("signature") from None


def key_of(jwk: Json) -> PublicKey:
    """The public key of a JWK; private members are not looked at. Raises BadJws."""
    try:
        if jwk["kty"] == "RSA":
            return rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key()
        return ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), CURVES[jwk["crv"]]).public_key()
    except (KeyError, TypeError, ValueError):
        raise BadJws("no public key") from None


def jwk_of_pem(pem: str) -> Json:
    """The JWK of a PEM public key; raises ValueError for other kinds than RSA and EC."""
    key = load_pem_public_key(pem.encode())
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "e": _encoded_number(numbers.e), "n": _encoded_number(numbers.n)}
    if isinstance(key, ec.EllipticCurvePublicKey):
        curve = next(name for name, one in CURVES.items() if one.name == key.curve.name)
        point = key.public_numbers()
        return {"kty": "EC", "crv": curve, "x": _encoded_number(point.x), "y": _encoded_number(point.y)}
    raise ValueError("a public key is RSA or EC")


def thumbprint(jwk: Json) -> str:
    """RFC 7638: what an access token is bound to."""
    shown = {name: jwk.get(name) for name in PRINTED.get(str(jwk.get("kty")), ())}
    return digest(json.dumps(shown, separators=(",", ":"), sort_keys=True))


def digest(text: str) -> str:
    """base64url of SHA-256: also the `ath` of an access token."""
    return encoded(hashlib.sha256(text.encode()).digest())


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(decoded(text))


def _encoded_number(number: int) -> str:
    return encoded(number.to_bytes((number.bit_length() + 7) // 8))
