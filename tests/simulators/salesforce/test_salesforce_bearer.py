"""Logging in by a signed assertion."""

import time
from functools import cache

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from simulators.salesforce.bearer import GRANT

CLAIMS = {"iss": "key", "sub": "integration@halden.example", "aud": "https://login.salesforce.com"}


@cache
def keys():
    return rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)


def public(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


async def ask(org, key=None, **claims):
    ours, _ = keys()
    signed = jwt.encode(CLAIMS | {"exp": time.time() + 180} | claims, private(key or ours), algorithm="RS256")
    async with org.http.post(f"{org.base}/services/oauth2/token", data={"grant_type": GRANT, "assertion": signed}) as answer:
        return answer.status, await answer.json()


async def test_an_assertion_opens_a_session(org_of):
    org = await org_of(certificate=public(keys()[0]))
    status, body = await ask(org)
    assert status == 200 and body["id"].endswith(org.vendor.org.me)
    org.headers["Authorization"] = f"Bearer {body['access_token']}"
    assert (await org.call("GET", "/limits"))[0] == 200
    assert (await ask(org, aud="https://test.salesforce.com"))[0] == 200
    assert (await ask(org, aud="https://halden.my.salesforce.com"))[0] == 200


@pytest.mark.parametrize(
    ("claims", "error", "description"),
    [
        ({"aud": "https://evil.example"}, "invalid_grant", "audience is invalid"),
        ({"iss": "another"}, "invalid_client_id", "client identifier invalid"),
        ({"sub": "nobody@halden.example"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"exp": 1}, "invalid_grant", "invalid assertion"),
        ({"exp": 9e9}, "invalid_grant", "invalid assertion"),
    ],
)
async def test_a_wrong_claim_is_refused_in_the_words_of_the_vendor(org_of, claims, error, description):
    org = await org_of(certificate=public(keys()[0]))
    assert await ask(org, **claims) == (400, {"error": error, "error_description": description})


async def test_only_the_registered_certificate_is_believed(org):
    ours, other = keys()
    assert (await ask(org))[1] == {"error": "invalid_grant", "error_description": "invalid assertion"}
    await org.do("certificate", pem=public(ours))
    assert (await ask(org))[0] == 200 and (await ask(org, other))[0] == 400
    await org.do("certificate", pem=None)
    assert (await ask(org))[0] == 400


async def test_a_revoked_credential_gets_no_session_by_assertion_either(org):
    await org.do("certificate", pem=public(keys()[0]))
    await org.do("revoke_token")
    assert (await ask(org))[0] == 400
