"""Contractors: scope, ends, and contracts without one (case A17)."""

from tests.domain.saga import Saga, instant

SELLER = {"worker": "CON", "job": "CSDR", "department": "SALES", "location": "LAX", "contract_end": "2026-09-30"}


def test_a_contract_ends_at_midnight_there_and_is_no_notice():
    saga = Saga().hr("2026-09-14T12:00Z", **SELLER).then("employed", "active", "active")
    saga.planned("2026-10-01T07:00Z end", "2026-10-02T07:00Z deactivate")
    assert (saga.last.contractor, saga.last.end.contract, saga.last.zone) == (True, True, "America/Los_Angeles")
    assert set(saga.last.okta.groups) == {"everyone-halden", "contractors", "site-lax", "mfa-standard"}
    saga.at("2026-10-01T07:00Z").then("left", "suspended", "inactive").at("2026-10-02T07:00Z").then("left", "deactivated")


def test_an_extension_moves_the_end_and_after_the_cut_gives_back():
    saga = Saga().hr("2026-09-14T12:00Z", **SELLER).hr("2026-09-28T12:00Z", contract_end="2026-12-31")
    saga.planned("2027-01-01T08:00Z end", "2027-01-02T08:00Z deactivate")
    late = Saga().hr("2026-09-14T12:00Z", **SELLER).at("2026-10-01T07:00Z").then("left", "suspended")
    late.hr("2026-10-01T15:00Z", contract_end="2026-12-31").then("employed", "active", "active")
    assert late.last.gives_back


def test_of_two_end_dates_the_earlier_counts():
    early = Saga().hr("2026-09-14T12:00Z", **SELLER, terminated="2026-09-18", last_day="2026-09-18")
    early.then("on_notice", "active").planned("2026-09-19T07:00Z end", "2026-09-20T07:00Z deactivate")
    late = Saga().hr("2026-09-14T12:00Z", **SELLER, terminated="2026-10-31", last_day="2026-10-31")
    late.planned("2026-10-01T07:00Z end", "2026-10-02T07:00Z deactivate")


def test_without_an_end_a_joiner_is_held_and_somebody_active_keeps_what_she_has():
    without = {**SELLER, "contract_end": None}
    saga = Saga().hr("2026-09-14T12:00Z", **without).then("held", "none", "none", ("contractor-without-end",)).planned()
    saga.hr("2026-09-15T12:00Z", contract_end="2026-12-31").then("employed", "active", "active")
    saga.hr("2026-09-16T12:00Z", contract_end=None).then("employed", "active", "active", ("contractor-without-end",)).planned()
    staff = Saga().hr("2026-09-14T12:00Z", job="AE", department="SALES")
    before = staff.last.okta
    staff.hr("2026-09-15T12:00Z", worker="CON").then("employed", "active", "active", ("contractor-without-end",))
    assert staff.last.okta == before


def test_a_proposal_tells_where_she_works_who_covers_and_what_she_is():
    saga = Saga().hr("2026-09-14T12:00Z", location="BLR", leave_cover="000000123")
    assert (saga.last.zone, saga.last.cover, saga.last.contractor, saga.last.gives_back) == ("Asia/Kolkata", "000000123", False, True)
    assert saga.last.start == instant("2026-09-14T12:00Z")
