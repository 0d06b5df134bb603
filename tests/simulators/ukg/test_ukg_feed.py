"""The feed's bad days, and faults of single calls."""

import time
from typing import Any

import aiohttp
import pytest

from tests.simulators.ukg.tenant import Site

LISTS = ("person-details", "employment-details", "employee-employment-details", "user-defined-fields")


async def crowd(site: Site, count: int) -> None:
    await site.do("add", {"people": {f"C{number}": {} for number in range(1, count + 1)}})


async def test_hidden_people_are_missing_from_lists_and_read_one_by_one(site: Site) -> None:
    await crowd(site, 10)
    await site.do("feed", {"hide": ["C1..C2", "C5"]})
    for resource in LISTS:
        assert len(await site.rows(resource)) == 7
        assert len(await site.rows(resource, employeeId=site.employee("C5"))) == 1
    assert (await site.answer(f"person-details/{site.employee('C1')}"))[0] == 200
    await site.do("feed", "normal")
    assert len(await site.rows("person-details")) == 10


async def test_a_hidden_share_is_exact_and_the_same_at_every_read(site: Site) -> None:
    await crowd(site, 101)
    await site.do("feed", {"hide_share": 0.19})
    rows = await site.rows("person-details", per_Page="1000")
    assert len(rows) == 101 - 19
    assert rows == await site.rows("person-details", per_Page="1000")


async def test_an_empty_feed_is_an_empty_array(site: Site) -> None:
    await crowd(site, 2)
    await site.do("feed", {"empty": True})
    assert await site.rows("employment-details") == []
    assert len(await site.rows("employment-details", employeeId=site.employee("C1"))) == 1


@pytest.mark.parametrize(("fail_page", "failing"), [(2, {2}), (9, {3}), ("last", {3})])
async def test_one_page_of_whole_lists_fails_every_time(site: Site, fail_page: Any, failing: set[int]) -> None:
    await crowd(site, 120)
    await site.do("feed", {"fail_page": fail_page})
    for _ in range(2):
        statuses = {number: (await site.answer("person-details", page=str(number), per_Page="50"))[0] for number in (1, 2, 3, 4)}
        assert {number for number, status in statuses.items() if status == 500} == failing
    assert (await site.answer("person-details", per_Page="1000"))[0] == 500
    assert (await site.answer("person-details", per_Page="1000", dateTimeChanged=">01-01-1900"))[0] == 200


async def test_a_system_that_is_down_answers_503_or_hangs_up(site: Site) -> None:
    await crowd(site, 1)
    await site.do("feed", {"down": True})
    assert (await site.answer("person-details"))[0] == 503
    assert (await site.answer(f"person-details/{site.employee('C1')}"))[0] == 503
    await site.do("feed", {"down": "reset"})
    with pytest.raises(aiohttp.ClientError):
        await site.answer("person-details")
    await site.do("feed", {})
    assert len(await site.rows("person-details")) == 1


async def test_a_lagging_copy_answers_as_it_was(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"title": "Old"}}})
    site.clock.move(hours=4)
    await site.do("edit", {"people": {"P1": {"title": "New"}}})
    await site.do("add", {"people": {"P2": {}}})
    site.clock.move(hours=1)
    await site.do("feed", {"stale": "2h"})
    (row,) = await site.rows("employment-details")
    assert (row["jobTitle"], row["dateTimeChanged"]) == ("Old", "2026-05-04T09:00:00")
    assert (await site.answer(f"person-details/{site.employee('P2')}"))[0] == 404
    await site.do("feed", {"stale": "90d"})
    assert len(await site.rows("employment-details")) == 1
    site.clock.move(hours=2)
    await site.do("feed", {"stale": "2h"})
    assert {row["jobTitle"] for row in await site.rows("employment-details")} == {"New", None}


async def test_repeated_rows_are_spread_over_pages(site: Site) -> None:
    await crowd(site, 40)
    await site.do("feed", {"repeat": 3})
    pages = [await site.rows("person-details", page=str(number), per_Page="50") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({row["employeeId"] for page in pages for row in page}) == 40


async def test_a_clock_ahead_stamps_what_is_keyed_meanwhile(site: Site) -> None:
    await crowd(site, 1)
    await site.do("feed", {"skew": "7m", "webhook": False})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"C1": {"title": "x"}}})
    assert (await site.row("employment-details", "C1"))["dateTimeChanged"] == "2026-05-04T10:07:00"
    _, _, headers = await site.answer("person-details")
    assert headers["Date"] == "Mon, 04 May 2026 10:07:00 GMT"


async def test_a_feed_nobody_knows_is_refused(site: Site) -> None:
    assert "hide_share" in await site.refused("feed", {"hidden": ["P1"]})
    assert "duration" in await site.refused("feed", {"stale": "two hours"})


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("500", 500), ("500-after", 500), ("401", 401), ("503-bare", 503), ("lock-row", 500)]
)
async def test_a_fault_is_answered_so_often_as_asked(site: Site, kind: str, status: int) -> None:
    await crowd(site, 1)
    await site.fault(kind=kind, times=2)
    seen = [await site.answer("person-details") for _ in range(3)]
    assert [answer[0] for answer in seen] == [status, status, 200]
    if kind != "503-bare":
        assert seen[0][1]["message"]


async def test_429_says_when_to_come_back_only_when_told_to(site: Site) -> None:
    await site.fault(kind="429", times=1, reset=42.5)
    await site.fault(kind="429", times=1, reset=0)
    assert (await site.answer("person-details"))[2]["Retry-After"] == "43"
    assert "Retry-After" not in (await site.answer("person-details"))[2]


@pytest.mark.parametrize("kind", ["reset", "reset-after"])
async def test_a_reset_hangs_up(site: Site, kind: str) -> None:
    await site.fault(kind=kind, operation="list", times=2)  # the client repeats a GET that was reset once by itself
    with pytest.raises(aiohttp.ClientError):
        await site.answer("person-details")
    assert await site.rows("person-details") == []
    assert [(entry["status"], entry["fault"]) for entry in (await site.get("journal"))["entries"]] == [(0, kind), (0, kind), (200, None)]


async def test_a_slow_call_comes_in_the_end(site: Site) -> None:
    await site.fault(kind="slow", times=1, delay=0.05)
    began = time.monotonic()
    assert await site.rows("person-details") == []
    assert time.monotonic() - began >= 0.05


async def test_faults_aim_at_lists_reads_or_paths(site: Site) -> None:
    await crowd(site, 1)
    await site.fault(kind="500", operation="read")
    await site.fault(kind="429", operation="GET /personnel/v1/employment*")
    assert (await site.answer("person-details"))[0] == 200
    assert (await site.answer(f"person-details/{site.employee('C1')}"))[0] == 500
    assert (await site.answer("employment-details"))[0] == 429


async def test_the_journal_counts_requests_and_holds_no_values(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"last": "Secretname"}}})
    await site.rows("person-details", lastName="Secretname", per_Page="7")
    await site.answer(f"person-details/{site.employee('P1')}")
    await site.fault(kind="429", times=1)
    await site.answer("employment-details")
    journal = await site.get("journal")
    assert [(entry["operation"], entry["status"], entry["fault"]) for entry in journal["entries"]] == [
        ("list", 200, None),
        ("read", 200, None),
        ("list", 429, "429"),
    ]
    first, second, _ = journal["entries"]
    assert first["detail"] == {"resource": "person-details", "page": 1, "per_page": 7, "filters": ["lastname"], "rows": 1, "total": 1}
    assert (second["subject"], second["write"]) == (site.employee("P1"), False)
    assert "Secretname" not in str(journal)


async def test_reset_empties_the_tenant(site: Site) -> None:
    await crowd(site, 2)
    await site.do("feed", {"empty": True})
    async with site.http.post(f"{site.base}/_sim/reset") as response:
        assert response.status == 200
    assert (await site.get("state"))["people"] == {}
    assert (await site.get("state"))["feed"] == "normal"
