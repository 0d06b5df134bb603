"""The simulator against UKG's description and what was observed of real answers."""

import asyncio
from pathlib import Path

import pytest

from simulators.kernel.guesses import guesses
from simulators.ukg import Assumptions
from simulators.ukg.check import check
from simulators.ukg.exceptions import reason
from tests.simulators.ukg.tenant import Site

FOLDER = Path(__file__).resolve().parents[4] / "shared/data/ukg"


async def test_every_endpoint_and_service_is_as_described_and_observed_or_an_exception_says_why() -> None:
    if not FOLDER.exists():
        pytest.skip("the descriptions are not beside this checkout")
    report = await asyncio.to_thread(check, FOLDER)
    assert report.unexpected == []
    assert len(report.rows) >= 50
    assert all(row.status and row.keys for row in report.rows)
    assert "GET employee-changes: 2 compared, status equal 2, members equal 2" in report.lines()


def test_a_difference_that_no_exception_names_is_unexpected() -> None:
    assert reason("GET /personnel/v1/person-details", "lacks personId") is None


def test_every_assumption_says_where_it_comes_from() -> None:
    assert [one.name for one in guesses(Assumptions) if not one.reason] == []


async def test_audited_fields_tell_old_and_new(site: Site) -> None:
    await site.do("add", {"people": {"P": {"job": "SDR"}}})
    site.clock.move(days=1)
    await site.do("edit", {"people": {"P": {"job": "AE"}}})
    (row,) = await site.rows("audit-details", startDateTime="2026-05-05", fieldName="EecJobCode")
    assert (row["audOldValue"], row["audNewValue"], row["audAction"]) == ("SDR", "AE", "U")
    assert row["audKey1Value"] == site.employee("P")
    assert len(await site.rows("integration-audit-configuration", tableName="EmpComp")) == 9
