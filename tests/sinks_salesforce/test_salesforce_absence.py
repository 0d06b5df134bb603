"""Who goes, who is away and who comes back, against a real org: what moves, what is flagged, and what comes back."""

from dataclasses import replace

import pytest

from domain.desired import SalesforceDesired, SalesforceState
from domain.salesforce_leave import LINE, LONGEST_ABOUT, with_line, without_line
from tests.sinks_salesforce.people import AE, OFF, again, wanted

PLAIN = replace(AE, territory=None, fields={})
LEAVE = SalesforceDesired(state=SalesforceState.FROZEN, on_leave=True)
BUTTON = SalesforceDesired(state=SalesforceState.FROZEN)


@pytest.fixture
async def team(org, hand):
    """P1 with records, a manager and two more who may own records; ids by person id."""
    crew = [wanted(person, PLAIN, last=f"Name{person}", number=person) for person in ("M1", "M2", "C1")]
    await hand.work(*crew, wanted("P1"))
    await org.do("own", user="P1", records={"Opportunity": 3, "Lead": 2, "Account": 2, "Case": 1}, closed=2)
    await org.do("act", user="P1", fields={"AboutMe": "Climbs mountains."})
    org.forget()
    return {person: hand.id(person) for person in ("M1", "M2", "C1", "P1")}


def owns(org, account):
    return {kind: count for kind, count in org.user(account)["owns"].items() if count}


ALL = {"Opportunity": 3, "Lead": 2, "Account": 2, "Case": 1}


async def test_what_a_leaver_lost_comes_back_but_for_what_the_manager_gave_to_others(org, hand, team):
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids=team))
    assert owns(org, team["M1"]) == ALL and not org.user(team["P1"])["active"]
    await org.do("act", user="M1", owns={"Opportunity": 1, "Lead": 1, "to": "M2"})
    back = await hand.work(again(wanted("P1"), ids=team))
    assert owns(org, team["P1"]) == {"Opportunity": 2, "Lead": 1, "Account": 2, "Case": 1}
    assert owns(org, team["M2"]) == {"Opportunity": 1, "Lead": 1} and org.user(team["P1"])["active"]
    told = [action.args for action in back.plans["P1"].actions if action.name == "restore"]
    assert {each["object"]: each.get("kept_count") for each in told} == {"Opportunity": "1", "Lead": "1", "Case": None, "Account": None}
    account = hand.accounts["P1"]
    assert account.moved == () and (await hand.work(again(wanted("P1"), ids=team))).plans["P1"].actions == ()


async def test_a_rehire_gets_no_records_back(org, hand, team):
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids=team))
    await hand.work(again(wanted("P1"), ids=team, gives_back=False))
    assert owns(org, team["P1"]) == {} and owns(org, team["M1"]) == ALL and hand.accounts["P1"].moved == ()


async def test_the_button_freezes_and_does_nothing_else(org, hand, team):
    await hand.work(again(wanted("P1"), BUTTON, records_to="M1", ids=team))
    assert hand.names("P1") == ["freeze"] and owns(org, team["P1"]) == ALL
    await hand.work(again(wanted("P1"), ids=team))
    assert hand.names("P1") == ["unfreeze"]


async def test_a_leave_is_marked_and_covered_and_ends_as_it_began(org, hand, team):
    leave = again(wanted("P1"), LEAVE, records_to="C1", ids=team)
    await hand.work(leave)
    shown = org.user(team["P1"])
    assert (shown["active"], shown["frozen"], shown["fields"]["On_Leave__c"], shown["territory"]) == (True, True, True, ["T-West"])
    assert shown["fields"]["AboutMe"] == f"{LINE}\nClimbs mountains." and owns(org, team["C1"]) == ALL
    assert org.user(team["C1"])["covered"] == 8
    assert hand.names("P1")[:2] == ["freeze", "update"] and set(hand.names("P1")[2:]) == {"reassign"}
    assert (await hand.work(leave)).plans["P1"].actions == ()
    await org.do("act", user="C1", owns={"Account": 1, "to": "M2"})
    await hand.work(again(wanted("P1"), ids=team))
    shown = org.user(team["P1"])
    assert owns(org, team["P1"]) == ALL | {"Account": 1} and owns(org, team["M2"]) == {"Account": 1}
    assert (shown["frozen"], shown["fields"]["On_Leave__c"], shown["fields"]["AboutMe"]) == (False, False, "Climbs mountains.")
    assert all(org.user(account)["covered"] == 0 for account in team.values())
    assert any(action.args.get("kept_count") == "1" for action in hand.plans["P1"].actions)
    assert (await hand.work(again(wanted("P1"), ids=team))).plans["P1"].actions == ()


async def test_what_is_covered_goes_on_when_the_cover_rep_leaves_and_still_comes_back(org, hand, team):
    await hand.work(again(wanted("P1"), LEAVE, records_to="C1", ids=team))
    await hand.work(again(wanted("C1", PLAIN), OFF, records_to="M1", ids=team))
    assert owns(org, team["M1"]) == ALL and org.user(team["M1"])["covered"] == 8
    await hand.work(again(wanted("P1"), LEAVE, records_to="M1", ids=team))
    await hand.work(again(wanted("P1"), ids=team))
    assert owns(org, team["P1"]) == ALL and org.user(team["M1"])["covered"] == 0


async def test_another_cover_rep_takes_over_what_the_first_one_has(org, hand, team):
    await hand.work(again(wanted("P1"), LEAVE, records_to="C1", ids=team))
    await hand.work(again(wanted("P1"), LEAVE, records_to="M2", ids=team))
    assert owns(org, team["M2"]) == ALL and owns(org, team["C1"]) == {}
    await hand.work(again(wanted("P1"), ids=team))
    assert owns(org, team["P1"]) == ALL


async def test_a_cover_rep_on_leave_herself_does_not_take_others_records_for_hers(org, hand, team):
    await hand.work(again(wanted("P1"), LEAVE, records_to="C1", ids=team))
    await org.do("own", user="C1", records={"Lead": 1})
    await hand.work(again(wanted("C1", PLAIN), LEAVE, records_to="M1", ids=team))
    assert owns(org, team["M1"]) == {"Lead": 1} and owns(org, team["C1"]) == ALL
    await hand.work(again(wanted("P1"), ids=team), again(wanted("C1", PLAIN), last="NameC1", number="C1", ids=team))
    assert owns(org, team["P1"]) == ALL and owns(org, team["C1"]) == {"Lead": 1}


async def test_who_leaves_during_a_leave_loses_the_flags_and_not_the_cover_rep(org, hand, team):
    await hand.work(again(wanted("P1"), LEAVE, records_to="C1", ids=team))
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids=team))
    assert owns(org, team["C1"]) == ALL and org.user(team["C1"])["covered"] == 0 and not org.user(team["P1"])["active"]
    assert org.user(team["P1"])["fields"]["On_Leave__c"] is False
    await hand.work(again(wanted("P1"), LEAVE, records_to="C1", ids=team))
    await hand.work(again(wanted("P1"), ids=team))
    assert owns(org, team["P1"]) == ALL and org.user(team["P1"])["active"]


async def test_who_is_on_leave_is_kept_true_and_stays_frozen(org, hand, team):
    leave = replace(AE, state=SalesforceState.FROZEN, on_leave=True)
    await hand.work(again(wanted("P1"), leave, ids=team))
    moved = replace(leave, role="AE East", territory="T-East", fields={"Title": "Away"})
    await hand.work(again(wanted("P1"), moved, ids=team))
    shown = org.user(team["P1"])
    assert (shown["frozen"], shown["role"], shown["territory"], shown["fields"]["Title"]) == (True, "AE East", ["T-East"], "Away")
    assert hand.names("P1") == ["update", "set-territory", "set-territory"]


async def test_nobody_to_cover_leaves_records_where_they_are(org, hand, team):
    await hand.work(again(wanted("P1"), LEAVE, ids=team))
    assert hand.names("P1") == ["freeze", "update"] and owns(org, team["P1"]) == ALL
    found = (await hand.work(again(wanted("P1"), LEAVE, records_to="X9", ids=team))).plans["P1"]
    assert found.waiting_for == "X9" and found.cases == ()


async def test_half_a_call_that_worked_is_remembered_as_moved(org, hand, team):
    org.fault(kind="lock-row", operation="reassign", times=1)
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids=team))
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids=team))
    await hand.work(again(wanted("P1"), ids=team))
    assert owns(org, team["P1"]) == ALL


async def test_every_record_action_is_seen_after_a_lost_answer_and_not_before(hand, team):
    for desired, heir in ((LEAVE, "C1"), (AE, None), (LEAVE, "C1"), (OFF, "M1"), (AE, None)):
        person = again(wanted("P1"), desired, records_to=heir, ids=team)
        plan = hand.target.plan(replace(person, account=hand.accounts["P1"]), (await hand.look([person]))["P1"])
        lost = replace(person, intended=plan.actions)
        before = (await hand.look([lost]))["P1"]
        assert plan.actions and not any(hand.target.holds(action, lost, before) for action in plan.actions)
        await hand.work(person)
        after = (await hand.look([lost]))["P1"]
        assert all(hand.target.holds(action, lost, after) for action in plan.actions)


async def test_under_a_signed_exception_nothing_is_taken(org, hand, team):
    for desired in (OFF, LEAVE, BUTTON):
        await hand.work(again(wanted("P1"), desired, records_to="M1", ids=team, excepted=True))
        assert hand.plans["P1"].actions == () and hand.plans["P1"].cases == ()


def test_the_out_of_office_line_never_costs_her_own_text():
    for text in (None, "Climbs mountains.", "x" * LONGEST_ABOUT):
        assert without_line(with_line(text)) == text
    assert with_line("x" * LONGEST_ABOUT) == "x" * LONGEST_ABOUT and with_line(None) == LINE
    assert with_line(with_line("Hi")) == with_line("Hi")


async def test_a_rename_reaches_an_adopted_account_and_its_federation_id_stays(org, hand):
    await hand.work(wanted("P1"))
    hand.accounts["P1"] = replace(hand.accounts["P1"], adopted=True)
    await hand.work(again(wanted("P1"), login="maria.chen@halden.example", last="Chen"))
    assert "rename" not in hand.names("P1")
    await org.do("taken", usernames=["maria.chen@halden.example.halden"])
    await hand.work(again(wanted("P1"), login="maria.chen@halden.example", last="Chen", renames=True))
    shown = org.user(hand.id("P1"))
    assert shown["username"] == "maria.chen2@halden.example.halden" and shown["fields"]["FederationIdentifier"] == "P1"
    assert shown["email"] == "maria.chen@halden.example" and hand.last("P1").code == "username-2"


async def test_the_account_of_a_record_found_to_be_hers_becomes_hers_and_goes_back_when_that_is_undone(org, hand):
    await hand.work(wanted("P1"))
    await hand.work(again(wanted("P1"), OFF))
    old = hand.id("P1")
    now = {"last": "Smyth", "login": "jon@halden.example", "number": "000202"}
    fields = AE.fields | {"EmployeeNumber": "000202"}
    await hand.work(wanted("P2", replace(AE, fields=fields), same_as="P1", ids={"P1": old}, **now))
    shown = org.user(old)
    assert hand.id("P2") == old and shown["active"] and shown["fields"]["UKG_Person_Id__c"] == "P2"
    await hand.work(again(wanted("P1"), OFF, flags=("joined:P2",)))
    assert hand.plans["P1"].actions == ()
    for _ in range(2):
        await hand.work(wanted("P2", replace(AE, fields=fields), ids={"P1": old}, **now))
    await hand.work(again(wanted("P1"), OFF))
    assert hand.id("P2") != old and org.user(old)["fields"]["UKG_Person_Id__c"] == "P1" and not org.user(old)["active"]
    assert org.user(hand.id("P2"))["active"]
