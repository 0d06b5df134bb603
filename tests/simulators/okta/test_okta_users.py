"""Creating, reading, changing and deleting users, over HTTP."""

import pytest

from tests.simulators.okta.conftest import Start, World, person


@pytest.mark.parametrize(
    ("activate", "password", "status", "links"),
    [
        ("false", False, "STAGED", {"activate"}),
        ("false", True, "STAGED", {"activate"}),
        ("true", False, "PROVISIONED", {"suspend", "resetPassword", "reactivate", "deactivate"}),
        (
            "true",
            True,
            "ACTIVE",
            {"suspend", "resetPassword", "forgotPassword", "expirePassword", "changeRecoveryQuestion", "changePassword", "deactivate"},
        ),
    ],
)
async def test_a_new_user_has_the_status_that_activation_and_password_give(
    world: World, activate: str, password: bool, status: str, links: set[str]
) -> None:
    user = await world.user(activate=activate, password=password)

    assert user["status"] == status
    assert set(user["_links"]) == links | {"self", "schema", "type", "resetFactors"}
    assert (user["activated"] is None) == (activate == "false")
    assert ("password" in user["credentials"]) == password
    assert list(user["profile"]) == ["firstName", "lastName", "mobilePhone", "secondEmail", "login", "email"]
    assert user["created"].endswith(".000Z") and len(user["id"]) == 20 and user["id"].startswith("00u")
    assert user["realmId"].startswith("guo") and "emails" not in user["credentials"]


async def test_an_empty_password_counts_as_none(world: World) -> None:
    reply = await world.call("POST", "/users", person() | {"credentials": {"password": {}}})
    assert reply.json["status"] == "PROVISIONED"


async def test_groups_are_joined_in_the_creating_call_up_to_twenty(world: World) -> None:
    ids = [(await world.call("POST", "/groups", {"profile": {"name": f"g{n}"}})).json["id"] for n in range(21)]

    refused = await world.call("POST", "/users", person() | {"groupIds": ids})
    assert (refused.status, refused.code) == (400, "E0000093")
    assert refused.causes == ["The number of group targets is too large"]

    made = await world.call("POST", "/users", person() | {"groupIds": ids[:20]})
    assert made.status == 200
    assert len((await world.state_of(made.json["id"]))["groups"]) == 20


async def test_a_group_that_does_not_exist_creates_nobody(world: World) -> None:
    refused = await world.call("POST", "/users", person() | {"groupIds": ["00gnothing"]})
    assert (refused.status, refused.code) == (404, "E0000007")
    assert (await world.call("GET", "/users/ada@halden.example")).status == 404


async def test_a_login_is_taken_in_any_case_also_by_someone_deactivated(world: World) -> None:
    user = await world.user()
    await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")

    refused = await world.call("POST", "/users", person("ADA@halden.example"))

    assert refused.status == 400
    assert refused.json["errorSummary"] == "Api validation failed: login"
    assert refused.causes == ["login: An object with this field already exists in the current organization"]
    assert set(refused.json) == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}
    assert refused.json["errorId"].startswith("oae") and len(refused.json["errorId"]) == 25


async def test_the_person_id_is_unique(world: World) -> None:
    await world.user(ukgPersonId="P1")
    refused = await world.call("POST", "/users", person("eve@halden.example", ukgPersonId="P1"))
    assert (refused.code, refused.json["errorSummary"]) == ("E0000001", "Api validation failed: ukgPersonId")


async def test_an_unknown_property_is_refused(world: World, start: Start) -> None:
    refused = await world.call("POST", "/users", person(notValid="x"))
    assert (refused.status, refused.json["errorSummary"]) == (400, "Api validation failed: newUser")
    assert refused.causes == ["Property name 'notValid' is not defined in profile"]

    lacking = await start(person_attribute=False)
    assert (await lacking.call("POST", "/users", person(ukgPersonId="P1"))).status == 400


async def test_missing_and_malformed_fields_are_named(world: World) -> None:
    blank = await world.call("POST", "/users", {"profile": {"login": "ada@halden.example", "email": "ada@halden.example"}})
    assert blank.causes == ["firstName: The field cannot be left blank", "lastName: The field cannot be left blank"]
    mail = await world.call("POST", "/users", person(email="nobody"))
    assert mail.causes == ["email: Does not match required pattern"]
    wrong = await world.call("POST", "/users", person(title=7))
    assert wrong.causes == ["title: Incorrect type. Expected string"]


async def test_a_user_is_read_by_id_login_and_short_name(world: World) -> None:
    user = await world.user()
    for given in (user["id"], "Ada@halden.example", "ada", "ada%40halden.example"):
        assert (await world.call("GET", f"/users/{given}")).json["id"] == user["id"]
    gone = await world.call("GET", "/users/nobody@halden.example")
    assert gone.json["errorSummary"] == "Not found: Resource not found: nobody@halden.example (User)"
    await world.user("ada@elsewhere.example")
    assert (await world.call("GET", "/users/ada")).status == 404


async def test_a_partial_update_keeps_the_rest_and_null_clears(world: World) -> None:
    user = await world.user(title="Clerk", department="Operations")
    world.clock.move(seconds=5)

    changed = (await world.call("POST", f"/users/{user['id']}", {"profile": {"title": None, "division": "US01"}})).json

    assert changed["profile"].items() >= {"department": "Operations", "division": "US01"}.items()
    assert "title" not in changed["profile"]
    assert changed["lastUpdated"] == "2026-05-04T09:00:05.000Z" and changed["statusChanged"] == user["statusChanged"]


async def test_a_replacement_deletes_what_it_does_not_mention(world: World) -> None:
    user = await world.user(title="Clerk")
    replaced = await world.call("PUT", f"/users/{user['id']}", person())
    assert "title" not in replaced.json["profile"]
    assert (await world.call("PUT", f"/users/{user['id']}", {"profile": {"title": "x"}})).status == 400


async def test_a_required_attribute_cannot_be_cleared_and_nothing_changes(world: World) -> None:
    user = await world.user()
    refused = await world.call("POST", f"/users/{user['id']}", {"profile": {"lastName": None, "title": "x"}})
    assert refused.causes == ["lastName: The field cannot be left blank"]
    assert "title" not in (await world.call("GET", f"/users/{user['id']}")).json["profile"]


async def test_a_rename_frees_the_old_login_and_needs_the_new_one_free(world: World) -> None:
    ada, _eve = await world.user(), await world.user("eve@halden.example")

    refused = await world.call("POST", f"/users/{ada['id']}", {"profile": {"login": "Eve@halden.example"}})
    assert refused.code == "E0000001"
    renamed = await world.call("POST", f"/users/{ada['id']}", {"profile": {"login": "lovelace@halden.example"}})
    assert renamed.json["id"] == ada["id"]
    assert (await world.call("GET", "/users/ada@halden.example")).status == 404
    await world.user("ada@halden.example")
    assert [entry["operation"] for entry in await world.journal()][2:4] == ["rename", "rename"]


async def test_updating_a_deactivated_user_is_refused_as_configured(start: Start) -> None:
    for option, status in ((True, 404), (False, 403)):
        world = await start(deprovisioned_update_is_404=option)
        user = await world.user()
        await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")
        assert (await world.call("POST", f"/users/{user['id']}", {"profile": {"title": "x"}})).status == status
        assert await world.status(user["id"]) == "DEPROVISIONED"


async def test_deleting_deactivates_first_and_deletes_then(world: World) -> None:
    user = await world.user()
    assert (await world.call("DELETE", f"/users/{user['id']}")).status == 204
    assert await world.status(user["id"]) == "DEPROVISIONED"
    assert (await world.call("DELETE", f"/users/{user['id']}")).status == 204
    assert (await world.call("GET", f"/users/{user['id']}")).status == 404
    await world.user()
    assert [entry["operation"] for entry in await world.journal() if entry["method"] == "DELETE"] == ["deactivate", "delete"]


async def test_the_etag_covers_the_profile_and_guards_updates(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}"
    tag = (await world.call("GET", path)).headers["ETag"]
    await world.call("POST", f"{path}/lifecycle/suspend")
    assert (await world.call("GET", path)).headers["ETag"] == tag and tag.startswith('W/"')

    assert (await world.call("POST", path, {"profile": {"title": "x"}}, If_Match=tag)).status == 200
    stale = await world.call("POST", path, {"profile": {"title": "y"}}, If_Match=tag)
    assert (stale.status, stale.code) == (412, "E0000231")
    assert (await world.call("POST", path, {}, If_Match="nonsense")).code == "E0000242"


async def test_changing_the_password_at_next_login_needs_a_password_and_activation(world: World) -> None:
    assert (await world.call("POST", "/users?nextLogin=changePassword", person())).code == "E0000124"
    assert (await world.call("POST", "/users?activate=false&nextLogin=changePassword", person(password=True))).code == "E0000125"
    made = await world.call("POST", "/users?nextLogin=changePassword", person(password=True))
    assert made.json["status"] == "PASSWORD_EXPIRED"
