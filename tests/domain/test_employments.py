"""Several employments, conversions and transfers (cases A10, A11, A12)."""

from itertools import permutations

import pytest

from domain.facts import EndKind, FactKind
from tests.domain.saga import Saga, employment, instant, names, reading

HOME = {"company": "US01", "company_id": "USCO1", "location": "LAX", "job": "AE", "department": "SALES", "cost_centre": "410"}
SECOND = {"company": "US02", "company_id": "USCO2", "location": "LAX", "job": "ACC", "department": "FIN", "cost_centre": "200"}
COMMON = ("everyone-halden", "payroll-self-service", "site-lax")
OF_HOME = (*COMMON, "app-gong", "app-salesforce", "cc-410", "dept-sales")
OF_SECOND = (*COMMON, "app-netsuite", "cc-200", "dept-finance")


def groups(saga):
    return set(saga.last.okta.groups)


def both(first, second, baseline=False):
    saga = Saga(baseline=baseline).hr("2026-04-20T12:00Z", **first)
    saga.values = {}
    return saga.hr("2026-04-20T12:01Z", **{"hired": "2024-02-05", **second})


def test_home_speaks_groups_add_up_and_the_highest_tier_counts_whichever_is_read_first():
    ends = []
    for first, second in ((HOME, SECOND), (SECOND, HOME)):
        saga = both(first, second, baseline=True).then("employed", "active", "active")
        assert groups(saga) == {*OF_HOME, *OF_SECOND, "mfa-elevated"}
        ends.append((saga.last.okta, saga.last.company, saga.last.salesforce))
    assert ends[0] == ends[1] and ends[0][1] == "US01"


def test_when_the_second_one_ends_only_its_groups_go():
    saga = both(HOME, SECOND)
    saga.hr("2026-09-10T12:00Z", last_day="2026-09-30", terminated="2026-09-30").then("employed", "active", "active")
    saga.planned("2026-10-01T07:00Z revoke")
    saga.at("2026-10-01T07:00Z").then("employed", "active", "active").planned()
    assert groups(saga) == {*OF_HOME, "mfa-standard"} and saga.last.end is None


def test_a_second_one_that_begins_or_ends_while_the_first_is_suspended_is_planned_for_it_lets_her_in_or_out():
    saga = Saga(baseline=True).hr("2026-04-20T12:00Z", **HOME)
    saga.baseline = False
    saga.hr("2026-04-22T12:00Z", status="S").then("on_leave", "suspended").planned()
    saga.values = {}
    saga.hr("2026-04-23T12:00Z", **SECOND, hired="2026-04-26").then("on_leave", "suspended").planned("2026-04-26T07:00Z mover")
    saga.at("2026-04-26T07:00Z").then("on_leave", "active")
    saga.hr("2026-05-01T12:00Z", last_day="2026-05-20", terminated="2026-05-20").planned("2026-05-21T07:00Z mover")
    saga.at("2026-05-21T07:00Z").then("on_leave", "suspended").planned()


def test_when_home_ends_the_other_one_becomes_home_at_that_midnight():
    saga = both(SECOND, {**HOME, "hired": "2020-01-06"})
    saga.hr("2026-10-06T12:00Z", status="T", last_day="2026-10-09", terminated="2026-10-09").planned("2026-10-10T07:00Z mover")
    saga.tell(names(instant("2026-10-07T12:00Z"), home="USCO2", changed=instant("2026-10-07T12:00Z")))
    assert saga.last.company == "US01" and saga.last.salesforce.state == "active"
    saga.at("2026-10-10T07:00Z").then("employed", "active", "none")
    assert groups(saga) == {*OF_SECOND, "mfa-elevated"} and saga.last.company == "US02"


def test_home_speaks_until_its_own_midnight_whichever_row_says_first_that_it_is_over():
    saga = both(SECOND, {**HOME, "hired": "2020-01-06"})
    saga.hr("2026-10-06T12:00Z", last_day="2026-10-09", terminated="2026-10-09")
    saga.tell(names(instant("2026-10-10T04:00Z"), home="USCO2", changed=instant("2026-10-10T04:00Z")))
    assert saga.last.company == "US01" and saga.last.salesforce.state == "active"
    saga.hr("2026-10-10T04:01Z", status="T")
    assert saga.last.company == "US01" and saga.last.salesforce.state == "active"
    saga.at("2026-10-10T07:00Z").then("employed", "active", "none")
    assert saga.last.company == "US02"


def test_fifty_reads_in_any_order_do_not_flip():
    from random import Random

    saga, random = both(HOME, SECOND), Random(1)
    count = len(saga.proposals)
    for turn in range(50):
        row = random.choice((HOME, {**SECOND, "hired": "2024-02-05"}))
        changed = instant("2026-04-20T12:00Z")
        saga.tell(reading(f"r{turn}", instant(f"2026-04-21T12:{turn:02}Z"), employment=employment(**row), changed=changed))
    assert len(saga.proposals) == count


CONTRACT = {"worker": "CON", "job": "CDEV", "department": "ENG", "location": "CHI", "contract_end": "2026-07-31"}
STAFF = {"worker": "REG", "job": "SRE", "department": "ENG", "location": "CHI", "hired": "2026-08-01", "contract_end": None}
OF_STAFF = {"everyone-halden", "payroll-self-service", "dept-engineering", "app-github", "app-pagerduty", "site-chi", "mfa-elevated"}


@pytest.mark.parametrize("at", ["2026-07-01T12:00Z", "2026-08-01T04:59Z", "2026-08-01T07:00Z", "2026-08-02T04:59Z"])
def test_a_contractor_becomes_an_employee_without_a_gap_whenever_the_record_comes(at):
    saga = Saga().hr("2026-06-29T12:00Z", **CONTRACT).then("employed", "active")
    saga.planned("2026-08-01T05:00Z end", "2026-08-02T05:00Z deactivate")
    before = groups(saga)
    saga.hr(at, employee="E2", **STAFF)
    if instant(at) < instant("2026-08-01T05:00Z"):
        saga.then("employed", "active").planned("2026-08-01T05:00Z mover")
        assert groups(saga) == before and saga.last.contractor and saga.last.end is None
    saga.at("2026-08-02T12:00Z").then("employed", "active").planned()
    assert groups(saga) == OF_STAFF and saga.last.gives_back and not saga.last.contractor
    assert [proposal.okta.status for proposal in saga.proposals].count("suspended") == int(instant(at) > instant("2026-08-01T05:00Z"))


def test_a_record_that_comes_later_than_a_day_after_the_contract_begins_something_new():
    saga = Saga().hr("2026-06-29T12:00Z", **CONTRACT).hr("2026-08-02T05:01Z", employee="E2", **STAFF).then("employed", "active")
    assert not saga.last.gives_back


def test_a_conversion_across_zones_bridges_the_hours_between_two_midnights():
    saga = Saga().hr("2026-06-29T12:00Z", **{**CONTRACT, "location": "SYD"})
    saga.hr("2026-07-01T12:00Z", employee="E2", **{**STAFF, "location": "LAX"}).planned("2026-08-01T07:00Z mover")
    saga.at("2026-07-31T14:00Z").then("employed", "active").at("2026-08-01T07:00Z").then("employed", "active")
    assert "suspended" not in [proposal.okta.status for proposal in saga.proposals]


def test_an_employee_becomes_a_contractor_with_the_contractors_scope():
    saga = Saga().hr("2026-06-29T12:00Z", job="SRE", department="ENG", location="CHI")
    saga.hr("2026-07-01T12:00Z", terminated="2026-07-31", last_day="2026-07-31").then("on_notice", "active")
    again = {**CONTRACT, "hired": "2026-08-01", "contract_end": "2026-12-31", "terminated": None, "last_day": None}
    saga.hr("2026-07-01T12:01Z", employee="E2", **again).then("employed", "active")
    saga.planned("2026-08-01T05:00Z mover", "2027-01-01T06:00Z end", "2027-01-02T06:00Z deactivate")
    saga.at("2026-08-01T05:00Z").then("employed", "active")
    assert groups(saga) == {"everyone-halden", "contractors", "dept-engineering", "app-github", "site-chi", "mfa-standard"}
    assert saga.last.end.contract


def test_the_same_record_under_another_worker_type_is_a_move():
    saga = Saga().hr("2026-06-29T12:00Z", **CONTRACT).hr("2026-07-15T12:00Z", **{**STAFF, "hired": "2020-01-06"})
    assert groups(saga.then("employed", "active")) == OF_STAFF and saga.last.cause.rule == "conversion"


OUT = {"status": "T", "terminated": "2026-04-30", "last_day": "2026-04-30", "end_kind": EndKind.TRANSFER}
THERE = {"company": "US02", "company_id": "USCO2", "job": "AE", "department": "SALES", "location": "CHI", "hired": "2026-05-01"}


@pytest.mark.parametrize("employee", ["E1", "E2"])
def test_a_transfer_ends_the_same_in_every_order_and_never_cuts(employee):
    at = instant("2026-05-01T13:00Z")
    here = {"job": "AE", "department": "SALES"}
    facts = [
        reading("old", at, employment=employment(**here, **OUT)),
        reading("new", at, employment=employment(**THERE), employee=employee),
        names(at, home="USCO2", employee=employee, changed=at),
    ]
    ends = []
    for order in permutations(facts):
        saga = Saga().hr("2026-04-20T12:00Z", **here)
        for fact in order:
            saga.tell(fact)
        assert {proposal.okta.status for proposal in saga.proposals} == {"active"}
        ends.append((saga.last.okta, saga.last.salesforce, saga.last.standing, saga.last.company, saga.last.cases))
    assert all(end == ends[0] for end in ends) and ends[0][3] == "US02" and ends[0][4] == ()


def test_a_transfer_left_open_is_a_case_at_24_hours_of_the_day_after_receipt_at_the_old_site():
    saga = Saga().hr("2026-04-20T12:00Z", location="LAX").hr("2026-05-01T13:00Z", **OUT).then("employed", "active").planned()
    saga.at("2026-05-03T06:59Z").then("employed", "active").at("2026-05-03T07:00Z")
    saga.then("employed", "active", None, ("company-transfer-open",))
    ahead = Saga().hr("2026-04-10T12:00Z", location="LAX").hr("2026-04-20T13:00Z", **OUT).at("2026-05-02T06:59Z").then("employed", "active")
    ahead.at("2026-05-02T07:00Z").then("employed", "active", None, ("company-transfer-open",))


def test_the_new_record_starting_later_finds_her_active_in_the_gap():
    saga = Saga().hr("2026-04-20T12:00Z", job="AE", department="SALES").hr("2026-05-01T13:00Z", **OUT)
    saga.values = {}
    saga.hr("2026-05-01T14:00Z", **{**THERE, "hired": "2026-05-11"}).planned("2026-05-11T05:00Z mover")
    saga.at("2026-05-05T12:00Z").then("employed", "active", "active").at("2026-05-11T05:00Z").then("employed", "active", "active")
    assert saga.last.company == "US02"


@pytest.mark.parametrize("kind", [EndKind.ORDINARY, EndKind.URGENT])
def test_another_reason_instead_ends_the_hold(kind):
    saga = Saga().hr("2026-04-20T12:00Z").hr("2026-05-01T13:00Z", **OUT)
    saga.hr("2026-05-01T15:00Z", end_kind=kind).then("left", "suspended")


def test_with_another_record_active_there_is_nothing_to_hold():
    saga = both(HOME, SECOND)
    saga.hr("2026-05-01T13:00Z", **OUT).at("2026-06-01T12:00Z").then("employed", "active", "active").planned()
    assert groups(saga) == {*OF_HOME, "mfa-standard"}


def edited_in_place(saga, at, company="US02", **edits):
    """HR writes another company into the record itself: the row of the old one is gone, the new one says all it said."""
    home = company.replace("US", "USCO").replace("0", "")
    saga.tell(names(instant(at), home=home, changed=instant(at)))
    saga.hr(at, company=company, company_id=home, **edits)
    return saga.tell(reading(f"gone{at}", instant(at), FactKind.ABSENT))


def test_a_company_edited_in_the_record_itself_is_a_move_of_the_one_employment_she_has():
    saga = Saga(baseline=True).hr("2026-04-20T12:00Z", **HOME)
    saga.baseline = False
    edited_in_place(saga, "2026-05-01T13:00Z", location="NYC").then("employed", "active", "active")
    assert saga.last.company == "US02"
    assert groups(saga) == {*OF_HOME, "site-nyc", "mfa-standard"} - {"site-lax"}
    saga.hr("2026-05-04T12:00Z", last_day="2026-05-14", terminated="2026-05-14").then("on_notice", "active", "active")
    saga.at("2026-05-15T04:00Z").then("left", "suspended", "inactive")


def test_a_company_edited_and_edited_back_leaves_nothing_that_outlives_her_end():
    saga = Saga(baseline=True).hr("2026-04-20T12:00Z", **HOME)
    saga.baseline = False
    edited_in_place(saga, "2026-05-01T13:00Z")
    edited_in_place(saga, "2026-05-01T13:10Z", company="US01")
    assert saga.last.company == "US01"
    saga.hr("2026-05-04T12:00Z", status="T", last_day="2026-05-03", terminated="2026-05-03").then("left", "suspended", "inactive")


def test_a_second_employment_that_is_gone_from_hr_is_not_replaced_by_the_first():
    saga = both(HOME, SECOND, baseline=True)
    saga.baseline = False
    saga.values = {**HOME}
    saga.hr("2026-05-01T12:00Z", title="Seller")
    saga.tell(reading("gone", instant("2026-05-01T12:00Z"), FactKind.ABSENT)).then("employed", "active", "active", ("data:absent",))
    assert groups(saga) == {*OF_HOME, *OF_SECOND, "mfa-elevated"}
