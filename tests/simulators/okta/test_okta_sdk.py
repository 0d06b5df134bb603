"""The official SDK, unmodified. Importing it takes seconds and 110 MiB: one module, one import."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.okta.conftest import TOKEN, Start, World

Sdk = tuple[Any, World]


@pytest.fixture
async def sdk(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Sdk]:
    """A client with one connection pool and no retries of its own, far from any okta.yaml."""
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    from okta.client import Client

    world = await start(edition="integrator", rate_limits=False)
    async with Client({"orgUrl": world.url, "token": TOKEN, "rateLimit": {"maxRetries": 0}}) as client:
        yield client, world


def new_user(login: str) -> Any:
    from okta.models import CreateUserRequest

    return CreateUserRequest.from_dict(
        {"profile": {"login": login, "email": login, "firstName": "Ada", "lastName": "Byron", "ukgPersonId": "P1"}}
    )


async def test_the_sdk_creates_reads_updates_and_suspends(sdk: Sdk) -> None:
    from okta.models import UpdateUserRequest

    client, world = sdk
    made, _, error = await client.create_user(new_user("ada@halden.example"), activate=True)
    assert error is None and made.status == "PROVISIONED"
    assert made.profile.additional_properties["ukgPersonId"] == "P1"

    changed, _, error = await client.update_user(made.id, UpdateUserRequest.from_dict({"profile": {"title": "Clerk"}}))
    assert error is None and changed.profile.title == "Clerk"

    *_, error = await client.suspend_user(made.id)
    assert error is not None and error.error_code == "E0000001"
    await world.do("sign_in", users=[made.id])
    *_, error = await client.suspend_user(made.id)
    assert error is None
    *_, error = await client.revoke_user_sessions(made.id, oauth_tokens=True)
    assert error is None

    read, _, error = await client.get_user("ada@halden.example")
    assert error is None and read.status == "SUSPENDED"
    held = await world.state_of(made.id)
    assert (held["sessions"], held["tokens"]) == (0, 0)


async def test_the_sdk_clears_an_attribute_through_its_executor(sdk: Sdk) -> None:
    client, world = sdk
    user = await world.user(title="Clerk")
    executor = client.get_request_executor()
    request, error = await executor.create_request(
        "POST", f"/api/v1/users/{user['id']}", {"profile": {"title": None}}, {}, keep_empty_params=True
    )
    assert error is None
    *_, error = await executor.execute(request)
    assert error is None
    assert "title" not in (await world.call("GET", f"/users/{user['id']}")).json["profile"]


async def test_the_sdk_manages_groups(sdk: Sdk) -> None:
    from okta.models import AddGroupRequest

    client, world = sdk
    user = await world.user()
    group, _, error = await client.add_group(AddGroupRequest.from_dict({"profile": {"name": "dept-sales"}}))
    assert error is None
    *_, error = await client.assign_user_to_group(group.id, user["id"])
    assert error is None
    groups, _, error = await client.list_user_groups(user["id"])
    assert error is None and [one.profile.actual_instance.name for one in groups] == ["Everyone", "dept-sales"]
    *_, error = await client.unassign_user_from_group(group.id, user["id"])
    assert error is None
    assert (await world.state_of(user["id"]))["groups"] == []


async def test_the_sdk_walks_the_pages_of_a_list(sdk: Sdk) -> None:
    from okta.pagination import paginate_all

    client, world = sdk
    made = {(await world.user(f"p{n}@halden.example"))["id"] for n in range(5)}
    seen = {user.id async for user in paginate_all(client.list_users, limit=2)}
    assert seen == made


async def test_the_sdk_reads_a_429(sdk: Sdk) -> None:
    client, world = sdk
    await world.call("POST", "/_sim/faults", {"kind": "429", "reset": 43, "times": 1})
    *_, error = await client.get_user("ada@halden.example")
    assert error is not None and "E0000047" in str(error)
    assert (await world.journal())[-1]["status"] == 429
