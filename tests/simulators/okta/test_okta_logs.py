"""The system log tells what happened and who did it; a poller's next link never ends."""

from typing import Any

from tests.simulators.okta.conftest import TOKEN, World


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["eventType"] for event in events]


async def test_our_actions_and_others_are_told_apart(world: World) -> None:
    user = await world.user()
    await world.do("act", user=user["id"], **{"groups+": ["privileged"], "apps+": ["Payroll"]})
    await world.do("sign_in", users=[user["id"]])
    events = (await world.call("GET", "/logs")).json
    assert kinds(events) == [
        "user.lifecycle.create",
        "user.lifecycle.activate",
        "group.user_membership.add",
        "application.user_membership.add",
        "user.session.start",
    ]
    ours = [event for event in events if event["transaction"]["detail"].get("requestApiTokenId")]
    assert kinds(ours) == ["user.lifecycle.create", "user.lifecycle.activate"]
    assert events[2]["actor"]["displayName"] == "Somebody Else"
    assert {target["type"] for target in events[2]["target"]} == {"User", "UserGroup"}
    assert events[4]["actor"]["id"] == user["id"]
    assert TOKEN not in str(events)


async def test_a_poller_goes_on_from_its_last_link_for_ever(world: World) -> None:
    await world.user("ada@halden.example")
    first = await world.call("GET", "/logs?limit=1")
    second = await world.call("GET", first.links()["next"])
    empty = await world.call("GET", second.links()["next"])
    assert [len(page.json) for page in (first, second, empty)] == [1, 1, 0]
    await world.user("bob@halden.example", activate="false")
    later = await world.call("GET", empty.links()["next"])
    assert kinds(later.json) == ["user.lifecycle.create"]
    assert "next" in later.links()


async def test_a_bounded_query_ends_and_filters(world: World) -> None:
    await world.user("ada@halden.example")
    world.clock.move(seconds=60)
    user = await world.user("bob@halden.example", activate="false")
    bounded = await world.call("GET", "/logs?since=2026-05-04T09:00:30Z&until=2026-05-04T10:00:00.000Z")
    assert kinds(bounded.json) == ["user.lifecycle.create"]
    assert "next" not in bounded.links()
    mine = await world.call("GET", "/logs", None) and await world.call(
        "GET", f'/logs?filter=eventType sw "user.lifecycle" and target.id eq "{user["id"]}"'
    )
    assert kinds(mine.json) == ["user.lifecycle.create"]
    others = await world.call("GET", '/logs?filter=not (eventType eq "user.lifecycle.create")')
    assert kinds(others.json) == ["user.lifecycle.activate"]
    assert len((await world.call("GET", "/logs?q=bob@halden")).json) == 1
    down = await world.call("GET", "/logs?sortOrder=DESCENDING&limit=1")
    assert down.json == mine.json


async def test_wrong_questions_are_refused(world: World) -> None:
    for query, code in [
        ("since=yesterday", "E0000030"),
        ("limit=1001", "E0000001"),
        ("after=x", "E0000031"),
        ("filter=eventType", "E0000031"),
        ("sortOrder=UP", "E0000001"),
    ]:
        assert (await world.call("GET", f"/logs?{query}")).code == code


async def test_the_log_may_run_behind(world: World) -> None:
    await world.do("options", log_lag=5)
    await world.user()
    assert (await world.call("GET", "/logs")).json == []
    world.machine[0] += 6
    assert len((await world.call("GET", "/logs")).json) == 2
