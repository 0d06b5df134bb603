"""Logins, brake, group guard and announcements of the company stage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desired import CaseRef, OktaDesired, OktaStatus, Planned, Standing
from domain.facts import EndKind, Sealed
from domain.proposals import Priority, Proposal, ProposalKind
from tests.domain_company.town import NOON, Town, cause, hire, leaver, proposal

LATER = NOON + timedelta(minutes=5)
HOUR = timedelta(hours=1)
ANN = Sealed(first=b"Ann", last=b"Lee")


def found(person: str, login: str | None, system: str = "okta", kind: ProposalKind = ProposalKind.ADOPTED) -> Proposal:
    sealed = login.encode() if login else None
    about = cause(LATER, rule=str(kind))
    base = proposal(person, kind=kind, version=1, at=LATER)
    return replace(base, cause=about, system=system, login=sealed, login_digest=f"#{login}" if login else None)


def met(person: str, login: str) -> Proposal:
    return found(person, login, kind=ProposalKind.LOGIN_TAKEN)


# --- logins


def test_a_login_is_given_with_the_first_account_and_changes_with_the_name() -> None:
    town = Town()
    town.hear(hire("P", okta=OktaDesired(), sealed=ANN))
    assert town.logins() == {"P": None}

    town.hear(hire("P", version=2, sealed=ANN))
    assert town.logins() == {"P": "ann.lee@halden.example"}

    town.hear(proposal("P", version=3, sealed=Sealed(first=b"Ann", last=b"Chen")))
    assert town.logins() == {"P": "ann.chen@halden.example"}


def test_namesakes_get_numbers_by_the_order_they_come_in() -> None:
    town = Town()
    town.hear(*(proposal(person, sealed=ANN) for person in "ABC"))

    assert [login and login.split("@")[0] for login in town.logins().values()] == ["ann.lee", "ann.lee2", "ann.lee3"]


@pytest.mark.parametrize("first", ["A", "B"])
def test_of_two_due_at_once_the_lower_number_gets_the_plain_login_whichever_comes_first(first: str) -> None:
    town = Town()
    start = NOON + timedelta(days=7)
    for person, number in [("A", "20"), ("B", "9")]:
        town.hear(hire(person, okta=OktaDesired(), sealed=ANN, start=start, number=number))
    second = "B" if first == "A" else "A"

    for person in (first, second):
        town.hear(hire(person, version=2, sealed=ANN, start=start, number={"A": "20", "B": "9"}[person], at=LATER))

    assert town.logins() == {"A": "ann.lee2@halden.example", "B": "ann.lee@halden.example"}


def test_a_joiner_with_one_name_is_held_with_a_case_until_hr_gives_the_other() -> None:
    town = Town()
    town.hear(proposal("P", sealed=Sealed(first=b"Cher")))
    assert town.told == []
    assert town.people["P"].standing is Standing.HELD
    assert town.open_cases("P") == {"data:name"}

    town.hear(proposal("P", version=2, sealed=Sealed(first=b"Cher", last=b"Sarkisian"), at=LATER))

    assert [said.kind for said in town.told] == ["joiner"]
    assert town.open_cases("P") == set()


def test_somebody_with_a_login_keeps_it_when_her_last_name_vanishes() -> None:
    town = Town()
    town.hear(proposal("P", sealed=ANN))

    town.hear(proposal("P", version=2, sealed=Sealed(first=b"Ann"), at=LATER))

    assert town.logins() == {"P": "ann.lee@halden.example"}
    assert town.people["P"].standing is Standing.EMPLOYED


def test_the_login_of_a_found_account_becomes_hers_and_the_one_given_is_free_again() -> None:
    town = Town()
    town.hear(proposal("P", sealed=ANN), found("P", "alee@halden.example"))
    assert town.told[-1].kind == "adoption"
    assert town.told[-1].version == 2

    town.hear(proposal("Q", sealed=ANN))

    assert town.logins() == {"P": "alee@halden.example", "Q": "ann.lee@halden.example"}


def test_finding_the_account_again_says_nothing() -> None:
    town = Town()
    town.hear(proposal("P", sealed=ANN), found("P", "alee@halden.example"))
    before = len(town.told)

    town.hear(found("P", "alee@halden.example"))

    assert len(town.told) == before


def test_whoever_was_given_the_login_of_a_found_account_gets_the_next_one() -> None:
    town = Town()
    town.hear(proposal("Q", sealed=ANN), proposal("P", sealed=ANN))

    town.hear(found("P", "ann.lee@halden.example"))

    assert town.logins() == {"P": "ann.lee@halden.example", "Q": "ann.lee2@halden.example"}


def test_two_found_accounts_with_one_login_are_a_case_and_the_first_keeps_it() -> None:
    town = Town()
    town.hear(proposal("P", sealed=ANN), proposal("Q", sealed=Sealed(first=b"Bo", last=b"Lee")))

    town.hear(found("P", "x@halden.example"), found("Q", "x@halden.example"))

    assert town.logins() == {"P": "x@halden.example", "Q": "bo.lee@halden.example"}
    assert town.open_cases("Q") == {"duplicate-login:login"}


def test_a_login_met_at_somebody_unknown_is_given_to_nobody_any_more() -> None:
    town = Town()
    town.hear(proposal("P", sealed=ANN), met("P", "ann.lee@halden.example"))
    assert town.logins() == {"P": "ann.lee2@halden.example"}
    assert town.told[-1].version == 2

    town.hear(proposal("Q", sealed=ANN), met("P", "ann.lee@halden.example"))

    assert town.logins() == {"P": "ann.lee2@halden.example", "Q": "ann.lee3@halden.example"}


def test_a_found_username_of_salesforce_is_reserved_and_the_login_stays() -> None:
    town = Town()
    town.hear(proposal("P", sealed=ANN), found("P", "bo.lee@halden.example", system="salesforce"))
    assert town.logins() == {"P": "ann.lee@halden.example"}

    town.hear(proposal("Q", sealed=Sealed(first=b"Bo", last=b"Lee")))

    assert town.logins()["Q"] == "bo.lee2@halden.example"


def test_an_account_found_before_anything_was_proposed_is_remembered() -> None:
    town = Town()
    town.hear(found("P", "alee@halden.example"))
    assert town.people == {}

    town.hear(proposal("P", sealed=ANN))

    assert town.logins() == {"P": "alee@halden.example"}


# --- announcements


def test_a_repeated_or_older_proposal_says_nothing() -> None:
    town = Town()
    newer = proposal("P", version=2, at=LATER)
    town.hear(newer, newer, proposal("P"))

    assert [said.version for said in town.told] == [1]


def test_what_no_target_sees_goes_to_people_only() -> None:
    town = Town()
    town.hear(proposal("P"))

    town.hear(proposal("P", version=2, at=LATER, plan=(Planned(at=LATER, what="end"),)))

    assert len(town.told) == 1
    assert town.people["P"].version == 2
    town.hear(proposal("P", version=3, at=LATER, standing=Standing.HELD, plan=(Planned(at=LATER, what="end"),)))
    assert len(town.told) == 1
    assert town.people["P"].standing is Standing.HELD


def test_another_policy_alone_says_nothing() -> None:
    town = Town()
    town.hear(proposal("P"), proposal("P", version=2, at=LATER, policy="other"))

    assert town.people["P"].version == 1


def test_nobody_without_an_account_past_or_present_is_told_to_targets() -> None:
    town = Town()
    town.hear(hire("P", okta=OktaDesired()), hire("H", okta=OktaDesired(), standing=Standing.HELD))

    assert town.told == []
    assert set(town.people) == {"P", "H"}


def test_a_no_show_is_told_and_is_no_leaver() -> None:
    town = Town()
    town.hear(hire("P"))

    gone = OktaDesired(status=OktaStatus.DEACTIVATED)
    town.hear(hire("P", version=2, at=LATER, standing=Standing.LEFT, okta=gone, cases=(CaseRef(kind="no-show"),)))

    assert [said.kind for said in town.told] == ["joiner", "joiner"]
    assert town.open_cases("P") == {"no-show"}


def test_announcements_are_called_by_what_they_change() -> None:
    town = Town()
    grown = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "more"))
    titled = replace(grown, profile={"title": "Boss"})
    town.hear(
        proposal("M"),
        hire("P", boss="M"),
        proposal("P", version=2),
        proposal("P", version=3, boss="M"),
        proposal("P", version=4, boss="M", okta=grown),
        proposal("P", version=5, boss="M", okta=titled),
        leaver("P", version=6, boss="M", at=LATER),
        proposal("P", version=7, boss="M", at=LATER),
    )

    kinds = [said.kind for said in town.told if said.person == "P"]
    assert kinds == ["joiner", "joiner", "manager", "mover", "profile", "leaver", "mover"]


def test_urgent_ends_overtake_leavers_and_first_loads_wait() -> None:
    town = Town()
    town.hear(proposal("A", baseline=True), proposal("B"), leaver("B", at=LATER), proposal("C"))
    town.hear(leaver("C", end_kind=EndKind.URGENT, at=LATER), leaver("C", end_kind=EndKind.URGENT, at=LATER, version=3))

    assert [said.priority for said in town.told] == [
        Priority.BULK,
        Priority.ORDINARY,
        Priority.LEAVER,
        Priority.ORDINARY,
        Priority.URGENT,
    ]


def test_the_cases_of_lifecycle_open_and_close_with_its_proposals() -> None:
    town = Town()
    unknown = CaseRef(kind="unknown-code", field="job", detail="XXX")
    town.hear(proposal("P", cases=(unknown,)))
    assert town.cases["P", "unknown-code", "job"].detail == "XXX"

    town.hear(proposal("P", version=2, cases=(replace(unknown, detail="YYY"),), at=LATER))
    assert town.cases["P", "unknown-code", "job"].detail == "YYY"

    town.hear(proposal("P", version=3, at=LATER))
    assert town.cases == {}


# --- brake
