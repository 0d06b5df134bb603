"""The life cycle, sessions and tokens, over HTTP."""

import pytest

from tests.simulators.okta.conftest import Start, World


async def test_activation_gives_a_token_only_when_no_mail_is_sent(world: World) -> None:
    user = await world.user(activate="false")
    quiet = await world.call("POST", f"/users/{user['id']}/lifecycle/activate?sendEmail=false")
    assert set(quiet.json) == {"activationUrl", "activationToken"}
    assert await world.status(user["id"]) == "PROVISIONED"

    again = await world.call("POST", f"/users/{user['id']}/lifecycle/activate?sendEmail=false")
    assert (again.status, again.code) == (403, "E0000016")

    other = await world.user("eve@halden.example", activate="false", password=True)
    assert (await world.call("POST", f"/users/{other['id']}/lifecycle/activate")).json == {}
    assert await world.status(other["id"]) == "ACTIVE"


async def test_suspension_is_immediate_and_keeps_sessions_and_groups(world: World) -> None:
    user = await world.user()
    await world.do("act", user=user["id"], **{"groups+": ["dept-sales"]})
    await world.do("sign_in", users=[user["id"]])
    world.clock.move(seconds=60)

    assert (await world.call("POST", f"/users/{user['id']}/lifecycle/suspend")).json == {}

    shown = (await world.call("GET", f"/users/{user['id']}")).json
    assert (shown["status"], shown["statusChanged"]) == ("SUSPENDED", "2026-05-04T09:01:00.000Z")
    assert set(shown["_links"]) == {"unsuspend", "deactivate", "resetFactors", "self", "schema", "type"}
    held = await world.state_of(user["id"])
    assert (held["sessions"], held["tokens"], held["groups"]) == (1, 1, ["dept-sales"])
    assert (await world.do("sign_in", users=[user["id"]]))["refused"] == [user["id"]]
    assert (await world.call("POST", f"/users/{user['id']}/lifecycle/unsuspend")).json == {}
    assert await world.status(user["id"]) == "ACTIVE"


async def test_someone_who_never_signed_in_cannot_be_suspended_unless_configured(start: Start) -> None:
    strict, lenient = await start(), await start(suspend_provisioned=True)
    for activate in ("true", "false"):
        user = await strict.user(f"{activate}@halden.example", activate=activate)
        refused = await strict.call("POST", f"/users/{user['id']}/lifecycle/suspend")
        assert (refused.status, refused.code) == (400, "E0000001")

    user = await lenient.user()
    assert (await lenient.call("POST", f"/users/{user['id']}/lifecycle/suspend")).status == 200
    await lenient.call("POST", f"/users/{user['id']}/lifecycle/unsuspend")
    assert await lenient.status(user["id"]) == "PROVISIONED"


async def test_calls_in_the_wrong_status_are_refused(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/lifecycle"
    assert (await world.call("POST", f"{path}/unsuspend")).status == 400
    assert (await world.call("POST", f"{path}/reactivate")).code == "E0000038"
    locked = await world.call("POST", f"{path}/unlock")
    assert (locked.status, locked.code, locked.causes) == (403, "E0000032", ["The user is not locked out."])


async def test_unlocking_makes_active_again(world: World) -> None:
    user = await world.do("seed_user", login="ada@halden.example", status="LOCKED_OUT")
    assert (await world.call("POST", f"/users/{user['id']}/lifecycle/unlock")).json == {}
    assert await world.status(user["id"]) == "ACTIVE"


async def test_deactivation_ends_everything_but_the_direct_groups_and_a_second_one_is_404(world: World) -> None:
    user = await world.user()
    await world.do("act", user=user["id"], **{"groups+": ["dept-sales"], "apps+": ["Gong"]})
    await world.do("sign_in", users=[user["id"]])

    done = await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate?sendEmail=false")

    assert (done.status, done.json) == (200, {})
    held = await world.state_of(user["id"])
    assert (held["sessions"], held["tokens"], held["apps"], held["groups"]) == (0, 0, [], ["dept-sales"])
    assert (await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")).code == "E0000007"
    shown = (await world.call("GET", f"/users/{user['id']}")).json
    assert set(shown["_links"]) == {"activate", "delete", "resetFactors", "self", "schema", "type"}


async def test_someone_deactivated_comes_back_without_a_password_by_activation(world: World) -> None:
    user = await world.user(password=True)
    await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")
    await world.call("POST", f"/users/{user['id']}/lifecycle/activate?sendEmail=false")
    assert await world.status(user["id"]) == "PROVISIONED"
    again = await world.call("POST", f"/users/{user['id']}/lifecycle/reactivate?sendEmail=false")
    assert set(again.json) == {"activationToken"}
    assert [entry["operation"] for entry in await world.journal() if "activate" in entry["path"]] == [
        "deactivate",
        "reactivate",
        "resend-activation",
    ]


@pytest.mark.parametrize(("query", "tokens"), [("", 1), ("?oauthTokens=true", 0)])
async def test_ending_sessions_takes_the_tokens_only_when_asked(world: World, query: str, tokens: int) -> None:
    user = await world.user()
    await world.do("sign_in", users=[user["id"]])

    ended = await world.call("DELETE", f"/users/{user['id']}/sessions{query}")

    assert (ended.status, ended.json) == (204, None) and "Content-Type" not in ended.headers
    held = await world.state_of(user["id"])
    assert (held["sessions"], held["tokens"]) == (0, tokens)
    entry = (await world.journal())[-1]
    assert (entry["operation"], entry["subject"], entry["detail"]["oauth_tokens"]) == ("end-sessions", user["id"], not tokens)


async def test_sessions_are_ended_by_id_only(world: World) -> None:
    await world.user()
    assert (await world.call("DELETE", "/users/ada@halden.example/sessions")).status == 404


@pytest.mark.parametrize("path", ["grants", "clients/portal/tokens", "clients/portal/grants"])
async def test_revoking_takes_tokens_and_leaves_sessions(world: World, path: str) -> None:
    user = await world.user()
    await world.do("sign_in", users=[user["id"]])
    assert (await world.call("DELETE", f"/users/{user['id']}/{path}")).status == 204
    held = await world.state_of(user["id"])
    assert (held["sessions"], held["tokens"]) == (1, 0)
    assert (await world.journal())[-1]["operation"] == "revoke-tokens"


async def test_the_first_sign_in_makes_active(world: World) -> None:
    user = await world.user()
    world.clock.move(seconds=3600)
    await world.do("sign_in", users=["ada@halden.example"])
    shown = (await world.call("GET", f"/users/{user['id']}")).json
    assert (shown["status"], shown["lastLogin"]) == ("ACTIVE", "2026-05-04T10:00:00.000Z")
    assert shown["credentials"]["password"] == {}
