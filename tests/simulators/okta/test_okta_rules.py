"""Group rules make members some time later, and leave out whom somebody took out."""

from typing import Any

import pytest

from simulators.okta.expressions import BadExpression, Scope, compile_expression
from tests.simulators.okta.conftest import Start, World


async def group(world: World, name: str = "dept-sales") -> str:
    return str((await world.call("POST", "/groups", {"profile": {"name": name}})).json["id"])


async def rule(world: World, group_id: str, expression: str = 'user.department=="Sales"') -> str:
    conditions = {"expression": {"value": expression, "type": "urn:okta:expression:1.0"}}
    body = {"type": "group_rule", "name": "sales", "conditions": conditions, "actions": {"assignUserToGroups": {"groupIds": [group_id]}}}
    made = await world.call("POST", "/groups/rules", body)
    assert made.status == 200 and made.json["status"] == "INACTIVE"
    assert (await world.call("POST", f"/groups/rules/{made.json['id']}/lifecycle/activate")).status == 204
    return str(made.json["id"])


async def names(world: World, user: dict[str, Any]) -> list[str]:
    return [one["profile"]["name"] for one in (await world.call("GET", f"/users/{user['id']}/groups")).json]


async def test_whoever_matches_joins_and_who_no_longer_does_leaves(world: World) -> None:
    user = await world.user(activate="false", department="Sales")
    await rule(world, await group(world))
    assert await names(world, user) == ["Everyone", "dept-sales"]
    await world.call("POST", f"/users/{user['id']}", {"profile": {"department": "Finance"}})
    assert await names(world, user) == ["Everyone"]


async def test_a_rule_takes_its_time(start: Start) -> None:
    world = await start(lag=5)
    await rule(world, await group(world))
    user = await world.user(department="Sales")
    assert await names(world, user) == ["Everyone"]
    world.machine[0] += 6
    assert await names(world, user) == ["Everyone", "dept-sales"]


async def test_taking_a_rules_member_out_excludes_her_from_the_rule(world: World) -> None:
    group_id = await group(world)
    rule_id = await rule(world, group_id)
    user = await world.user(department="Sales")
    await world.call("DELETE", f"/groups/{group_id}/users/{user['id']}")
    await world.call("POST", f"/users/{user['id']}", {"profile": {"title": "Clerk"}})
    assert await names(world, user) == ["Everyone"]
    shown = (await world.call("GET", f"/groups/rules/{rule_id}")).json
    assert shown["conditions"]["people"]["users"]["exclude"] == [user["id"]]


async def test_who_was_added_by_hand_stays_when_the_rule_no_longer_matches(world: World) -> None:
    group_id = await group(world)
    await rule(world, group_id)
    user = await world.user(department="Sales")
    await world.call("PUT", f"/groups/{group_id}/users/{user['id']}")
    await world.call("POST", f"/users/{user['id']}", {"profile": {"department": "Finance"}})
    assert await names(world, user) == ["Everyone", "dept-sales"]


async def test_an_active_rule_cannot_change_and_turns_invalid_without_its_group(world: World) -> None:
    group_id = await group(world)
    rule_id = await rule(world, group_id)
    assert (await world.call("DELETE", f"/groups/rules/{rule_id}")).code == "E0000001"
    assert (await world.call("DELETE", f"/groups/{group_id}")).status == 204
    shown = (await world.call("GET", f"/groups/rules/{rule_id}")).json
    assert (shown["status"], shown["allGroupsValid"]) == ("INVALID", False)


async def test_deleting_a_rule_keeps_its_members_unless_told_to_remove_them(world: World) -> None:
    for remove, left in [("false", ["Everyone", "dept-sales"]), ("true", ["Everyone"])]:
        await world.call("POST", "/_sim/reset")
        rule_id = await rule(world, await group(world))
        user = await world.user(department="Sales")
        await world.call("POST", f"/groups/rules/{rule_id}/lifecycle/deactivate")
        gone = await world.call("DELETE", f"/groups/rules/{rule_id}?removeUsers={remove}")
        assert (gone.status, gone.json) == (202, {})
        assert await names(world, user) == left


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ('user.department == "Sales" AND user.title != "Clerk"', True),
        ('String.startsWith(user.department, "Sa") && !(user.costCenter == null)', True),
        ('String.stringContains(String.toLowerCase(user.title), "man") || false', True),
        ('Arrays.contains(user.regions, "EU")', True),
        ("user.level >= 3 and user.level < 4", True),
        ('isMemberOfGroupName("leads") or isMemberOfAnyGroup("00g1", "00g2")', True),
        ('user.nothing == "x"', False),
        ('String.startsWith(user.nothing, "x")', False),
    ],
)
def test_expressions_are_read_as_okta_reads_them(expression: str, holds: bool) -> None:
    profile = {"department": "Sales", "title": "Manager", "costCenter": "C1", "regions": ["EU", "US"], "level": 3}
    assert compile_expression(expression)(Scope(profile, frozenset({"00g2"}), frozenset())) is holds


@pytest.mark.parametrize("expression", ["", "user.department ==", "Time.now()", 'user.department = "x"', '(user.a == "x"'])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(BadExpression):
        compile_expression(expression)
