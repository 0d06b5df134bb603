"""Rows that cannot be: nobody gets access by them, nobody loses it, and what is said of them is said once."""

from datetime import date, timedelta

from domain.announced import Announced
from domain.desired import OktaStatus, Standing
from domain.facts import EndKind, FactKind
from domain.people import fold
from domain.transitions import Decision, decide
from tests.domain.saga import ORIGIN, employment, example_policy, names, reading

POLICY = example_policy()


def told(*rows: tuple[str, dict[str, object]]) -> list[Decision]:
    """Rows of one person, an hour apart, each decided when it is read; the same question asked again must propose nothing."""
    person, was, decisions = fold(None, names(ORIGIN, employee="E1")), Announced(), []
    for number, (employee, fields) in enumerate(rows, start=1):
        at = ORIGIN + number * timedelta(hours=1)
        fact = reading(f"f{number}", at, FactKind.EMPLOYMENT, employee=employee, employment=employment(**fields))
        person = fold(person, fact)
        decision = decide(was, person, at, POLICY)
        assert decide(decision.announced, person, at, POLICY).proposal is None
        was = decision.announced
        decisions.append(decision)
    return decisions


def last(decisions: list[Decision]) -> tuple[Standing, OktaStatus, set[str]]:
    said = decisions[-1].announced.last
    assert said is not None
    return said.standing, said.okta.status, {f"{case.kind} {case.field}".strip() for case in said.cases}


def test_dates_before_the_hire_of_somebody_at_work_ask_and_cut_nobody():
    at_work = {"hired": date(2025, 12, 1), "original_hire": date(2025, 12, 1)}
    decisions = told(("E1", at_work), ("E1", {**at_work, "last_day": date(2025, 11, 24), "terminated": date(2025, 12, 3)}))
    assert last(decisions) == (Standing.EMPLOYED, OktaStatus.ACTIVE, {"data terminated"})


def test_a_transfer_out_of_an_employment_that_never_began_gives_no_access():
    coming = {"hired": date(2026, 2, 1), "original_hire": date(2026, 2, 1)}
    out = {**coming, "last_day": date(2025, 12, 18), "terminated": date(2025, 12, 18), "end_kind": EndKind.TRANSFER}
    standing, status, _ = last(told(("E1", out)))
    assert (standing, status) == (Standing.LEFT, OktaStatus.NONE)


def test_a_transfer_without_a_hire_date_does_not_speak_for_whoever_works_elsewhere():
    at_work = {"hired": date(2025, 12, 1), "original_hire": date(2025, 12, 1)}
    odd = {"company_id": "USCO2", "hired": None, "terminated": date(2025, 12, 20), "end_kind": EndKind.TRANSFER}
    decisions = told(("E1", at_work), ("E2", odd), ("E1", {**at_work, "hired": date(2027, 1, 1)}))
    said = decisions[-1].announced.last
    assert said is not None and said.okta.status is OktaStatus.ACTIVE
    assert "USCO2" not in {key.partition("/")[2] for key in decisions[-1].announced.worked}


def test_a_contract_that_ran_out_stays_its_end_whatever_dates_say_besides():
    at_work = {"hired": date(2025, 12, 1), "original_hire": date(2025, 12, 1), "worker": "CON", "contract_end": date(2026, 12, 31)}
    over = {**at_work, "hired": None, "terminated": date(1, 1, 1), "contract_end": date(2025, 12, 20)}
    standing, status, _ = last(told(("E1", at_work), ("E1", over)))
    assert (standing, status) == (Standing.LEFT, OktaStatus.SUSPENDED)
