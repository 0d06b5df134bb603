"""Lists: plain, q, filter, search; pages; the lag of searches."""

import pytest

from tests.simulators.okta.conftest import Start, World


async def crowd(world: World, count: int) -> list[str]:
    return [(await world.user(f"p{n:03}@halden.example", firstName=f"F{n:03}", ukgPersonId=f"P{n}"))["id"] for n in range(count)]


async def every(world: World, path: str) -> list[str]:
    """All ids, page by page."""
    ids: list[str] = []
    reply = await world.call("GET", path)
    while True:
        ids += [one["id"] for one in reply.json]
        links = reply.links()
        if "next" not in links:
            return ids
        reply = await world.call("GET", links["next"])


async def test_pages_of_every_kind_of_list_give_everybody_once(world: World) -> None:
    ids = await crowd(world, 7)
    for query in ("", "&filter=status+eq+%22PROVISIONED%22", "&search=status+eq+%22PROVISIONED%22"):
        assert sorted(await every(world, f"/users?limit=3{query}")) == sorted(ids)


async def test_a_page_shows_two_link_headers_and_only_self_links(world: World) -> None:
    ids = await crowd(world, 3)
    reply = await world.call("GET", "/users?limit=2")
    assert reply.headers.getall("Link") == [
        f'<{world.url}/api/v1/users?limit=2>; rel="self"',
        f'<{world.url}/api/v1/users?after=1{ids[1]}&limit=2>; rel="next"',
    ]
    assert all(set(user["_links"]) == {"self"} for user in reply.json)


async def test_a_full_last_page_of_a_search_has_no_next_but_one_of_a_plain_list_may(world: World) -> None:
    await crowd(world, 2)
    assert set((await world.call("GET", "/users?limit=2&search=status+pr")).links()) == {"self"}
    plain = (await world.call("GET", "/users?limit=2")).links()
    assert (await world.call("GET", plain["next"])).json == []


async def test_the_self_link_is_normalised(world: World) -> None:
    reply = await world.call("GET", "/users?search=status+eq+%22ACTIVE%22&sortOrder=asc")
    assert reply.links()["self"].endswith("/api/v1/users?limit=200&search=status+eq+%22ACTIVE%22")


async def test_deactivated_users_are_hidden_from_plain_lists_and_prefixes_only(world: World) -> None:
    user = await world.user()
    await world.call("POST", f"/users/{user['id']}/lifecycle/deactivate")
    assert await every(world, "/users") == [] == await every(world, "/users?q=ada")
    for query in ("search=profile.login+eq+%22ADA@halden.example%22", "filter=status+eq+%22DEPROVISIONED%22", "search=status+pr"):
        assert await every(world, f"/users?{query}") == [user["id"]]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('profile.ukgPersonId eq "p1"', 1),
        ('profile.firstName sw "f00"', 3),
        ('profile.login co "002"', 1),
        ('profile.ukgPersonId eq "P0" or profile.ukgPersonId eq "P2"', 2),
        ('status eq "PROVISIONED" and (profile.ukgPersonId eq "P0" or profile.ukgPersonId eq "P9")', 1),
        ("profile.ukgPersonId pr", 3),
        ("profile.title pr", 0),
        ('created lt "2026-05-04T09:00:01.000Z"', 3),
        ('(status lt "STAGED" or status gt "STAGED")', 3),
    ],
)
async def test_search_understands(world: World, expression: str, found: int) -> None:
    await crowd(world, 3)
    reply = await world.session.get(f"{world.url}/api/v1/users", params={"search": expression})
    assert len(await reply.json()) == found


@pytest.mark.parametrize(
    "query",
    [
        "search=profile.login+ne+%22x%22",
        "search=profile.title+co+%22x%22",
        "search=status",
        "search=(status+eq+%22ACTIVE%22",
        "filter=profile.title+eq+%22x%22",
        "filter=profile.login+sw+%22x%22",
        "after=nonsense",
    ],
)
async def test_what_it_does_not_understand_is_400(world: World, query: str) -> None:
    reply = await world.call("GET", f"/users?{query}")
    assert (reply.status, reply.code) == (400, "E0000031")


async def test_search_beside_filter_is_refused(world: World) -> None:
    assert (await world.call("GET", "/users?search=status+pr&filter=id+eq+%22x%22")).code == "E0000033"


async def test_filters_compare_case_and_searches_do_not(world: World) -> None:
    user = await world.user()
    assert await every(world, "/users?filter=profile.login+eq+%22ADA@halden.example%22") == []
    assert await every(world, "/users?search=profile.login+eq+%22ADA@halden.example%22") == [user["id"]]


async def test_searches_can_be_sorted(world: World) -> None:
    ids = await crowd(world, 3)
    assert await every(world, "/users?search=status+pr&sortBy=profile.login&sortOrder=desc&limit=2") == ids[::-1]


async def test_prefixes_give_ten_and_no_second_page(world: World) -> None:
    await crowd(world, 11)
    reply = await world.call("GET", "/users?q=f0")
    assert len(reply.json) == 10 and "next" not in reply.links()


async def test_a_search_lags_and_shows_the_state_before_while_reads_do_not(start: Start) -> None:
    world = await start(lag=1.0)
    user = await world.user()
    search = "/users?search=profile.login+eq+%22ada@halden.example%22"

    assert (await world.call("GET", search)).json == []
    assert await world.status(user["id"]) == "PROVISIONED"
    assert await every(world, "/users") == [user["id"]] == await every(world, "/users?filter=status+eq+%22PROVISIONED%22")

    world.machine[0] = 0.6
    (seen,) = (await world.call("GET", search)).json
    assert (seen["status"], seen["transitioningToStatus"], seen["activated"]) == ("STAGED", "PROVISIONED", None)

    world.machine[0] = 1.0
    (seen,) = (await world.call("GET", search)).json
    assert seen["status"] == "PROVISIONED" and "transitioningToStatus" not in seen


async def test_an_old_state_stays_searchable_until_the_lag_is_over(start: Start) -> None:
    world = await start(lag=1.0)
    user = await world.user(title="Clerk")
    world.machine[0] = 5.0
    await world.call("POST", f"/users/{user['id']}", {"profile": {"title": "Accountant"}})
    old, new = "/users?search=profile.title+eq+%22Clerk%22", "/users?search=profile.title+eq+%22Accountant%22"
    assert (await every(world, old), await every(world, new)) == ([user["id"]], [])
    await world.do("options", lag=0)
    assert (await every(world, old), await every(world, new)) == ([], [user["id"]])


async def test_credentials_can_be_left_out(world: World) -> None:
    await world.user()
    wanted = 'application/json; okta-response="omitCredentials,omitCredentialsLinks,omitTransitioningToStatus"'
    reply = await world.call("GET", "/users", Content_Type=wanted)
    assert "credentials" not in reply.json[0]
