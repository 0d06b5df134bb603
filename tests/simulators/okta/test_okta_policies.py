"""Policies of Identity Engine and their rules, as recordings of 2025 and 2026 show them."""

from typing import Any

from simulators.okta.policy_settings import AUTHENTICATORS
from tests.simulators.okta.conftest import World


async def access_policy(world: World) -> tuple[str, list[dict[str, Any]]]:
    """A new access policy's rules path, and three rules of priority 0, 1, 2."""
    made = await world.call("POST", "/policies", {"type": "ACCESS_POLICY", "name": "Two factors", "description": "CRM"})
    path = f"/policies/{made.json['id']}/rules"
    rules = [await world.call("POST", path, {"type": "ACCESS_POLICY", "name": f"R{at}", "priority": at}) for at in range(3)]
    return path, [one.json for one in rules]


async def priorities(world: World, path: str) -> dict[str, int]:
    return {one["name"]: one["priority"] for one in (await world.call("GET", path)).json}


async def test_lists_say_what_access_policies_protect_and_single_answers_do_not(world: World) -> None:
    path, _ = await access_policy(world)
    listed = (await world.call("GET", "/policies?type=ACCESS_POLICY")).json
    assert [one["_embedded"] for one in listed] == [{"resourceType": "APP"}] * 2
    assert "_embedded" not in (await world.call("GET", path.removesuffix("/rules"))).json
    assert "_embedded" not in (await world.call("GET", "/policies?type=MFA_ENROLL")).json[0]


async def test_a_new_access_policy_has_a_rule_for_whatever_no_other_rule_takes(world: World) -> None:
    path, _ = await access_policy(world)
    last = (await world.call("GET", path)).json[-1]
    assert (last["name"], last["priority"], last["system"], last["conditions"]) == ("Catch-all Rule", 99, True, None)
    assert last["actions"]["appSignOn"]["verificationMethod"]["reauthenticateIn"] == "PT12H"


async def test_a_rule_of_an_access_policy_that_comes_between_moves_the_others_up_to_a_gap(world: World) -> None:
    path, (_, _, last) = await access_policy(world)
    far = (await world.call("POST", path, {"name": "R9", "priority": 9})).json
    await world.call("PUT", f"{path}/{last['id']}", {"name": "R2", "priority": 0})
    assert await priorities(world, path) == {"R2": 0, "R0": 1, "R1": 2, "R9": 9, "Catch-all Rule": 99}
    await world.call("PUT", f"{path}/{far['id']}", {"name": "R9"})
    assert (await priorities(world, path))["R9"] == 10


async def test_rules_of_other_policies_are_numbered_one_after_the_other(world: World) -> None:
    policy = (await world.call("POST", "/policies", {"type": "PASSWORD", "name": "Sales"})).json["id"]
    path = f"/policies/{policy}/rules"
    first = await world.call("POST", path, {"name": "A", "priority": 999})
    await world.call("POST", path, {"name": "B", "priority": 1})
    assert first.json["priority"] == 1
    assert await priorities(world, path) == {"B": 1, "A": 2}


async def test_how_an_access_rule_verifies_decides_what_it_tells(world: World) -> None:
    path, _ = await access_policy(world)
    chain = {"type": "AUTH_METHOD_CHAIN", "factorMode": "2FA", "inactivityPeriod": "PT1H", "chains": [{"authenticationMethods": []}]}
    body = {"name": "Chain", "actions": {"appSignOn": {"verificationMethod": chain}}, "conditions": {"platform": {}}}
    made = (await world.call("POST", path, body)).json
    assert made["actions"]["appSignOn"]["verificationMethod"] == {"type": "AUTH_METHOD_CHAIN", "chains": [{"authenticationMethods": []}]}
    assert made["actions"]["appSignOn"]["keepMeSignedIn"] == {"postAuth": "NOT_ALLOWED"}
    assert "platform" not in made["conditions"]
    assurance = {"type": "ASSURANCE", "factorMode": "1FA"}
    body["actions"] = {"appSignOn": {"verificationMethod": assurance}}
    replaced = await world.call("PUT", f"{path}/{made['id']}", body)
    assert replaced.json["actions"]["appSignOn"]["verificationMethod"] == assurance | {"reauthenticateIn": "PT12H"}


async def test_an_enrolment_policy_names_every_authenticator_in_the_organisations_order(world: World) -> None:
    sent = [{"key": "webauthn", "enroll": {"self": "REQUIRED"}}, {"key": "okta_email", "enroll": {"self": "OPTIONAL"}}]
    body = {"type": "MFA_ENROLL", "name": "high", "settings": {"type": "AUTHENTICATORS", "authenticators": sent}}
    made = (await world.call("POST", "/policies", body)).json["settings"]["authenticators"]
    assert [one["key"] for one in made] == list(AUTHENTICATORS)
    assert {one["key"]: one["enroll"]["self"] for one in made if one["enroll"]["self"] != "NOT_ALLOWED"} == {
        "webauthn": "REQUIRED",
        "okta_email": "OPTIONAL",
    }


async def test_sessions_that_look_stolen_have_a_policy_of_their_own(world: World) -> None:
    (policy,) = (await world.call("GET", "/policies?type=SESSION_VIOLATION_DETECTION")).json
    path = f"/policies/{policy['id']}/rules"
    made = await world.call("POST", path, {"name": "Low", "conditions": {"riskScore": {"minRiskLevel": "LOW"}}})
    assert (made.json["type"], set(made.json["conditions"])) == ("SESSION_VIOLATION_DETECTION", {"network", "riskScore"})
