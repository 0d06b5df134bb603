"""Apps come by direct assignment and by group; the last of both takes them away."""

from typing import Any

from tests.simulators.okta.conftest import World

BOOKMARK = {
    "name": "bookmark",
    "label": "Payroll",
    "signOnMode": "BOOKMARK",
    "settings": {"app": {"requestIntegration": False, "url": "https://x.example"}},
}


async def app(world: World, **change: Any) -> str:
    made = await world.call("POST", "/apps", BOOKMARK | change)
    assert made.status == 200, made.json
    return str(made.json["id"])


async def group(world: World, name: str) -> str:
    return str((await world.call("POST", "/groups", {"profile": {"name": name}})).json["id"])


async def test_a_groups_app_comes_and_goes_with_membership(world: World) -> None:
    app_id, group_id = await app(world), await group(world, "sales")
    user = await world.user()
    assigned = await world.call("PUT", f"/apps/{app_id}/groups/{group_id}", {"profile": {}})
    assert (assigned.status, assigned.json["priority"]) == (200, 0)
    await world.call("PUT", f"/groups/{group_id}/users/{user['id']}")
    held = await world.call("GET", f"/apps/{app_id}/users/{user['id']}")
    assert held.json["scope"] == "GROUP"
    assert (await world.call("DELETE", f"/apps/{app_id}/users/{user['id']}")).code == "E0000046"
    mine = await world.call("GET", f'/apps?filter=user.id eq "{user["id"]}"')
    assert [one["label"] for one in mine.json] == ["Payroll"]
    await world.call("DELETE", f"/groups/{group_id}/users/{user['id']}")
    assert (await world.call("GET", f"/apps/{app_id}/users/{user['id']}")).status == 404


async def test_a_direct_assignment_outlives_the_groups_and_falls_back_to_it(world: World) -> None:
    app_id, group_id = await app(world), await group(world, "sales")
    user = await world.user()
    await world.call("PUT", f"/apps/{app_id}/groups/{group_id}", {})
    await world.call("PUT", f"/groups/{group_id}/users/{user['id']}")
    direct = await world.call("POST", f"/apps/{app_id}/users", {"id": user["id"], "scope": "USER"})
    assert direct.json["scope"] == "USER"
    assert (await world.call("POST", f"/apps/{app_id}/users", {"id": user["id"]})).code == "E0000062"
    assert (await world.call("DELETE", f"/apps/{app_id}/users/{user['id']}")).status == 204
    assert (await world.call("GET", f"/apps/{app_id}/users/{user['id']}")).json["scope"] == "GROUP"


async def test_the_group_of_lowest_priority_gives_the_profile(world: World) -> None:
    app_id = await app(world)
    user = await world.user()
    for number, name in enumerate(("first", "second")):
        group_id = await group(world, name)
        await world.call("PUT", f"/groups/{group_id}/users/{user['id']}")
        await world.call("PUT", f"/apps/{app_id}/groups/{group_id}", {"priority": 1 - number, "profile": {"role": name}})
    assert (await world.call("GET", f"/apps/{app_id}/users/{user['id']}")).json["profile"] == {"role": "second"}
    listed = (await world.call("GET", f"/apps/{app_id}/groups")).json
    assert [one["priority"] for one in listed] == [0, 1]


async def test_deactivating_a_user_takes_all_apps(world: World) -> None:
    app_id, group_id = await app(world), await group(world, "sales")
    user = await world.user()
    await world.call("PUT", f"/apps/{app_id}/groups/{group_id}", {})
    await world.call("PUT", f"/groups/{group_id}/users/{user['id']}")
    await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")
    assert (await world.call("GET", f"/apps/{app_id}/users")).json == []
    await world.call("POST", f"/users/{user['id']}/lifecycle/activate")
    assert (await world.state_of(user["id"]))["groups"] == ["sales"]


async def test_an_active_app_cannot_be_deleted(world: World) -> None:
    app_id = await app(world)
    refused = await world.call("DELETE", f"/apps/{app_id}")
    assert (refused.status, refused.code) == (403, "E0000056")
    assert (await world.call("POST", f"/apps/{app_id}/lifecycle/deactivate")).json == {}
    assert (await world.call("DELETE", f"/apps/{app_id}")).status == 204


async def test_an_oidc_app_shows_its_secret_once(world: World) -> None:
    settings = {"oauthClient": {"grant_types": ["authorization_code"], "redirect_uris": ["https://x.example"]}}
    made = await world.call("POST", "/apps", {"name": "oidc_client", "label": "Web", "signOnMode": "OPENID_CONNECT", "settings": settings})
    assert made.json["credentials"]["oauthClient"]["client_secret"]
    read = await world.call("GET", f"/apps/{made.json['id']}")
    assert "client_secret" not in read.json["credentials"]["oauthClient"]
    granted = await world.call("POST", f"/apps/{made.json['id']}/grants", {"scopeId": "okta.users.read", "issuer": world.url})
    assert (granted.status, granted.json["scopeId"]) == (201, "okta.users.read")
