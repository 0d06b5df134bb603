"""Service apps get tokens with a private key, bound to a DPoP key where asked."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from simulators.okta.jose import digest, encoded, jwk_of_pem
from tests.simulators.okta.conftest import Reply, Start, World

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def signed(claims: dict[str, Any], key: rsa.RSAPrivateKey = KEY, **header: Any) -> str:
    parts = [encoded(json.dumps(part).encode()) for part in ({"alg": "RS256"} | header, claims)]
    text = ".".join(parts)
    return f"{text}.{encoded(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


@dataclass
class App:
    """A service app as a client writes it."""

    world: World
    scopes: str = "okta.users.read"
    key: rsa.RSAPrivateKey = KEY
    claims: dict[str, Any] = field(default_factory=dict)
    nonce: str | None = None

    def proof(self, method: str, path: str, token: str | None = None, key: rsa.RSAPrivateKey = OTHER_KEY) -> str:
        claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": self.world.url + path, "iat": int(time.time())}
        claims |= {"nonce": self.nonce} if self.nonce else {}
        claims |= {"ath": digest(token)} if token else {}
        return signed(claims, key, typ="dpop+jwt", jwk=jwk_of_pem(pem(key)))

    async def ask(self, proof: bool = False) -> Reply:
        now = int(time.time())
        claims = {"iss": "svc", "sub": "svc", "aud": f"{self.world.url}/oauth2/v1/token", "iat": now, "exp": now + 600}
        claims |= {"jti": str(uuid.uuid4())} | self.claims
        form = {
            "grant_type": "client_credentials",
            "scope": self.scopes,
            "client_assertion_type": ASSERTION,
            "client_assertion": signed(claims, self.key),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if proof:
            headers["DPoP"] = self.proof("POST", "/oauth2/v1/token")
        url = f"{self.world.url}/oauth2/v1/token"
        async with self.world.session.post(url, data=urlencode(form), headers=headers) as response:
            return Reply(response.status, await response.json(), response.headers.copy())


@pytest.fixture
async def app(world: World) -> App:
    await world.do("register_client", client_id="svc", public_key=pem(KEY), scopes=["okta.users.read", "okta.groups.manage"])
    return App(world)


async def test_a_signed_assertion_gives_a_bearer_token_for_what_was_granted(app: App) -> None:
    app.scopes = "okta.users.read okta.groups.manage"
    given = await app.ask()
    assert given.status == 200
    assert (given.json["token_type"], given.json["expires_in"]) == ("Bearer", 3600)
    bearer = f"Bearer {given.json['access_token']}"
    assert (await app.world.call("GET", "/users", Authorization=bearer)).status == 200
    assert (await app.world.call("GET", "/groups", Authorization=bearer)).status == 200  # whoever manages may read
    assert (await app.world.call("GET", "/users/me", Authorization=bearer)).code == "E0000007"  # nobody's token
    refused = await app.world.call("POST", "/users", {}, Authorization=bearer)
    assert (refused.status, refused.code) == (403, "E0000006")
    assert 'scope="okta.users.manage"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"aud": "https://elsewhere.example"}, 401, "invalid_client"),
        ({"exp": 1}, 401, "invalid_client"),
        ({"exp": 2**40}, 401, "invalid_client"),
        ({"sub": "unknown", "iss": "unknown"}, 401, "invalid_client"),
        ({"iss": "other"}, 401, "invalid_client"),
    ],
)
async def test_an_assertion_with_a_wrong_claim_is_refused(app: App, change: dict[str, Any], status: int, error: str) -> None:
    app.claims = change
    refused = await app.ask()
    assert (refused.status, refused.json["error"]) == (status, error)


async def test_a_strange_key_and_an_assertion_used_twice_are_refused(app: App) -> None:
    app.key = OTHER_KEY
    assert (await app.ask()).status == 401
    app.key, app.claims = KEY, {"jti": "once"}
    assert (await app.ask()).status == 200
    assert (await app.ask()).status == 401


@pytest.mark.parametrize(("scopes", "error"), [("", "invalid_scope"), ("users", "invalid_scope"), ("okta.apps.read", "consent_required")])
async def test_scopes_that_nobody_granted_are_refused(app: App, scopes: str, error: str) -> None:
    app.scopes = scopes
    refused = await app.ask()
    assert (refused.status, refused.json["error"]) == (400, error)


async def test_an_expired_token_is_refused_and_a_new_one_works(app: App) -> None:
    bearer = f"Bearer {(await app.ask()).json['access_token']}"
    await app.world.do("expire_access_tokens")
    refused = await app.world.call("GET", "/users", Authorization=bearer)
    assert (refused.status, refused.code) == (401, "E0000011")
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert (await app.ask()).status == 200


async def test_dpop_goes_by_challenge_nonce_and_bound_key(world: World) -> None:
    await world.do("register_client", client_id="svc", public_key=pem(KEY), scopes=["okta.users.read"], dpop=True)
    app = App(world)
    missing = await app.ask()
    assert missing.json == {"error": "invalid_dpop_proof", "error_description": "The DPoP proof JWT header is missing."}
    challenged = await app.ask(proof=True)
    assert (challenged.status, challenged.json["error"]) == (400, "use_dpop_nonce")
    app.nonce = challenged.headers["dpop-nonce"]
    given = await app.ask(proof=True)
    assert (given.status, given.json["token_type"]) == (200, "DPoP")
    token = given.json["access_token"]
    proof = app.proof("GET", "/api/v1/users", token)
    assert (await world.call("GET", "/users?limit=1", Authorization=f"DPoP {token}", DPoP=proof)).status == 200
    again = await world.call("GET", "/users?limit=1", Authorization=f"DPoP {token}", DPoP=proof)
    assert (again.status, again.json["error"]) == (400, "invalid_dpop_proof")
    stolen = app.proof("GET", "/api/v1/users", token, KEY)
    assert (await world.call("GET", "/users", Authorization=f"DPoP {token}", DPoP=stolen)).status == 400
    assert (await world.call("GET", "/users", Authorization=f"Bearer {token}")).status == 401


async def test_every_principal_has_its_own_share_of_the_organisations_limit(start: Start) -> None:
    world = await start(edition="integrator")
    await world.do("add_token", token="00T-other", name="other")
    for _ in range(50):
        assert (await world.call("GET", "/users")).status == 200
    assert (await world.call("GET", "/users")).status == 429
    others = [(await world.call("GET", "/users", Authorization="SSWS 00T-other")).status for _ in range(51)]
    assert others == [200] * 50 + [429]
    await world.do("add_token", token="00T-third", name="third")
    assert (await world.call("GET", "/users", Authorization="SSWS 00T-third")).status == 429
