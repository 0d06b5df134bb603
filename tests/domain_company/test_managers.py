"""Who reports to whom, in whatever order the records come."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from domain.desired import OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from tests.domain_company.town import NOON, Town, cause, hire, leaver, proposal

LATER = NOON + timedelta(minutes=5)


def test_a_report_known_before_the_manager_gets_her_when_she_comes() -> None:
    town = Town()
    town.hear(proposal("R", boss="M"))
    assert town.managers() == {"R": None}

    town.hear(proposal("M", at=LATER))

    assert town.managers()["R"] == "M"
    said = town.told[-1]
    assert (said.person, said.kind, said.cause.kind, said.cause.rule) == ("R", "manager", "manager", "manager-came")
    assert said.version == 2


def test_nothing_is_said_again_when_a_manager_changes_in_ways_that_touch_no_report() -> None:
    town = Town()
    town.hear(proposal("M"), proposal("R", boss="M"))
    before = len(town.told)

    town.hear(proposal("M", version=2, at=LATER, okta=OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "more"))))

    assert [said.person for said in town.told[before:]] == ["M"]


def test_reports_of_somebody_who_left_go_to_the_next_active_one_up() -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("M", boss="TOP"), proposal("R", boss="M"))

    town.hear(leaver("M", boss="TOP", at=LATER))

    assert town.managers() == {"TOP": None, "M": "TOP", "R": "TOP"}
    assert town.told[-1].cause.rule == "manager-left"


def test_a_whole_chain_of_leavers_is_passed_over_and_comes_back_with_the_nearest() -> None:
    town = Town()
    town.hear(*(proposal(one, boss=boss) for one, boss in [("TOP", None), ("A", "TOP"), ("B", "A"), ("C", "B"), ("R", "C")]))
    town.hear(leaver("C", boss="B", at=LATER), leaver("B", boss="A", at=LATER), leaver("A", boss="TOP", at=LATER))
    assert town.managers()["R"] == "TOP"

    town.hear(proposal("A", boss="TOP", version=3, at=LATER))

    assert town.managers()["R"] == "A"


def test_a_manager_who_starts_later_leaves_her_reports_to_the_next_up_until_then() -> None:
    town = Town()
    town.hear(proposal("TOP"), hire("M", boss="TOP"), proposal("R", boss="M"))
    assert town.managers()["R"] == "TOP"

    town.hear(proposal("M", boss="TOP", version=2, at=LATER))

    assert town.managers()["R"] == "M"


def test_somebody_out_of_scope_is_passed_over() -> None:
    town = Town()
    held = hire("X", boss="TOP", standing=Standing.HELD, okta=OktaDesired())

    town.hear(proposal("R", boss="X"), held, proposal("TOP"))

    assert town.managers()["R"] == "TOP"


def test_a_leave_that_keeps_okta_active_keeps_the_manager_and_one_that_suspends_does_not() -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("M", boss="TOP"), proposal("R", boss="M"))
    town.hear(proposal("M", boss="TOP", version=2, standing=Standing.ON_LEAVE))
    assert town.managers()["R"] == "M"

    town.hear(proposal("M", boss="TOP", version=3, standing=Standing.ON_LEAVE, okta=OktaDesired(status=OktaStatus.SUSPENDED)))

    assert town.managers()["R"] == "TOP"


@pytest.mark.parametrize("order", list(permutations("AB")), ids="".join)
def test_a_swap_ends_right_in_whatever_order_its_two_facts_come(order: tuple[str, ...]) -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("A", boss="TOP"), proposal("B", boss="A"))
    swap = {"A": proposal("A", boss="B", version=2, at=LATER), "B": proposal("B", boss="TOP", version=2, at=LATER)}

    town.hear(*(swap[one] for one in order))

    assert town.managers() == {"TOP": None, "A": "B", "B": "TOP"}
    assert town.cases == {}


def test_the_edge_that_closes_a_cycle_is_held_and_the_case_names_all() -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("B", boss="TOP"), proposal("A", boss="B"))

    town.hear(proposal("TOP", boss="A", version=2, at=LATER))

    assert town.managers() == {"TOP": None, "A": "B", "B": "TOP"}
    assert town.open_cases("TOP") == {"manager-cycle"}
    assert town.cases["TOP", "manager-cycle", ""].detail == "TOP A B"
    assert town.people["TOP"].okta.status is OktaStatus.ACTIVE


def test_the_case_of_a_cycle_closes_itself_when_anybody_on_it_moves_away() -> None:
    town = Town()
    town.hear(proposal("X"), proposal("TOP"), proposal("B", boss="TOP"), proposal("A", boss="B"))
    town.hear(proposal("TOP", boss="A", version=2, at=LATER))

    town.hear(proposal("B", boss="X", version=2, at=LATER))

    assert town.managers() == {"X": None, "TOP": "A", "A": "B", "B": "X"}
    assert town.cases == {}


@pytest.mark.parametrize("order", list(permutations("ABC")), ids="".join)
def test_of_one_batch_the_edge_of_the_greatest_person_id_is_held(order: tuple[str, ...]) -> None:
    town = Town()
    ring = {"A": proposal("A", boss="B"), "B": proposal("B", boss="C"), "C": proposal("C", boss="A")}

    town.hear(*(ring[one] for one in order))

    assert town.managers() == {"A": "B", "B": "C", "C": None}
    assert {person for person, *_ in town.cases} == {"C"}


def test_oneself_is_a_cycle_and_the_old_manager_is_kept() -> None:
    town = Town()
    town.hear(proposal("M"), proposal("R", boss="M"))

    town.hear(proposal("R", boss="R", version=2, at=LATER))

    assert town.managers()["R"] == "M"
    assert town.open_cases("R") == {"manager-cycle"}


def test_a_held_edge_follows_the_old_manager_when_she_leaves() -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("M", boss="TOP"), proposal("A", boss="M"), proposal("B", boss="A"))
    town.hear(proposal("A", boss="B", version=2, at=LATER))
    assert town.managers()["A"] == "M"

    town.hear(leaver("M", boss="TOP", at=LATER))

    assert town.managers()["A"] == "TOP"


def test_a_leavers_records_go_to_the_nearest_who_can_own_them() -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("M", boss="TOP", salesforce=SalesforceDesired()), proposal("R", boss="M"))

    town.hear(leaver("R", boss="M", at=LATER))

    assert town.people["R"].records_to == "TOP"
    assert town.people["R"].manager == "M"


def test_a_mover_out_of_salesforce_leaves_her_records_to_the_old_manager() -> None:
    town = Town()
    town.hear(proposal("OLD"), proposal("NEW"), proposal("R", boss="OLD"))

    town.hear(proposal("R", boss="NEW", version=2, at=LATER, salesforce=SalesforceDesired()))
    assert (town.people["R"].manager, town.people["R"].records_to) == ("NEW", "OLD")

    town.hear(leaver("OLD", boss="NEW", at=LATER))
    assert town.people["R"].records_to == "NEW"


def test_with_nobody_up_the_chain_the_case_says_so_until_somebody_comes() -> None:
    town = Town()
    town.hear(proposal("R", boss="M"))
    town.hear(leaver("R", boss="M", at=LATER))
    assert town.open_cases("R") == {"manager-missing"}

    town.hear(proposal("M", at=LATER))

    assert town.people["R"].records_to == "M"
    assert town.open_cases("R") == set()


def test_with_nobody_up_the_chain_records_go_to_whom_hr_names_since() -> None:
    town = Town()
    town.hear(proposal("P"), proposal("R", boss="M"))
    town.hear(leaver("R", boss="M", at=LATER))
    assert town.open_cases("R") == {"manager-missing"}

    town.hear(leaver("R", boss="P", version=3, at=LATER))

    assert town.people["R"].records_to == "P"
    assert town.open_cases("R") == set()


def test_with_no_supervisor_at_all_the_case_says_so_until_hr_names_one() -> None:
    town = Town()
    town.hear(proposal("P"), proposal("R"))
    town.hear(leaver("R", at=LATER))
    assert town.open_cases("R") == {"manager-missing"}
    assert ("it", "leaver") in town.told_of("R")

    town.hear(leaver("R", boss="P", version=3, at=LATER))

    assert town.people["R"].records_to == "P"
    assert town.open_cases("R") == set()


def test_a_mover_out_of_salesforce_without_a_supervisor_is_the_same_case_until_she_is_back() -> None:
    town = Town()
    town.hear(proposal("R"))
    town.hear(proposal("R", version=2, at=LATER, salesforce=SalesforceDesired()))
    assert town.open_cases("R") == {"manager-missing"}

    town.hear(proposal("R", version=3, at=LATER))
    assert town.open_cases("R") == set()


def test_whoever_never_had_salesforce_misses_no_owner() -> None:
    town = Town()
    town.hear(proposal("R", salesforce=SalesforceDesired()))

    town.hear(leaver("R", at=LATER, salesforce=SalesforceDesired()))

    assert town.cases == {}


def test_where_her_records_went_is_settled_once_she_is_deactivated() -> None:
    town = Town()
    town.hear(proposal("TOP"), proposal("M", boss="TOP"), proposal("R", boss="M"), leaver("R", boss="M"))
    town.hear(leaver("R", boss="M", version=3, okta=OktaDesired(status=OktaStatus.DEACTIVATED)))
    before = len(town.told)

    town.hear(leaver("M", boss="TOP", at=LATER))

    assert [said.person for said in town.told[before:]] == ["M"]
    assert town.people["R"].records_to == "M"


def test_many_reports_are_woken_in_portions_and_all_of_them() -> None:
    town = Town()
    crowd = [f"R{n:04}" for n in range(450)]
    town.hear(*(proposal(one, boss="M") for one in crowd))

    settled = town.company.propose(None, proposal("M", at=LATER))
    assert settled is not None
    assert len(settled.ticks) == 201
    town.hear(proposal("M", at=LATER))

    assert {town.managers()[one] for one in crowd} == {"M"}


def test_a_manager_with_a_second_employee_id_is_found_by_either() -> None:
    town = Town()
    town.hear(proposal("R", boss="M2"), proposal("M"))
    assert town.managers()["R"] is None

    town.hear(proposal("M", version=2, employees=("e-M", "e-M2"), at=LATER))

    assert town.managers()["R"] == "M"


def test_a_tick_for_somebody_unknown_says_nothing() -> None:
    town = Town()
    town.hear(proposal("R", boss="M"))
    tick = replace(town.company.propose(None, proposal("M")).ticks[0], cause=cause(LATER))  # type: ignore[union-attr]

    assert town.company.again(None, tick) is None
    assert town.company.again(town.rows["R"], replace(tick, what="tea")) is None


def test_salesforce_frozen_by_a_leave_names_no_owner() -> None:
    town = Town()
    town.hear(proposal("M"), proposal("R", boss="M"))

    frozen = SalesforceDesired(state=SalesforceState.FROZEN)
    town.hear(proposal("R", boss="M", version=2, standing=Standing.ON_LEAVE, salesforce=frozen))

    assert town.people["R"].records_to is None


def test_a_manager_who_comes_and_goes_before_anybody_was_woken_is_forgotten_by_all() -> None:
    town = Town()
    town.hear(hire("S", boss="M"), proposal("M"), proposal("R", boss="S"), leaver("M", at=LATER), quiet=False)

    town.settle()

    assert town.managers()["R"] is None
