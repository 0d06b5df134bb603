"""Who stands in: for a manager who is a contractor, for somebody on leave, for a manager without Salesforce."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desired import OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.proposals import Proposal
from tests.domain_company.town import NOON, SELLS, Town, leaver, proposal

LATER = NOON + timedelta(hours=1)
DAY = timedelta(days=1)


def away(person: str, cover: str | None, **words: object) -> Proposal:
    """On a leave that keeps Okta active."""
    frozen = replace(SELLS, state=SalesforceState.FROZEN, on_leave=True)
    return proposal(
        person, **({"version": 2, "boss": "M", "standing": Standing.ON_LEAVE, "salesforce": frozen, "cover": cover, "at": LATER} | words)
    )


def town() -> Town:
    here = Town()
    here.hear(*(proposal(person, boss=boss, baseline=True) for person, boss in [("TOP", None), ("M", "TOP"), ("REP", "M"), ("P", "M")]))
    here.hear(proposal("Q", boss="REP", baseline=True))
    return here


def owner(here: Town, person: str = "P") -> str | None:
    return here.people[person].records_to


def test_the_cover_rep_takes_over_from_somebody_without_a_supervisor_else_they_stay_hers() -> None:
    here = town()
    here.hear(away("TOP", "REP", boss=None))
    assert owner(here, "TOP") == "REP"
    assert here.open_cases("TOP") == set()

    here.hear(away("TOP", None, boss=None, version=3))
    assert owner(here, "TOP") is None
    assert here.open_cases("TOP") == set()


def test_the_cover_rep_takes_over_and_it_and_she_are_told() -> None:
    here = town()
    here.hear(away("P", "REP"))

    assert owner(here) == "REP"
    assert here.people["P"].salesforce.on_leave
    assert sorted(here.told_of("P")) == [("REP", "cover"), ("it", "out-of-office")]


@pytest.mark.parametrize(
    ("cover", "rep"),
    [
        ("nobody", None),
        (None, None),
        ("REP", leaver("REP", boss="M", at=LATER)),
        ("REP", away("REP", None)),
        ("REP", proposal("REP", version=2, boss="M", salesforce=SalesforceDesired(), at=LATER)),
    ],
)
def test_a_rep_who_is_unknown_gone_away_or_without_salesforce_is_replaced_by_the_manager(cover: str | None, rep: Proposal | None) -> None:
    here = town()
    if rep is not None:
        here.hear(rep)
    here.hear(away("P", cover))

    assert owner(here) == "M"


def test_when_the_cover_rep_leaves_the_records_go_on_to_her_manager() -> None:
    here = town()
    here.hear(away("Q", "P", boss="REP"))
    assert owner(here, "Q") == "P"
    here.hear(leaver("P", boss="M", at=LATER))

    assert owner(here, "Q") == "M"
    assert here.people["Q"].salesforce.on_leave


def test_a_rep_named_later_takes_over() -> None:
    here = town()
    here.hear(away("P", None))
    here.hear(away("P", "REP", version=3))

    assert owner(here) == "REP"


def test_back_from_leave_nobody_owns_for_her() -> None:
    here = town()
    here.hear(away("P", "REP"), proposal("P", version=3, boss="M", at=LATER + DAY))

    assert owner(here) is None


def test_a_manager_on_a_leave_that_keeps_okta_active_is_still_the_manager_also_for_records() -> None:
    here = town()
    here.hear(away("M", None, boss="TOP"))
    here.hear(leaver("P", boss="M", at=LATER))

    assert here.people["REP"].manager == "M"
    assert owner(here) == "M"


def test_a_contractor_is_nobodys_manager_and_the_next_one_up_is_flagged() -> None:
    here = town()
    here.hear(proposal("M", version=2, boss="TOP", contractor=True, at=LATER))

    said = here.people["REP"]
    assert (said.manager, said.flags) == ("TOP", ("manager-is-contractor",))
    assert here.people["M"].manager == "TOP"


def test_in_salesforce_the_next_one_up_with_an_account_is_the_manager() -> None:
    here = town()
    here.hear(proposal("M", version=2, boss="TOP", salesforce=SalesforceDesired(), at=LATER))

    assert (here.people["REP"].manager, here.people["REP"].salesforce_manager) == ("M", "TOP")
    here.hear(proposal("TOP", version=2, salesforce=SalesforceDesired(), at=LATER))
    assert here.people["REP"].salesforce_manager is None


# --- notices


def test_a_joiner_is_told_to_her_manager_once() -> None:
    here = town()
    here.hear(proposal("NEW", boss="M", at=LATER))
    here.hear(proposal("NEW", boss="M", version=2, at=LATER))

    assert here.told_of("NEW") == [("M", "joiner")]


def test_a_leavers_manager_and_those_who_get_her_reports_are_told() -> None:
    here = town()
    here.hear(leaver("REP", boss="M", at=LATER))

    assert here.told_of("REP") == [("M", "leaver"), ("M", "task")]
    assert here.told_of("Q") == [("M", "task")]


def test_where_nobody_is_above_it_is_told() -> None:
    here = town()
    here.hear(leaver("TOP", at=LATER))

    assert ("it", "leaver") in here.told_of("TOP")


def test_a_change_of_tier_is_told_to_security() -> None:
    here = Town()
    tiers = [OktaDesired(status=OktaStatus.ACTIVE, groups=(f"mfa-{tier}",)) for tier in ("standard", "elevated")]
    here.hear(proposal("P", okta=tiers[0], baseline=True), proposal("P", version=2, okta=tiers[1], at=LATER))

    assert here.told_of("P") == [("security", "tier-changed")]
    assert here.notices[-1].values == {"before": "mfa-standard", "after": "mfa-elevated"}


def test_the_first_load_tells_nobody() -> None:
    assert town().notices == []
