"""Somebody else acts in Okta: found by its log within minutes or at night, set right, told once, and not mistaken for ourselves."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.desired import OktaDesired, OktaStatus, Standing
from domain.proposals import Alert, Case, Priority, Proposal, ProposalKind
from sinks.rounds import WATCH, next_night
from tests.sinks.memory_host import START
from tests.sinks.test_okta_dispatched import GONE, GROUPS, PROFILE, SUSPENDED, OktaWorld, active, joined, world

__all__ = ["world"]


async def act(world: OktaWorld, **asked: Any) -> None:
    await world.simulator.vendor.verbs()["act"]({"user": world.person()["id"], **asked})


async def after(world: OktaWorld, span: timedelta) -> None:
    """Time passes; all that is due is done."""
    world.clock.advance(to=world.clock.now() + span)
    await world.quiet(until=world.clock.now())


def cases(world: OktaWorld) -> list[tuple[str, bool]]:
    return [(one.kind, one.open) for one in world.durable.told("jml-cases") if isinstance(one, Case)]


def alerts(world: OktaWorld) -> list[tuple[str, bool]]:
    found = [one for one in world.durable.told("jml-alerts") if isinstance(one, Alert)]
    return [(one.kind, one.on) for one in found if one.kind in ("drift", "fight")]


async def left(world: OktaWorld, okta: OktaDesired = SUSPENDED) -> None:
    await joined(world, signed_in=True)
    world.announce_of("P1", 2, okta, standing=Standing.LEFT, priority=Priority.LEAVER)
    await world.quiet(until=START + timedelta(minutes=2))
    world.forget()


async def test_a_leaver_whom_somebody_lets_in_is_out_again_within_five_minutes(world: OktaWorld) -> None:
    await left(world)
    await act(world, status="ACTIVE", sign_in=True, **{"groups+": ["dept-sales"]})
    await after(world, timedelta(minutes=5))
    person = world.person()
    assert (person["status"], person["groups"], person["sessions"]) == ("SUSPENDED", [], 0)
    assert cases(world) == [("drift", True), ("drift", False)] and alerts(world) == [("drift", True), ("drift", False)]
    causes = [record["enrichments"][0]["data"]["rule"] for record in world.audit() if record["unmapped"]["action"] == "suspend"]
    assert sorted(causes) == ["drift", "mover"]


async def test_a_leaver_let_in_after_the_day_is_over_is_deactivated_at_once(world: OktaWorld) -> None:
    await left(world, GONE)
    await act(world, status="ACTIVE", sign_in=True)
    await after(world, timedelta(minutes=5))
    assert world.person()["status"] == "DEPROVISIONED"


async def test_our_own_writes_are_no_drift_and_cost_no_write(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    world.announce_of("P1", 2, active(title="Boss"))
    await world.quiet(until=START + timedelta(minutes=2))
    world.forget()
    for _ in range(3):
        await after(world, WATCH)
    await after(world, next_night(world.clock.now()) - world.clock.now())
    assert world.written() == [] and cases(world) == [] and alerts(world) == []


async def test_the_night_finds_what_no_event_told(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    await after(world, timedelta(minutes=5))
    with world.simulator.vendor.org.unlogged():
        await act(world, profile={"title": "King"}, **{"groups+": ["dept-finance", "ski-club"]})
    await after(world, timedelta(minutes=5))
    assert world.person()["profile"]["title"] == "King"
    await after(world, next_night(world.clock.now()) - world.clock.now())
    person = world.person()
    assert person["profile"]["title"] == PROFILE["title"] and set(person["groups"]) == {*GROUPS, "ski-club"}


async def test_two_who_write_one_title_stop_after_three_reversals_and_a_new_announcement_decides(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    await after(world, timedelta(minutes=5))
    world.forget()
    for number in range(5):
        await act(world, profile={"title": f"King {number}"})
        await after(world, timedelta(minutes=5))
    assert world.person()["profile"]["title"] == "King 4" and world.written() == ["update", "update"]
    assert ("fight", True) in alerts(world) and [case.kind for case in world.row("P1").cases] == ["fight"]
    world.announce_of("P1", 2, active(title="Chief"))
    await world.quiet(until=world.clock.now())
    assert world.person()["profile"]["title"] == "Chief" and world.row("P1").cases == ()
    assert alerts(world)[-1] == ("fight", False)


async def test_a_signed_exception_leaves_a_reactivated_leaver_as_she_is(world: OktaWorld) -> None:
    await left(world)
    await act(world, status="ACTIVE", sign_in=True)
    world.announce_of("P1", 3, SUSPENDED, standing=Standing.LEFT, excepted=True)
    await after(world, timedelta(minutes=5))
    await after(world, timedelta(days=1))
    assert world.person()["status"] == "ACTIVE" and world.written() == []


async def test_what_was_given_by_hand_survives_a_cut_and_the_way_back(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    await act(world, **{"groups+": ["ski-club", "beta"], "apps+": ["Wiki", "Mail"]})
    world.announce_of("P1", 2, SUSPENDED, standing=Standing.LEFT)
    await world.quiet(until=START)
    assert (world.person()["groups"], world.person()["apps"]) == ([], [])
    told = world.ended()
    assert told["unassign-app", "done"] == 2 and told["remove-group", "done"] == 2 + len(GROUPS)
    await back(world, 3)
    world.announce_of("P1", 4, SUSPENDED, standing=Standing.LEFT)
    await world.quiet(until=START)
    world.announce_of("P1", 5, GONE, standing=Standing.LEFT)
    await world.quiet(until=START + timedelta(minutes=2))
    assert world.person()["status"] == "DEPROVISIONED"
    await back(world, 6)


async def back(world: OktaWorld, version: int) -> None:
    world.announce_of("P1", version, active())
    await world.quiet(until=world.clock.now())
    assert (set(world.person()["groups"]), world.person()["apps"]) == ({*GROUPS, "ski-club", "beta"}, ["Mail", "Wiki"])


async def test_a_lost_answer_about_an_app_is_read_back_and_told_once(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    await act(world, **{"apps+": ["Wiki"]})
    for version, action, okta in ((2, "unassign-app", SUSPENDED), (3, "assign-app", active())):
        world.simulator.faults.add({"kind": "500-after", "operation": action, "times": 1})
        standing = Standing.LEFT if okta is SUSPENDED else Standing.EMPLOYED
        world.announce_of("P1", version, okta, standing=standing)
        await world.quiet(until=START + timedelta(minutes=2))
        assert world.ended()[action, "recovered"] == 1 and world.ended()[action, "done"] == 0
    assert world.person()["apps"] == ["Wiki"]


async def test_a_mover_has_her_exceptions_reviewed_once_and_what_is_dropped_goes(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    await act(world, **{"groups+": ["ski-club", "beta"]})
    moved = ("dept-finance", "everyone-halden", "mfa-standard")
    world.announce_of("P1", 2, active(*moved))
    await world.quiet(until=START)
    await after(world, timedelta(days=2))
    (review,) = [one for one in world.durable.told("jml-proposals") if isinstance(one, Proposal)]
    assert (review.kind, review.groups, review.system) == (ProposalKind.EXCEPTIONS, ("beta", "ski-club"), "okta")
    dropped = OktaDesired(status=OktaStatus.ACTIVE, groups=moved, profile=PROFILE, drop=("beta",))
    world.announce_of("P1", 3, dropped)
    await world.quiet(until=world.clock.now())
    assert set(world.person()["groups"]) == {*moved, "ski-club"}


@pytest.mark.parametrize("point", ["after-read", "after-intend", "after-call", "before-settle", "before-fold", "before-ack"])
@pytest.mark.parametrize("nth", [1, 4])
async def test_a_process_that_dies_anywhere_takes_and_gives_back_each_thing_once(world: OktaWorld, point: str, nth: int) -> None:
    await joined(world, signed_in=True)
    await act(world, **{"groups+": ["ski-club"], "apps+": ["Wiki"]})
    world.die_at = [(point, nth)]
    world.announce_of("P1", 2, SUSPENDED, standing=Standing.LEFT)
    await world.quiet(until=START + timedelta(minutes=2))
    assert (world.person()["status"], world.person()["groups"], world.person()["apps"]) == ("SUSPENDED", [], [])
    world.die_at = [*world.die_at, (point, nth)]
    world.announce_of("P1", 3, active())
    await world.quiet(until=START + timedelta(minutes=4))
    person = world.person()
    assert (person["status"], set(person["groups"]), person["apps"]) == ("ACTIVE", {*GROUPS, "ski-club"}, ["Wiki"])
    account = world.row("P1").account
    assert account is not None and (account.taken_groups, account.taken_apps) == ((), {})
    told = Counter(name for name, fate in world.ended().elements() if fate in ("done", "recovered"))
    assert (told["unassign-app"], told["assign-app"], told["remove-group"]) == (1, 1, 1 + len(GROUPS))


def test_the_night_is_new_yorks_whatever_its_clocks_do() -> None:
    for now, expected in (
        (datetime(2026, 5, 1, 6, 59, tzinfo=UTC), datetime(2026, 5, 1, 7, tzinfo=UTC)),
        (datetime(2026, 5, 1, 7, tzinfo=UTC), datetime(2026, 5, 2, 7, tzinfo=UTC)),
        (datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC)),
        (datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ):
        assert next_night(now) == expected


async def test_who_was_in_doubt_is_looked_at_again_at_night_and_told_no_second_time(world: OktaWorld) -> None:
    seed = {"login": "mary@halden.example", "profile": {"firstName": "Mary", "lastName": "Other", "employeeNumber": "11"}}
    await world.simulator.vendor.verbs()["seed_user"](seed)
    world.announce_of("P1", 1, active())
    await world.quiet()
    assert [case.kind for case in world.row("P1").cases] == ["ambiguous-match"] and world.written() == []
    night = next_night(world.clock.now()) - world.clock.now()
    await after(world, night)
    assert cases(world) == [("ambiguous-match", True)] and world.written() == []

    await act(world, profile={"ukgPersonId": "P1"})
    await after(world, timedelta(minutes=5))
    assert world.person()["profile"]["lastName"] == "Other"

    await after(world, timedelta(days=1))
    assert (world.person()["profile"]["lastName"], world.row("P1").cases) == ("Lopez", ())
    assert cases(world) == [("ambiguous-match", True), ("ambiguous-match", False)]
