"""Starts: the pre-hire window, zones, moved and withdrawn hires (cases A01, A02)."""

import pytest

from tests.domain.saga import Saga

SYDNEY = {"company": "AU01", "location": "SYD", "department": "SALES", "job": "AE", "cost_centre": "410", "hired": "2026-10-05"}
NEW_YORK = {"hired": "2026-06-15"}


def test_a_hire_in_sydney_is_planned_staged_and_started_at_sydney_midnights_across_the_change_of_clocks():
    saga = Saga().hr("2026-09-01T10:00Z", **SYDNEY).then("pre_hire", "none", "none")
    saga.planned("2026-09-27T14:00Z stage", "2026-10-04T13:00Z start")
    saga.at("2026-09-27T13:59Z").then("pre_hire", "none")
    saga.at("2026-09-27T14:00Z").then("pre_hire", "staged", "none").planned("2026-10-04T13:00Z start")
    assert saga.last.okta.groups == () and saga.last.okta.profile["department"] == "Sales"
    saga.at("2026-10-04T12:59Z").then("pre_hire", "staged")
    saga.at("2026-10-04T13:00Z").then("employed", "active", "active").planned()
    assert set(saga.last.okta.groups) == set(
        "everyone-halden payroll-self-service dept-sales app-salesforce app-gong cc-410 site-syd mfa-standard".split()
    )
    assert saga.last.okta.profile == {
        "title": "Account Executive",
        "department": "Sales",
        "division": "AU01",
        "costCenter": "410",
        "employeeNumber": "000000001",
        "userType": "employee",
    }
    assert (saga.last.salesforce.role, saga.last.salesforce.territory) == ("AE APAC", "T-APAC")
    assert saga.last.salesforce.fields["Compensation_Plan__c"] == "AE-26"
    assert [(p.version, p.cause.rule, p.cause.kind) for p in saga.proposals] == [
        (1, "hire", "hr"),
        (2, "stage", "due"),
        (3, "start", "due"),
    ]


def test_a_staged_hire_that_is_gone_is_cancelled_with_a_case():
    saga = Saga().hr("2026-05-01T12:00Z", **NEW_YORK).at("2026-06-08T04:00Z").then("pre_hire", "staged")
    saga.gone("2026-06-11T12:00Z").then("left", "deactivated", "none", ("no-show",)).planned()
    assert not saga.last.ever_active


def test_a_hire_gone_before_any_account_existed_leaves_no_case():
    Saga().hr("2026-05-01T12:00Z", **NEW_YORK).gone("2026-05-11T12:00Z").then("left", "none", "none").planned()


def test_a_hire_that_was_gone_and_is_back_goes_on():
    saga = Saga().hr("2026-05-01T12:00Z", **NEW_YORK).gone("2026-05-11T12:00Z")
    saga.hr("2026-05-12T12:00Z").then("pre_hire", "none").planned("2026-06-08T04:00Z stage", "2026-06-15T04:00Z start")


def test_somebody_ever_active_who_is_gone_is_a_case_and_nothing_else():
    saga = Saga().hr("2026-05-01T12:00Z")
    before = saga.last
    saga.gone("2026-05-11T12:00Z").then("employed", "active", "none", ("data:absent",))
    assert saga.last.okta == before.okta
    saga.hr("2026-05-12T12:00Z").then("employed", "active")


def test_a_start_moved_out_of_the_window_stays_staged_and_its_timers_move():
    saga = Saga().hr("2026-05-01T12:00Z", **NEW_YORK).at("2026-06-12T11:00Z")
    saga.hr("2026-06-12T12:00Z", hired="2026-06-29").then("pre_hire", "staged").planned("2026-06-29T04:00Z start")
    assert saga.last.cause.rule == "start-moved"
    saga.at("2026-06-29T04:00Z").then("employed", "active")


def test_a_hire_date_moved_for_somebody_active_freezes_standing_and_cuts_nothing():
    saga = Saga(baseline=True).hr("2026-01-10T12:00Z", hired="2019-03-01")
    before = saga.last
    saga.hr("2026-02-10T12:00Z", hired="2027-01-04").then("held", "active", "none", ("hire-date-moved-for-active",))
    assert (saga.last.okta, saga.last.start) == (before.okta, before.start)
    saga.hr("2026-02-11T12:00Z", hired="2019-03-01").then("employed", "active")


def test_a_backdated_hire_starts_at_receipt():
    saga = Saga().hr("2026-05-20T12:00Z", hired="2026-05-04").then("employed", "active")
    assert saga.last.start == saga.last.cause.known == saga.now
    assert f"{saga.last.cause.effective:%Y-%m-%dT%H}" == "2026-05-04T04"


@pytest.mark.parametrize(("hired", "about"), [("1949-12-31", "data:hired"), (None, "data:hired")])
def test_a_hire_date_that_cannot_be_is_held(hired, about):
    Saga().hr("2026-05-20T12:00Z", hired=hired).then("held", "none", "none", (about,))


def test_a_staged_hire_terminated_before_the_start_is_a_no_show_for_good():
    saga = Saga().hr("2026-05-01T12:00Z", **NEW_YORK)
    saga.hr("2026-06-11T12:00Z", status="T", terminated="2026-06-15").then("left", "deactivated", "none", ("no-show",)).planned()
    saga.hr("2026-06-20T12:00Z", title="x").then("left", "deactivated", "none", ("no-show",))


def test_a_hire_terminated_before_the_window_is_cancelled_without_a_case_for_good():
    saga = Saga().hr("2026-05-01T12:00Z", **NEW_YORK)
    saga.hr("2026-05-11T12:00Z", status="T", terminated="2026-05-11").then("left", "none", "none").planned()
    saga.hr("2026-06-20T12:00Z", title="x").then("left", "none", "none")


def test_nothing_is_proposed_before_the_person_row_is_read():
    from datetime import timedelta

    from tests.domain.saga import ORIGIN, employment, names, reading

    saga = Saga().tell(reading("f1", ORIGIN, employment=employment()))
    assert saga.proposals == []
    saga.tell(names(ORIGIN + timedelta(seconds=1))).then("employed", "active")
