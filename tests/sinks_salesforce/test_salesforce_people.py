"""Joiners, movers and leavers at a real org, over HTTP."""

from dataclasses import replace

from domain.desired import SalesforceDesired, SalesforceState
from sinks.target import Refused
from tests.sinks_salesforce.people import AE, OFF, again, wanted

FROZEN = replace(AE, state=SalesforceState.FROZEN)


async def test_a_joiner_costs_two_write_calls_and_has_everything(org, hand):
    await hand.work(wanted("P1"))
    user = org.user(hand.id("P1"))
    assert (user["username"], user["profile"], user["role"], user["territory"]) == (
        "p1@halden.example.halden",
        "Halden Sales User",
        "AE West",
        ["T-West"],
    )
    fields = user["fields"]
    assert (fields["FirstName"], fields["LastName"], fields["Alias"], fields["Email"]) == ("Maria", "Lopez", "mlopez", "p1@halden.example")
    assert fields["TimeZoneSidKey"] == "America/Los_Angeles" and fields["FederationIdentifier"] == fields["UKG_Person_Id__c"] == "P1"
    assert fields["Compensation_Plan__c"] == "AE-26" and user["active"] and not user["frozen"]
    assert org.written() == ["create", "set-territory"]


async def test_who_agrees_costs_no_write_at_all(org, hand):
    await hand.work(wanted("P1"))
    org.forget()
    await hand.work(wanted("P1", first=" Maria "))
    assert org.written() == [] and hand.plans["P1"].actions == ()


async def test_two_hundred_joiners_are_few_calls_and_each_has_her_own_account(org, hand):
    crew = [wanted(f"P{n}", last=f"Name{n}", number=f"{n:06d}", desired=_numbered(n)) for n in range(200)]
    await hand.work(*crew)
    assert org.written() == ["create", "set-territory"]
    assert len({hand.id(one.person) for one in crew}) == 200 and len(org.users()) == 200
    assert len(org.calls()) < 40


def _numbered(n: int) -> SalesforceDesired:
    return replace(AE, fields=AE.fields | {"EmployeeNumber": f"{n:06d}"})


async def test_a_mover_gets_another_profile_role_and_territory_and_keeps_what_was_given_by_hand(org, hand):
    await hand.work(wanted("P1"))
    rsm = replace(AE, profile="Halden Sales Manager", role="RSM East", territory="T-East", fields=AE.fields | {"Title": "Manager"})
    org.forget()
    await hand.work(again(wanted("P1"), rsm))
    user = org.user(hand.id("P1"))
    assert (user["profile"], user["role"], user["territory"]) == ("Halden Sales Manager", "RSM East", ["T-East"])
    assert hand.names("P1") == org.written() == ["update", "set-territory", "set-territory"]
    assert set(hand.plans["P1"].actions[0].changes) == {"Profile", "UserRole", "Title"}


async def test_a_manager_who_comes_later_delays_only_that_difference(org, hand):
    report = wanted("P1", manager="M1")
    await hand.work(report)
    assert hand.plans["P1"].waiting_for == "M1" and org.user(hand.id("P1"))["active"]
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})))
    await hand.work(again(report, ids={"M1": hand.id("M1")}))
    assert org.user(hand.id("P1"))["manager"] == hand.id("M1") and hand.names("P1") == ["update"]


async def test_a_swap_of_managers_ends_right_although_the_org_refuses_a_moments_cycle(org, hand):
    a, b = (wanted(name, last=name, number=name, desired=replace(AE, territory=None, fields={})) for name in ("A", "B"))
    await hand.work(a, b)
    ids = {name: hand.id(name) for name in ("A", "B")}
    await hand.work(again(b, manager="A", ids=ids))
    up, down = again(a, manager="B", ids=ids), again(b, manager=None, ids=ids)
    await hand.work(up, down)
    assert hand.last("A").code == "CIRCULAR_DEPENDENCY"
    await hand.work(up, down)
    assert org.user(ids["A"])["manager"] == ids["B"] and org.user(ids["B"])["manager"] is None


async def test_a_leaver_is_frozen_first_and_gone_when_her_records_are_with_the_manager(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    await org.do("own", user="P1", records={"Opportunity": 41, "Lead": 3, "Case": 2, "Account": 5}, closed=2)
    leaver = again(wanted("P1"), OFF, manager="M1", records_to="M1", ids={"M1": hand.id("M1")})
    org.forget()
    await hand.work(leaver)
    assert hand.names("P1") == ["freeze", *["reassign"] * 4, "set-territory", "deactivate"]
    user, manager = org.user(hand.id("P1")), org.user(hand.id("M1"))
    assert user["frozen"] and not user["active"] and user["territory"] == []
    assert user["owns"] == {"Opportunity": 0, "Lead": 0, "Case": 0, "Account": 0}
    assert manager["owns"] == {"Opportunity": 41, "Lead": 3, "Case": 2, "Account": 5}
    assert hand.accounts["P1"].extra["active"] == "no"
    await hand.work(leaver)
    assert hand.plans["P1"].actions == () and hand.plans["P1"].cases == ()


async def test_records_keep_the_account_frozen_while_nobody_may_own_them(org, hand):
    await hand.work(wanted("P1"))
    await org.do("own", user="P1", records={"Opportunity": 1})
    await hand.work(again(wanted("P1"), OFF))
    assert [case.kind for case in hand.plans["P1"].cases] == ["records-kept"]
    assert hand.names("P1") == ["freeze", "set-territory"] and org.user(hand.id("P1"))["active"]


async def test_records_do_not_go_to_somebody_who_is_off(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    await org.do("own", user="P1", records={"Lead": 1})
    await org.do("act", user="M1", active=False)
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids={"M1": hand.id("M1")}))
    plan = hand.plans["P1"]
    assert [case.kind for case in plan.cases] == ["records-kept"] and plan.check_after is not None
    assert hand.names("P1") == ["freeze", "set-territory"]


async def test_what_blocks_a_deactivation_is_named_while_freeze_and_records_stand(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    await org.do("own", user="P1", records={"Lead": 3})
    await org.do("blocks", user="P1", blocks=["lead-owner", "hierarchy-field", "alert-recipient"])
    leaver = again(wanted("P1"), OFF, records_to="M1", ids={"M1": hand.id("M1")})
    await hand.work(leaver)
    refused = hand.last("P1")
    assert isinstance(refused, Refused) and refused.case == "refused" and refused.field == "IsActive"
    assert refused.cure.endswith("lead-owner, hierarchy-field, alert-recipient")
    user = org.user(hand.id("P1"))
    assert user["frozen"] and user["active"] and user["owns"]["Lead"] == 0
    await org.do("blocks", user="P1", blocks=[])
    await hand.work(leaver)
    assert hand.names("P1") == ["deactivate"] and not org.user(hand.id("P1"))["active"]


async def test_a_leave_freezes_and_a_return_unfreezes(org, hand):
    await hand.work(wanted("P1"))
    await hand.work(again(wanted("P1"), FROZEN))
    assert hand.names("P1") == ["freeze"] and org.user(hand.id("P1"))["frozen"]
    await hand.work(wanted("P1"))
    assert hand.names("P1") == ["unfreeze"] and not org.user(hand.id("P1"))["frozen"]


async def test_a_rehire_gets_the_same_account_back_with_the_new_jobs_access_before_it_opens(org, hand):
    await hand.work(wanted("P1"))
    first = hand.id("P1")
    await hand.work(again(wanted("P1"), OFF))
    await hand.work(again(wanted("P1"), replace(AE, role="AE East", territory="T-East")))
    assert hand.names("P1") == ["update", "activate", "set-territory", "unfreeze"] and hand.id("P1") == first
    user = org.user(first)
    assert user["active"] and not user["frozen"] and user["role"] == "AE East" and user["territory"] == ["T-East"]


async def test_a_new_name_renames_the_username_and_never_the_federation_identifier(org, hand):
    await hand.work(wanted("P1"))
    await hand.work(again(wanted("P1"), last="Chen", login="maria.chen@halden.example"))
    user = org.user(hand.id("P1"))
    assert hand.names("P1") == ["update", "rename"]
    assert user["username"] == "maria.chen@halden.example.halden" and user["fields"]["FederationIdentifier"] == "P1"
    assert user["fields"]["Email"] == "maria.chen@halden.example" and len(org.users()) == 1


async def test_a_username_of_another_org_gets_the_next_number_for_salesforce_alone(org, hand):
    await org.do("taken", usernames=["p1@halden.example.halden", "p12@halden.example.halden"])
    await hand.work(wanted("P1"))
    assert org.user(hand.id("P1"))["username"] == "p13@halden.example.halden"
    assert hand.answers["P1"][0][1].code == "username-3"
    await hand.work(wanted("P1"))
    assert hand.plans["P1"].actions == ()


async def test_more_records_than_one_plan_holds_are_moved_in_turns(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    await org.do("own", user="P1", records={"Account": 2300})
    leaver = again(wanted("P1"), OFF, records_to="M1", ids={"M1": hand.id("M1")})
    await hand.work(leaver)
    assert hand.plans["P1"].check_after is not None and org.user(hand.id("P1"))["owns"]["Account"] == 300
    await hand.work(leaver)
    assert hand.names("P1")[-1] == "deactivate" and org.user(hand.id("M1"))["owns"]["Account"] == 2300


DESIRED = {"active": AE, "frozen": FROZEN, "off": OFF, "none": SalesforceDesired()}


async def test_whatever_was_there_and_whatever_is_wanted_one_round_ends_it(org, hand):
    crew = []
    for state, desired in DESIRED.items():
        for active, frozen in ((True, False), (True, True), (False, False), (False, True), (None, False)):
            person = f"{state}{active}{frozen}".lower()
            crew.append(wanted(person, desired, last=person, number=person[:20], login=f"{person}@halden.example"))
            if active is not None:
                given = {"username": f"{person}@old.example", "last": person, "active": active, "frozen": frozen, "territories": ["T-APAC"]}
                await org.do("seed_user", **given, fields={"UKG_Person_Id__c": person})
    await hand.work(*crew)
    await hand.work(*crew)
    assert [(one.person, hand.plans[one.person].actions) for one in crew if hand.plans[one.person].actions] == []
    shown = {user["fields"]["UKG_Person_Id__c"]: user for user in org.users()}
    for one in crew:
        state, user = one.transition.salesforce.state, shown.get(one.person)
        if state is SalesforceState.ACTIVE:
            assert user["active"] and not user["frozen"] and user["territory"] == ["T-West"]
        elif user:
            assert not user["active"] or (state is SalesforceState.FROZEN and user["frozen"])
