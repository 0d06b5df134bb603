"""What orders do to what the brake holds, and to a first load."""

from datetime import timedelta

import pytest

from domain.desired import OktaDesired, OktaStatus
from tests.domain_company.town import NOON, Town, leaver, proposal

LATER = NOON + timedelta(minutes=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def crowd(count: int = 20, **rules: object) -> Town:
    town = Town(rules=rules)
    town.hear(*(proposal(f"C{n}", baseline=True, boss="C1" if n else None) for n in range(count)))
    return town


def held(town: Town) -> list[str]:
    return sorted(person for person in town.people if "brake" in town.open_cases(person))


def latched(count: int = 8) -> Town:
    town = crowd()
    town.hear(*(leaver(f"C{n}", boss=None, at=LATER) for n in range(2, 2 + count)))
    return town


def test_an_approval_releases_exactly_those_listed_that_are_held() -> None:
    town = latched()
    assert held(town) == ["C7", "C8", "C9"]
    town.order(LATER + HOUR, approve="brake", people=["C2", "C7", "C9", "C15"], by="ann")

    assert held(town) == ["C8"]
    assert {town.people[one].okta.status for one in ("C7", "C9")} == {OktaStatus.SUSPENDED}
    assert town.people["C15"].okta.status is OktaStatus.ACTIVE
    assert town.fates() == ["accepted"]


def test_a_decision_opens_the_latch_and_starts_the_count_anew() -> None:
    town = latched()
    town.order(LATER + MINUTE, approve="brake", people=["C7", "C8"], by="ann")
    town.hear(*(leaver(f"C{n}", at=LATER + 2 * MINUTE) for n in range(10, 16)))

    assert held(town) == ["C15", "C9"]


def test_a_rejected_end_is_not_proposed_again_until_its_facts_change() -> None:
    town = latched()
    town.order(LATER + MINUTE, reject="brake", by="ann")
    assert held(town) == []
    town.hear(leaver("C9", version=3, at=LATER + DAY, access=LATER, known=LATER))
    assert (town.people["C9"].okta.status, town.people["C9"].brake) == (OktaStatus.ACTIVE, None)

    town.hear(leaver("C9", version=4, at=LATER + 2 * DAY))
    assert town.people["C9"].okta.status is OktaStatus.SUSPENDED


def test_undecided_for_four_hours_it_pages_again_and_releases_nothing() -> None:
    town = latched()
    before = len(town.alerts)
    town.until(LATER + 4 * HOUR)

    again = town.alerts[before:]
    assert [(alert.kind, alert.key, alert.on, alert.ids) for alert in again] == [("brake", "ends", True, ("C7", "C8", "C9"))]
    assert held(town) == ["C7", "C8", "C9"]
    town.until(LATER + 8 * HOUR)
    assert len(town.alerts) == before + 2


@pytest.mark.parametrize(
    ("asked", "fate"),
    [
        ({"approve": "brake"}, "wrong"),
        ({"approve": "brake", "people": ["C15"]}, "nothing-to-do"),
        ({"approve": "brake", "group": "g"}, "nothing-to-do"),
        ({"approve": "first-load"}, "accepted"),
    ],
)
def test_an_approval_of_nothing_is_refused(asked: dict[str, object], fate: str) -> None:
    town = latched()
    town.order(LATER + HOUR, by="ann", **asked)
    assert town.fates() == [fate]


IN = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "g"))
OUT = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "h"))


@pytest.mark.parametrize("word", ["approve", "reject"])
def test_removals_from_a_group_go_on_or_stay_undone_by_one_decision(word: str) -> None:
    town = Town()
    town.hear(*(proposal(f"C{n}", baseline=True, okta=IN) for n in range(30)))
    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in range(15)))
    town.order(LATER + HOUR, **{word: "brake"}, group="g", by="ann")

    groups = {town.people[f"C{n}"].okta.groups for n in range(10, 15)}
    assert groups == ({("everyone", "h")} if word == "approve" else {("everyone", "g", "h")})
    assert not town.alerts[-1].on
    assert all(town.people[f"C{n}"].brake is None for n in range(15))


def test_a_decision_on_many_wakes_them_by_and_by() -> None:
    town = Town()
    town.hear(*(proposal(f"C{n}", baseline=True) for n in range(600)))
    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(500)))
    town.order(LATER + HOUR, approve="brake", people=[f"C{n}" for n in range(500)], by="ann")

    assert {town.people[f"C{n}"].okta.status for n in range(500)} == {OktaStatus.SUSPENDED}
    assert town.own.todo == ()


# --- the first load


def test_a_first_load_is_only_reported_until_it_is_approved() -> None:
    town = crowd(3, report=True)
    assert all(said.report for said in town.people.values())
    assert town.notices == []
    town.order(LATER, approve="first-load", by="ann")

    assert not any(said.report for said in town.people.values())
    town.hear(proposal("NEW", at=LATER + HOUR))
    assert not town.people["NEW"].report


def test_an_urgent_cut_does_not_wait_for_the_first_load() -> None:
    town = crowd(3, report=True)
    town.order(LATER, cut="C2", by="ann", confirm="bob")
    assert (town.told[-1].person, town.told[-1].report) == ("C2", False)
