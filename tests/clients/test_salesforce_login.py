"""Salesforce by client credentials and by JWT bearer: who is let in, what is renewed, and pages that are never taken for the end."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from runtime.settings import SettingError, load
from simulators.salesforce import salesforce
from sinks.salesforce.classify import of_error
from sinks.salesforce.client import Client, Garbled, LoginFailed
from sinks.salesforce.login import TRANSIENT, _refuses, audience
from sinks.target import Denied, Later
from tests.clients.conftest import Pair, Running, Start

USER = "integration@halden.example"
Org = Callable[..., Awaitable[Running]]


@pytest.fixture
def org(start: Start, keys: Pair) -> Org:
    return lambda **options: start(lambda clock: salesforce(clock, "key", "secret", certificate=keys.public, **options))


@pytest.fixture
async def client_of() -> AsyncIterator[Callable[..., Client]]:
    async with AsyncExitStack() as stack:

        def make(running: Running, **env: str) -> Client:
            settings = {"JML_SALESFORCE_URL": running.url, "JML_SALESFORCE_CLIENT_ID": "key", **env}
            client = Client(load(settings).salesforce, lambda *_: None)
            stack.callback(client.close)
            return client

        yield make


def by_key(keys: Pair, user: str = USER) -> dict[str, str]:
    return {"JML_SALESFORCE_USER": user, "JML_SALESFORCE_PRIVATE_KEY": keys.private}


async def test_client_credentials_let_in(org: Org, client_of: Any) -> None:
    client = client_of(await org(), JML_SALESFORCE_CLIENT_SECRET="secret")
    assert await client.query(["SELECT Id FROM Organization"])


async def test_a_private_key_opens_one_session_for_many_calls(org: Org, client_of: Any, keys: Pair) -> None:
    running = await org()
    client = client_of(running, **by_key(keys))
    for _ in range(3):
        assert await client.query(["SELECT Id FROM Organization"])
    assert running.calls().count("login") == 1


async def test_a_session_that_is_over_is_renewed_once(org: Org, client_of: Any, keys: Pair) -> None:
    running = await org()
    client = client_of(running, **by_key(keys))
    await client.query(["SELECT Id FROM Organization"])
    running.vendor.sessions.open.clear()
    await client.query(["SELECT Id FROM Organization"])
    assert running.calls().count("login") == 2


async def test_a_revoked_app_is_denied_after_one_renewal(org: Org, client_of: Any, keys: Pair) -> None:
    running = await org()
    client = client_of(running, **by_key(keys))
    await client.query(["SELECT Id FROM Organization"])
    await running.do("revoke_token")
    running.simulator.journal.entries.clear()
    with pytest.raises(LoginFailed) as failed:
        await client.query(["SELECT Id FROM Organization"])
    assert isinstance(of_error(failed.value), Denied)
    assert len(running.calls()) == 2


@pytest.mark.parametrize("wrong", ["key", "user"])
async def test_a_wrong_key_or_user_is_denied(org: Org, client_of: Any, keys: Pair, other_keys: Pair, wrong: str) -> None:
    env = by_key(other_keys) if wrong == "key" else by_key(keys, "nobody@halden.example")
    with pytest.raises(LoginFailed) as failed:
        await client_of(await org(), **env).query(["SELECT Id FROM Organization"])
    assert isinstance(of_error(failed.value), Denied)


async def test_trouble_at_the_token_endpoint_refuses_nobody(org: Org, client_of: Any, keys: Pair) -> None:
    running = await org()
    running.fault(kind="503-bare", operation="login", times=1)
    with pytest.raises(LoginFailed) as failed:
        await client_of(running, **by_key(keys)).query(["SELECT Id FROM Organization"])
    assert isinstance(of_error(failed.value), Later)


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("invalid_grant", True),
        ("invalid_client", True),
        (401, True),
        (429, False),
        (503, False),
        *((word, False) for word in sorted(TRANSIENT)),
    ],
)
def test_only_what_is_said_of_the_credentials_refuses_them(code: Any, refused: bool) -> None:
    assert _refuses(code) is refused


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://halden.my.salesforce.com", "login"),
        ("https://halden--dev.sandbox.my.salesforce.com", "test"),
        ("https://halden--dev.my.salesforce.com", "test"),
    ],
)
def test_an_assertion_is_for_login_or_for_a_sandbox(url: str, expected: str) -> None:
    assert audience(url) == expected


PAGES: list[Any] = [
    {"records": [], "done": False},
    {"records": [], "done": False, "nextRecordsUrl": "/elsewhere"},
    {"records": [{"Id": "1"}]},
    {"done": True},
    [{"errorCode": "QUERY_TIMEOUT"}],
    None,
]


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_that_does_not_say_whether_it_is_the_last_is_no_end(org: Org, client_of: Any, page: Any) -> None:
    client = client_of(await org(), JML_SALESFORCE_CLIENT_SECRET="secret")
    with pytest.raises(Garbled):
        await client._pages(page)


async def test_a_page_that_leads_back_is_no_end(org: Org, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(await org(), JML_SALESFORCE_CLIENT_SECRET="secret")
    page = {"records": [{"Id": "1"}], "done": False, "nextRecordsUrl": "/services/data/v66.0/query/0r8-2000"}

    async def call(*_: Any) -> Any:
        return page

    monkeypatch.setattr(client, "call", call)
    with pytest.raises(Garbled) as garbled:
        await client._pages(page)
    assert isinstance(of_error(garbled.value), Later)


def test_neither_way_or_both_are_refused_by_name(keys: Pair) -> None:
    url = {"JML_SALESFORCE_URL": "https://halden.my.salesforce.com", "JML_SALESFORCE_CLIENT_ID": "key"}
    for env, named in (
        ({}, "JML_SALESFORCE_CLIENT_SECRET"),
        ({"JML_SALESFORCE_USER": USER}, "JML_SALESFORCE_PRIVATE_KEY"),
        ({"JML_SALESFORCE_USER": USER, "JML_SALESFORCE_PRIVATE_KEY": "none"}, "openssl"),
        ({**by_key(keys), "JML_SALESFORCE_CLIENT_SECRET": "s"}, "keep one"),
    ):
        with pytest.raises(SettingError, match=named):
            Client(load({**url, **env}).salesforce, lambda *_: None)
