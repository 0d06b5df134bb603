"""Access by codes: groups, tiers, Salesforce, movers, and codes that nobody knows (company.md "Codes")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import access
from domain.announced import Codes
from tests.domain.saga import Saga, employment, example_policy

SALES = {"job": "AE", "department": "SALES", "cost_centre": "410", "location": "CHI"}


def work(**values):
    details, policy = employment(**values), example_policy()
    return access.Job(details=details, codes=access.codes_in_force(details, None, policy)[0], policy=policy)


def test_a_move_takes_the_old_groups_and_gives_the_new_ones_in_one_proposal():
    saga = Saga().hr("2026-03-01T12:00Z", **SALES).then("employed", "active", "active")
    saga.hr("2026-04-01T15:00Z", job="ACC", department="FIN", cost_centre="500").then("employed", "active", "none")
    groups = "everyone-halden payroll-self-service dept-finance app-netsuite cc-500 site-chi mfa-elevated"
    assert set(saga.last.okta.groups) == set(groups.split()) and saga.last.cause.rule == "mover"


def test_a_title_alone_is_a_matter_of_the_profile_and_reverts_to_the_jobs():
    saga = Saga().hr("2026-03-01T12:00Z", **SALES).hr("2026-04-01T15:00Z", title="Lead AE")
    assert (saga.last.cause.rule, saga.last.okta.profile["title"], saga.last.salesforce.fields["Title"]) == (
        "profile",
        "Lead AE",
        "Lead AE",
    )
    assert saga.hr("2026-04-02T15:00Z", title=None).last.okta.profile["title"] == "Account Executive"


def test_the_sales_plan_in_hr_precedes_the_jobs():
    assert access.salesforce(work(**SALES, sales_plan="AE-SPECIAL")).fields["Compensation_Plan__c"] == "AE-SPECIAL"


@pytest.mark.parametrize(("location", "role"), [("BER", "AE EMEA"), ("HNL", "AE West"), ("MARS", "AE Central"), (None, "AE East")])
def test_the_role_follows_the_region(location, role):
    company = {"MARS": "US01"}.get(location or "", "US01")
    expected = role if location not in ("MARS", None) else f"AE {example_policy().region(None, company)}"
    assert access.salesforce(work(**{**SALES, "location": location, "company": company})).role == expected


def test_without_a_location_the_region_is_that_of_the_companys_zone():
    assert [example_policy().region(None, code) for code in ("US01", "AU01", "DE01", "??")] == ["East", "APAC", "EMEA", "East"]


UNKNOWN = [("department", "NOPE"), ("cost_centre", "4X0"), ("location", "MARS"), ("job", "WIZ")]


@pytest.mark.parametrize(("name", "code"), UNKNOWN)
def test_somebody_active_keeps_what_an_unknown_code_stood_for(name, code):
    saga = Saga().hr("2026-03-01T12:00Z", **SALES)
    before = saga.last
    saga.hr("2026-04-01T12:00Z", **{name: code.lower() + " "}).then("employed", "active", "active", (f"unknown-code:{name}",))
    assert (saga.last.okta, saga.last.salesforce, saga.last.cases[0].detail) == (before.okta, before.salesforce, code)
    saga.hr("2026-04-02T12:00Z", title="x").then("employed", "active", "active", (f"unknown-code:{name}",))
    saga.hr("2026-04-03T12:00Z", title=None, **{name: SALES[name]}).then("employed", "active", "active")


@pytest.mark.parametrize(("name", "code"), UNKNOWN)
def test_a_joiner_gets_the_rest(name, code):
    saga = Saga().hr("2026-03-01T12:00Z", **{**SALES, name: code}).then("employed", "active", None, (f"unknown-code:{name}",))
    missing = {"department": "dept-sales", "cost_centre": "cc-410", "location": "site-chi", "job": "mfa-elevated"}[name]
    assert missing not in saga.last.okta.groups and "everyone-halden" in saga.last.okta.groups and "mfa-standard" in saga.last.okta.groups
    if name == "job":
        assert (saga.last.okta.profile["title"], saga.last.salesforce.state) == ("WIZ", "none")


def test_empty_codes_are_not_unknown():
    blank = {"department": None, "cost_centre": None, "location": None, "job": None}
    Saga().hr("2026-03-01T12:00Z", **blank).then("employed", "active", "none")


def test_an_unknown_worker_type_is_an_employee_of_the_lowest_tier_and_an_unknown_company_lives_in_new_york():
    saga = Saga().hr("2026-03-01T12:00Z", worker="ZZZ", company="XX9", job="CFO", location=None)
    saga.then("employed", "active", None, ("unknown-code:company", "unknown-code:worker"))
    assert saga.last.worker == "employee" and "mfa-standard" in saga.last.okta.groups
    assert example_policy().zone(None, "XX9") == "America/New_York"


def test_an_intern_has_the_lowest_tier_and_a_contractor_only_what_is_marked():
    assert "mfa-standard" in access.groups(work(worker="INT", job="CFO"))
    contractor = access.groups(work(worker="CON", job="SRE", department="ENG", cost_centre="300"))
    assert set(contractor) == set("everyone-halden dept-engineering app-github site-nyc mfa-standard contractors".split())
    assert access.salesforce(work(worker="CON", job="CSDR")).profile == "Halden Sales User"


CODE = st.sampled_from(["AE", "CFO", "SRE", "CRO", "WIZ", "SALES", "ENG", "FIN", "NYC", "SYD", "410", "x", "", None, "REG", "INT", "CON"])


@given(CODE, CODE, CODE, CODE, CODE, CODE)
def test_there_is_always_exactly_one_tier(job, department, cost, location, worker, kept):
    details = employment(job=job, department=department, cost_centre=cost, location=location, worker=worker)
    had = Codes(job=kept, department=kept, location=kept, cost_centre=kept)
    codes, _ = access.codes_in_force(details, had, example_policy())
    groups = access.groups(access.Job(details=details, codes=codes, policy=example_policy()))
    assert len([group for group in groups if group.startswith("mfa-")]) == 1
    assert all(example_policy().is_managed(group) for group in groups)
