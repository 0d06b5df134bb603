"""The plan alone: what differs, in which order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.desired import SalesforceDesired, SalesforceState
from domain.outcomes import Account, Action, Fate, Result
from domain.proposals import Priority
from domain.salesforce import plan
from domain.salesforce_learnt import find, learn
from domain.salesforce_new import alias, is_variant, listed_zone, usernames, zone_of
from domain.salesforce_seen import Seen, User
from sinks.salesforce.budget import ASK_AGAIN, Budget
from tests.sinks_salesforce.people import AE, NOW, OFF, wanted

STATES = {"active": AE, "frozen": replace(AE, state=SalesforceState.FROZEN), "inactive": OFF, "none": SalesforceDesired()}
MINE = Account(id="005A", ever_active=True)


def user(**more):
    kept = {"profile": "Halden Sales User", "role": "AE West", "person": "P1", "federation": "P1", "number": "000101"}
    named = {"first": "Maria", "last": "Lopez", "username": "p1@halden.example.halden", "mail": "p1@halden.example"}
    return User(id="005A", fields=AE.fields, **(kept | named | more))


def seen(active=True, frozen=False, **more):
    shown = {"user": user(active=active), "login": "0YwA", "frozen": frozen, "territories": {"T-West": "0U8A"}}
    return Seen(**(shown | more))


TABLE = [  # wanted, active, frozen → actions
    ("active", True, False, []),
    ("active", True, True, ["unfreeze"]),
    ("active", False, False, ["activate"]),
    ("active", False, True, ["activate", "unfreeze"]),
    ("frozen", True, False, ["freeze"]),
    ("frozen", True, True, []),
    ("frozen", False, False, []),
    ("inactive", True, False, ["freeze", "set-territory", "deactivate"]),
    ("inactive", True, True, ["set-territory", "deactivate"]),
    ("inactive", False, True, ["set-territory"]),
    ("none", True, False, ["freeze", "set-territory", "deactivate"]),
    ("none", False, False, ["set-territory"]),
]


@pytest.mark.parametrize(("state", "active", "frozen", "expected"), TABLE)
def test_an_account_becomes_what_is_wanted(state, active, frozen, expected, policy):
    found = plan(wanted("P1", STATES[state], account=MINE), seen(active, frozen), policy)
    assert [action.name for action in found.actions] == expected and found.cases == () and not found.doubt


@pytest.mark.parametrize(("state", "expected"), [("active", ["create", "set-territory"]), ("frozen", []), ("inactive", []), ("none", [])])
def test_only_who_is_to_be_active_gets_an_account(state, expected, policy):
    assert [action.name for action in plan(wanted("P1", STATES[state]), Seen(), policy).actions] == expected


@pytest.mark.parametrize(("state", "doubted"), [("active", True), ("frozen", True), ("inactive", True), ("none", False)])
def test_a_doubtful_account_stops_everybody_who_is_or_was_to_have_one(state, doubted, policy):
    found = plan(wanted("P1", STATES[state]), Seen(doubt=("005B",)), policy)
    assert found.doubt is doubted and found.actions == () and [case.kind for case in found.cases] == ["ambiguous-match"] * doubted


def test_no_action_holds_a_personal_value(policy):
    named = wanted("P1", first="Zebedee", last="Quux", login="zq@halden.example", account=MINE)
    for found in (plan(named, seen(), policy), plan(replace(named, account=None), Seen(), policy)):
        assert not any(text in repr(found) for text in ("Zebedee", "Quux", "zq@"))


def test_blanks_and_case_are_no_difference(policy):
    shown = seen(user=user(first=" Maria", mail="P1@Halden.example", username="P1@halden.example.halden"))
    assert plan(wanted("P1", account=MINE, last="Lopez "), shown, policy).actions == ()


def test_who_has_no_manager_any_more_shows_none(policy):
    found = plan(wanted("P1", account=MINE), seen(user=user(manager="005B")), policy)
    assert found.actions[0].changes == {"ManagerId": ("005B", None)}


def test_nobody_manages_herself(policy):
    assert plan(wanted("P1", account=MINE, manager="P2", ids={"P2": "005A"}), seen(), policy).actions == ()


def test_records_wait_for_the_account_of_whom_they_go_to(policy):
    found = plan(wanted("P1", OFF, account=MINE, records_to="M1"), seen(records={"Lead": ("00QA",)}), policy)
    assert found.waiting_for == "M1" and [action.name for action in found.actions] == ["freeze", "set-territory"]


def test_records_go_in_rows_of_two_hundred_object_by_object(policy):
    records = {"Account": tuple(f"001{n}" for n in range(201)), "Opportunity": ("006A",)}
    found = plan(wanted("P1", OFF, account=MINE, records_to="M1", ids={"M1": "005B"}), seen(records=records), policy)
    moved = [(action.args["object"], action.args["count"]) for action in found.actions if action.name == "reassign"]
    assert moved == [("Opportunity", "1"), ("Account", "200"), ("Account", "1")]


def test_an_adopted_account_is_never_renamed(policy):
    adopted = wanted("P1", account=replace(MINE, adopted=True), login="other@halden.example")
    assert plan(adopted, seen(), policy).actions == ()


def test_a_lost_create_is_found_by_person_id_only():
    assert find(wanted("P1"), seen()) == Account(id="005A", ever_active=True, extra={"active": "yes"})
    assert find(wanted("P1"), Seen(user=user(person=None))) is None


def test_what_is_learnt_says_whether_she_may_own_records():
    done = Result(action="a", fate=Fate.DONE, subject="005A")
    made = learn(None, Action(id="a", name="create"), done)
    off = learn(made, Action(id="a", name="deactivate"), done)
    assert (made.id, made.extra["active"], off.extra["active"]) == ("005A", "yes", "no")
    assert learn(off, Action(id="a", name="activate"), done).extra["active"] == "yes"


ALIASES = [("Maria", "Lopez-García", "mlopezga"), ("Li", "Wu", "lwu"), ("Ødegård", "Æ", "oae"), (None, None, "user"), ("李", "王", "lwang")]


@pytest.mark.parametrize(("first", "last", "expected"), ALIASES)
def test_an_alias_is_eight_plain_letters_at_most(first, last, expected):
    assert alias(first, last) == expected


def test_usernames_are_numbered_and_fit():
    names = usernames("a" * 100 + "@h.example")
    assert [len(next(names)) for _ in range(12)] == [80] * 12
    assert is_variant("Maria3@h.example", "maria@h.example") and not is_variant("mariana@h.example", "maria@h.example")


def test_a_username_with_the_number_of_its_login_goes_on_from_there():
    names = usernames("maria.chen2@h.example")
    assert [next(names) for _ in range(3)] == [f"maria.chen{number}@h.example" for number in (2, 3, 4)]
    assert is_variant("maria.chen3@h.example", "maria.chen2@h.example") and not is_variant("maria.chen2@h.example", "maria.chen3@h.example")
    assert not is_variant("maria.chen@h.example", "maria.chen2@h.example")


ZONES = ["Australia/Sydney", "America/New_York", "GMT"]


@pytest.mark.parametrize(
    ("zone", "expected"), [("America/New_York", "America/New_York"), ("Australia/Melbourne", "Australia/Sydney"), ("Asia/Tokyo", "GMT")]
)
def test_a_zone_salesforce_does_not_list_is_one_with_the_same_clock(zone, expected):
    assert listed_zone(zone, ZONES) == expected


def test_the_zone_is_the_sites_else_the_companys(policy):
    assert zone_of(wanted("P1").transition, policy) == "America/Los_Angeles"
    okta = replace(wanted("P1").transition.okta, groups=(), profile={"division": "DE01"})
    assert zone_of(replace(wanted("P1").transition, okta=okta), policy) == "Europe/Berlin"


def test_the_last_calls_of_the_day_are_kept_for_leavers():
    budget, later = Budget(), NOW + ASK_AGAIN
    assert budget.take(1, Priority.BULK, 1.0, NOW) is None
    budget.told(86, 100)
    assert budget.take(1, Priority.BULK, 1.0, NOW) == later
    assert budget.take(1, Priority.ORDINARY, 1.0, NOW) is None
    budget.told(96, 100)
    assert budget.take(1, Priority.ORDINARY, 1.0, NOW) == later and budget.take(1, Priority.URGENT, 1.0, NOW) is None


def test_a_process_uses_its_share_only_and_asks_anew_when_the_count_is_old():
    budget, now = Budget(), datetime(2026, 5, 4, tzinfo=UTC)
    budget.told(0, 100)
    assert budget.take(50, Priority.LEAVER, 0.5, now) is None and budget.take(1, Priority.LEAVER, 0.5, now) is not None
    assert budget.take(1, Priority.LEAVER, 0.5, now + timedelta(minutes=15)) is None


@pytest.mark.parametrize("named", ["p1", "005a", "p1@halden.example", "p1@halden.example.halden"])
def test_a_protected_account_is_never_touched_and_a_case_says_so_when_its_person_leaves(named, policy):
    listed = replace(policy, settings=replace(policy.settings, protected_accounts=(named,)))
    for state, kinds in (("active", []), ("inactive", ["protected"]), ("frozen", ["protected"]), ("none", ["protected"])):
        found = plan(wanted("P1", STATES[state], account=MINE), seen(user=user(role="CRO")), listed)
        assert found.actions == () and [case.kind for case in found.cases] == kinds
