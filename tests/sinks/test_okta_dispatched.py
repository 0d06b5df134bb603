"""Okta under the dispatcher over real HTTP: what is written, how often, and what is told of it."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.desired import OktaDesired, OktaStatus, Standing
from domain.proposals import Alert, Priority, Proposal, ProposalKind
from runtime.settings import load
from schemas.policy import load_policy
from schemas.seal import Names, seal_names
from simulators.kernel.server import Simulator, serve
from simulators.okta import okta
from sinks.okta.target import OktaTarget, build
from tests.sinks.memory_host import START
from tests.sinks.world import World, transition

GROUPS = ("dept-sales", "everyone-halden", "mfa-standard")
PROFILE = {"title": "Account Executive", "department": "Sales", "division": "US01"}
FAULTS = ["429", "500", "500-after", "reset", "reset-after", "503-bare", "401"]


class OktaWorld(World):
    """The world with a simulated Okta at the end of it."""

    def __init__(self, target: OktaTarget, simulator: Simulator) -> None:
        super().__init__()
        self.okta, self.simulator = target, simulator
        self.target = target  # type: ignore[assignment]  # the dispatcher takes any target

    def late(self) -> None:
        """The simulator finishes calls by itself."""

    async def breathe(self, turns: int = 30) -> None:
        for _ in range(turns):
            await asyncio.sleep(0.0005)

    def announce_of(self, person: str, version: int, desired: OktaDesired, last: str = "Lopez", **said: Any) -> None:
        self.keys.ensure_key(person, START)
        login = said.pop("login", f"maria.{last.lower()}.{person.lower()}@halden.example")
        sealed = seal_names(self.keys, person, Names(first="Maria", last=last))
        digest = self.keys.digest("login", login)
        said |= {"sealed": sealed, "login": self.keys.seal(person, "login", login), "login_digest": digest, "okta": desired}
        self.announce(transition(person, version, number=f"1{person[1:]}", **said))

    def people(self) -> list[dict[str, Any]]:
        return [user for user in self.simulator.vendor.state()["users"] if not user["protected"]]

    def person(self) -> dict[str, Any]:
        (one,) = self.people()
        return one

    def written(self) -> list[str]:
        return [entry.operation for entry in self.simulator.journal.entries if entry.write and entry.status < 300]

    def forget(self) -> None:
        self.simulator.journal.entries.clear()

    def ended(self) -> Counter[tuple[object, object]]:
        """(action, fate) of each effect told to the SIEM, a repeated record counted once."""
        told = {record["metadata"]["uid"]: record["unmapped"] for record in self.audit()}
        return Counter((own["action"], own["fate"]) for own in told.values())


@pytest.fixture
async def world() -> AsyncIterator[OktaWorld]:
    policy = load_policy(Path(__file__).parents[2] / "policy")
    clock = World().clock
    simulator = Simulator(okta(clock, "token", lag=0.0), clock)
    runner, port = await serve(simulator, 0)
    target = build(load({"JML_OKTA_URL": f"http://127.0.0.1:{port}", "JML_OKTA_TOKEN": "token"}).okta, policy)
    world = OktaWorld(target, simulator)
    world.clock = clock
    async with asyncio.timeout(60):
        world.start()
        yield world
    await world.kill()
    await target.close()
    await runner.cleanup()


def active(*groups: str, **profile: str | None) -> OktaDesired:
    return OktaDesired(status=OktaStatus.ACTIVE, groups=groups or GROUPS, profile={**PROFILE, **profile})


SUSPENDED = OktaDesired(status=OktaStatus.SUSPENDED, profile=PROFILE)
GONE = OktaDesired(status=OktaStatus.DEACTIVATED, profile=PROFILE)


async def joined(world: OktaWorld, *, signed_in: bool = False) -> None:
    world.announce_of("P1", 1, active())
    await world.quiet()
    if signed_in:
        await world.simulator.vendor.verbs()["sign_in"]({"users": [world.person()["id"]]})
    world.forget()


async def test_a_joiner_is_one_create_with_her_groups_and_nothing_more_when_looked_at_again(world: OktaWorld) -> None:
    world.announce_of("P1", 1, active())
    await world.quiet()
    person = world.person()
    assert (person["status"], sorted(person["groups"])) == ("PROVISIONED", sorted(GROUPS))
    assert person["profile"]["ukgPersonId"] == "P1"
    assert [name for name in world.written() if name != "create-group"] == ["create"]
    world.forget()
    world.announce_of("P1", 2, active())
    await world.quiet()
    assert world.written() == []
    assert world.ended() == Counter({("create", "done"): 1, ("create-group", "done"): len(GROUPS)})


async def test_a_hire_ahead_is_staged_and_activated_on_the_day_with_one_write_a_group_beside(world: OktaWorld) -> None:
    world.announce_of("P1", 1, OktaDesired(status=OktaStatus.STAGED, profile=PROFILE))
    await world.quiet()
    assert world.person()["status"] == "STAGED"
    world.announce_of("P1", 2, active())
    await world.quiet()
    assert world.person()["status"] == "PROVISIONED"
    assert Counter(world.written()) - Counter({"create-group": 99}) == Counter({"stage": 1, "activate": 1, "add-group": len(GROUPS)})


async def test_a_mover_gets_the_new_groups_before_the_old_ones_go_and_an_attribute_that_ended_is_cleared(world: OktaWorld) -> None:
    await joined(world)
    world.announce_of("P1", 2, active("everyone-halden", "mfa-elevated", title=None))
    await world.quiet()
    person = world.person()
    assert sorted(person["groups"]) == ["everyone-halden", "mfa-elevated"]
    assert not person["profile"].get("title")
    written = [name for name in world.written() if name != "create-group"]
    assert written == ["update", "add-group", "remove-group", "remove-group"]


async def test_a_leaver_is_cut_then_cleared_then_deactivated_and_a_second_look_writes_nothing(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    world.announce_of("P1", 2, SUSPENDED, standing=Standing.LEFT, priority=Priority.LEAVER)
    await world.quiet()
    person = world.person()
    assert (person["status"], person["groups"], person["sessions"], person["tokens"]) == ("SUSPENDED", [], 0, 0)
    assert world.written()[:2] == ["suspend", "end-sessions"]
    world.announce_of("P1", 3, GONE, standing=Standing.LEFT)
    await world.quiet()
    assert world.person()["status"] == "DEPROVISIONED"
    world.forget()
    world.announce_of("P1", 4, GONE, standing=Standing.LEFT)
    await world.quiet()
    assert world.written() == []


async def test_a_leaver_who_never_signed_in_is_deactivated_at_once(world: OktaWorld) -> None:
    await joined(world)
    world.announce_of("P1", 2, SUSPENDED, standing=Standing.LEFT)
    await world.quiet()
    assert world.person()["status"] == "DEPROVISIONED"
    assert "suspend" not in world.written()


async def test_a_leaver_whom_somebody_brought_back_is_taken_off_again(world: OktaWorld) -> None:
    await joined(world, signed_in=True)
    world.announce_of("P1", 2, SUSPENDED, standing=Standing.LEFT)
    await world.quiet()
    by_hand = {"user": world.person()["id"], "status": "ACTIVE", "groups+": ["dept-sales"], "sign_in": True}
    await world.simulator.vendor.verbs()["act"](by_hand)
    world.announce_of("P1", 3, SUSPENDED, standing=Standing.LEFT)
    await world.quiet()
    person = world.person()
    assert (person["status"], person["groups"], person["sessions"]) == ("SUSPENDED", [], 0)


async def test_an_account_made_by_hand_is_adopted_by_number_and_name_and_keeps_its_login(world: OktaWorld) -> None:
    seed = {"login": "mlopez@halden.example", "profile": {"firstName": "Maria", "lastName": "Lopez", "employeeNumber": "11"}}
    await world.simulator.vendor.verbs()["seed_user"](seed)
    world.announce_of("P1", 1, active())
    await world.quiet()
    person = world.person()
    assert (person["profile"]["login"], person["profile"]["ukgPersonId"]) == ("mlopez@halden.example", "P1")
    proposals = [one for one in world.durable.told("jml-proposals") if isinstance(one, Proposal)]
    assert [one.kind for one in proposals] == [ProposalKind.ADOPTED]
    assert world.keys.open("P1", "login", proposals[0].login or b"") == "mlopez@halden.example"


async def test_a_login_that_is_somebody_elses_is_reported_and_the_next_one_is_used(world: OktaWorld) -> None:
    taken = {"login": "maria.lopez.p1@halden.example", "profile": {"firstName": "Otto", "lastName": "Other", "employeeNumber": "77"}}
    await world.simulator.vendor.verbs()["seed_user"](taken)
    world.announce_of("P1", 1, active())
    await world.quiet()
    assert len(world.people()) == 1
    proposals = [one for one in world.durable.told("jml-proposals") if isinstance(one, Proposal)]
    assert [one.kind for one in proposals] == [ProposalKind.LOGIN_TAKEN]
    world.announce_of("P1", 2, active(), login="maria.lopez.p12@halden.example")
    await world.quiet()
    assert len(world.people()) == 2
    assert world.row("P1").cases == ()


async def test_a_manager_without_an_account_is_filled_in_when_she_has_one(world: OktaWorld) -> None:
    world.announce_of("P1", 1, active(), manager="P2")
    await world.quiet()
    assert not world.person()["profile"].get("managerId")
    world.announce_of("P2", 1, active())
    await world.quiet()
    ids = {user["profile"]["ukgPersonId"]: user for user in world.people()}
    assert ids["P1"]["profile"]["managerId"] == ids["P2"]["id"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("action", ["create", "update", "add-group", "remove-group", "suspend", "deactivate"])
async def test_whatever_the_answer_the_effect_happens_once_and_is_told_once(world: OktaWorld, action: str, fault: str) -> None:
    if action != "create":
        await joined(world, signed_in=action in ("suspend", "update"))
    world.simulator.faults.add({"kind": fault, "operation": action, "times": 1})
    match action:
        case "create":
            world.announce_of("P1", 1, active())
        case "suspend" | "deactivate":
            world.announce_of("P1", 2, SUSPENDED, standing=Standing.LEFT)
        case _:
            world.announce_of("P1", 2, active("everyone-halden", "mfa-standard", "cc-410", title="Boss"))
    await world.quiet()
    assert len(world.people()) == 1
    assert world.row("P1").intent is None
    assert world.row("P1").due is None
    told = Counter(name for name, fate in world.ended().elements() if fate in ("done", "recovered"))
    expected = 3 if action == "remove-group" and told["suspend"] else 1
    assert told[action] == expected
    effects = [entry for entry in world.simulator.journal.entries if entry.operation == action and _took_effect(entry)]
    assert len(effects) == expected


def _took_effect(entry: Any) -> bool:
    return entry.status in (200, 204) or str(entry.fault).endswith("-after")


async def test_a_lost_answer_is_told_although_something_newer_was_announced_meanwhile(world: OktaWorld) -> None:
    await joined(world)
    world.simulator.faults.add({"kind": "500-after", "operation": "update", "times": 1})
    world.announce_of("P1", 2, active(title="Boss"))
    await world.breathe(200)
    assert world.row("P1").intent is not None
    world.announce_of("P1", 3, active(title="Chief"))
    await world.quiet()
    assert world.person()["profile"]["title"] == "Chief"
    assert world.ended()["update", "recovered"] == 1
    assert world.ended()["update", "done"] == 1


async def test_a_revoked_token_stops_everything_pages_and_heals(world: OktaWorld) -> None:
    await world.simulator.vendor.verbs()["revoke_token"]({})
    for number in range(1, 6):
        world.announce_of(f"P{number}", 1, active())
    await world.quiet(until=START)
    calls = len(world.simulator.journal.entries)
    assert calls <= 2 * 8
    assert world.people() == []
    await world.simulator.vendor.verbs()["restore_token"]({})
    await world.quiet()
    assert len(world.people()) == 5
    assert [alert.on for alert in world.durable.told("jml-alerts") if isinstance(alert, Alert) and alert.kind != "quarantine"] == [
        True,
        False,
    ]


async def test_a_429_is_waited_for_to_its_reset_and_an_exhausted_bucket_holds_ordinary_work_only(world: OktaWorld) -> None:
    await world.simulator.vendor.verbs()["options"]({"edition": "integrator"})  # 50 a minute and bucket
    for number in range(1, 41):
        world.announce_of(f"P{number}", 1, active("everyone-halden"), priority=Priority.BULK)
    await world.quiet(rounds=3000)
    assert len(world.people()) == 40
    refused = [entry for entry in world.simulator.journal.entries if entry.status == 429]
    assert len(refused) <= 8


async def test_no_name_and_no_login_is_ever_logged(world: OktaWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in ("500", "reset", "429"):
        world.simulator.faults.add({"kind": fault, "times": 2})
    world.announce_of("P1", 1, active())
    await world.quiet()
    assert "opez" not in caplog.text
    assert "token" not in [record.getMessage() for record in caplog.records if "SSWS" in record.getMessage()]
