"""Somebody new who may be somebody known."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.desired import OktaDesired, OktaStatus, SalesforceDesired
from domain.facts import Sealed
from domain.identity import jaro_winkler
from domain.proposals import Proposal
from tests.domain_company.town import NOON, Town, hire, leaver, proposal

OLD = Sealed(first=b"Jonathan", last=b"Smyth")
NEW = Sealed(first=b"Jon", last=b"Smyth")
BOTH = {"last-birth": "b1", "private-mail": "m1"}
LATER = NOON + timedelta(hours=1)  # Monday 13:00Z is 08:00 in New York


def town() -> Town:
    found = Town()
    found.hear(proposal("P9", baseline=True, sealed=OLD, digests=BOTH, number="900"))
    found.hear(leaver("P9", sealed=OLD, digests=BOTH, number="900", okta=OktaDesired(status=OktaStatus.DEACTIVATED), at=NOON))
    return found


def newcomer(**words: object) -> Proposal:
    return hire("N", **({"sealed": NEW, "digests": BOTH, "at": LATER, "number": "77"} | words))


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ({}, True),  # 0.5 + 0.3
        ({"digests": {"private-mail": "m1"}}, True),
        ({"digests": {"last-birth": "b1"}}, False),  # 0.3, and the names are not near enough
        ({"digests": {"last-birth": "b1"}, "sealed": OLD}, True),  # 0.3 + 0.3
        ({"digests": {}, "sealed": OLD}, False),  # a namesake
        ({"baseline": True}, False),
    ],
)
def test_evidence_adds_up(words: dict[str, object], doubt: bool) -> None:
    here = town()
    here.hear(newcomer(**words))

    assert ("ambiguous-match:person" in here.open_cases("N")) == doubt
    assert (here.people["N"].okta.status is OktaStatus.NONE) == doubt


def test_her_account_waits_four_working_hours_and_then_she_is_new() -> None:
    here = town()
    here.hear(newcomer())
    here.until(datetime(2026, 2, 2, 17, 59, tzinfo=UTC))
    assert here.people["N"].okta.status is OktaStatus.NONE
    assert "maria" not in str(here.cases)

    here.until(datetime(2026, 2, 2, 18, tzinfo=UTC))
    assert here.people["N"].okta.status is OktaStatus.STAGED
    assert here.logins()["N"] == "jon.smyth@halden.example"
    assert "ambiguous-match:person" in here.open_cases("N")


def test_the_case_says_what_agrees_and_by_when_and_no_value() -> None:
    here = town()
    here.hear(newcomer())

    case = here.cases["N", "ambiguous-match", "person"]
    assert case.detail == "P9 0.8 agrees: private-mail last-birth"
    assert case.deadline == datetime(2026, 2, 2, 18, tzinfo=UTC)


def test_decided_to_be_new_she_goes_on_at_once() -> None:
    here = town()
    here.hear(newcomer())
    here.order(LATER, decide="N", answer="new", by="ann")

    assert here.people["N"].okta.status is OktaStatus.STAGED
    assert here.open_cases("N") == set()


def test_held_she_waits_for_another_decision() -> None:
    here = town()
    here.hear(newcomer())
    here.order(LATER, decide="N", answer="hold", by="ann")
    here.until(LATER + timedelta(days=30))

    assert (here.people["N"].okta.status, here.people["N"].standing) == (OktaStatus.NONE, "held")


def test_decided_to_be_the_same_she_has_the_accounts_of_the_other() -> None:
    here = town()
    here.hear(newcomer(sealed=Sealed(first=b"Jonathan", last=b"Smyth")))
    here.order(LATER, decide="N", answer="same-as P9", by="ann")

    assert (here.people["N"].same_as, here.logins()["N"]) == ("P9", "jonathan.smyth@halden.example")
    assert here.people["P9"].flags == ("joined:N",)
    assert here.people["P9"].login is None


def test_another_name_than_before_is_renamed_by_the_rule() -> None:
    here = town()
    here.hear(newcomer())
    here.order(LATER, decide="N", answer="same-as P9", by="ann")

    assert here.logins()["N"] == "jon.smyth@halden.example"
    assert here.people["N"].renames


def test_a_merge_is_undone() -> None:
    here = town()
    here.hear(newcomer(sealed=Sealed(first=b"Jonathan", last=b"Smyth")))
    here.order(LATER, decide="N", answer="same-as P9", by="ann")
    here.order(LATER, undo="N", by="ann")

    assert here.people["N"].same_as is None
    assert here.people["P9"].flags == ()


def test_employee_number_and_last_name_are_the_same_person_beyond_doubt() -> None:
    here = town()
    here.hear(newcomer(number="900"))

    assert here.people["N"].same_as == "P9"
    assert here.open_cases("N") == set()


def test_two_candidates_are_always_looked_at() -> None:
    here = town()
    here.hear(proposal("P8", baseline=True, sealed=OLD, digests=BOTH, number="901"))
    here.hear(newcomer(number="900"))

    assert "ambiguous-match:person" in here.open_cases("N")


def test_only_somebody_found_can_be_the_same() -> None:
    here = town()
    here.hear(newcomer())
    for answer in ("same-as P1", "same-as", "same-as N", "perhaps"):
        here.order(LATER, decide="N", answer=answer, by="ann")

    assert here.fates() == ["wrong"] * 4


def test_of_many_hired_at_once_only_the_doubtful_wait() -> None:
    here = town()
    here.hear(*(hire(f"H{n}", sealed=Sealed(first=b"New", last=f"Name{n}".encode()), salesforce=SalesforceDesired()) for n in range(30)))
    here.hear(newcomer())

    assert [person for person, said in here.people.items() if said.okta.status is OktaStatus.NONE] == ["N"]


@pytest.mark.parametrize(("one", "other", "value"), [("martha", "marhta", 0.9611), ("dixon", "dicksonx", 0.8133), ("a", "b", 0.0)])
def test_likeness_is_winklers(one: str, other: str, value: float) -> None:
    assert round(jaro_winkler(one, other), 4) == value
    assert jaro_winkler(one, other) == jaro_winkler(other, one)
