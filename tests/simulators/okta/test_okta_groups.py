"""Groups, memberships, apps, schema, over HTTP."""

from tests.simulators.okta.conftest import Start, World


async def group(world: World, name: str = "dept-sales") -> str:
    return str((await world.call("POST", "/groups", {"profile": {"name": name}})).json["id"])


async def test_a_group_looks_as_recorded_and_its_name_is_unique(world: World) -> None:
    made = await world.call("POST", "/groups", {"profile": {"name": "dept-sales"}})
    assert made.status == 200
    assert set(made.json) == {"id", "created", "lastUpdated", "lastMembershipUpdated", "objectClass", "type", "profile", "_links"}
    assert made.json["profile"] == {"name": "dept-sales", "description": None}
    assert set(made.json["_links"]) == {"logo", "users", "apps", "owners"}
    assert (made.json["type"], made.json["objectClass"]) == ("OKTA_GROUP", ["okta:user_group"])
    twice = await world.call("POST", "/groups", {"profile": {"name": "DEPT-sales"}})
    assert twice.causes == ["name: An object with this field already exists in the current organization"]
    gone = await world.call("GET", "/groups/00gnothing")
    assert gone.json["errorSummary"] == "Not found: Resource not found: 00gnothing (UserGroup)"


async def test_joining_and_leaving_answer_204_both_times(world: World) -> None:
    user, sales = await world.user(), await group(world)
    for method in ("PUT", "PUT", "DELETE", "DELETE"):
        assert (await world.call(method, f"/groups/{sales}/users/{user['id']}")).status == 204
    assert (await world.call("PUT", f"/groups/{sales}/users/00unothing")).json["errorSummary"].endswith("00unothing (User)")
    assert (await world.call("PUT", f"/groups/00gno/users/{user['id']}")).json["errorSummary"].endswith("00gno (UserGroup)")
    entry = (await world.journal())[2]
    assert (entry["operation"], entry["subject"], entry["detail"]["name"]) == ("add-group", user["id"], "dept-sales")


async def test_the_user_sees_a_membership_at_once_and_the_group_later(start: Start) -> None:
    world = await start(lag=1.0)
    user, sales = await world.user(), await group(world)
    world.machine[0] = 5.0
    await world.call("PUT", f"/groups/{sales}/users/{user['id']}")

    mine = await world.call("GET", f"/users/{user['id']}/groups")
    assert [one["profile"]["name"] for one in mine.json] == ["Everyone", "dept-sales"]
    assert mine.links()["self"].endswith("/groups?limit=200")
    assert (await world.call("GET", f"/groups/{sales}/users")).json == []
    world.machine[0] = 6.0
    members = await world.call("GET", f"/groups/{sales}/users")
    assert [one["id"] for one in members.json] == [user["id"]]
    assert members.links() == {"self": f"{world.url}/api/v1/groups/{sales}/users?limit=1000"}


async def test_a_deactivated_user_can_leave_but_not_join(world: World) -> None:
    user, sales = await world.user(), await group(world)
    await world.call("PUT", f"/groups/{sales}/users/{user['id']}")
    await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")
    assert (await world.call("DELETE", f"/groups/{sales}/users/{user['id']}")).status == 204
    assert (await world.call("PUT", f"/groups/{sales}/users/{user['id']}")).status == 403


async def test_everyone_and_groups_of_apps_cannot_be_changed(world: World) -> None:
    user = await world.user()
    everyone = (await world.call("GET", "/groups?q=Everyone")).json[0]
    imported = await world.do("seed_group", name="from-ad", type="APP_GROUP")
    for locked in (everyone["id"], imported["id"]):
        assert (await world.call("DELETE", f"/groups/{locked}/users/{user['id']}")).code == "E0000111"
        assert (await world.call("DELETE", f"/groups/{locked}")).status == 403
    assert [one["id"] for one in (await world.call("GET", f"/groups/{everyone['id']}/users")).json] == [user["id"]]


async def test_groups_are_found_by_search_prefix_filter_and_list(world: World) -> None:
    sales = await group(world)
    for query in ("search=profile.name+eq+%22Dept-Sales%22", "q=dept", f"filter=id+eq+%22{sales}%22"):
        reply = await world.call("GET", f"/groups?{query}")
        assert [one["id"] for one in reply.json] == [sales]
        assert ("Link" in reply.headers) == (not query.startswith("q="))
    assert (await world.call("GET", "/groups?filter=profile.name+eq+%22x%22")).code == "E0000031"
    first = await world.call("GET", "/groups?limit=1")
    second = await world.call("GET", first.links()["next"])
    assert [one["id"] for one in second.json] == [(await world.call("GET", "/groups")).json[1]["id"]]


async def test_a_group_search_lags(start: Start) -> None:
    world = await start(lag=1.0)
    await group(world)
    assert (await world.call("GET", "/groups?search=profile.name+eq+%22dept-sales%22")).json == []
    assert len((await world.call("GET", "/groups?q=dept-sales")).json) == 1


async def test_a_group_is_replaced_and_deleted(world: World) -> None:
    sales = await group(world)
    renamed = await world.call("PUT", f"/groups/{sales}", {"profile": {"name": "dept-sale", "description": ""}})
    assert renamed.json["profile"] == {"name": "dept-sale", "description": ""}
    assert (await world.call("DELETE", f"/groups/{sales}")).status == 204
    assert (await world.call("GET", f"/groups/{sales}")).status == 404


async def test_apps_are_assigned_and_taken_directly(world: World) -> None:
    user, app = await world.user(), await world.do("seed_app", label="Gong")
    path = f"/apps/{app['id']}/users"

    made = await world.call("POST", path, {"id": user["id"], "scope": "USER"})
    assert (made.status, made.json["scope"], made.json["credentials"]) == (200, "USER", {"userName": "ada@halden.example"})
    assert (await world.call("POST", path, {"id": user["id"]})).code == "E0000062"
    assert (await world.call("GET", f"{path}/{user['id']}")).status == 200
    mine = await world.call("GET", f"/apps?filter=user.id+eq+%22{user['id']}%22")
    assert [one["label"] for one in mine.json] == ["Gong"]
    assert [one["label"] for one in (await world.call("GET", f"/users/{user['id']}/appLinks")).json] == ["Gong"]
    assert (await world.call("DELETE", f"{path}/{user['id']}?sendEmail=false")).status == 204
    assert (await world.call("GET", f"{path}/{user['id']}")).code == "E0000007"
    await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")
    assert (await world.call("POST", path, {"id": user["id"]})).code == "E0000117"
    operations = [entry["operation"] for entry in await world.journal() if entry["write"]]
    assert operations == ["create", "assign-app", "assign-app", "unassign-app", "deactivate", "assign-app"]


async def test_the_schema_tells_whether_the_org_has_the_person_attribute(world: World, start: Start) -> None:
    shown = (await world.call("GET", "/meta/schemas/user/default")).json
    assert shown["definitions"]["custom"]["properties"]["ukgPersonId"]["unique"] == "UNIQUE_VALIDATED"
    assert len(shown["definitions"]["base"]["properties"]) == 31

    lacking = await start(person_attribute=False)
    assert (await lacking.call("GET", "/meta/schemas/user/default")).json["definitions"]["custom"]["properties"] == {}
    rule = {"title": "UKG person id", "type": "string", "unique": True}
    body = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {"ukgPersonId": rule}}}}
    made = await lacking.call("POST", "/meta/schemas/user/default", body)
    assert made.json["definitions"]["custom"]["properties"]["ukgPersonId"]["unique"] == "UNIQUE_VALIDATED"
    await lacking.user(ukgPersonId="P1")


async def test_the_user_type_leads_to_the_schema(world: World) -> None:
    (kind,) = (await world.call("GET", "/meta/types/user")).json
    schema = (await world.call("GET", kind["_links"]["schema"]["href"])).json
    assert schema["_links"]["type"]["href"] == kind["_links"]["self"]["href"]
    assert kind["default"] is True and kind["name"] == "user"
