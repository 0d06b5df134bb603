"""What the brake and the group guard let pass, and when."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.brake import Limits
from domain.desired import OktaDesired, OktaStatus, SalesforceDesired, Standing
from domain.facts import EndKind, Sealed
from domain.proposals import Priority, Proposal
from tests.domain_company.town import NOON, SELLS, Town, hire, leaver, proposal

LATER = NOON + timedelta(minutes=5)
HOUR = timedelta(hours=1)
ANN = Sealed(first=b"Ann", last=b"Lee")


def crowd(count: int, **words: object) -> Town:
    town = Town()
    town.hear(*(proposal(f"C{n}", baseline=True, **words) for n in range(count)))
    return town


def test_of_eight_departures_within_the_hour_five_pass_and_three_are_held() -> None:
    town = crowd(101)

    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(8)))

    cut = [said.person for said in town.told if said.kind == "leaver"]
    assert cut == ["C0", "C1", "C2", "C3", "C4"]
    assert town.held == ["C5", "C6", "C7"]
    for person in town.held:
        said = town.people[person]
        assert (said.okta.status, said.standing, said.brake) == (OktaStatus.ACTIVE, Standing.EMPLOYED, "ends")
        assert said.salesforce == SELLS
        assert town.open_cases(person) == {"brake"}
    assert town.alerts[-1].ids == ("C5", "C6", "C7")
    assert (town.alerts[0].kind, town.alerts[0].key, town.alerts[0].on, town.alerts[0].since) == ("brake", "ends", True, LATER)


def test_what_hr_corrects_leaves_the_list_and_the_last_one_ends_the_alert() -> None:
    town = crowd(20)
    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(6)))
    before = len(town.told)

    town.hear(proposal("C5", version=3, at=LATER))

    assert len(town.told) == before
    assert town.people["C5"].brake is None
    assert town.open_cases("C5") == set()
    assert not town.alerts[-1].on


def test_a_held_person_stays_as_announced_whatever_else_is_proposed_of_her() -> None:
    town = crowd(20)
    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(6)))
    before = len(town.told)

    gone = OktaDesired(status=OktaStatus.DEACTIVATED)
    town.hear(leaver("C5", version=3, at=LATER + 24 * HOUR, access=LATER, known=LATER, okta=gone))

    assert len(town.told) == before
    assert town.people["C5"].okta.status is OktaStatus.ACTIVE


def test_a_held_manager_is_still_the_manager() -> None:
    town = crowd(20)
    town.hear(proposal("R", boss="C5"))

    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(6)))

    assert town.managers()["R"] == "C5"


def future(person: str, at: datetime, days: int, **words: object) -> Proposal:
    """HR says today that she leaves in some days; until then she has everything."""
    known = leaver(person, at=at, access=at + timedelta(days=days), known=at, **words)
    return replace(known, standing=Standing.ON_NOTICE, okta=proposal(person).okta, salesforce=SELLS)


def test_ends_known_a_day_ahead_count_when_they_become_known_and_never_at_midnight() -> None:
    town = crowd(20)
    town.hear(*(future(f"C{n}", LATER, 3) for n in range(6)))
    assert town.held == ["C5"]
    assert town.people["C5"].okta.status is OktaStatus.ACTIVE

    due = LATER + timedelta(days=3)
    town.hear(*(leaver(f"C{n}", version=3, at=due, access=due, known=LATER) for n in range(6)))

    assert sorted(said.person for said in town.told if said.kind == "leaver") == ["C0", "C1", "C2", "C3", "C4"]
    assert town.people["C5"].brake == "ends"


def test_somebody_held_for_a_later_end_still_moves_until_then() -> None:
    town = crowd(20)
    town.hear(*(future(f"C{n}", LATER, 3) for n in range(6)))

    grown = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "more"))
    town.hear(replace(future("C5", LATER, 3, version=3), okta=grown))

    assert town.people["C5"].okta == grown
    assert town.people["C5"].brake == "ends"


def test_ends_known_at_short_notice_count_when_they_are_due() -> None:
    town = crowd(20)
    soon = [replace(future(f"C{n}", LATER, 0), end=replace(leaver("x").end, access=LATER + 5 * HOUR)) for n in range(6)]  # type: ignore[type-var]
    town.hear(*soon)
    assert town.held == []

    town.hear(*(leaver(f"C{n}", version=3, at=LATER + 5 * HOUR, access=LATER + 5 * HOUR, known=LATER) for n in range(6)))

    assert town.held == ["C5"]


def test_first_loads_and_no_shows_do_not_count() -> None:
    town = Town()
    town.hear(*(leaver(f"C{n}", version=1, baseline=True) for n in range(30)))
    town.hear(*(hire(f"H{n}") for n in range(30)))
    town.hear(*(leaver(f"H{n}", ever_active=False, at=LATER) for n in range(30)))

    assert town.held == []
    assert town.alerts == []


def test_ten_urgent_ends_pass_a_latched_brake_and_the_eleventh_pages() -> None:
    town = crowd(40)
    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(6)))

    town.hear(*(leaver(f"C{n}", end_kind=EndKind.URGENT, at=LATER) for n in range(10, 21)))

    assert town.held == ["C5", "C20"]
    assert (town.alerts[-1].key, town.alerts[-1].ids) == ("urgent", ("C20",))


def test_a_held_end_that_turns_urgent_goes_at_once() -> None:
    town = crowd(20)
    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(6)))

    town.hear(leaver("C5", version=3, end_kind=EndKind.URGENT, at=LATER))

    assert town.told[-1].priority is Priority.URGENT
    assert town.people["C5"].okta.status is OktaStatus.SUSPENDED
    assert not town.alerts[-1].on


def test_suspending_a_leave_is_no_end() -> None:
    town = crowd(20)
    away = OktaDesired(status=OktaStatus.SUSPENDED, groups=("everyone",))

    town.hear(*(proposal(f"C{n}", version=2, standing=Standing.ON_LEAVE, okta=away, at=LATER) for n in range(20)))

    assert town.held == []


# --- group guard

IN = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "g"))
OUT = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "h"))


def test_the_eleventh_removal_from_a_small_group_waits_and_the_rest_of_the_move_goes_on() -> None:
    town = crowd(30, okta=IN)

    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in range(12)))

    assert [person for person, said in town.people.items() if "g" not in said.okta.groups] == [f"C{n}" for n in range(10)]
    for person in ("C10", "C11"):
        assert town.people[person].okta.groups == ("everyone", "g", "h")
        assert town.people[person].brake == "g"
        assert town.open_cases(person) == {"brake:g"}
    assert town.held == ["C10", "C11"]
    assert (town.alerts[-1].key, town.alerts[-1].ids) == ("g", ("C10", "C11"))


def test_a_fifth_of_a_large_group_passes() -> None:
    town = crowd(100, okta=IN)

    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in range(25)))

    assert len(town.held) == 5


def test_a_removal_taken_back_waits_no_longer() -> None:
    town = crowd(30, okta=IN)
    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in range(11)))

    town.hear(proposal("C10", version=3, okta=IN, at=LATER))

    assert town.people["C10"].okta == IN
    assert town.open_cases("C10") == set()
    assert not town.alerts[-1].on


def test_departures_are_not_removals_and_take_waiting_groups_along() -> None:
    town = crowd(30, okta=IN)
    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in range(11)))

    town.hear(leaver("C10", version=3, at=LATER, boss="C11"))

    assert town.people["C10"].okta.groups == ()
    assert town.open_cases("C10") == set()


def test_removals_spread_over_hours_all_pass() -> None:
    town = crowd(30, okta=IN)

    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER + n * timedelta(minutes=7)) for n in range(30)))

    assert town.held == []
    assert all(len(row.removals) == 1 for row in town.rows.values())


def test_the_numbers_are_the_policys() -> None:
    limits = Limits()
    town = Town(limits=replace(limits, ends=replace(limits.ends, floor=1), group=replace(limits.group, floor=1, share=0.0)))
    town.hear(*(proposal(f"C{n}", okta=IN) for n in range(6)))

    town.hear(leaver("C0", at=LATER), leaver("C1", at=LATER))
    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in (2, 3)))

    assert town.held == ["C1", "C3"]


def test_salesforce_is_none_where_nothing_is_wanted() -> None:
    town = Town()
    town.hear(proposal("P", salesforce=SalesforceDesired()))

    assert town.told[0].salesforce == SalesforceDesired()
