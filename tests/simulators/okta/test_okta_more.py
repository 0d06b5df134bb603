"""Passwords, locks, sessions, factors, user types, linked objects and policies."""

import asyncio

import pytest

from tests.simulators.okta.conftest import World, person

SECRET = "Not-so-secret-1"


async def test_wrong_passwords_lock_a_user_until_she_is_unlocked(world: World) -> None:
    user = await world.user(password=True)
    for _ in range(10):
        wrong = await world.call("POST", "/authn", {"username": user["profile"]["login"], "password": "guess"})
        assert (wrong.status, wrong.code) == (401, "E0000004")
    assert await world.status(user["id"]) == "LOCKED_OUT"
    assert (await world.call("POST", f"/users/{user['id']}/lifecycle/unlock")).json == {}
    assert await world.status(user["id"]) == "ACTIVE"


async def test_a_session_is_made_refreshed_and_ended(world: World) -> None:
    user = await world.user(password=True)
    signed_in = await world.call("POST", "/authn", {"username": user["profile"]["login"], "password": SECRET})
    session = await world.call("POST", "/sessions", {"sessionToken": signed_in.json["sessionToken"]})
    assert (session.json["userId"], session.json["status"]) == (user["id"], "ACTIVE")
    path = f"/sessions/{session.json['id']}"
    world.clock.move(seconds=60)
    assert (await world.call("POST", f"{path}/lifecycle/refresh")).json["expiresAt"] > session.json["expiresAt"]
    assert (await world.call("DELETE", f"/users/{user['id']}/sessions?oauthTokens=true")).status == 204
    assert (await world.call("GET", path)).code == "E0000007"
    assert (await world.call("POST", "/sessions", {"sessionToken": "again"})).status == 401


async def test_a_password_changes_with_the_old_one_only(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/credentials/change_password"
    wrong = await world.call("POST", path, {"oldPassword": {"value": "x"}, "newPassword": {"value": "Other-secret-2"}})
    assert (wrong.status, wrong.code) == (403, "E0000014")
    weak = await world.call("POST", path, {"oldPassword": {"value": SECRET}, "newPassword": {"value": "weak"}})
    assert weak.code == "E0000001"
    await world.call("POST", f"/users/{user['id']}/lifecycle/expire_password")
    right = await world.call("POST", path, {"oldPassword": {"value": SECRET}, "newPassword": {"value": "Other-secret-2"}})
    assert right.json == {"password": {}, "provider": {"type": "OKTA", "name": "OKTA"}}
    assert await world.status(user["id"]) == "ACTIVE"


async def test_a_forgotten_password_puts_her_in_recovery_and_the_answer_gets_her_out(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/credentials"
    question = {"password": {"value": SECRET}, "recovery_question": {"question": "Pet?", "answer": "Cat"}}
    assert (await world.call("POST", f"{path}/change_recovery_question", question)).status == 200
    forgot = await world.call("POST", f"{path}/forgot_password?sendEmail=false")
    assert "/signin/reset-password/" in forgot.json["resetPasswordUrl"]
    assert await world.status(user["id"]) == "RECOVERY"
    wrong = {"password": {"value": "Other-secret-2"}, "recovery_question": {"answer": "Dog"}}
    assert (await world.call("POST", f"{path}/forgot_password_recovery_question", wrong)).code == "E0000087"
    right = wrong | {"recovery_question": {"answer": "Cat"}}
    assert (await world.call("POST", f"{path}/forgot_password_recovery_question", right)).status == 200
    assert await world.status(user["id"]) == "ACTIVE"


async def test_tokens_and_grants_are_those_of_a_client(world: World) -> None:
    user = await world.user(password=True)
    await world.do("sign_in", users=[user["id"]], client="wiki")
    path = f"/users/{user['id']}/clients"
    assert [one["client_id"] for one in (await world.call("GET", path)).json] == ["wiki"]
    assert len((await world.call("GET", f"{path}/wiki/tokens")).json) == 1
    assert (await world.call("DELETE", f"{path}/wiki/tokens")).status == 204
    assert (await world.call("GET", f"{path}/wiki/tokens")).json == []
    assert {one["scopeId"] for one in (await world.call("GET", f"/users/{user['id']}/grants")).json} == {"openid", "offline_access"}


async def test_a_factor_is_enrolled_activated_and_reset(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/factors"
    made = await world.call("POST", path, {"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+1 555 0100"}})
    assert made.json["status"] == "PENDING_ACTIVATION"
    factor = f"{path}/{made.json['id']}"
    assert (await world.call("POST", f"{factor}/lifecycle/activate", {"passCode": "000000"})).code == "E0000068"
    assert (await world.call("POST", f"{factor}/lifecycle/activate", {"passCode": "123456"})).json["status"] == "ACTIVE"
    await world.call("POST", f"/users/{user['id']}/lifecycle/reset_factors")
    assert (await world.call("GET", path)).json == []
    assert (await world.call("GET", factor)).code == "E0000007"


async def test_a_user_type_has_a_schema_of_its_own(world: World) -> None:
    made = (await world.call("POST", "/meta/types/user", {"name": "contractor", "displayName": "Contractor"})).json
    schema = made["_links"]["schema"]["href"].rpartition("/")[2]
    attribute = {"title": "Agency", "type": "string", "unique": True, "maxLength": 5}
    body = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {"agency": attribute}}}}
    extended = await world.call("POST", f"/meta/schemas/user/{schema}", body)
    assert extended.json["definitions"]["custom"]["properties"]["agency"]["unique"] == "UNIQUE_VALIDATED"
    typed = {"type": {"id": made["id"]}}
    first = await world.call("POST", "/users", person("a@halden.example", agency="A1") | typed)
    assert first.json["type"]["id"] == made["id"]
    again = await world.call("POST", "/users", person("b@halden.example", agency="a1") | typed)
    assert again.causes == ["agency: An object with this field already exists in the current organization"]
    long = await world.call("POST", "/users", person("b@halden.example", agency="toolong") | typed)
    assert long.causes == ["agency: The field must be between 0 and 5 characters"]
    assert (await world.call("POST", "/users", person("c@halden.example", agency="A2"))).code == "E0000001"
    assert (await world.call("DELETE", f"/meta/types/user/{made['id']}")).code == "E0000142"


async def test_linked_objects_hold_one_manager_each(world: World) -> None:
    sides = {"primary": {"name": "manager", "title": "M", "type": "USER"}, "associated": {"name": "report", "title": "R", "type": "USER"}}
    assert (await world.call("POST", "/meta/schemas/user/linkedObjects", sides)).status == 201
    assert (await world.call("POST", "/meta/schemas/user/linkedObjects", sides)).code == "E0000127"
    ada, bob, cyd = [await world.user(f"{name}@halden.example") for name in ("ada", "bob", "cyd")]
    for above in (bob, cyd):
        assert (await world.call("PUT", f"/users/{ada['id']}/linkedObjects/manager/{above['id']}")).status == 204
    found = (await world.call("GET", f"/users/{ada['id']}/linkedObjects/manager")).json
    assert [one["_links"]["self"]["href"].rpartition("/")[2] for one in found] == [cyd["id"]]
    below = (await world.call("GET", f"/users/{cyd['id']}/linkedObjects/report")).json
    assert len(below) == 1
    assert (await world.call("PUT", f"/users/{ada['id']}/linkedObjects/manager/{ada['id']}")).code == "E0000261"


async def test_an_enrolment_policy_lists_every_authenticator_and_holds_its_group(world: World) -> None:
    group_id = (await world.call("POST", "/groups", {"profile": {"name": "tier-high"}})).json["id"]
    body = {
        "type": "MFA_ENROLL",
        "name": "high",
        "conditions": {"people": {"groups": {"include": [group_id]}}},
        "settings": {"type": "AUTHENTICATORS", "authenticators": [{"key": "webauthn", "enroll": {"self": "REQUIRED"}}]},
    }
    made = (await world.call("POST", "/policies", body)).json
    asked = {one["key"]: one["enroll"]["self"] for one in made["settings"]["authenticators"]}
    assert (asked["webauthn"], asked["okta_password"], made["priority"]) == ("REQUIRED", "NOT_ALLOWED", 1)
    listed = (await world.call("GET", "/policies?type=MFA_ENROLL")).json
    assert [(one["name"], one["system"]) for one in listed] == [("high", False), ("Default Policy", True)]
    rule = await world.call(
        "POST", f"/policies/{made['id']}/rules", {"type": "MFA_ENROLL", "name": "r", "actions": {"enroll": {"self": "LOGIN"}}}
    )
    assert rule.json["actions"]["enroll"]["self"] == "LOGIN"
    assert (await world.call("DELETE", f"/groups/{group_id}")).code == "E0000209"
    assert (await world.call("GET", "/policies")).code == "E0000028"


@pytest.mark.parametrize("path", ["/principal-rate-limits", "/principal-rate-limits/none"])
async def test_principal_limits_want_to_know_whose(world: World, path: str) -> None:
    assert (await world.call("GET", path)).status in {400, 404}
    listed = await world.call("GET", '/principal-rate-limits?filter=principalType eq "SSWS_TOKEN"')
    assert [one["defaultPercentage"] for one in listed.json] == [50]


async def test_in_read_only_mode_reads_work_and_writes_wait(world: World) -> None:
    user = await world.user()
    await world.do("options", read_only=True)
    assert (await world.call("GET", f"/users/{user['id']}")).status == 200
    refused = await world.call("POST", f"/users/{user['id']}", {"profile": {"title": "Clerk"}})
    assert (refused.status, refused.code) == (503, "E0000010")
    assert "x-rate-limit-reset" in refused.headers


async def test_too_many_calls_at_once_are_told_by_limits_of_nought(world: World) -> None:
    await world.do("options", latency=0.05, at_once=2)
    answers = await asyncio.gather(*(world.call("GET", "/groups") for _ in range(6)))
    refused = [one for one in answers if one.status == 429]
    assert refused and len(refused) < 6
    assert {(one.headers["x-rate-limit-limit"], one.headers["x-rate-limit-remaining"]) for one in refused} == {("0", "0")}
