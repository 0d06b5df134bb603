"""A name changes: the login by the rule, the old one kept from others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desired import OktaDesired, OktaStatus
from domain.facts import Sealed
from domain.proposals import Proposal, ProposalKind
from tests.domain_company.town import NOON, Town, leaver, proposal

LATER = NOON + timedelta(hours=1)
LOPEZ, CHEN = Sealed(first=b"Maria", last=b"Lopez"), Sealed(first=b"Maria", last=b"Chen")


def town(**rules: object) -> Town:
    found = Town(rules=rules)
    found.hear(proposal("P", baseline=True, sealed=LOPEZ))
    return found


def renamed(**words: object) -> Proposal:
    return proposal("P", **({"version": 2, "sealed": CHEN, "at": LATER} | words))


def local(here: Town, person: str) -> str:
    return (here.logins()[person] or "").split("@")[0]


def test_a_new_last_name_gives_a_new_login_and_it_makes_the_old_one_an_alias() -> None:
    here = town()
    here.hear(renamed())

    assert local(here, "P") == "maria.chen"
    assert here.people["P"].renames
    assert here.told_of("P") == [("it", "rename")]
    assert here.notices[-1].values["numbered"] == "no"


def test_the_old_login_is_nobody_elses_for_180_days() -> None:
    here = town()
    here.hear(renamed())
    here.hear(proposal("Q", sealed=LOPEZ, at=LATER + timedelta(days=100)))
    assert local(here, "Q") == "maria.lopez2"

    here.until(LATER + timedelta(days=181))
    here.hear(proposal("R", sealed=LOPEZ, at=LATER + timedelta(days=181)))
    assert local(here, "R") == "maria.lopez"


def test_taken_already_she_gets_a_number() -> None:
    here = town()
    here.hear(proposal("Q", baseline=True, sealed=CHEN))
    here.hear(renamed())

    assert local(here, "P") == "maria.chen2"
    assert here.notices[-1].values["numbered"] == "yes"


def test_back_to_her_old_name_she_has_her_old_login_again() -> None:
    here = town()
    here.hear(renamed())
    here.hear(renamed(version=3, sealed=LOPEZ, at=LATER + timedelta(days=2)))

    assert local(here, "P") == "maria.lopez"


@pytest.mark.parametrize("rule", ["display", "ask"])
def test_by_another_rule_the_login_stays(rule: str) -> None:
    here = town(rename=rule)
    here.hear(renamed())

    assert local(here, "P") == "maria.lopez"
    assert here.people["P"].sealed == CHEN
    assert ("it", "rename") in here.told_of("P") or rule == "display"


def test_a_name_that_gives_the_same_login_changes_the_profile_only() -> None:
    here = town()
    here.hear(renamed(sealed=Sealed(first=b"MARIA", last=b"Lopez")))

    assert local(here, "P") == "maria.lopez"
    assert here.told_of("P") == []


def test_hired_again_under_another_name_she_is_renamed_when_access_is_on_again() -> None:
    here = town()
    here.hear(leaver("P", sealed=LOPEZ, at=LATER))
    here.hear(leaver("P", version=3, sealed=CHEN, at=LATER + timedelta(days=2), access=LATER, known=LATER))
    assert local(here, "P") == "maria.lopez"

    here.hear(renamed(version=4, at=LATER + timedelta(days=60), okta=OktaDesired(status=OktaStatus.ACTIVE)))
    assert local(here, "P") == "maria.chen"


def test_an_adopted_login_is_renamed_too_and_is_not_adopted_again() -> None:
    here = town()
    found = proposal("P", version=9, login=b"mlopez@halden.example", login_digest="#mlopez@halden.example", system="okta")
    adopted = replace(found, kind=ProposalKind.ADOPTED)
    here.hear(adopted)
    assert local(here, "P") == "mlopez"
    here.hear(renamed())
    here.hear(adopted)

    assert local(here, "P") == "maria.chen"
