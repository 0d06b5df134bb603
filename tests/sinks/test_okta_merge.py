"""Two records found to be one person, in Okta: the old account is the new record's, until somebody undoes it."""

from domain.desired import Standing
from tests.sinks.test_okta_dispatched import GONE, OktaWorld, active, joined, world

__all__ = ["world"]
HERS = {"last": "Smyth", "login": "jon.smyth@halden.example"}


async def gone(world: OktaWorld) -> str:
    """P1 worked here and left."""
    await joined(world, signed_in=True)
    world.announce_of("P1", 2, GONE, standing=Standing.LEFT)
    await world.quiet()
    return str(world.person()["id"])


async def merged(world: OktaWorld) -> str:
    old = await gone(world)
    world.announce_of("P1", 3, GONE, standing=Standing.LEFT, flags=("joined:P2",))
    world.announce_of("P2", 1, active(), same_as="P1", **HERS)
    await world.quiet()
    return old


async def test_the_account_of_the_other_record_becomes_hers_with_its_login(world: OktaWorld) -> None:
    old = await merged(world)
    person = world.person()
    assert (person["id"], person["status"], person["profile"]["ukgPersonId"]) == (old, "PROVISIONED", "P2")
    assert person["profile"]["lastName"] == "Smyth" and person["login"] == "maria.lopez.p1@halden.example"
    world.forget()
    world.announce_of("P1", 4, GONE, standing=Standing.LEFT, flags=("joined:P2",))
    await world.quiet()
    assert world.written() == []


async def test_undone_each_has_an_account_of_her_own(world: OktaWorld) -> None:
    old = await merged(world)
    world.announce_of("P2", 2, active(), **HERS)
    world.announce_of("P1", 4, GONE, standing=Standing.LEFT)
    await world.quiet()
    people = {user["profile"]["ukgPersonId"]: user for user in world.people()}
    assert people["P1"]["id"] == old != people["P2"]["id"]
    assert (people["P1"]["status"], people["P2"]["status"]) == ("DEPROVISIONED", "PROVISIONED")


async def test_undone_the_leaver_may_come_first_and_still_nobody_fights_over_the_account(world: OktaWorld) -> None:
    old = await merged(world)
    world.announce_of("P1", 4, GONE, standing=Standing.LEFT)
    await world.quiet()
    world.announce_of("P2", 2, active(), **HERS)
    await world.quiet()
    people = {user["profile"]["ukgPersonId"]: user for user in world.people()}
    assert people["P1"]["id"] == old != people["P2"]["id"]
    assert (people["P1"]["status"], people["P2"]["status"]) == ("DEPROVISIONED", "PROVISIONED")


async def test_who_has_an_account_already_is_somebodys_to_decide(world: OktaWorld) -> None:
    await gone(world)
    world.announce_of("P2", 1, active(), **HERS)
    await world.quiet()
    world.forget()
    world.announce_of("P2", 2, active(), same_as="P1", **HERS)
    await world.quiet()
    assert world.written() == [] and [case.kind for case in world.row("P2").cases] == ["ambiguous-match"]


async def test_undone_while_the_account_is_off_it_goes_back_before_she_is_let_in_again(world: OktaWorld) -> None:
    old = await merged(world)
    world.announce_of("P2", 2, GONE, standing=Standing.LEFT, same_as="P1", **HERS)
    await world.quiet()
    world.forget()
    world.announce_of("P2", 3, GONE, standing=Standing.LEFT, **HERS)
    world.announce_of("P1", 4, GONE, standing=Standing.LEFT)
    await world.quiet()
    assert world.written() == [], "Okta changes nothing of an account that is off"
    world.announce_of("P2", 4, active(), **HERS)
    await world.quiet()
    people = {user["profile"]["ukgPersonId"]: user for user in world.people()}
    assert people["P1"]["id"] == old != people["P2"]["id"]
    assert (people["P1"]["status"], people["P2"]["status"]) == ("DEPROVISIONED", "PROVISIONED")


async def test_undone_while_the_account_is_off_whose_it_was_may_be_let_in_first(world: OktaWorld) -> None:
    old = await merged(world)
    world.announce_of("P2", 2, GONE, standing=Standing.LEFT, same_as="P1", **HERS)
    await world.quiet()
    world.announce_of("P2", 3, GONE, standing=Standing.LEFT, **HERS)
    world.announce_of("P1", 4, active())
    await world.quiet()
    world.announce_of("P2", 4, active(), **HERS)
    await world.quiet()
    people = {user["profile"]["ukgPersonId"]: user for user in world.people()}
    assert people["P1"]["id"] == old != people["P2"]["id"]
    assert (people["P1"]["status"], people["P2"]["status"]) == ("PROVISIONED", "PROVISIONED")


async def test_undone_what_a_search_shows_that_lags_behind_is_not_taken_again(world: OktaWorld) -> None:
    old = await merged(world)
    world.simulator.vendor.options.lag = 3600.0  # type: ignore[attr-defined]
    world.announce_of("P2", 2, active(), **HERS)
    await world.quiet()
    people = {user["profile"]["ukgPersonId"]: user for user in world.people()}
    assert people["P1"]["id"] == old != people["P2"]["id"]
