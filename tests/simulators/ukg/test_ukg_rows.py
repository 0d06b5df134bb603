"""Rows have the keys, casings, nulls and blanks of the real resources."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.ukg.tenant import Site

DATA = Path(__file__).parents[4] / "shared" / "data" / "ukg"


def recorded(name: str) -> Any:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout")
    return json.loads(path.read_bytes())


def kind(value: Any) -> str:
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


async def test_employee_employment_details_has_the_recorded_keys_in_the_recorded_kinds(site: Site) -> None:
    sample = recorded("employee-employment-details.sample.json")[0]
    await site.do("add", {"people": {"P1": {}}})
    row = await site.row("employee-employment-details", "P1")
    assert list(row) == list(sample)
    both = [name for name in row if row[name] is not None and sample[name] is not None]
    assert len(both) > 30
    assert {name: kind(row[name]) for name in both} == {name: kind(sample[name]) for name in both}


@pytest.mark.parametrize(
    ("resource", "schema", "count"), [("person-details", "EmpPersonDetails", 94), ("employment-details", "EmpEmploymentDetails", 77)]
)
async def test_details_have_every_key_of_the_specification_and_no_other(site: Site, resource: str, schema: str, count: int) -> None:
    properties = recorded("openapi-subset.json")["components"]["schemas"][schema]["properties"]
    await site.do("add", {"people": {"P1": {}, "P2": {"supervisor": "P1"}}})
    row = await site.row(resource, "P2")
    assert set(row) == set(properties)
    assert len(row) == count
    kinds = {"string": "str", "boolean": "bool", "number": "number"}
    filled = {name: value for name, value in row.items() if value is not None}
    assert {name: kind(value) for name, value in filled.items()} == {name: kinds[properties[name]["type"]] for name in filled}


async def test_user_defined_fields_show_the_label_and_value_of_each_personnel_slot(site: Site) -> None:
    recorded_fields = {f"personnelUDField{number:02d}" for number in range(1, 15)}
    await site.do("add", {"people": {"P1": {"udf": {"Leave cover": "000123", "Contract end": "2026-09-30"}}}})
    await site.do("edit", {"people": {"P1": {"udf": {"KPI": 12.5, "Sales plan": "AE-26"}}}})
    row = await site.row("user-defined-fields", "P1")
    assert set(row) == {"employeeId", "personnelUserDefinedFields", "internationalUserDefinedFields"}
    slots = row["personnelUserDefinedFields"]
    assert set(slots) == recorded_fields
    assert slots["personnelUDField01"] == {"field": "Leave cover", "value": "000123"}
    assert slots["personnelUDField05"] == {"field": "Contract end", "value": "2026-09-30T00:00:00"}
    assert slots["personnelUDField03"] == {"field": "KPI", "value": 12.5}
    assert slots["personnelUDField14"] == {"field": None, "value": None}


async def test_the_two_resources_case_the_same_key_differently(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"nameSufixCode": "JR"}}})
    person, employment = await site.row("person-details", "P1"), await site.row("employment-details", "P1")
    assert person["employeeId"] == employment["employeeID"]
    assert person["companyId"] == employment["companyID"] == "6Y4NV"
    assert {"datetimeChanged", "nameSufixCode"} <= set(person)
    assert "dateTimeChanged" in employment
    assert "personId" not in employment
    assert "employeeNumber" not in person


async def test_names_from_hr_land_under_ukgs_own_names(site: Site) -> None:
    given = {
        "first": "Ada", "last": "Ng", "preferred": "A.", "email": "a@x.example", "number": "000001008", "worker": "CON", "job": "AE",
        "department": "SALES", "costCentre": 410, "location": "SYD", "company": "AU01", "hired": "2026-10-05", "originalHire": "2019-01-01",
        "lastDay": "2027-01-01", "terminated": "2027-01-02", "reason": 208, "rehirable": "N", "title": "Rep", "ssn": "078-05-1120",
        "annualSalary": 1, "leaveEnds": "2027-02-01", "leaveReason": 102, "birthDate": "1990-01-01", "supervisor": "NOBODY",
    }  # fmt: skip
    await site.do("add", {"people": {"P1": given}})
    person, row = await site.row("person-details", "P1"), await site.row("employment-details", "P1")
    richer = await site.row("employee-employment-details", "P1")
    assert (person["firstName"], person["lastName"], person["preferredName"], person["emailAddress"]) == ("Ada", "Ng", "A.", "a@x.example")
    assert (person["ssn"], person["dateOfBirth"], person["personId"]) == ("078-05-1120", "1990-01-01T00:00:00", "P1")
    assert (row["employeeNumber"], row["employeeTypeCode"], row["primaryJobCode"], row["termReason"]) == ("000001008", "CON", "AE", "208")
    assert (row["lastHireDate"], row["originalHireDate"]) == ("2026-10-05T00:00:00", "2019-01-01T00:00:00")
    assert (row["dateLastWorked"], row["dateOfTermination"]) == ("2027-01-01T00:00:00", "2027-01-02T00:00:00")
    assert (row["companyCode"], row["companyID"], row["okToRehire"], row["jobTitle"], row["leaveReasonCode"]) == (
        "AU01",
        "9RTZA",
        "N",
        "Rep",
        "102",
    )
    assert (richer["terminationDate"], richer["terminationReasonCode"]) == ("2027-01-02T00:00:00", "208")
    assert (richer["employeeStatusExpectedEndDate"], richer["annualSalary"]) == ("2027-02-01T00:00:00", 1)


async def test_character_columns_are_padded_and_none_is_z_or_null(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"costCentre": "410", "location": "SYD"}}})
    row = await site.row("employment-details", "P1")
    assert (row["orgLevel2Code"], row["primaryWorkLocationCode"]) == ("410       ", "SYD   ")
    assert (row["shift"], row["shiftGroup"], row["primaryProjectCode"]) == ("Z", "Z", "Z")
    assert (row["dateOfTermination"], row["workPhoneNumber"], row["supervisorID"]) == (None, None, None)
    assert (await site.row("employee-employment-details", "P1"))["primaryProjectCode"] is None
    assert row["employeeNumber"] == "000010001"


async def test_times_have_no_zone_and_fractions_lose_trailing_zeros(site: Site) -> None:
    site.clock.at = site.clock.at.replace(microsecond=160_999)
    await site.do("add", {"people": {"P1": {}}})
    assert (await site.row("employment-details", "P1"))["dateTimeChanged"] == "2026-05-04T09:00:00.16"


async def test_times_are_the_servers_local_ones(make: Any) -> None:
    site = await make(zone="America/New_York")
    await site.do("add", {"people": {"P1": {}}})
    assert (await site.row("person-details", "P1"))["datetimeChanged"] == "2026-05-04T05:00:00"
    assert await site.rows("person-details", dateTimeChanged=">2026-05-04T04:59:00")
    assert not await site.rows("person-details", dateTimeChanged=">2026-05-04T05:30:00")
    assert await site.rows("person-details", dateTimeChanged=">2026-05-04T08:59:00Z")


async def test_a_second_company_is_a_second_employment_row_of_one_person_row(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"company": "US01"}}})
    site.clock.move(hours=1)
    await site.do("add", {"people": {"P1b": {"person": "P1", "company": "US02", "job": "AE"}}})
    rows = await site.rows("employment-details", employeeId=site.employee("P1"))
    assert {row["companyCode"] for row in rows} == {"US01", "US02"}
    assert len({row["employeeID"] for row in rows}) == 1
    assert len({row["employeeNumber"] for row in rows}) == 2
    person = await site.row("person-details", "P1")
    assert (person["personId"], person["companyId"], person["datetimeChanged"]) == ("P1", "6Y4NV", "2026-05-04T10:00:00")


async def test_home_moves_with_the_active_employment_and_the_person_row_says_when(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"company": "US01"}, "P1b": {"person": "P1", "company": "US02"}}})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"P1": {"status": "T", "terminated": "2026-05-03", "reason": "TRO"}}})
    person = await site.row("person-details", "P1")
    assert (person["companyId"], person["datetimeChanged"]) == ("7KQ2M", "2026-05-04T10:00:00")
    homes = {row["companyID"]: row["isHomeCompany"] for row in await site.rows("employee-employment-details")}
    assert homes == {"6Y4NV": False, "7KQ2M": True}


async def test_when_home_ends_the_oldest_of_the_others_by_hire_date_is_home(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"company": "US01"}, "P1b": {"person": "P1", "company": "US02", "hired": "2024-02-05"}}})
    await site.do("add", {"people": {"P1c": {"person": "P1", "company": "AU01", "hired": "2022-03-07"}}})
    await site.do("edit", {"people": {"P1": {"status": "T", "terminated": "2026-05-03", "reason": "208"}}})
    assert (await site.row("person-details", "P1"))["companyId"] == "9RTZA"


async def test_a_new_record_in_the_same_company_is_a_new_employee_of_the_same_person(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"worker": "CON", "udf": {"Sales plan": "X"}}}})
    await site.do("add", {"people": {"P1b": {"person": "P1", "worker": "REG"}}})
    people = await site.rows("person-details")
    assert [row["personId"] for row in people] == ["P1", "P1"]
    assert len({row["employeeId"] for row in people}) == 2
    assert len({(row["firstName"], row["lastName"]) for row in people}) == 1


async def test_a_supervisor_is_referred_to_before_she_is_there(site: Site) -> None:
    await site.do("add", {"people": {"R": {"supervisor": "NEW1"}}})
    early = await site.row("employment-details", "R")
    await site.do("add", {"people": {"NEW1": {"first": "Kim"}}})
    later = await site.row("employment-details", "R")
    assert early["supervisorID"] == later["supervisorID"] == site.employee("NEW1")
    assert (early["supervisorFirstName"], later["supervisorFirstName"], later["supervisorCompanyCode"]) == (None, "Kim", "US01")
    assert (await site.row("employee-employment-details", "NEW1"))["isSupervisor"] is True


async def test_invented_people_are_plausible_distinct_and_the_same_every_time(site: Site, make: Any) -> None:
    crowd = {"people": {f"C{number}": {} for number in range(1, 301)}}
    await site.do("add", crowd)
    again = await make()
    await again.do("add", crowd)
    rows = await site.rows("person-details", per_Page="1000")
    assert rows == await again.rows("person-details", per_Page="1000")
    names = {(row["firstName"], row["lastName"]) for row in rows}
    assert len(names) == 300
    assert all(part.isascii() and part.isalpha() for name in names for part in name)
    assert all(len(row["employeeId"]) == 12 and row["employeeId"].isalnum() and row["employeeId"].isupper() for row in rows)
    assert all(row["ssn"] and row["dateOfBirth"] for row in rows)


async def test_a_garbled_row_shows_what_was_put_there(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("garble", {"people": {"P1": {"lastHireDate": "31/31/2026", "lastName": 17}}})
    assert (await site.row("employment-details", "P1"))["lastHireDate"] == "31/31/2026"
    assert (await site.row("person-details", "P1"))["lastName"] == 17
    await site.do("garble", {"people": {"P1": {}}})
    assert (await site.row("employment-details", "P1"))["lastHireDate"] == "2020-01-06T00:00:00"
