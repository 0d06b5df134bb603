"""Who may read, how lists are filtered and paged."""

import re
from typing import Any

import aiohttp
import pytest

from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, Site

RESOURCES = ("person-details", "employment-details", "employee-employment-details", "user-defined-fields")


async def crowd(site: Site, count: int) -> None:
    await site.do("add", {"people": {f"C{number}": {} for number in range(1, count + 1)}})


@pytest.mark.parametrize(
    ("user", "password", "key", "status"),
    [
        (USER, PASSWORD, KEY, 200),
        (USER, "wrong", KEY, 401),
        ("who", PASSWORD, KEY, 401),
        (None, None, KEY, 401),
        (USER, PASSWORD, "OTHER", 403),
        (USER, PASSWORD, None, 403),
    ],
)
async def test_credentials_are_checked_before_the_customer_key(site: Site, user: Any, password: Any, key: Any, status: int) -> None:
    headers = {"us-customer-api-key": key} if key else {}
    if user:
        headers["Authorization"] = aiohttp.encode_basic_auth(user, password)
    async with site.http.get(f"{site.base}/personnel/v1/person-details", headers=headers) as response:
        body = await response.json()
        assert response.status == status
    if status != 200:
        assert {"title", "type", "errorCount", "errors", "detail", "code", "message", "modelstate"} == set(body)


async def test_pages_are_bare_arrays_of_a_hundred_until_an_empty_one(site: Site) -> None:
    await crowd(site, 250)
    for resource in RESOURCES:
        pages = [await site.rows(resource, page=str(number)) for number in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [100, 100, 50, 0]
        assert len({str(row) for page in pages for row in page}) == 250


async def test_page_parameters_go_by_any_case(site: Site) -> None:
    await crowd(site, 30)
    assert len(await site.rows("person-details", Page="2", PER_PAGE="20")) == 10
    assert len(await site.rows("person-details", per_page="20")) == 20


async def test_a_page_larger_than_the_cap_is_cut_or_refused(make: Any) -> None:
    site = await make(cap=10)
    await crowd(site, 12)
    assert len(await site.rows("person-details", per_Page="500")) == 10
    strict = await make(cap=10, over_cap="refuse")
    assert (await strict.answer("person-details", per_Page="11"))[0] == 400


async def test_past_the_end_may_be_404(make: Any) -> None:
    site = await make(past_end="404")
    await crowd(site, 1)
    assert (await site.answer("person-details", page="2"))[0] == 404


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"per_Page": "-1"}, {"dateTimeChanged": ">yesterday"}, {"dateTimeChanged": "{1,2}"}]
)
async def test_a_value_that_cannot_be_read_is_refused_with_its_name(site: Site, query: dict[str, str]) -> None:
    status, body, _ = await site.answer("employment-details", **query)
    assert status == 400
    assert next(iter(body["errors"]["modelstate"])) == next(iter(query)).lower()


async def test_link_names_first_previous_next_and_last_absolutely(site: Site) -> None:
    await crowd(site, 45)
    _, _, headers = await site.answer("person-details", page="2", per_Page="10", companyId="6Y4NV")
    links = dict((rel, url) for url, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', headers["Link"]))
    assert set(links) == {"first", "previous", "next", "last"}
    assert links["next"].startswith(f"{site.base}/personnel/v1/person-details?")
    assert "companyId=6Y4NV" in links["next"]
    assert "page=3" in links["next"]
    assert "page=5" in links["last"]
    _, _, headers = await site.answer("person-details", page="5", per_Page="10")
    assert 'rel="next"' not in headers["Link"]


async def test_one_employee_is_read_by_path_and_by_company(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}, "P2": {"company": "US02"}}})
    mine = site.employee("P2")
    status, body, _ = await site.answer(f"person-details/{mine}")
    assert (status, body["personId"]) == (200, "P2")
    assert (await site.answer("person-details/NOBODY"))[0] == 404
    for resource in RESOURCES:
        assert len(await site.rows(f"companies/7KQ2M/{resource}")) == 1
        assert len(await site.rows(f"companies/7KQ2M/employees/{mine}/{resource}")) == 1
        assert await site.rows(f"companies/6Y4NV/employees/{mine}/{resource}") == []


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        (">05-03-2026", {"P1", "P2", "P3"}),
        (">05-05-2026", {"P2", "P3"}),
        ("<05-05-2026", {"P1"}),
        ("05-05-2026", {"P2"}),
        ("{05-04-2026,05-06-2026}", {"P1", "P2"}),
        (">2026-05-05T09:00:00", {"P3"}),
        ("<2026-05-05T09:00:00", {"P1"}),
        ("2026-05-05T09:00:00", {"P2"}),
        ("{2026-05-05T09:00:00,2026-05-06T09:00:00Z}", {"P2", "P3"}),
    ],
)
async def test_change_time_filters_carry_their_operator(site: Site, filter_: str, found: set[str]) -> None:
    for short in ("P1", "P2", "P3"):
        await site.do("add", {"people": {short: {}}})
        site.clock.move(days=1)
    ids = {site.employee(short): short for short in ("P1", "P2", "P3")}
    assert {row["personId"] for row in await site.rows("person-details", dateTimeChanged=filter_)} == found
    assert {ids[row["employeeID"]] for row in await site.rows("employment-details", DATETIMECHANGED=filter_)} == found


async def test_iso_date_times_in_filters_can_be_switched_off(make: Any) -> None:
    site = await make(iso_filters=False)
    assert (await site.answer("person-details", dateTimeChanged=">2026-05-05T09:00:00"))[0] == 400
    lax = await make(iso_filters=False, bad_filter="ignore")
    await crowd(lax, 1)
    assert len(await lax.rows("person-details", dateTimeChanged=">2026-05-05T09:00:00")) == 1


async def test_a_parameter_nobody_knows_is_ignored(site: Site) -> None:
    await crowd(site, 2)
    assert len(await site.rows("person-details", employeeStatusCode="T", start_date="x")) == 2


async def test_values_are_compared_trimmed_and_lists_work_where_documented(site: Site) -> None:
    await site.do(
        "add", {"people": {"A": {"job": "AE"}, "B": {"job": "RSM", "status": "T"}, "C": {"supervisor": "A", "number": "000000007"}}}
    )
    ids = {site.employee(short): short for short in "ABC"}

    async def found(path: str, **query: str) -> str:
        return "".join(sorted(ids[row.get("employeeID", row.get("employeeId"))] for row in await site.rows(path, **query)))

    assert await found("employment-details", employeeStatusCode="t") == "B"
    assert await found("employment-details", supervisorID=site.employee("A")) == "C"
    assert await found("employment-details", employeeNumber="000000007") == "C"
    assert await found("employment-details", primaryWorkLocationCode="NYC") == "ABC"
    assert await found("employment-details", primaryJobCode="AE,RSM") == ""
    assert await found("employee-employment-details", primaryJobCode="[AE, RSM]") == "AB"
    assert await found("employee-employment-details", isHomeCompany="Y") == "ABC"
    assert await found("user-defined-fields", employeeId=f"{site.employee('A')},{site.employee('B')}") == "AB"
    assert await found("employment-details", originalHireDate="<01-01-2020") == ""
