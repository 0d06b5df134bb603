"""What orders do to a person and to what the brake holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desired import OktaDesired, OktaStatus, SalesforceState, Standing
from domain.facts import EndKind
from domain.planning import KEPT_BY_HAND
from domain.proposals import Priority, Proposal, ProposalKind
from tests.domain_company.town import NOON, SELLS, Town, leaver, proposal

LATER = NOON + timedelta(minutes=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def crowd(count: int = 20, **rules: object) -> Town:
    town = Town(rules=rules)
    town.hear(*(proposal(f"C{n}", baseline=True, boss="C1" if n else None) for n in range(count)))
    return town


def cut(town: Town, person: str = "C5", at=LATER) -> None:
    town.order(at, cut=person, by="ann", confirm="bob")


# --- the button


def test_a_confirmed_cut_suspends_and_freezes_and_keeps_groups_and_records() -> None:
    town = crowd()
    cut(town)

    said = town.told[-1]
    assert (said.person, said.okta, said.priority) == ("C5", replace(proposal("C5").okta, status=OktaStatus.SUSPENDED), Priority.URGENT)
    assert (said.salesforce.state, said.salesforce.on_leave, said.records_to) == (SalesforceState.FROZEN, False, None)
    assert said.standing is Standing.EMPLOYED
    assert town.fates() == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("second", "after", "fate"),
    [("bob", 11 * MINUTE, "nothing-to-do"), ("ann", MINUTE, "same-person"), ("bob", 9 * MINUTE, "accepted")],
)
def test_a_cut_needs_another_person_within_ten_minutes(second: str, after: timedelta, fate: str) -> None:
    town = crowd()
    town.order(LATER, cut="C5", by="ann")
    town.until(LATER + after)
    town.order(LATER + after, confirm="C5", by=second)

    assert town.fates()[-1] == fate
    assert (town.people["C5"].okta.status is OktaStatus.SUSPENDED) == (fate == "accepted")


def test_a_cut_that_nobody_confirms_is_recorded_and_does_nothing() -> None:
    town = crowd()
    town.order(LATER, cut="C5", by="ann")
    town.until(LATER + HOUR)

    assert town.fates() == ["accepted", "lapsed"]
    assert town.people["C5"].okta.status is OktaStatus.ACTIVE


def test_hr_still_saying_active_goes_on_underneath_and_revives_nobody() -> None:
    town = crowd()
    cut(town)
    grown = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "more"))
    town.hear(proposal("C5", version=2, boss="C1", okta=grown, at=LATER + HOUR))

    said = town.people["C5"]
    assert (said.okta.status, said.okta.groups, said.salesforce.state) == (
        OktaStatus.SUSPENDED,
        ("everyone", "more"),
        SalesforceState.FROZEN,
    )


def test_when_hr_says_nothing_for_three_days_there_is_a_case_and_she_stays_off() -> None:
    town = crowd()
    cut(town)
    town.until(LATER + 72 * HOUR - MINUTE)
    assert "cut-not-confirmed" not in town.open_cases("C5")

    town.until(LATER + 72 * HOUR)
    assert "cut-not-confirmed" in town.open_cases("C5")
    assert town.people["C5"].okta.status is OktaStatus.SUSPENDED


def test_an_end_of_hrs_takes_the_rest_and_closes_the_case_and_is_not_counted_twice() -> None:
    town = crowd()
    cut(town)
    town.until(LATER + 80 * HOUR)
    town.hear(leaver("C5", boss="C1", at=LATER + 80 * HOUR, end_kind=EndKind.URGENT))

    said = town.people["C5"]
    assert (said.okta.status, said.okta.groups, said.standing) == (OktaStatus.SUSPENDED, (), Standing.LEFT)
    assert (said.records_to, town.open_cases("C5")) == ("C1", set())
    assert town.rows["C5"].ending is None


def test_two_people_give_back_what_the_button_took() -> None:
    town = crowd()
    cut(town)
    town.order(LATER + HOUR, release="C5", by=["ann", "bob"])

    assert (town.people["C5"].okta, town.people["C5"].salesforce) == (proposal("C5").okta, SELLS)
    assert town.rows["C5"].orders.button is None


@pytest.mark.parametrize("ended", [False, True])
def test_one_person_or_an_end_of_hrs_releases_nobody(ended: bool) -> None:
    town = crowd()
    cut(town)
    if ended:
        town.hear(leaver("C5", boss="C1", at=LATER))
    town.order(LATER + HOUR, release="C5", by=["ann", "bob"] if ended else ["ann", "ann"])

    assert town.people["C5"].okta.status is OktaStatus.SUSPENDED
    assert town.fates()[2:] == (["ended-by-hr", "ended-by-hr"] if ended else ["accepted", "same-person"])


def test_the_eleventh_urgent_one_waits_whether_by_button_or_by_hr_and_an_approval_lets_it_go() -> None:
    town = crowd(40)
    town.hear(*(leaver(f"C{n}", end_kind=EndKind.URGENT, at=LATER) for n in range(10, 19)))
    cut(town, "C5")
    cut(town, "C6", LATER + MINUTE)

    assert town.people["C5"].okta.status is OktaStatus.SUSPENDED
    assert town.people["C6"].okta.status is OktaStatus.ACTIVE
    assert "brake" in town.open_cases("C6")
    assert (town.alerts[-1].key, town.alerts[-1].ids) == ("urgent", ("C6",))

    town.order(LATER + 2 * MINUTE, approve="brake", people=["C6"], by="eve")
    assert town.people["C6"].okta.status is OktaStatus.SUSPENDED
    assert not town.alerts[-1].on


# --- exceptions, extensions, undo


def contract(person: str, days: float = 10, **words: object) -> Proposal:
    """A contractor whose contract ends in some days."""
    at = words.get("at", NOON)
    ends = NOON + timedelta(days=days)
    known = leaver(person, version=words.pop("version", 1), access=ends, known=at, **words)  # type: ignore[arg-type]
    assert known.end is not None
    return replace(
        known,
        standing=Standing.ON_NOTICE,
        okta=proposal(person).okta,
        salesforce=SELLS,
        end=replace(known.end, contract=True),
        contractor=True,
    )


def ended(person: str, days: float = 10, **words: object) -> Proposal:
    done = contract(person, days, at=NOON + timedelta(days=days), version=words.pop("version", 2), **words)
    return replace(done, standing=Standing.LEFT, okta=OktaDesired(status=OktaStatus.SUSPENDED), salesforce=leaver(person).salesforce)


def test_a_signed_exception_for_somebody_at_work_is_told_to_the_targets_until_it_ends() -> None:
    town = crowd()
    before = town.people["C3"].version
    town.order(NOON + DAY, **{"except": "C3"}, until=(NOON + 3 * DAY).date().isoformat(), by="ann")
    assert (town.people["C3"].flags, town.people["C3"].excepted) == ((KEPT_BY_HAND,), False)
    town.until(NOON + 5 * DAY)
    assert (town.people["C3"].flags, town.people["C3"].version) == ((), before + 2)


def test_a_signed_exception_outlives_the_contract_and_ends_by_itself() -> None:
    town = crowd()
    town.hear(contract("K", boss="C1"))
    until = (NOON + 15 * DAY).date()
    town.order(NOON + DAY, **{"except": "K"}, until=until.isoformat(), by="ann")
    town.until(NOON + 10 * DAY)
    town.hear(ended("K", boss="C1"))
    said = town.people["K"]
    assert (said.okta.status, said.excepted, said.standing) == (OktaStatus.ACTIVE, True, Standing.ON_NOTICE)

    town.until(NOON + 20 * DAY)
    said = town.people["K"]
    assert (said.okta.status, said.excepted, said.standing) == (OktaStatus.SUSPENDED, False, Standing.LEFT)


def test_a_leaver_let_in_again_stays_three_days_at_most() -> None:
    town = crowd()
    town.hear(leaver("C5", boss="C1", at=LATER))
    town.order(LATER + HOUR, **{"except": "C5"}, until="2027-01-01", by="ann")
    assert (town.people["C5"].okta.status, town.people["C5"].excepted) == (OktaStatus.SUSPENDED, True)

    town.until(LATER + 73 * HOUR)
    assert not town.people["C5"].excepted


def test_undo_takes_an_exception_back() -> None:
    town = crowd()
    town.hear(contract("K", boss="C1"))
    town.order(NOON + DAY, **{"except": "K"}, until="2026-03-31", by="ann")
    town.hear(ended("K", boss="C1"))
    town.order(NOON + 11 * DAY, undo="K", by="bob")

    assert town.people["K"].okta.status is OktaStatus.SUSPENDED
    town.order(NOON + 11 * DAY, undo="K", by="bob")
    assert town.fates() == ["accepted", "accepted", "nothing-to-do"]


def test_the_manager_hears_a_week_before_at_nine_and_an_extension_moves_it() -> None:
    town = crowd(zone="America/Los_Angeles")
    town.hear(contract("K", boss="C1", days=20.5))  # ends 2026-02-22 in Los Angeles
    plan = [(item.at.isoformat(), item.what) for item in town.people["K"].plan]
    assert plan == [("2026-02-15T17:00:00+00:00", "notice")]
    town.until(NOON + 15 * DAY)
    assert town.told_of("K")[-1] == ("C1", "contract-ending")
    assert [notice.at.isoformat() for notice in town.notices if notice.kind == "contract-ending"] == ["2026-02-15T17:00:00+00:00"]

    town.order(NOON + 16 * DAY, extend="K", to="2026-12-31", by="mia")
    assert [(item.at.isoformat(), item.what) for item in town.people["K"].plan] == [("2026-12-24T17:00:00+00:00", "notice")]


def test_an_end_that_moves_nearer_after_the_notice_is_told_anew_and_one_known_late_at_once() -> None:
    town = crowd()
    town.hear(contract("K", boss="C1", days=3))
    town.hear(contract("K", boss="C1", days=2, version=2, at=LATER))

    ending = [notice.values["ends"] for notice in town.notices if notice.kind == "contract-ending"]
    assert ending == [(NOON + timedelta(days=days)).date().isoformat() for days in (3, 2)]


def test_extended_by_the_manager_but_ended_by_hr_she_is_off_with_a_case() -> None:
    town = crowd()
    town.hear(contract("K", boss="C1"))
    town.order(NOON + DAY, extend="K", to="2026-12-31", by="mia")
    town.until(NOON + 10 * DAY)
    town.hear(ended("K", boss="C1"))

    assert town.people["K"].okta.status is OktaStatus.SUSPENDED
    assert "data:contract-end" in town.open_cases("K")
    assert ("C1", "contract-ended") in town.told_of("K")


def test_only_a_contract_is_extended() -> None:
    town = crowd()
    town.order(LATER, extend="C5", to="2026-12-31", by="mia")
    town.order(LATER, extend="C5", to="soon", by="mia")
    assert town.fates() == ["nothing-to-do", "wrong"]
    assert town.rows["C5"].choices.extended is None


# --- reviews

OUT = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "h"))


def found(person: str, *groups: str, at=LATER) -> Proposal:
    return replace(proposal(person, at=at), kind=ProposalKind.EXCEPTIONS, groups=groups)


def test_what_was_given_by_hand_is_dropped_where_the_manager_keeps_nothing_in_five_working_days() -> None:
    town = crowd()
    town.hear(proposal("C5", version=2, boss="C1", okta=OUT, at=LATER))
    town.hear(found("C5", "vip", "wine"))
    assert ("C1", "review") in town.told_of("C5")
    town.order(LATER + HOUR, decide="C5", answer="keep vip", by="mia")
    town.until(LATER + 6 * DAY)
    assert town.people["C5"].okta.drop == ()

    town.until(LATER + 8 * DAY)
    assert town.people["C5"].okta.drop == ("wine",)


def test_a_decision_on_all_groups_ends_the_review_and_undo_takes_the_last_one_back() -> None:
    town = crowd()
    town.hear(proposal("C5", version=2, boss="C1", okta=OUT, at=LATER))
    town.hear(found("C5", "vip"))
    town.order(LATER + HOUR, decide="C5", answer="drop vip", by="mia")
    assert town.people["C5"].okta.drop == ("vip",)
    town.order(LATER + HOUR, undo="C5", by="mia")
    assert town.people["C5"].okta.drop == ()


def test_a_move_taken_back_takes_its_review_along() -> None:
    town = crowd()
    town.hear(proposal("C5", version=2, boss="C1", okta=OUT, at=LATER), found("C5", "vip"))
    town.hear(proposal("C5", version=3, boss="C1", at=LATER + HOUR))
    town.until(LATER + 10 * DAY)

    assert town.people["C5"].okta.drop == ()
