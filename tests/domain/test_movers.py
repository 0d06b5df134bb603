"""Moves with a grace, back-outs, and moves that HR keyed in ahead (case A16)."""

from datetime import date

from domain.facts import JobAhead
from tests.domain.saga import Saga, example_policy, instant

SALES = {"job": "AE", "department": "SALES", "cost_centre": "410", "location": "CHI"}
FINANCE = {"job": "ACC", "department": "FIN", "cost_centre": "200"}
NEW = {"everyone-halden", "payroll-self-service", "dept-finance", "app-netsuite", "cc-200", "site-chi", "mfa-elevated"}
STAYING = {"dept-sales", "app-gong", "cc-410"}


def mover():
    return Saga(policy=example_policy(mover__grace="7d")).hr("2026-03-01T12:00Z", **SALES)


def test_with_a_grace_ordinary_groups_stay_a_week_and_the_rest_goes_at_once():
    saga = mover().hr("2026-04-01T15:00Z", **FINANCE).then("employed", "active", "none").planned("2026-04-08T05:00Z revoke")
    assert set(saga.last.okta.groups) == NEW | STAYING
    saga.hr("2026-04-01T15:10Z", title="x").planned("2026-04-08T05:00Z revoke")
    saga.at("2026-04-08T05:00Z").then("employed", "active", "none").planned()
    assert set(saga.last.okta.groups) == NEW


def test_a_back_out_cancels_what_is_pending_and_gives_the_new_jobs_groups_none():
    saga = mover()
    before = saga.last.okta
    saga.hr("2026-04-01T15:00Z", **FINANCE).hr("2026-04-02T15:00Z", **SALES).then("employed", "active", "active").planned()
    assert saga.last.okta == before


def test_a_third_job_within_the_grace_leaves_the_second_one_its_own_week():
    saga = mover().hr("2026-04-01T15:00Z", **FINANCE).hr("2026-04-02T15:00Z", job="CNSL", department="LEGAL", cost_centre="700")
    saga.planned("2026-04-08T05:00Z revoke", "2026-04-09T05:00Z revoke")
    assert {*STAYING, "dept-finance", "cc-200", "dept-legal"} <= set(saga.last.okta.groups) and "app-netsuite" not in saga.last.okta.groups
    saga.at("2026-04-08T05:00Z").planned("2026-04-09T05:00Z revoke")
    assert not STAYING & set(saga.last.okta.groups) and {"dept-finance", "cc-200"} <= set(saga.last.okta.groups)
    saga.at("2026-04-09T05:00Z").planned()
    assert not {"dept-finance", "cc-200"} & set(saga.last.okta.groups)


def test_sensitive_groups_have_no_grace():
    saga = mover().hr("2026-04-01T15:00Z", **FINANCE).at("2026-05-01T00:00Z").hr("2026-05-01T15:00Z", **SALES)
    assert "app-netsuite" not in saga.last.okta.groups and "dept-finance" in saga.last.okta.groups


def test_the_week_counts_at_the_new_site_and_the_old_site_goes_at_once():
    saga = mover().hr("2026-04-01T15:00Z", **FINANCE, location="SYD").planned("2026-04-08T14:00Z revoke")
    assert "site-chi" not in saga.last.okta.groups and "site-syd" in saga.last.okta.groups


def test_an_end_takes_what_is_pending_too():
    saga = mover().hr("2026-04-01T15:00Z", **FINANCE).hr("2026-04-02T15:00Z", status="T", terminated="2026-04-01")
    assert saga.then("left", "suspended").last.okta.groups == ()


def ahead(day, **codes):
    return JobAhead(effective=date.fromisoformat(day), **codes)


def test_a_move_keyed_ahead_takes_place_at_midnight_of_its_day():
    move = ahead("2026-07-01", **FINANCE, location="CHI", supervisor="M2")
    saga = Saga().hr("2026-03-01T12:00Z", **SALES).hr("2026-06-16T12:00Z", ahead=(move,)).then("employed", "active", "active")
    saga.planned("2026-07-01T05:00Z mover").at("2026-07-01T04:59Z").then("employed", "active", "active")
    saga.at("2026-07-01T05:00Z").then("employed", "active", "none").planned()
    assert set(saga.last.okta.groups) == NEW and saga.last.supervisor == "M2"
    count = len(saga.proposals)
    saga.hr("2026-07-02T12:00Z", **FINANCE, supervisor="M2", ahead=())
    assert len(saga.proposals) == count


def test_a_row_that_says_the_move_under_its_old_stamp_does_not_bring_it_forward():
    """UKG's day begins before hers: the row says the new place already, and says so as of the day it was keyed (ukg.md §6.5)."""
    now, move = ahead("2026-03-01", **SALES), ahead("2026-07-01", **FINANCE, location="CHI")
    saga = Saga().hr("2026-03-01T12:00Z", **SALES).hr("2026-06-16T12:00Z", ahead=(now, move))
    saga.hr("2026-06-16T12:01Z", **FINANCE).at("2026-07-01T04:59Z").then("employed", "active", "active")
    saga.at("2026-07-01T05:00Z").then("employed", "active", "none")
    assert set(saga.last.okta.groups) == NEW


def test_a_later_reading_replaces_what_was_keyed_ahead():
    saga = Saga().hr("2026-03-01T12:00Z", **SALES).hr("2026-06-16T12:00Z", ahead=(ahead("2026-07-01", **FINANCE),))
    saga.hr("2026-06-17T12:00Z", ahead=(ahead("2026-08-03", **FINANCE),)).planned("2026-08-03T05:00Z mover")
    saga.hr("2026-06-18T12:00Z", ahead=()).planned().at("2026-09-01T00:00Z").then("employed", "active", "active")


def test_a_move_ahead_to_another_place_takes_place_when_its_day_begins_there():
    saga = Saga().hr("2026-03-01T12:00Z", **SALES).hr("2026-06-16T12:00Z", ahead=(ahead("2026-07-01", **FINANCE, location="SYD"),))
    saga.planned("2026-06-30T14:00Z mover").at("2026-06-30T14:00Z")
    assert saga.last.zone == "Australia/Sydney" and saga.last.cause.kind == "due"
    assert saga.now >= instant("2026-06-30T14:00Z")


def test_a_contractor_converted_ahead_in_her_own_record_is_an_employee_from_her_sites_midnight_and_never_off():
    saga = Saga().hr("2026-03-01T12:00Z", worker="CON", job="CDEV", department="ENG", location="BLR", contract_end="2026-07-31")
    saga.planned("2026-07-31T18:30Z end", "2026-08-01T18:30Z deactivate")
    saga.hr("2026-07-02T12:00Z", ahead=(ahead("2026-08-01", worker="REG", job="SWE", department="ENG", location="BLR"),))
    saga.then("employed", "active").planned("2026-07-31T18:30Z mover")
    assert saga.last.end is None and "payroll-self-service" not in saga.last.okta.groups
    saga.at("2026-07-31T18:30Z").then("employed", "active").planned()
    assert saga.last.okta.profile["userType"] == "employee" and {"payroll-self-service", "app-pagerduty"} <= set(saga.last.okta.groups)
    saga.hr("2026-08-01T05:00Z", worker="REG", job="SWE", contract_end=None, ahead=()).then("employed", "active")


def test_a_conversion_keyed_ahead_for_later_than_the_contracts_end_leaves_the_end():
    saga = Saga().hr("2026-03-01T12:00Z", worker="CON", job="CDEV", department="ENG", location="BLR", contract_end="2026-07-31")
    saga.hr("2026-07-02T12:00Z", ahead=(ahead("2026-08-03", worker="REG", job="SWE", department="ENG", location="BLR"),))
    saga.at("2026-07-31T18:30Z").then("left", "suspended")
