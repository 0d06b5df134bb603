"""Okta by token and by private key: who is let in, what is renewed, and that nothing is sent twice."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from okta import dpop

from runtime.settings import SettingError, load
from simulators.okta import okta
from sinks.okta import client as client_module
from sinks.okta import wire
from sinks.okta.classify import answer_of, lost_write, trouble_of
from sinks.okta.client import Client, Lost
from sinks.target import Denied, Later, Unknown
from tests.clients.conftest import Pair, Running, Start

SCOPES = ["okta.users.manage", "okta.groups.manage", "okta.apps.manage", "okta.logs.read"]
NOBODY = "/users/00u00000000000000000"
Org = Callable[..., Awaitable[Running]]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package makes its key in Python: 3072 bits take seconds, and a busy machine is no slow Okta."""
    monkeypatch.setattr(dpop, "RSA_KEY_SIZE_BITS", 1024)
    monkeypatch.setattr(client_module, "ANSWER", 60.0)
    monkeypatch.setattr(wire, "ANSWER", 60.0)


@pytest.fixture
def org(start: Start, keys: Pair) -> Org:
    async def begin(dpop: bool = False, scopes: list[str] = SCOPES, **options: Any) -> Running:
        running = await start(lambda clock: okta(clock, "token", **options))
        await running.do("register_client", client_id="0oaJML", public_key=keys.public, scopes=scopes, dpop=dpop)
        return running

    return begin


def client_of(running: Running, **env: str) -> Client:
    return Client(load({"JML_OKTA_URL": running.url, **env}).okta, lambda *_: None)


def by_key(running: Running, keys: Pair) -> Client:
    return client_of(running, JML_OKTA_CLIENT_ID="0oaJML", JML_OKTA_PRIVATE_KEY=keys.private)


async def test_a_token_lets_in(org: Org) -> None:
    client = client_of(await org(), JML_OKTA_TOKEN="token")
    assert (await client.call("GET", NOBODY)).code == "E0000007"
    await client.close()


@pytest.mark.parametrize("dpop", [False, True])
async def test_a_private_key_gets_one_token_for_many_calls_bound_to_a_key_where_the_app_demands_it(
    org: Org, keys: Pair, dpop: bool
) -> None:
    running = await org(dpop=dpop)
    client = by_key(running, keys)
    said = await asyncio.gather(*(client.call("GET", NOBODY) for _ in range(5)))
    assert {one.code for one in said} == {"E0000007"}
    asked = running.calls().count("token")
    assert asked == 1 if not dpop else asked <= 7  # refused without a proof, then without the nonce, then given
    before = len(running.calls())
    await client.call("GET", NOBODY)
    assert len(running.calls()) == before + 1
    await client.close()


@pytest.mark.parametrize("dpop", [False, True])
async def test_an_expired_token_is_replaced_once_and_the_call_made_once(org: Org, keys: Pair, dpop: bool) -> None:
    running = await org(dpop=dpop)
    client = by_key(running, keys)
    await client.call("GET", NOBODY)
    await running.do("expire_access_tokens")
    running.simulator.journal.entries.clear()
    said = await client.call("POST", "/groups", {"profile": {"name": "G"}})
    assert said.status == 200
    assert [entry.status for entry in running.simulator.journal.entries if entry.operation == "create-group"] == [401, 200]
    await client.close()


async def test_a_new_nonce_is_taken_and_the_call_made_once(org: Org, keys: Pair) -> None:
    running = await org(dpop=True)
    client = by_key(running, keys)
    await client.call("GET", NOBODY)
    for _ in range(3):
        await running.do("rotate_nonce")
    said = await client.call("POST", "/groups", {"profile": {"name": "G"}})
    assert said.status == 200
    statuses = [entry.status for entry in running.simulator.journal.entries if entry.operation == "create-group"]
    assert statuses.count(200) == 1 and len(statuses) <= 2
    await client.close()


async def test_a_revoked_app_is_denied_after_one_renewal(org: Org, keys: Pair) -> None:
    running = await org()
    client = by_key(running, keys)
    await client.call("GET", NOBODY)
    await running.do("revoke_token")
    running.simulator.journal.entries.clear()
    assert isinstance(answer_of(await client.call("POST", "/groups", {"profile": {"name": "G"}})), Denied)
    assert len(running.calls()) == 2
    await client.close()


async def test_a_key_the_app_does_not_hold_is_denied_with_what_to_check(org: Org, other_keys: Pair) -> None:
    client = by_key(await org(), other_keys)
    denied = trouble_of(await client.call("GET", NOBODY))
    assert isinstance(denied, Denied)
    assert "JML_OKTA_CLIENT_ID" in denied.reason
    await client.close()


async def test_a_scope_that_was_not_granted_is_denied_and_named(org: Org, keys: Pair) -> None:
    client = by_key(await org(scopes=["okta.users.manage"]), keys)
    denied = trouble_of(await client.call("GET", NOBODY))
    assert isinstance(denied, Denied)
    assert "okta.groups.manage" in denied.reason
    await client.close()


@pytest.mark.parametrize(("kind", "answer"), [("429", Later), ("500", Unknown), ("503-bare", Unknown)])
async def test_trouble_at_the_token_endpoint_is_no_refusal(org: Org, keys: Pair, kind: str, answer: type) -> None:
    running = await org()
    running.fault(kind=kind, operation="token", times=1)
    client = by_key(running, keys)
    assert isinstance(trouble_of(await client.call("GET", NOBODY)), answer)
    await client.close()


async def test_a_token_endpoint_that_does_not_answer_means_that_nothing_was_sent(org: Org, keys: Pair) -> None:
    running = await org()
    running.fault(kind="reset", operation="token", times=1)
    client = by_key(running, keys)
    with pytest.raises(Lost) as lost:
        await client.call("POST", "/groups", {"profile": {"name": "G"}})
    assert isinstance(lost_write(lost.value), Later)
    await client.close()


async def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_allowed(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER", 0.2)
    running = await org()
    client = client_of(running, JML_OKTA_TOKEN="token")
    running.fault(kind="slow", times=1, delay=1.0)
    with pytest.raises(Lost) as lost:
        await asyncio.wait_for(client.call("POST", "/groups", {"profile": {"name": "G"}}), 0.9)
    assert isinstance(lost_write(lost.value), Unknown)
    await client.close()


async def test_many_calls_share_their_connections(org: Org) -> None:
    running = await org()
    client = client_of(running, JML_OKTA_TOKEN="token")
    await client.call("GET", NOBODY)
    session = client._package._wire._session  # type: ignore[union-attr]
    for _ in range(5):
        await client.call("GET", NOBODY)
    assert len(session.connector._conns) == 1  # type: ignore[union-attr]
    await client.close()
    assert session.closed


def test_a_key_that_is_none_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingError, match="JML_OKTA_PRIVATE_KEY") as wrong:
        Client(
            load({"JML_OKTA_URL": "https://x.okta.com", "JML_OKTA_CLIENT_ID": "0oa", "JML_OKTA_PRIVATE_KEY": "s3cr3t"}).okta,
            lambda *_: None,
        )
    assert "s3cr3t" not in str(wrong.value)


def test_two_ways_to_log_in_are_one_too_many() -> None:
    with pytest.raises(SettingError, match="keep one"):
        Client(load({"JML_OKTA_URL": "https://x.okta.com", "JML_OKTA_TOKEN": "t", "JML_OKTA_CLIENT_ID": "0oa"}).okta, lambda *_: None)
