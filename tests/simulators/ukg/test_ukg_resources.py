"""Resources beside the two that facts come from: change feed, history, look-ups, configuration, imports, status, rights."""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.simulators.ukg.conftest import Make
from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, Site


async def post(site: Site, path: str, body: Any) -> tuple[int, Any]:
    headers = {"US-Customer-Api-Key": KEY, "Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
    async with site.http.post(f"{site.base}/personnel/v1/{path}", json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def configuration(site: Site, path: str, **query: str) -> tuple[int, Any]:
    headers = {"US-Customer-Api-Key": KEY, "Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
    async with site.http.get(f"{site.base}/configuration/v1/{path}", params=query, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_the_change_feed_is_three_hours_late_and_has_us_dates_blanks_and_no_nulls(site: Site) -> None:
    await site.do("add", {"people": {"P": {"hired": "2020-02-03", "email": None}}})
    assert await site.rows("employee-changes") == []
    site.clock.move(hours=3)
    (row,) = await site.rows("employee-changes")
    assert len(row) == 45
    assert row["hireDate"] == "2/3/2020 12:00:00 AM"
    assert row["workPhone"] == " " * 50
    assert (row["emailAddress"], row["terminationDate"], row["isActive"]) == ("", "", True)
    assert None not in row.values()


async def test_the_change_feed_has_full_rows_of_who_changed_between_two_dates(site: Site) -> None:
    await site.do("add", {"people": {"P": {}, "Q": {}}})
    site.clock.move(days=3)
    await site.do("edit", {"people": {"Q": {"job": "AE"}}})
    site.clock.move(hours=4)
    since = (site.clock.now().date()).isoformat()
    (row,) = await site.rows("employee-changes", startDate=since, endDate="2199-12-31T00:00:00Z", per_page="200")
    assert (row["employeeId"], row["jobCode"]) == (site.employee("Q"), "AE")
    assert len(await site.rows("employee-changes", startDate="1900-12-31T00:00:00Z", endDate="2199-12-31T00:00:00Z")) == 2


async def test_leavers_show_in_the_feed_with_their_date_and_the_day_after_as_status_start(site: Site) -> None:
    await site.do("add", {"people": {"P": {}}})
    await site.do("edit", {"people": {"P": {"status": "T", "terminated": "2026-05-04"}}})
    site.clock.move(days=2)
    (row,) = await site.rows(f"employee-changes/{site.employee('P')}")
    assert (row["employeeStatus"], row["isActive"]) == ("T", False)
    assert (row["terminationDate"], row["emplStatusStartDate"]) == ("5/4/2026 12:00:00 AM", "5/5/2026 12:00:00 AM")
    assert len(await site.rows("employee-changes")) == 1
    site.clock.move(days=70)
    assert await site.rows("employee-changes") == []


async def test_a_tenant_may_turn_away_who_reads_the_feed_again_within_three_hours(make: Make) -> None:
    site = await make(feed_gate="429", feed_end="refuse")
    await site.do("add", {"people": {"P": {}}})
    assert (await site.answer("employee-changes"))[0] == 200
    assert (await site.answer("employee-changes"))[0] == 429
    site.clock.move(hours=3)
    assert (await site.answer("employee-changes", endDate=site.clock.now().isoformat()))[0] == 400


async def test_job_history_tells_hire_moves_and_ends_with_their_effective_days(site: Site) -> None:
    await site.do("add", {"people": {"P": {"job": "SDR", "hired": "2020-01-06"}}})
    site.clock.move(days=1)
    await site.do("edit", {"people": {"P": {"job": "AE", "location": "LON", "from": "2026-07-01"}}})
    hire, move = await site.rows("employee-job-history-details", employeeId=site.employee("P"))
    assert (hire["jobEffectiveDate"], hire["jobCode"], hire["reasonCode"]) == ("2020-01-06T00:00:00", "SDR", "100")
    assert (move["jobEffectiveDate"], move["jobCode"], move["locationCode"]) == ("2026-07-01T00:00:00", "AE", "LON")
    assert move["dateTimeCreated"] == "2026-05-05T09:00:00"
    assert (await site.row("employment-details", "P"))["primaryJobCode"] == "SDR"
    assert re.fullmatch(r"[0-9A-Z]{12}", hire["systemId"]) and hire["systemId"] != move["systemId"]
    assert (hire["otherRate1"], hire["percentChange"], hire["unionLocal"], hire["notes"]) == (0.0, 0.0, None, None)
    assert len(await site.rows("employee-job-history-details", jobEffectiveDate=">06-01-2026")) == 1


@pytest.mark.parametrize("array", [True, False])
async def test_employee_ids_answers_each_of_several_in_a_207(make: Make, array: bool) -> None:
    site = await make(ids_in_array=array)
    await site.do("add", {"people": {"P": {"number": "000000104", "email": "p@halden.example"}}})
    asked = [
        {"employeeIdentifierType": "EmployeeNumber", "employeeIdentifierValue": "000000104", "companyIdentifierType": "Company Code",
         "companyIdentifierValue": "US01"},
        {"employeeIdentifierType": "EmailAddress", "employeeIdentifierValue": "P@halden.example"},
        {"employeeIdentifierType": "PersonID", "employeeIdentifierValue": "nobody"},
        {"employeeIdentifierType": "Employee Number", "employeeIdentifierValue": "000000104"},
    ]  # fmt: skip
    status, body = await post(site, "employee-ids", asked)
    answer = body[0] if array else body
    assert (status, answer["errorCount"]) == (207, 2)
    assert [each["status"][:3] for each in answer["multistatus"]] == ["200", "200", "404", "400"]
    assert answer["multistatus"][0]["body"] == {"eeid": site.employee("P"), "coid": ["6Y4NV"]}


async def test_configuration_knows_its_codes_until_they_are_retired(site: Site) -> None:
    await site.do("codes", {"job": {"AE": None, "NEW": "New job"}, "EMPLOYEETYPE": {"TMP": None}})
    status, jobs = await configuration(site, "jobs", isActive="true")
    codes = {job["jobCode"] for job in jobs}
    assert status == 200
    assert {"NEW", "SDR"} <= codes
    assert "AE" not in codes
    assert (await configuration(site, "jobs/AE"))[1]["isActive"] is False
    assert (await configuration(site, "locations/LON"))[1]["countryCode"] == "GBR"
    assert (await configuration(site, "org-levels/1/SALES"))[1]["description"] == "Sales"
    assert (await configuration(site, "locations/XXX"))[0] == 404
    assert {row["code"] for row in (await configuration(site, "code-tables/employeeType"))[1]} == {"REG", "FTR", "INT", "CON"}
    assert [row["companyCode"] for row in (await configuration(site, "company-details"))[1]] == ["US01", "US02", "AU01", "DE01"]


async def test_what_the_import_tool_takes_shows_when_it_was_processed(site: Site) -> None:
    await site.do("add", {"people": {"P": {"number": "000000104"}}})
    xml = '<Import><Employee employeeNumber="000000104"><Field name="Sales plan">AE-26</Field></Employee></Import>'
    status, (staged,) = await post(
        site, "import-tool", {"transaction": base64.b64encode(xml.encode()).decode(), "uniqueFileName": "one.xml"}
    )
    assert status == 200

    async def plan() -> Any:
        (row,) = await site.rows("user-defined-fields", employeeId=site.employee("P"))
        return row["personnelUserDefinedFields"]["personnelUDField02"]["value"]

    assert await plan() is None
    site.clock.move(minutes=11)
    assert await plan() == "AE-26"
    assert (await site.answer(f"import-tool/status/{staged['stagingId']}"))[1]["status"] == "Complete"
    _, (broken,) = await post(site, "import-tool", {"transaction": "%%%", "uniqueFileName": "two.xml"})
    assert (await site.answer(f"import-tool/status/{broken['stagingId']}"))[1]["messages"][0]["severity"] == 2


async def test_the_status_on_a_day_counts_what_is_keyed_for_it(site: Site) -> None:
    await site.do("add", {"people": {"P": {}}})
    await site.do("edit", {"people": {"P": {"terminated": "2026-06-30", "reason": "208"}}})
    (now,) = await site.rows("integration/kronos/employee-status", effectiveDate="2026-06-01")
    (then,) = await site.rows("integration/kronos/employee-status", effectiveDate="2026-07-01", employeeIds=site.employee("P"))
    assert (now["status"], then["status"], then["triggerTermination"]) == ("A", "T", True)


@pytest.mark.parametrize(("switch", "expected"), [("403", (403, True)), ("empty", (200, False))])
async def test_a_right_that_is_withdrawn_is_missed_by_its_own_resources_only(make: Make, switch: str, expected: tuple[int, bool]) -> None:
    site = await make(missing_right=switch)
    await site.do("add", {"people": {"P": {}}})
    await site.do("rights", {"withdraw": ["Employee Person Details (View)"]})
    status, body, _ = await site.answer("person-details")
    assert (status, bool(body)) == expected
    assert len(await site.rows("employment-details")) == 1
    await site.do("rights", {"grant": ["Employee Person Details (View)"]})
    assert len(await site.rows("person-details")) == 1


async def test_pay_and_contacts_are_closed_to_the_account(site: Site) -> None:
    assert [(await site.answer(name))[0] for name in ("compensation-details", "contacts")] == [403, 403]


async def test_one_of_several_copies_may_lag(site: Site) -> None:
    await site.do("add", {"people": {"P": {"jobTitle": "Old"}}})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"P": {"jobTitle": "New"}}})
    await site.do("feed", {"stale": "30m", "stale_every": 2})
    titles = [(await site.row("employment-details", "P"))["jobTitle"] for _ in range(4)]
    assert titles == ["New", "Old", "New", "Old"] or titles == ["Old", "New", "Old", "New"]


@pytest.mark.parametrize("pattern", ["same", "new"])
async def test_a_rehire_keeps_or_changes_the_employee_id_and_never_the_person_id(make: Make, pattern: str) -> None:
    site = await make(rehire_id=pattern)
    await site.do("add", {"people": {"P": {}}})
    await site.do("edit", {"people": {"P": {"status": "T", "terminated": "2026-03-31", "reason": "208"}}})
    name = (await site.do("rehire", {"people": {"P9": {"of": "P", "hired": "2026-05-04", "job": "AE"}}}))["people"]["P9"]
    rows = await site.rows("employment-details")
    assert len(rows) == (1 if pattern == "same" else 2)
    row = await site.row("employment-details", name)
    assert (row["employeeStatusCode"], row["primaryJobCode"], row["dateOfTermination"]) == ("A", "AE", None)
    assert {row["personId"] for row in await site.rows("person-details")} == {site.vendor.store.employments["P"].employee.person_id}


@pytest.mark.parametrize("pattern", ["same", "new"])
async def test_a_transfer_ends_one_companys_row_and_begins_the_others(make: Make, pattern: str) -> None:
    site = await make(transfer_id=pattern)
    await site.do("add", {"people": {"P": {"job": "AE", "company": "US01"}}})
    await site.do("transfer", {"people": {"P2": {"of": "P", "company": "US02", "from": "2026-05-04"}}})
    rows = {row["companyCode"]: row for row in await site.rows("employment-details")}
    assert (rows["US01"]["employeeStatusCode"], rows["US01"]["termReason"]) == ("T", "TRO")
    assert (rows["US02"]["employeeStatusCode"], rows["US02"]["jobChangeReasonCode"], rows["US02"]["primaryJobCode"]) == ("A", "TRI", "AE")
    assert (rows["US01"]["employeeID"] == rows["US02"]["employeeID"]) is (pattern == "same")


async def test_webhooks_are_signed_come_twice_a_change_and_end_with_the_allowance(make: Make) -> None:
    site = await make(webhook_allowance=3)
    seen: list[tuple[dict[str, Any], bool]] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        mark = hmac.new(b"hush", body, hashlib.sha256).hexdigest()
        seen.append((json.loads(body), request.headers["X-Ukg-Signature"] == mark))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/hook", take)])
    runner = web.AppRunner(app)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    try:
        await site.do("subscribe", {"url": f"http://127.0.0.1:{runner.addresses[0][1]}/hook", "secret": "hush"})
        await site.do("add", {"people": {"P": {}}})
        await site.do("edit", {"people": {"P": {"job": "AE"}}})
        said = await site.do("subscribe", {})
    finally:
        await asyncio.shield(runner.cleanup())
    assert said == {"sent": 3, "lost": 1, "refused": 0}
    assert len(seen) == 3
    assert all(signed for _, signed in seen)
    assert {event["data"]["employeeId"] for event, _ in seen} == {site.employee("P")}
