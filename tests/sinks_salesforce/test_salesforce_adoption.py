"""Accounts that were there before the product: found by evidence, kept as they are but for what differs."""

from dataclasses import replace

import pytest

from domain.desired import SalesforceDesired
from domain.link import link_all
from domain.salesforce_seen import User
from tests.sinks_salesforce.people import AE, OFF, wanted

SUFFIX = ".halden"
NONE = SalesforceDesired()


def row(number=None, first="Maria", last="Lopez", mail=None, username="someone@else.example", **more):
    return User(id=more.pop("id", "005A"), number=number, first=first, last=last, mail=mail, username=username, **more)


EVIDENCE = [
    ("person id, whatever else differs", row(person="P1", first="X", last="Y"), "link"),
    ("federation identifier", row(federation="P1", first="X", last="Y"), "link"),
    ("number and name", row(number="000101"), "link"),
    ("number and transliterated name", row(number="000101", first="MARÍA", last="López"), "link"),
    ("number and legal name", row(number="000101", first="Maria Carmen"), "link"),
    ("mail and name", row(mail="P1@Halden.example"), "link"),
    ("username and name", row(username="p1@halden.example.halden"), "link"),
    ("mail and name, other number", row(number="7", mail="p1@halden.example"), "link"),
    ("name alone", row(), "doubt"),
    ("number alone", row(number="000101", first="Jo", last="Ng"), "doubt"),
    ("mail alone", row(mail="p1@halden.example", first="Jo", last="Ng"), "doubt"),
    ("somebody else's by person id", row(person="P2", number="000101", mail="p1@halden.example"), "nothing"),
    ("nothing in common", row(first="Jo", last="Ng"), "nothing"),
]


@pytest.mark.parametrize(("name", "user", "expected"), EVIDENCE, ids=[each[0] for each in EVIDENCE])
def test_evidence_links_or_raises_a_doubt(name, user, expected):
    link = link_all([wanted("P1", first="Maria Carmen", preferred="Maria")], [user], SUFFIX)["P1"]
    assert ("link" if link.user else "doubt" if link.doubt else "nothing") == expected


def test_two_accounts_of_the_same_evidence_are_a_doubt():
    link = link_all([wanted("P1")], [row(number="000101"), row(number="000101", id="005B")], SUFFIX)["P1"]
    assert link.user is None and link.doubt == ("005A", "005B")


def test_two_people_who_claim_one_account_both_wait_for_a_persons_word():
    links = link_all([wanted("P1"), wanted("P2")], [row(number="000101")], SUFFIX)
    assert all(link.user is None and link.doubt == ("005A",) for link in links.values())


def test_a_namesake_is_not_in_doubt_about_an_account_that_is_clearly_anothers():
    links = link_all([wanted("P1"), wanted("P2", number="2")], [row(number="000101")], SUFFIX)
    assert links["P1"].user is not None and links["P2"].user is None and links["P2"].doubt == ()


async def seeded(org, **more):
    given = {"username": "mlopez@old.example", "first": "Maria", "last": "Lopez", "profile": "Halden Sales User", "role": "AE West"}
    return (await org.do("seed_user", **(given | more)))["id"]


async def test_an_adopted_account_keeps_its_username_and_gets_only_what_differs(org, hand):
    account = await seeded(org, territories=["T-West"], fields={"EmployeeNumber": "000101", "Department": "Sales"})
    await hand.work(wanted("P1"))
    plan = hand.plans["P1"]
    assert hand.id("P1") == account and plan.account.adopted and plan.adopted_login == "mlopez@old.example"
    assert hand.names("P1") == ["update"]
    assert set(plan.actions[0].changes) == {"Title", "Compensation_Plan__c", "FederationIdentifier", "UKG_Person_Id__c"}
    assert org.user(account)["username"] == "mlopez@old.example" and len(org.users()) == 1
    await hand.work(wanted("P1", login="maria.lopez@halden.example"))
    assert hand.plans["P1"].actions == () and hand.plans["P1"].adopted_login is None


async def test_the_login_of_an_adopted_username_is_told_without_the_suffix(org, hand):
    await seeded(org, username="p1@halden.example.halden")
    await hand.work(wanted("P1"))
    assert hand.plans["P1"].adopted_login == "p1@halden.example"


async def test_a_namesake_makes_a_case_and_nothing_is_written(org, hand):
    account = await seeded(org)
    await hand.work(wanted("P1"))
    plan = hand.plans["P1"]
    assert plan.doubt and [(case.kind, case.detail) for case in plan.cases] == [("ambiguous-match", account)]
    assert org.written() == [] and len(org.users()) == 1


async def test_who_is_to_have_no_account_has_no_case_about_a_namesake(org, hand):
    await seeded(org)
    await hand.work(wanted("P1", NONE))
    assert hand.plans["P1"].cases == () and not hand.plans["P1"].doubt and org.written() == []


async def test_an_account_that_policy_does_not_want_is_taken_off_as_a_leavers(org, hand):
    account = await seeded(org, fields={"EmployeeNumber": "000101"}, territories=["T-West"])
    await hand.work(wanted("P1", NONE))
    assert hand.names("P1") == ["freeze", "set-territory", "deactivate"] and not org.user(account)["active"]


async def test_an_adopted_leaver_is_off_and_stays_off(org, hand):
    account = await seeded(org, active=False, fields={"UKG_Person_Id__c": "P1"})
    await hand.work(wanted("P1", OFF))
    assert hand.plans["P1"].actions == () and hand.id("P1") == account


async def test_a_territory_given_by_hand_stays_and_the_policys_goes(org, hand):
    by_hand = org.vendor.org.table("Territory2").having("Name", "T-APAC")[0]
    org.vendor.org.store.change("Territory2", by_hand, {"Name": "Named Accounts"})
    await seeded(org, fields={"UKG_Person_Id__c": "P1"}, territories=["T-East", "Named Accounts"])
    await hand.work(wanted("P1", replace(AE, territory=None)))
    assert hand.names("P1") == ["update", "set-territory"] and org.user(hand.id("P1"))["territory"] == ["Named Accounts"]
