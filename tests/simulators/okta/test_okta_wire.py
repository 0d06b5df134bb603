"""What surrounds every call: the token, headers, limits, faults, verbs."""

import asyncio

import pytest

from simulators.okta import okta
from tests.simulators.clock import SetClock
from tests.simulators.okta.conftest import TOKEN, Start, World, person


@pytest.mark.parametrize("given", [f"SSWS {TOKEN}", f"SSWS{TOKEN}", f"SSWS   {TOKEN}"])
async def test_the_token_is_accepted_with_and_without_a_space(world: World, given: str) -> None:
    assert (await world.call("GET", "/users", Authorization=given)).status == 200


@pytest.mark.parametrize("given", ["", "SSWS wrong", f"Bearer {TOKEN}", f"ssws {TOKEN}"])
async def test_any_other_token_is_401(world: World, given: str) -> None:
    refused = await world.call("GET", "/users", Authorization=given)
    assert (refused.status, refused.code, refused.json["errorSummary"]) == (401, "E0000011", "Invalid token provided")


async def test_a_revoked_token_is_refused_until_restored(world: World) -> None:
    await world.do("revoke_token")
    assert (await world.call("GET", "/users")).code == "E0000011"
    await world.do("restore_token")
    assert (await world.call("GET", "/users")).status == 200


async def test_slashes_too_many_are_forgiven(world: World) -> None:
    assert (await world.call("POST", "/users/?activate=true", person())).status == 200
    assert (await world.call("GET", "//api/v1/users")).status == 200


async def test_unknown_paths_methods_and_bodies(world: World) -> None:
    assert (await world.call("GET", "/nowhere")).code == "E0000008"
    wrong = await world.call("PATCH", "/users/00u1")
    assert (wrong.status, wrong.code) == (405, "E0000022")
    async with world.session.post(f"{world.url}/api/v1/users", data=b"{not json") as reply:
        assert (await reply.json())["errorCode"] == "E0000003"
    for body in ([], "text", {"profile": []}, {"profile": {}, "credentials": "x"}, {"groupIds": "x"}):
        assert (await world.call("POST", "/users", body)).status == 400
    unlicensed = await world.call("GET", "/users/00u1/blocks")
    assert (unlicensed.status, unlicensed.code) == (401, "E0000015")


async def test_every_answer_carries_the_recorded_headers_on_business_time(world: World) -> None:
    for reply in (await world.call("GET", "/users"), await world.call("GET", "/users/nobody")):
        assert reply.headers["Cache-Control"] == "no-cache, no-store" and reply.headers["Expires"] == "0"
        assert reply.headers["Date"] == "Mon, 04 May 2026 09:00:00 GMT"
        assert len(reply.headers["x-okta-request-id"]) == 32
        assert reply.headers["Content-Type"] == "application/json" and reply.headers["Content-Encoding"] == "gzip"


async def test_a_token_gets_half_of_each_bucket_a_minute_of_business_time(start: Start) -> None:
    world = await start(edition="integrator")
    replies = [await world.call("GET", "/users/nobody") for _ in range(51)]
    assert [reply.headers["x-rate-limit-remaining"] for reply in replies[:2]] == ["49", "48"]

    refused = replies[-1]
    assert refused.status == 429
    assert refused.json["errorSummary"] == "API call exceeded rate limit due to too many requests."
    assert (refused.code, refused.json["errorCauses"]) == ("E0000047", [])
    assert (refused.headers["x-rate-limit-limit"], refused.headers["x-rate-limit-remaining"]) == ("50", "0")
    assert int(refused.headers["x-rate-limit-reset"]) == int(world.clock.at.timestamp()) + 60
    assert "Retry-After" not in refused.headers and "Cache-Control" not in refused.headers

    assert (await world.call("GET", "/users")).status == 200
    world.clock.move(seconds=59)
    assert (await world.call("GET", "/users/nobody")).status == 429
    world.clock.move(seconds=1)
    assert (await world.call("GET", "/users/nobody")).status == 404


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", "/users", 300),
        ("POST", "/users/00u1/lifecycle/suspend", 300),
        ("DELETE", "/users/00u1/sessions", 300),
        ("GET", "/users/00u1/groups", 300),
        ("GET", "/users/00u1", 1000),
        ("POST", "/users/00u1", 300),
        ("PUT", "/groups/00g1/users/00u1", 250),
        ("GET", "/groups/00g1", 500),
        ("GET", "/apps/0oa1/users", 50),
        ("GET", "/apps/0oa1", 250),
    ],
)
async def test_each_call_drains_its_own_bucket(world: World, method: str, path: str, limit: int) -> None:
    assert (await world.call(method, path)).headers["x-rate-limit-limit"] == str(limit)


async def test_lifecycle_and_sessions_drain_the_bucket_of_the_user_list(world: World) -> None:
    calls = [("GET", "/users"), ("POST", "/users/x/lifecycle/suspend"), ("DELETE", "/users/x/sessions"), ("GET", "/users/x/grants")]
    left = [(await world.call(method, path)).headers["x-rate-limit-remaining"] for method, path in calls]
    assert left == ["299", "298", "297", "296"]


async def test_limits_can_be_off(start: Start) -> None:
    world = await start(edition="integrator", rate_limits=False)
    assert {(await world.call("GET", "/apps")).status for _ in range(12)} == {200}
    await world.do("options", rate_limits=True)
    assert [(await world.call("GET", "/apps")).status for _ in range(11)][-1] == 429


async def test_too_many_at_once_are_refused_with_a_limit_of_zero(start: Start) -> None:
    world = await start(edition="integrator", latency=0.1)
    replies = await asyncio.gather(*(world.call("GET", "/users") for _ in range(30)))
    refused = [reply for reply in replies if reply.status == 429]
    assert refused and all(reply.headers["x-rate-limit-limit"] == "0" == reply.headers["x-rate-limit-remaining"] for reply in refused)


@pytest.mark.parametrize(
    ("fault", "status", "code", "made"),
    [
        ({"kind": "429", "reset": 43}, 429, "E0000047", False),
        ({"kind": "500"}, 500, "E0000009", False),
        ({"kind": "500-after"}, 500, "E0000009", True),
        ({"kind": "401"}, 401, "E0000011", False),
        ({"kind": "lock-row"}, 409, "E0000112", False),
    ],
)
async def test_faults_answer_as_okta_would(world: World, fault: dict[str, object], status: int, code: str, made: bool) -> None:
    await world.call("POST", "/_sim/faults", fault | {"operation": "create", "times": 1})
    reply = await world.call("POST", "/users", person())
    assert (reply.status, reply.code) == (status, code)
    if status == 429:
        assert int(reply.headers["x-rate-limit-reset"]) == int(world.clock.at.timestamp()) + 43
    assert ((await world.call("GET", "/users/ada@halden.example")).status == 200) == made


async def test_a_bare_503_carries_nothing_of_okta(world: World) -> None:
    await world.call("POST", "/_sim/faults", {"kind": "503-bare", "times": 1})
    async with world.session.get(f"{world.url}/api/v1/users") as reply:
        assert reply.status == 503 and reply.content_type == "text/html"
        assert not [name for name in reply.headers if name.lower().startswith("x-")]


async def test_seeded_accounts_and_acts_of_others_leave_no_trace_in_the_journal(world: World) -> None:
    boss = await world.do("seed_user", login="boss@halden.example")
    old = await world.do(
        "seed_user", login="old@halden.example", status="DEPROVISIONED", profile={"managerId": boss["id"]}, groups=["dept-sales"]
    )
    await world.do("protect", users=["boss@halden.example"])
    await world.do("act", user=old["id"], status="ACTIVE", profile={"title": "Back"}, **{"groups+": ["x"], "groups-": ["dept-sales"]})

    held = await world.state_of(old["id"])
    assert (held["status"], held["groups"], held["manager"], held["profile"]["title"]) == ("ACTIVE", ["x"], boss["id"], "Back")
    assert (await world.state_of(boss["id"]))["protected"] is True
    assert await world.journal() == []


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("sign_in", {"users": ["nobody"]}),
        ("act", {"user": "ada@halden.example", "colour": "red"}),
        ("act", {"user": "ada@halden.example", "profile": {"shoe": "42"}}),
        ("seed_user", {"login": "x@halden.example", "status": "ASLEEP"}),
        ("options", {"speed": 3}),
        ("options", {"edition": "gold"}),
        ("protect", {}),
    ],
)
async def test_a_wrong_verb_is_answered_with_the_reason(world: World, verb: str, body: dict[str, object]) -> None:
    await world.user()
    reply = await world.call("POST", f"/_sim/do/{verb}", body)
    assert reply.status == 400 and verb in reply.json["error"]


async def test_a_reset_empties_the_org_and_takes_the_same_ids_again(world: World) -> None:
    first = await world.user()
    await world.call("POST", "/_sim/reset")
    assert (await world.call("GET", "/_sim/state")).json["users"] == []
    assert (await world.user())["id"] == first["id"]


def test_an_unknown_option_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no option colour"):
        okta(SetClock(), "t", colour="red")
