"""Leave kinds, strikes, lay-offs, suspensions (case A14)."""

from itertools import permutations

import pytest

from domain.facts import EndKind
from tests.domain.saga import Saga, employment, instant, reading

SALES = {"job": "AE", "department": "SALES"}
ALL = ("app-gong", "app-salesforce", "dept-sales", "everyone-halden", "mfa-standard", "payroll-self-service", "site-nyc")
PARENTAL = {"status": "L", "leave_kind": "parental", "leave_ends": "2026-06-01"}


def at_work(**values):
    return Saga().hr("2026-01-05T12:00Z", **SALES, **values)


def test_a_parental_leave_takes_app_groups_and_freezes_salesforce_until_the_return():
    saga = at_work().hr("2026-03-02T12:00Z", **PARENTAL).then("on_leave", "active", "frozen")
    assert saga.last.okta.groups == tuple(group for group in ALL if not group.startswith("app-"))
    assert (saga.last.salesforce.on_leave, saga.last.salesforce.role, saga.last.cause.rule) == (True, "AE East", "leave")
    saga.hr("2026-05-11T12:00Z", status="A", leave_kind=None, leave_ends=None).then("employed", "active", "active").planned()
    assert saga.last.okta.groups == ALL and not saga.last.salesforce.on_leave and saga.last.gives_back
    assert saga.last.cause.rule == "return"


def test_the_hr_app_stays_while_on_leave():
    saga = Saga().hr("2026-01-05T12:00Z", job="HRBP", department="HR").hr("2026-03-02T12:00Z", **PARENTAL)
    assert "app-ukg-admin" in saga.last.okta.groups and saga.last.salesforce.state == "none"


@pytest.mark.parametrize("leave", [{"status": "L", "leave_kind": "unpaid"}, {"status": "L", "leave_kind": "military"}, {"status": "S"}])
def test_an_unpaid_leave_suspends_with_the_groups_kept(leave):
    saga = at_work().hr("2026-03-02T12:00Z", **leave).then("on_leave", "suspended", "frozen").planned()
    assert saga.last.okta.groups == ALL and saga.last.salesforce.on_leave and saga.last.end is None
    saga.hr("2026-04-02T12:00Z", status="A", leave_kind=None).then("employed", "active", "active")
    assert saga.last.gives_back


def test_a_reason_without_a_row_is_as_sick_with_a_case_that_does_not_say_which():
    saga = at_work().hr("2026-03-02T12:00Z", status="L", leave_kind="other")
    saga.then("on_leave", "active", "frozen", ("unknown-code:leave-reason",))
    assert saga.last.cases[0].detail == ""


def test_passing_the_expected_end_brings_nobody_back_and_is_a_case_the_next_day():
    saga = at_work().hr("2026-03-02T12:00Z", **PARENTAL).at("2026-06-02T03:59Z").then("on_leave", "active", "frozen")
    saga.at("2026-06-02T04:00Z").then("on_leave", "active", "frozen", ("data:leave",))
    saga.hr("2026-06-02T12:00Z", leave_ends="2026-07-01").then("on_leave", "active", "frozen").at("2026-07-02T04:00Z")
    saga.then("on_leave", "active", "frozen", ("data:leave",))
    saga.hr("2026-07-03T12:00Z", status="A").then("employed", "active", "active")


def test_a_kind_that_changes_has_the_new_kinds_state_and_the_last_end_of_two_leaves_wins():
    saga = at_work().hr("2026-03-02T12:00Z", **PARENTAL)
    saga.hr("2026-05-01T12:00Z", leave_kind="unpaid", leave_ends="2026-05-15").then("on_leave", "suspended", "frozen")
    saga.at("2026-05-17T12:00Z").then("on_leave", "suspended", "frozen").at("2026-06-02T04:00Z")
    saga.then("on_leave", "suspended", "frozen", ("data:leave",))
    saga.hr("2026-06-03T12:00Z", leave_kind="sick", leave_ends="2026-08-01").then("on_leave", "active", "frozen")


def test_a_leave_keyed_ahead_begins_on_its_day_where_she_works():
    saga = at_work(location="LAX").hr("2026-02-20T12:00Z", **PARENTAL, status_start="2026-03-02").then("employed", "active", "active")
    saga.at("2026-03-02T07:59Z").then("employed", "active").at("2026-03-02T08:00Z").then("on_leave", "active", "frozen")


def test_a_status_keyed_today_by_the_servers_calendar_holds_at_once():
    saga = at_work(location="HNL").hr("2026-03-02T02:00Z", **PARENTAL, status_start="2026-03-02").then("on_leave", "active", "frozen")
    saga.hr("2026-06-01T02:00Z", status="A", status_start="2026-06-01").then("employed", "active", "active")


def test_terminated_while_on_leave_the_leavers_plan_takes_over():
    saga = at_work().hr("2026-03-02T12:00Z", status="L", leave_kind="unpaid")
    saga.hr("2026-04-10T12:00Z", last_day="2026-04-20", terminated="2026-04-20", end_kind=EndKind.ORDINARY)
    saga.then("on_leave", "suspended", "frozen").planned("2026-04-21T04:00Z end", "2026-04-22T04:00Z deactivate")
    saga.at("2026-04-21T04:00Z").then("left", "suspended", "inactive")
    assert saga.last.okta.groups == () and saga.last.cause.rule == "end" and not saga.last.salesforce.on_leave
    saga.at("2026-04-22T04:00Z").then("left", "deactivated", "inactive")


def test_a_termination_keyed_for_later_does_not_end_the_leave():
    saga = at_work().hr("2026-03-02T12:00Z", status="L", leave_kind="unpaid")
    saga.hr("2026-04-10T12:00Z", status="T", terminated="2026-04-20").then("on_leave", "suspended", "frozen")
    saga.at("2026-04-21T04:00Z").then("left", "suspended", "inactive")


def test_the_24_hours_count_from_the_end_not_from_the_suspension():
    saga = at_work().hr("2026-03-02T12:00Z", status="S").hr("2026-04-10T15:00Z", status="T", terminated="2026-04-10", last_day="2026-04-10")
    saga.at("2026-04-12T03:59Z").then("left", "suspended").at("2026-04-12T04:00Z").then("left", "deactivated")


def test_a_strike_changes_nothing_and_is_a_case():
    saga = at_work().hr("2026-03-02T12:00Z", status="O").then("employed", "active", "active", ("data:strike",))
    assert saga.last.okta.groups == ALL
    saga.hr("2026-03-09T12:00Z", status="A").then("employed", "active", "active")
    on_leave = at_work().hr("2026-03-02T12:00Z", status="L", leave_kind="unpaid").hr("2026-03-05T12:00Z", status="O", leave_kind=None)
    on_leave.then("on_leave", "suspended", "frozen", ("data:strike",))


@pytest.mark.parametrize("status", ["X", None])
def test_a_status_nobody_knows_changes_nothing_and_holds_somebody_new(status):
    at_work().hr("2026-03-02T12:00Z", status=status).then("employed", "active", "active", ("data:status",))
    Saga().hr("2026-03-02T12:00Z", status=status).then("held", "none", "none", ("data:status",))


def test_laid_off_is_an_ordinary_end_from_its_start_and_back_again_a_rescission():
    saga = at_work().hr("2026-03-02T12:00Z", status="R", status_start="2026-03-02").then("left", "suspended", "inactive")
    assert saga.last.end.access == instant("2026-03-02T05:00Z") and saga.last.end.kind == "ordinary"
    saga.planned("2026-03-03T12:00Z deactivate")
    saga.hr("2026-03-20T12:00Z", status="A", status_start="2026-03-20").then("employed", "active", "active").planned()
    assert saga.last.gives_back and saga.last.cause.rule == "rescind"
    ahead = at_work().hr("2026-03-02T12:00Z", status="R", status_start="2026-03-16").then("on_notice", "active", "active")
    ahead.planned("2026-03-16T04:00Z end", "2026-03-17T04:00Z deactivate")


def test_a_hire_who_starts_on_leave_is_let_in_as_far_as_the_leave_lets():
    hired = {**SALES, "hired": "2026-03-16"}
    Saga().hr("2026-03-02T12:00Z", **hired, status="L", leave_kind="parental").at("2026-03-16T04:00Z").then("on_leave", "active", "frozen")
    saga = (
        Saga().hr("2026-03-02T12:00Z", **hired, status="L", leave_kind="unpaid").at("2026-03-16T04:00Z").then("on_leave", "staged", "none")
    )
    saga.hr("2026-04-01T12:00Z", status="A", leave_kind=None).then("employed", "active", "active")


def test_what_the_first_load_finds_on_leave_is_on_leave():
    saga = Saga(baseline=True).hr("2026-03-02T12:00Z", **SALES, status="L", leave_kind="unpaid").then("on_leave", "suspended", "frozen")
    assert saga.last.okta.groups == ALL


def test_leaves_and_returns_end_the_same_in_every_order():
    leaves = [PARENTAL, {"status": "L", "leave_kind": "unpaid", "leave_ends": "2026-05-01"}, {"status": "O"}, {"title": "x"}]
    for last in range(4):  # which of them HR changed last
        ends = set()
        for order in permutations(range(4)):
            saga = at_work()
            for step, index in enumerate(order):
                at, changed = instant(f"2026-03-0{2 + step}T12:00Z"), instant(f"2026-03-01T1{3 - (index - last) % 4}:00Z")
                saga.tell(reading(f"f{index}", at, employment=employment(**SALES, **leaves[index]), changed=changed))
            saga.at("2026-07-01T12:00Z")
            ends.add((saga.last.standing, saga.last.okta.status, saga.last.okta.groups, saga.last.salesforce.state, saga.last.cases))
        assert len(ends) == 1
