"""What goes wrong at a real org, and what the target answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.outcomes import Account
from runtime.settings import SettingError, load
from sinks.salesforce.target import Times, build
from sinks.target import Applied, Denied, Later, Unknown
from tests.sinks_salesforce.people import AE, OFF, Hand, again, wanted

LOST = [("500-after", Unknown), ("reset-after", Unknown), ("500", Unknown), ("503-bare", Unknown), ("reset", Unknown)]


@pytest.mark.parametrize(("kind", "answer"), LOST, ids=[each[0] for each in LOST])
async def test_a_lost_answer_is_unknown_and_reading_back_tells(org, hand, kind, answer):
    org.fault(kind=kind, operation="create", times=1)
    person = wanted("P1")
    await hand.work(person)
    assert isinstance(hand.last("P1"), answer) and org.calls().count("create") == 1
    action, seen = hand.plans["P1"].actions[0], (await hand.look([person]))["P1"]
    done = kind.endswith("after")
    assert hand.target.holds(action, person, seen) is done
    account = hand.target.find(person, seen)
    assert (account is not None) is done and not (account and account.adopted)
    hand.accounts["P1"] = account
    await hand.work(person)
    assert len(org.users()) == 1 and org.user(hand.id("P1"))["territory"] == ["T-West"]


async def test_every_action_is_seen_after_a_lost_answer_and_not_before(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    await org.do("own", user="P1", records={"Lead": 2})
    ids = {"M1": hand.id("M1")}
    for person in (
        again(wanted("P1"), replace(AE, role="AE East", territory="T-East"), login="p9@halden.example", last="Chen", manager="M1", ids=ids),
        again(wanted("P1"), OFF, records_to="M1", ids=ids),
        again(wanted("P1"), login="p9@halden.example"),
    ):
        before = (await hand.look([person]))["P1"]
        await hand.work(person)
        actions = hand.plans["P1"].actions
        after = (await hand.look([replace(person, intended=actions)]))["P1"]
        assert actions and not any(hand.target.holds(action, person, before) for action in actions)
        assert all(hand.target.holds(action, person, after) for action in actions)


async def test_an_answer_that_does_not_come_is_unknown_within_the_longest_call(org, policy):
    hand = Hand(org.target(policy, times=Times(answer=0.2)))
    await hand.look([wanted("P1")])
    org.fault(kind="slow", operation="create", times=1, delay=0.5)
    await hand.work(wanted("P1"))
    assert isinstance(hand.last("P1"), Unknown)


async def test_a_locked_row_is_tried_again(org, hand):
    org.fault(kind="lock-row", operation="create", times=1)
    await hand.work(wanted("P1"))
    assert hand.last("P1") == Later(code="UNABLE_TO_LOCK_ROW", reason="the row is locked by another write")
    await hand.work(wanted("P1"))
    assert isinstance(hand.last("P1"), Applied)


async def test_no_calls_left_is_later(org, hand):
    await hand.look([wanted("P1")])
    org.fault(kind="429", operation="create", times=1)
    await hand.work(wanted("P1"))
    assert isinstance(hand.last("P1"), Later) and hand.last("P1").code == "REQUEST_LIMIT_EXCEEDED"


async def test_an_expired_session_is_renewed_once_and_the_call_made_once(org, hand):
    await hand.look([wanted("P1")])
    org.vendor.sessions.open.clear()
    org.forget()
    await hand.work(wanted("P1"))
    assert org.calls().count("login") == 1 and isinstance(hand.last("P1"), Applied) and len(org.users()) == 1


async def test_a_session_that_ends_between_calls_is_renewed_with_the_owner_rule_still_off(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    await org.do("own", user="P1", records={"Lead": 3})
    await org.do("assign_rules", Lead="integration@halden.example")
    org.fault(kind="401", operation="reassign", times=1)
    await hand.work(again(wanted("P1"), OFF, records_to="M1", ids={"M1": hand.id("M1")}))
    assert org.user(hand.id("M1"))["owns"]["Lead"] == 3


async def test_credentials_refused_for_good_are_denied_with_few_calls(org, hand):
    await hand.look([wanted("P1")])
    await org.do("revoke_token")
    org.forget()
    seen = await hand.target.read([wanted("P1"), wanted("P2")])
    assert all(isinstance(one, Denied) for one in seen.values()) and len(org.calls()) <= 5
    await org.do("restore_token")
    await hand.work(wanted("P1"))
    assert isinstance(hand.last("P1"), Applied)


async def test_a_session_refused_again_after_renewal_is_denied(org, hand):
    await hand.look([wanted("P1")])
    org.fault(kind="401", operation="create")
    org.forget()
    await hand.work(wanted("P1"))
    assert isinstance(hand.last("P1"), Denied) and org.calls().count("create") == 2 and org.calls().count("login") == 1


async def test_a_wrong_secret_is_denied_and_a_sick_token_endpoint_is_not(org, policy):
    wrong = org.target(policy, secret="wrong")
    assert isinstance((await wrong.read([wanted("P1")]))["P1"], Denied)
    for kind in ("500", "503-bare", "reset"):
        org.fault(kind=kind, operation="login", times=1)
        assert isinstance((await org.target(policy).read([wanted("P1")]))["P1"], Later), kind


async def test_a_missing_licence_is_a_case_that_is_tried_again(org_of, policy):
    org = await org_of(licences=1)
    hand = Hand(org.target(policy))
    crew = [wanted("P1"), wanted("P2", last="Two", number="2")]
    await hand.work(*crew)
    assert isinstance(hand.answers["P1"][0][1], Applied)
    refused = hand.last("P2")
    assert (refused.case, refused.code, refused.retry_after) == ("licence", "LICENSE_LIMIT_EXCEEDED", timedelta(minutes=15))
    await hand.work(again(crew[0], OFF))
    await hand.work(crew[1])
    assert hand.names("P2") == ["create", "set-territory"]


async def test_one_name_that_is_too_long_is_parked_alone_with_field_and_limit(org, hand):
    crew = [wanted("P1", first="M" * 41), wanted("P2", last="Two", number="2")]
    await hand.work(*crew)
    refused = hand.last("P1")
    assert (refused.field, refused.reason) == ("FirstName", "longer than 40 characters") and "40" in refused.cure
    assert "MMM" not in repr(refused) and isinstance(hand.last("P2"), Applied)


async def test_a_role_the_org_does_not_have_is_named_and_nothing_is_invented(org, hand):
    await hand.work(wanted("P1", replace(AE, role="AE Mars")), wanted("P2", last="Two", number="2"))
    refused = hand.last("P1")
    assert (refused.case, refused.field) == ("refused", "UserRoleId") and "AE Mars" in refused.cure
    assert isinstance(hand.last("P2"), Applied) and len(org.users()) == 1


async def test_an_org_without_territories_parks_only_the_territory(org_of, policy):
    hand = Hand((await org_of(territories=False)).target(policy))
    await hand.work(wanted("P1"))
    assert isinstance(hand.answers["P1"][0][1], Applied) and hand.last("P1").field == "Territory2Id"


async def test_an_org_without_the_custom_field_parks_nobody_and_writes_nothing(org_of, policy):
    org = await org_of(lacks=("UKG_Person_Id__c",))
    seen = await org.target(policy).read([wanted("P1")])
    assert isinstance(seen["P1"], Later) and seen["P1"].code == "INVALID_FIELD" and org.written() == []


async def test_a_record_that_is_gone_by_now_needs_no_new_owner(org, hand):
    await hand.work(wanted("M1", last="Boss", number="9", desired=replace(AE, territory=None, fields={})), wanted("P1"))
    made = await org.do("own", user="P1", records={"Lead": 3})
    leaver = again(wanted("P1"), OFF, records_to="M1", ids={"M1": hand.id("M1")})
    look = hand.look

    async def late(crew):
        seen = await look(crew)
        table = org.vendor.org.table("Lead")
        org.vendor.org.store.remove("Lead", table.rows[made["Lead"][0]])
        return seen

    hand.look = late
    await hand.work(leaver)
    assert hand.names("P1")[-1] == "deactivate" and org.user(hand.id("M1"))["owns"]["Lead"] == 2


async def test_an_account_that_an_org_no_longer_has_is_looked_for_anew(org, hand):
    await hand.work(wanted("P1", account=Account(id="005dM0000009999QAA")))
    assert hand.names("P1") == ["create", "set-territory"]


async def test_personal_values_are_in_no_url(org, hand):
    await hand.work(wanted("P1"))
    assert not any("Lopez" in entry.path or "p1@" in entry.path for entry in org.simulator.journal.entries)


def test_settings_that_cannot_work_are_refused_by_name(policy):
    env = {"JML_SALESFORCE_URL": "https://halden.example.com", "JML_SALESFORCE_CLIENT_ID": "k", "JML_SALESFORCE_CLIENT_SECRET": "s"}
    with pytest.raises(SettingError, match="My Domain"):
        build(load(env).salesforce, policy)
    with pytest.raises(SettingError, match="JML_SALESFORCE_CLIENT_SECRET"):
        build(load(env | {"JML_SALESFORCE_CLIENT_SECRET": ""}).salesforce, policy)


async def test_a_territory_that_somebody_else_took_meanwhile_is_as_wanted(org, hand):
    await hand.work(wanted("P1"))
    look = hand.look

    async def late(crew):
        seen = await look(crew)
        table = org.vendor.org.table("UserTerritory2Association")
        org.vendor.org.store.remove("UserTerritory2Association", next(iter(table.rows.values())))
        return seen

    hand.look = late
    await hand.work(again(wanted("P1"), replace(AE, territory="T-East")))
    assert isinstance(hand.last("P1"), Applied) and org.user(hand.id("P1"))["territory"] == ["T-East"]
