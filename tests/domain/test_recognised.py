"""What is recognised and not acted on: active people keep all, new ones are held, nobody is cut."""

import pytest

from domain.facts import EndKind
from tests.domain.saga import Saga, instant

STATUSES = [("L", "leave"), ("O", "strike"), ("R", "laid-off"), ("S", "suspended"), ("X", "status"), (None, "status")]
TRANSFER = {"status": "T", "terminated": "2026-04-30", "end_kind": EndKind.TRANSFER}


@pytest.mark.parametrize(("status", "about"), STATUSES)
def test_another_status_keeps_somebody_active_and_holds_somebody_new(status, about):
    saga = Saga().hr("2026-04-01T12:00Z")
    before = saga.last
    saga.hr("2026-04-02T12:00Z", status=status, department="FIN").then("employed", "active", None, (f"data:{about}",))
    assert (saga.last.okta, saga.last.salesforce) == (before.okta, before.salesforce)
    saga.hr("2026-04-03T12:00Z", status="A").then("employed", "active")
    assert "dept-finance" in saga.last.okta.groups
    Saga().hr("2026-04-02T12:00Z", status=status).then("held", "none", "none", (f"data:{about}",))


def test_somebody_who_is_terminated_while_on_leave_leaves():
    saga = Saga().hr("2026-04-01T12:00Z").hr("2026-04-02T12:00Z", status="L")
    saga.hr("2026-04-10T12:00Z", terminated="2026-04-20").then("on_notice", "active", None, ("data:leave",))
    saga.planned("2026-04-21T04:00Z end", "2026-04-22T04:00Z deactivate")
    saga.at("2026-04-21T04:00Z").then("left", "suspended")


def test_a_contractor_is_held_and_a_conversion_keeps():
    Saga().hr("2026-04-01T12:00Z", worker="CON", contract_end="2026-12-31").then("held", "none", "none", ("data:contractor",)).planned()
    saga = Saga().hr("2026-04-01T12:00Z").hr("2026-04-02T12:00Z", worker="CON")
    saga.then("employed", "active", None, ("data:conversion",))
    assert saga.last.worker == "employee"


def test_a_transfer_out_cuts_nobody_and_the_new_record_waits_with_a_case():
    saga = Saga().hr("2026-04-20T12:00Z").hr("2026-05-01T13:00Z", **TRANSFER).then("employed", "active", None, ("data:transfer",))
    before = saga.last.okta
    there = {"company": "US02", "company_id": "USCO2", "status": "A", "terminated": None, "end_kind": None, "hired": "2026-05-01"}
    saga.hr("2026-05-01T19:00Z", **there).then("employed", "active", None, ("data:transfer",))
    assert saga.last.okta == before


def test_an_ordinary_reason_instead_ends_the_transfer():
    saga = Saga().hr("2026-04-20T12:00Z").hr("2026-05-01T13:00Z", **TRANSFER)
    saga.hr("2026-05-01T15:00Z", end_kind=EndKind.ORDINARY).then("left", "suspended")


def test_a_second_employment_keeps_what_was_announced():
    saga = Saga().hr("2026-04-20T12:00Z")
    before = saga.last.okta
    saga.hr("2026-05-01T12:00Z", company="US02", company_id="USCO2", department="FIN", hired="2026-05-01")
    saga.then("employed", "active", None, ("data:second-employment",))
    assert saga.last.okta == before
    saga.hr("2026-05-08T12:00Z", status="T", terminated="2026-05-07").then("employed", "active")
    assert saga.last.okta == before


def test_the_first_load_of_two_employments_takes_home_whichever_comes_first():
    home, other = {"company": "US01", "company_id": "USCO1"}, {"company": "US02", "company_id": "USCO2", "department": "FIN"}
    ends = []
    for first, second in ((home, other), (other, home)):
        saga = Saga(baseline=True).hr("2026-04-20T12:00Z", **first)
        saga.values = {}
        saga.hr("2026-04-20T12:01Z", **second).then("employed", "active", None, ("data:second-employment",))
        ends.append((saga.last.okta, saga.last.company))
    assert ends[0] == ends[1] and ends[0][1] == "US01"


LEFT = {"status": "T", "terminated": "2025-11-28"}
BACK = {"status": "A", "terminated": None, "hired": "2026-02-02", "department": "FIN", "number": "000002210"}


@pytest.mark.parametrize(("again", "okta"), [("2025-11-29T15:00Z", "suspended"), ("2026-01-20T12:00Z", "deactivated")])
def test_a_rehire_after_the_cut_stays_as_it_is_with_a_case(again, okta):
    saga = Saga().hr("2025-11-01T12:00Z").hr("2025-11-20T12:00Z", terminated="2025-11-28").at("2025-11-29T05:00Z").then("left", "suspended")
    saga.hr(again, **BACK).then("left", okta, None, ("data:rehire",)).planned()
    saga.at("2026-02-03T12:00Z").then("left", okta, None, ("data:rehire",))


def test_a_rehire_in_another_record_is_one_too():
    saga = Saga().hr("2025-11-01T12:00Z").hr("2025-11-20T12:00Z", terminated="2025-11-28").at("2025-12-29T05:00Z")
    saga.hr("2026-01-20T12:00Z", employee="E2", **BACK).then("left", "deactivated", None, ("data:rehire",))
    assert saga.last.employees == ("E1",)


def test_a_later_rehire_known_before_the_cut_does_not_stop_the_cut():
    saga = Saga().hr("2025-11-01T12:00Z").hr("2025-11-20T12:00Z", terminated="2025-11-28")
    saga.values = {}
    saga.hr("2025-11-21T12:00Z", employee="E2", hired="2026-02-02").then("on_notice", "active")
    saga.at("2025-11-29T05:00Z").then("left", "suspended", None, ("data:rehire",))


def test_what_the_first_load_finds_of_former_employments_is_history():
    for first, second in (({"employee": "E1", **LEFT}, {"employee": "E2"}), ({"employee": "E2"}, {"employee": "E1", **LEFT})):
        saga = Saga(baseline=True).hr("2026-04-20T12:00Z", **first)
        saga.values = {}
        saga.hr("2026-04-20T12:01Z", **second).then("employed", "active")


def test_a_record_that_is_replaced_by_another_keeps_access_with_a_case():
    saga = Saga().hr("2026-04-20T12:00Z").hr("2026-04-21T12:00Z", employee="E2", job="SWE").gone("2026-04-21T13:00Z", "E1")
    saga.then("employed", "active", None, ("data:absent",))


def test_a_leaver_whose_row_goes_away_is_still_deactivated():
    saga = Saga().hr("2026-04-01T12:00Z").hr("2026-04-02T12:00Z", terminated="2026-04-10").at("2026-04-11T05:00Z")
    saga.gone("2026-04-11T12:00Z").then("left", "suspended").at("2026-04-12T04:00Z").then("left", "deactivated")
    assert saga.last.end.access == instant("2026-04-11T04:00Z")
