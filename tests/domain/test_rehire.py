"""Rehires and rescissions, inside and after the 24 hours (cases A05, A08)."""

from datetime import timedelta

import pytest

from tests.domain.saga import Saga, instant

SALES = {"job": "AE", "department": "SALES"}
LEFT = {"last_day": "2025-11-28", "terminated": "2025-11-28"}
BACK = {
    "status": "A", "last_day": None, "terminated": None, "hired": "2026-02-02", "job": "ACC", "department": "FIN", "number": "000002210",
}  # fmt: skip
NEW = ("app-netsuite", "dept-finance", "everyone-halden", "mfa-elevated", "payroll-self-service", "site-nyc")


def left(**values):
    saga = Saga().hr("2025-11-01T12:00Z", **SALES, **values).hr("2025-11-20T12:00Z", **LEFT)
    return saga.at("2025-11-29T05:00Z").then("left", "suspended", "inactive")


@pytest.mark.parametrize("employee", ["E1", "E2"])
def test_a_rehire_keeps_the_account_as_it_is_until_the_start_and_gets_the_new_job_only(employee):
    saga = left().hr("2026-01-20T12:00Z", employee=employee, **BACK).then("pre_hire", "deactivated", "inactive")
    saga.planned("2026-02-02T05:00Z start")
    assert (saga.last.number, saga.last.gives_back, saga.last.cause.rule) == ("000000001", False, "rehire")
    saga.at("2026-02-02T04:59Z").then("pre_hire", "deactivated").at("2026-02-02T05:00Z").then("employed", "active", "none").planned()
    assert (saga.last.okta.groups, saga.last.number, saga.last.gives_back) == (NEW, "000002210", False)
    assert saga.last.start == instant("2026-02-02T05:00Z") and saga.last.cause.rule == "start"
    saga.hr("2026-03-02T12:00Z", title="x")
    assert not saga.last.gives_back
    saga.hr("2026-03-03T12:00Z", status="L", leave_kind="unpaid").hr("2026-03-13T12:00Z", status="A", leave_kind=None)
    assert saga.last.gives_back


@pytest.mark.parametrize("employee", ["E1", "E2"])
def test_hired_again_inside_the_24_hours_she_stays_suspended_until_the_start(employee):
    saga = left().hr("2025-11-29T15:00Z", employee=employee, **BACK).then("pre_hire", "suspended", "inactive")
    saga.planned("2026-02-02T05:00Z start").at("2026-01-31T12:00Z").then("pre_hire", "suspended")
    saga.at("2026-02-02T05:00Z").then("employed", "active", "none")
    assert saga.last.okta.groups == NEW and not saga.last.gives_back


def test_hired_again_for_tomorrow_she_is_unsuspended_tomorrow():
    saga = left().hr("2025-11-29T15:00Z", **{**BACK, "hired": "2025-11-30"}).planned("2025-11-30T05:00Z start")
    saga.at("2025-11-30T05:00Z").then("employed", "active", "none")


def test_a_rehire_known_before_the_cut_does_not_stop_the_cut_but_the_deactivation():
    saga = Saga().hr("2025-11-01T12:00Z", **SALES).hr("2025-11-20T12:00Z", **LEFT)
    saga.values = {}
    saga.hr("2025-11-21T12:00Z", employee="E2", **BACK).then("on_notice", "active", "active")
    saga.planned("2025-11-29T05:00Z end", "2026-02-02T05:00Z start")
    saga.at("2025-11-29T05:00Z").then("pre_hire", "suspended", "inactive")
    assert saga.last.end.access == instant("2025-11-29T05:00Z") and saga.last.cause.rule == "end"
    saga.at("2026-02-02T05:00Z").then("employed", "active", "none")


@pytest.mark.parametrize("employee", ["E1", "E2"])
def test_somebody_who_must_not_be_hired_again_gets_nothing_until_hr_says_so(employee):
    saga = left(rehirable=False).hr("2026-01-20T12:00Z", employee=employee, **BACK)
    saga.then("held", "deactivated", "inactive", ("rehire-not-allowed",)).planned()
    saga.at("2026-02-03T05:00Z").then("held", "deactivated", "inactive", ("rehire-not-allowed",))
    if employee == "E1":
        saga.hr("2026-02-04T12:00Z", rehirable=True).then("employed", "active", "none")
        assert not saga.last.gives_back


def test_refused_inside_the_24_hours_the_account_goes_as_a_leavers_does():
    saga = left(rehirable=False).hr("2025-11-29T15:00Z", **BACK).then("held", "suspended", None, ("rehire-not-allowed",))
    saga.at("2025-11-30T05:00Z").then("held", "deactivated", None, ("rehire-not-allowed",))


def test_a_rehire_that_is_called_off_leaves_a_leaver():
    saga = left().hr("2025-11-29T15:00Z", employee="E2", **BACK).at("2025-12-10T12:00Z").then("pre_hire", "suspended")
    saga.gone("2025-12-11T12:00Z", "E2").then("left", "deactivated", "inactive").planned()
    same = left().hr("2026-01-20T12:00Z", **BACK).hr("2026-01-25T12:00Z", status="T", terminated="2026-01-24")
    same.then("left", "deactivated", "inactive").planned().at("2026-02-03T12:00Z").then("left", "deactivated")


def test_a_rehire_whose_record_vanishes_leaves_a_leaver():
    saga = left().hr("2025-11-29T15:00Z", **BACK).gone("2025-12-11T12:00Z", "E1").then("left", "deactivated", "inactive")
    assert saga.last.end.access == instant("2025-11-29T05:00Z")


def test_a_rehire_whose_start_moves_waits_for_the_new_one():
    saga = left().hr("2026-01-20T12:00Z", **BACK).hr("2026-01-30T12:00Z", hired="2026-02-09").planned("2026-02-09T05:00Z start")
    saga.at("2026-02-03T12:00Z").then("pre_hire", "deactivated").at("2026-02-09T05:00Z").then("employed", "active")


def test_a_rehire_told_afterwards_begins_at_receipt():
    saga = left().at("2025-12-29T05:00Z").hr("2026-02-10T12:00Z", **BACK).then("employed", "active", "none")
    assert saga.last.start == instant("2026-02-10T12:00Z") and not saga.last.gives_back


@pytest.mark.parametrize(("at", "okta"), [("2025-11-29T15:00Z", "suspended"), ("2025-12-02T15:00Z", "deactivated")])
def test_an_end_that_is_taken_back_gives_everything_back(at, okta):
    saga = left().at(at).then("left", okta).hr(at, status="A", last_day=None, terminated=None).then("employed", "active", "active")
    assert saga.last.gives_back and saga.last.cause.rule == "rescind" and "app-salesforce" in saga.last.okta.groups
    saga.planned().at("2026-01-01T00:00Z").then("employed", "active", "active")


def test_a_hire_date_no_later_than_the_end_is_a_rescission():
    saga = left().hr("2025-12-02T15:00Z", status="A", last_day=None, terminated=None, hired="2025-11-28").then("employed", "active")
    assert saga.last.gives_back


def test_a_garden_leave_hired_again_keeps_the_payroll_app_until_pay_ends():
    saga = Saga().hr("2026-06-01T12:00Z").hr("2026-06-10T12:00Z", last_day="2026-06-19", terminated="2026-07-31").at("2026-06-20T04:00Z")
    saga.values = {}
    saga.hr("2026-06-25T12:00Z", employee="E2", hired="2026-09-07").then("on_notice", "suspended")
    assert saga.last.okta.groups == ("payroll-self-service",)
    saga.at("2026-08-01T04:00Z").then("pre_hire", "suspended").planned("2026-09-07T04:00Z start")
    assert saga.last.okta.groups == ()
    saga.at("2026-09-07T04:00Z").then("employed", "active")


def test_what_the_first_load_finds_of_former_employments_is_history_in_every_order():
    over, on = {"employee": "E1", "status": "T", **LEFT, "rehirable": False}, {"employee": "E2", "hired": "2026-01-05"}
    for first, second in ((over, on), (on, over)):
        saga = Saga(baseline=True)
        for row in (first, second):
            saga.values = {}
            saga.hr("2026-04-20T12:00Z", **row)
        saga.then("employed", "active")


def test_the_first_load_cuts_nobody_whose_other_record_it_has_not_read_yet():
    from tests.domain.saga import employment, names, reading

    at = instant("2026-04-20T12:00Z")
    saga = Saga(baseline=True)
    for employee in ("E1", "E2"):
        saga.tell(names(at, employee=employee, baseline=True))
    saga.tell(reading("over", at, employment=employment(status="T", terminated="2025-11-28"), employee="E1", baseline=True))
    assert saga.proposals == [] and [item.at for item in saga.decision.due] == [at + timedelta(minutes=10)]
    saga.tell(reading("on", at, employment=employment(hired="2026-01-05"), employee="E2", baseline=True)).then("employed", "active")
    assert len(saga.proposals) == 1


def test_a_leaver_whose_row_goes_away_is_still_deactivated():
    saga = left().gone("2025-11-29T12:00Z").then("left", "suspended").at("2025-11-30T05:00Z").then("left", "deactivated")
    assert saga.last.end.access == instant("2025-11-29T05:00Z")


def test_somebody_else_than_the_record_that_vanished_goes_on_in_the_other_one():
    saga = Saga().hr("2026-04-20T12:00Z")
    saga.hr("2026-04-21T12:00Z", employee="E2", job="SWE").gone("2026-04-21T13:00Z", "E1")
    saga.then("employed", "active", None, ("data:absent",))
