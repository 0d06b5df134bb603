"""Ends: zones, garden leave, rescission, urgent and back-dated ones (cases A03 to A07)."""

import pytest

from domain.facts import EndKind
from tests.domain.saga import Saga, instant

MELBOURNE = {"company": "AU01", "location": "MEL", "job": "AE", "department": "SALES"}
LAST = {"last_day": "2026-05-14", "terminated": "2026-05-14", "end_kind": EndKind.ORDINARY}
SUNDAY = {**LAST, "last_day": "2026-11-01", "terminated": "2026-11-01"}


@pytest.mark.parametrize(
    ("where", "end", "cut"),
    [
        (MELBOURNE, LAST, "2026-05-14T14:00Z"),
        ({"location": "HNL"}, LAST, "2026-05-15T10:00Z"),
        ({"location": "NYC"}, SUNDAY, "2026-11-02T05:00Z"),
    ],
)
def test_a_last_day_ends_at_midnight_where_the_person_works(where, end, cut):
    saga = Saga(baseline=True).hr("2026-05-01T00:00Z", **where).hr("2026-05-04T03:00Z", **end).then("on_notice", "active")
    day_after = instant(cut).replace(day=instant(cut).day + 1)
    saga.planned(f"{cut} end", f"{day_after:%Y-%m-%dT%H:%MZ} deactivate")
    saga.through(instant(cut).replace(hour=instant(cut).hour - 1, minute=59))
    saga.then("on_notice", "active")
    saga.at(cut).then("left", "suspended")
    assert saga.last.okta.groups == () and saga.last.cause.rule == "end" and saga.last.cause.effective == instant(cut)
    assert saga.last.cause.known == instant("2026-05-04T03:00Z")
    saga.through(day_after)
    saga.then("left", "deactivated").planned()


def test_salesforce_of_a_leaver_is_off_and_of_somebody_without_it_stays_none():
    assert Saga().hr("2026-05-01T00:00Z", **MELBOURNE, **LAST).at("2026-05-15T00:00Z").last.salesforce.state == "inactive"
    assert Saga().hr("2026-05-01T00:00Z", **LAST).at("2026-05-15T10:00Z").last.salesforce.state == "none"


def test_garden_leave_takes_access_first_and_keeps_the_payroll_app_until_pay_ends():
    saga = Saga().hr("2026-06-01T12:00Z")
    saga.hr("2026-06-10T12:00Z", last_day="2026-06-19", terminated="2026-07-31").then("on_notice", "active")
    saga.planned("2026-06-20T04:00Z end", "2026-08-01T04:00Z revoke", "2026-08-02T04:00Z deactivate")
    saga.at("2026-06-20T04:00Z").then("on_notice", "suspended")
    assert saga.last.okta.groups == ("payroll-self-service",)
    saga.at("2026-08-01T03:59Z").then("on_notice", "suspended")
    saga.at("2026-08-01T04:00Z").then("left", "suspended")
    assert saga.last.okta.groups == () and saga.last.cause.rule == "garden-end"
    saga.at("2026-08-02T04:00Z").then("left", "deactivated")


def test_of_two_dates_the_earlier_ends_access_and_one_missing_equals_the_other():
    swapped = Saga().hr("2026-06-10T12:00Z", last_day="2026-07-31", terminated="2026-06-19")
    assert (swapped.last.end.access, swapped.last.end.pay) == (instant("2026-06-20T04:00Z"), instant("2026-08-01T04:00Z"))
    alone = Saga().hr("2026-06-10T12:00Z", last_day=None, terminated="2026-07-31")
    alone.planned("2026-08-01T04:00Z end", "2026-08-02T04:00Z deactivate")


CHICAGO = {"location": "CHI", "last_day": "2026-08-14", "terminated": "2026-08-14"}
RESCINDED = {"last_day": None, "terminated": None, "status": "A"}


def test_a_rescission_before_the_cut_cancels_the_plan_and_leaves_access_as_it_was():
    saga = Saga().hr("2026-08-01T12:00Z", location="CHI")
    before = saga.last.okta
    saga.hr("2026-08-02T12:00Z", **CHICAGO).hr("2026-08-12T12:00Z", **RESCINDED).then("employed", "active").planned()
    assert saga.last.okta == before and saga.last.cause.rule == "rescind"


@pytest.mark.parametrize("back", ["2026-08-15T15:00Z", "2026-08-17T15:00Z"])
def test_a_rescission_after_the_cut_gives_everything_back(back):
    saga = Saga().hr("2026-08-01T12:00Z", location="CHI")
    before = saga.last.okta
    saga.hr("2026-08-02T12:00Z", **CHICAGO).hr("2026-08-15T10:00Z", status="T").then("left", "suspended")
    saga.hr(back, **RESCINDED).then("employed", "active").planned()
    assert saga.last.okta == before and saga.last.cause.rule == "rescind"


def test_an_end_given_again_after_a_rescission_is_counted_from_its_own_receipt():
    saga = Saga().hr("2026-04-01T12:00Z").hr("2026-04-10T12:00Z", status="T", terminated="2026-04-09")
    saga.hr("2026-04-10T13:00Z", **RESCINDED).hr("2026-04-20T12:00Z", status="T", terminated="2026-04-09").then(
        "left", "suspended", None, ("late-hr",)
    )
    saga.planned("2026-04-21T12:00Z deactivate")


def test_an_urgent_end_in_the_future_waits_for_midnight_there():
    saga = Saga().hr("2026-03-01T12:00Z").hr("2026-03-12T12:00Z", terminated="2026-03-31", end_kind=EndKind.URGENT)
    saga.planned("2026-04-01T04:00Z end", "2026-04-02T04:00Z deactivate").at("2026-04-01T03:59Z").then("on_notice", "active")
    saga.at("2026-04-01T04:00Z").then("left", "suspended")
    assert saga.last.end.kind == "urgent"


def test_an_urgent_end_has_no_garden_leave():
    urgent = {"end_kind": EndKind.URGENT, "last_day": "2026-03-31", "terminated": "2026-04-30"}
    Saga().hr("2026-03-12T12:00Z", **urgent).planned("2026-04-01T04:00Z end", "2026-04-02T04:00Z deactivate")


def test_a_backdated_end_cuts_at_receipt_and_counts_the_day_from_then():
    saga = Saga().hr("2026-03-01T12:00Z", location="CHI").hr("2026-04-22T12:00Z", status="T", terminated="2026-04-01")
    saga.then("left", "suspended", "none", ("late-hr",)).planned("2026-04-23T12:00Z deactivate")
    cause = saga.last.cause
    assert (cause.effective, cause.known) == (instant("2026-04-02T05:00Z"), instant("2026-04-22T12:00Z"))
    saga.hr("2026-04-22T15:00Z", terminated="2026-04-02").at("2026-04-23T15:00Z").then("left", "deactivated", None, ("late-hr",))


def test_a_deactivated_account_stays_so_when_dates_are_corrected():
    saga = Saga().hr("2026-03-01T12:00Z").hr("2026-04-22T12:00Z", status="T", terminated="2026-04-01").at("2026-04-24T12:00Z")
    saga.hr("2026-04-25T12:00Z", terminated="2026-04-02").then("left", "deactivated", None, ("late-hr",))


def test_a_death_ends_access_at_receipt():
    saga = Saga().hr("2026-03-01T12:00Z").hr("2026-04-22T12:00Z", terminated="2026-04-30", last_day="2026-04-20", end_kind=EndKind.DEATH)
    saga.then("left", "suspended", None, ("late-hr",)).planned("2026-04-23T12:00Z deactivate")


def test_terminated_without_dates_ends_when_the_status_began_else_at_receipt():
    dated = Saga().hr("2026-03-01T12:00Z").hr("2026-03-10T12:00Z", status="T", status_start="2026-03-10")
    assert dated.then("left", "suspended").last.end.access == instant("2026-03-10T04:00Z")
    bare = Saga().hr("2026-03-01T12:00Z").hr("2026-03-10T12:00Z", status="T")
    assert bare.then("left", "suspended").last.end.access == instant("2026-03-10T12:00Z")


def test_the_first_loads_leavers_are_no_late_news():
    Saga(baseline=True).hr("2026-03-10T12:00Z", status="T", terminated="2022-03-10").then("left", "suspended")


def test_dates_of_a_former_employment_end_nothing():
    Saga().hr("2026-03-10T12:00Z", hired="2025-01-06", terminated="2022-03-10", last_day="2022-03-10").then("employed", "active")


def test_a_temporary_worker_ends_with_the_contract_and_an_employee_does_not():
    temp = Saga().hr("2026-03-10T12:00Z", worker="TMP", contract_end="2026-06-30")
    temp.then("employed", "active").planned("2026-07-01T04:00Z end", "2026-07-02T04:00Z deactivate")
    Saga().hr("2026-03-10T12:00Z", worker="REG", contract_end="2026-06-30").then("employed", "active").planned()


def test_terminated_with_an_end_still_to_come_works_until_then():
    Saga().hr("2026-03-10T12:00Z", status="T", terminated="2026-03-31").then("on_notice", "active").at("2026-04-01T04:00Z").then(
        "left", "suspended"
    )
