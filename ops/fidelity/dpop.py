"""What the suite's DPoP tests want to find: a service app with a key of its own, and a file that says which."""

import base64
import json
import urllib.request
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SCOPES: Final = ("okta.users.read", "okta.apps.read", "okta.groups.read")


def prepare(suite: Path, url: str, token: str) -> None:
    """Makes the app by the API, as an administrator would, and writes `dpop_test_config.py`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    numbers = key.public_key().public_numbers()
    jwk = {"kty": "RSA", "kid": "fidelity", "use": "sig", "e": _encoded(numbers.e), "n": _encoded(numbers.n)}
    client = {
        "application_type": "service",
        "grant_types": ["client_credentials"],
        "response_types": ["token"],
        "dpop_bound_access_tokens": True,
        "jwks": {"keys": [jwk]},
    }
    body = {
        "name": "oidc_client",
        "label": "DPoP fidelity",
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "private_key_jwt"}},
        "settings": {"oauthClient": client},
    }
    app = _post(f"{url}/api/v1/apps", token, body)
    for scope in SCOPES:
        _post(f"{url}/api/v1/apps/{app['id']}/grants", token, {"scopeId": scope, "issuer": url})
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()
    config = {
        "orgUrl": url,
        "authorizationMode": "PrivateKey",
        "clientId": app["credentials"]["oauthClient"]["client_id"],
        "scopes": list(SCOPES),
        "privateKey": pem,
        "dpopEnabled": True,
        "dpopKeyRotationInterval": 3600,
    }
    lines = [f"DPOP_CONFIG = {config!r}", f"DPOP_APP_ID = {app['id']!r}", f"ADMIN_CONFIG = {{'orgUrl': {url!r}, 'token': {token!r}}}"]
    (suite / "dpop_test_config.py").write_text("\n".join(lines) + "\n")


def _post(address: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"SSWS {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        made: dict[str, Any] = json.load(answer)
        return made


def _encoded(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
