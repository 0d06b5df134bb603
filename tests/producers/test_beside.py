"""What the poller reads beside employment-details: user-defined fields, expected ends, moves ahead."""

from datetime import date
from typing import Any

import pytest

from domain.facts import EmploymentDetails
from tests.producers.conftest import Open
from tests.producers.desk import Desk
from tests.simulators.ukg.conftest import Make
from tests.simulators.ukg.tenant import Site

LEAVE = {"status": "L", "leaveReason": "102", "leaveEnds": "2026-09-30"}


def told(here: Desk, short: str) -> EmploymentDetails:
    """The last employment fact of somebody."""
    facts = [fact for fact in here.sent.facts if fact.employment and fact.person == here.whose(short)]
    assert facts[-1].employment is not None
    return facts[-1].employment


async def test_user_defined_fields_and_the_end_of_a_leave_are_in_the_fact(here: Desk) -> None:
    await here.add(P={**LEAVE, "udf": {"Leave cover": "000010007", "Sales plan": "AE-26"}}, Q={})
    await here.poller.changes()
    details = told(here, "P")
    assert (details.leave_kind, details.leave_ends) == ("parental", date(2026, 9, 30))
    assert (details.leave_cover, details.sales_plan) == ("000010007", "AE-26")
    assert told(here, "Q").leave_ends is None


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ({"worker": "CON", "udf": {"Contract end": "2026-12-31"}, "leaveEnds": "2027-03-31"}, date(2026, 12, 31)),
        ({"worker": "CON", "leaveEnds": "2027-03-31"}, date(2027, 3, 31)),
        ({"worker": "CON"}, None),
        ({"worker": "CON", **LEAVE}, None),
        ({"worker": "REG", "leaveEnds": "2027-03-31"}, None),
    ],
)
async def test_a_contract_ends_as_its_field_says_else_with_the_status_of_who_works_by_contract(
    here: Desk, given: dict[str, Any], end: date | None
) -> None:
    await here.add(P=given)
    await here.poller.changes()
    assert told(here, "P").contract_end == end


async def test_a_user_defined_field_that_changes_alone_is_news_once(here: Desk) -> None:
    await here.add(P={"worker": "CON", "udf": {"Contract end": "2026-12-31"}}, Q={})
    await here.poller.changes()
    here.sent.clear()
    here.clock.move(hours=30)
    await here.edit(P={"udf": {"Contract end": "2027-06-30"}})
    await here.poller.changes()
    await here.poller.changes()
    (fact,) = here.sent.facts
    assert fact.employment.contract_end == date(2027, 6, 30)


async def test_a_field_that_changes_while_another_employment_begins_is_news_of_all_her_employments(here: Desk) -> None:
    await here.add(P={"worker": "CON", "udf": {"Contract end": "2026-12-31"}}, Q={})
    await here.poller.changes()
    here.clock.move(hours=30)
    here.sent.clear()
    await here.edit(P={"udf": {"Contract end": "2027-06-30"}})
    await here.add(R={"person": "P", "company": "US02", "worker": "CON"})
    await here.poller.changes()
    ends = [fact.employment.contract_end for fact in here.sent.facts if fact.employment]
    assert ends == [date(2027, 6, 30)] * 2


async def test_a_field_of_a_tenant_that_stamps_nothing_is_seen_by_the_roster(make: Make, at: Open) -> None:
    here = await at(await make(udf_moves_person=False))
    await here.add(P={"udf": {"Sales plan": "AE-26"}})
    await here.poller.changes()
    here.clock.move(hours=30)
    await here.edit(P={"udf": {"Sales plan": "RSM-26"}})
    await here.poller.roster()
    assert told(here, "P").sales_plan == "RSM-26"


async def test_a_lagging_copy_takes_no_field_back(here: Desk) -> None:
    await here.add(P={"udf": {"Sales plan": "AE-26"}})
    await here.poller.changes()
    here.clock.move(hours=1)
    await here.edit(P={"udf": {"Sales plan": "RSM-26"}})
    await here.poller.changes()
    published = len(here.sent.facts)
    here.clock.move(minutes=1)
    await here.feed(stale="30m")
    await here.poller.changes()
    await here.poller.roster()
    await here.poller.employee(here.site.employee("P"))
    assert len(here.sent.facts) == published
    assert told(here, "P").sales_plan == "RSM-26"


async def test_many_who_changed_at_once_are_asked_for_in_lists(here: Desk) -> None:
    await here.add(**{f"C{n}": {} for n in range(1, 121)})
    await here.poller.changes()
    here.clock.move(hours=30)
    await here.edit(**{f"C{n}": {"jobTitle": "Moved"} for n in range(1, 121)})
    before = await here.calls()
    await here.poller.changes()
    assert await here.calls() - before <= 12
    assert all(told(here, f"C{n}").title == "Moved" for n in range(1, 121))


async def test_a_field_that_cannot_be_read_is_parked_and_the_one_before_stays(here: Desk) -> None:
    await here.add(P={"worker": "CON", "udf": {"Contract end": "2026-12-31"}})
    await here.poller.changes()
    here.clock.move(hours=1)
    await here.edit(P={"udf": {"Contract end": "when it is done"}, "jobTitle": "New"})
    await here.poller.changes()
    assert told(here, "P").contract_end == date(2026, 12, 31)
    assert told(here, "P").title == "New"
    (letter,) = here.sent.letters
    assert letter.field == "Contract end"
    assert b"done" not in (letter.payload or b"")


async def test_what_was_read_beside_a_row_outlives_a_restart(at: Open, site: Site) -> None:
    first = await at(site)
    await first.add(P={"worker": "CON", "udf": {"Contract end": "2026-12-31"}})
    await first.poller.changes()
    again = await at(site, first.sent, fields="none", ends="none")
    site.clock.move(hours=1)
    await again.edit(P={"jobTitle": "New"})
    await again.poller.changes()
    assert told(again, "P").title == "New"
    assert told(again, "P").contract_end == date(2026, 12, 31)


async def test_a_tenant_with_other_labels_or_slots_is_read_by_them(at: Open, site: Site) -> None:
    here = await at(site, field_contract_end="EepUdField05", field_sales_plan="Comp scheme", field_leave_cover="No such field")
    await here.add(P={"worker": "CON", "udf": {"Contract end": "2026-12-31", "Comp scheme": "AE-26", "Leave cover": "1"}})
    await here.poller.changes()
    details = told(here, "P")
    assert (details.contract_end, details.sales_plan, details.leave_cover) == (date(2026, 12, 31), "AE-26", None)


@pytest.mark.parametrize("count", [1, 60])
async def test_by_soap_the_same_is_told_without_a_row_with_pay(at: Open, site: Site, count: int) -> None:
    slots = {"field_contract_end": "EepUdField05", "field_leave_cover": "EepUdField01", "field_sales_plan": "EepUdField02"}
    here = await at(site, fields="soap", ends="soap", terminations="soap", **slots)
    await here.add(**{f"C{n}": LEAVE for n in range(count)})
    await here.add(
        P={**LEAVE, "udf": {"Leave cover": "000010007", "Sales plan": "AE-26"}},
        Q={"worker": "CON", "udf": {"Contract end": "2026-12-31"}},
        R={"status": "T", "terminated": "2026-05-03", "reason": "208", "okToRehire": "N"},
    )
    await here.poller.changes()
    assert (told(here, "P").leave_ends, told(here, "P").leave_cover, told(here, "P").sales_plan) == (
        date(2026, 9, 30),
        "000010007",
        "AE-26",
    )
    assert told(here, "Q").contract_end == date(2026, 12, 31)
    assert (told(here, "R").last_day, told(here, "R").rehirable) == (date(2026, 5, 3), False)
    paths = {entry["path"] for entry in (await site.get("journal"))["entries"]}
    assert not any("employee-employment-details" in path or "job-history" in path for path in paths)


async def test_moves_keyed_ahead_are_told_where_history_is_granted(at: Open, site: Site) -> None:
    here = await at(site, history="rest")
    await here.add(P={"job": "SDR"}, Q={})
    await here.poller.changes()
    assert told(here, "P").ahead == ()
    here.clock.move(hours=1)
    await here.site.do("edit", {"people": {"P": {"job": "AE", "location": "LON", "from": "2026-07-01"}}})
    await here.poller.roster()
    (move,) = told(here, "P").ahead
    assert (move.effective, move.job, move.location) == (date(2026, 7, 1), "AE", "LON")
    assert told(here, "P").job == "SDR"


async def test_a_move_that_is_keyed_in_on_its_day_is_no_move_ahead(at: Open, site: Site) -> None:
    here = await at(site, history="rest")
    await here.add(P={"job": "SDR"})
    await here.poller.changes()
    here.clock.move(hours=30)
    await here.edit(P={"job": "AE"})
    await here.poller.changes()
    assert (told(here, "P").job, told(here, "P").ahead) == ("AE", ())


async def test_a_right_that_is_missing_is_done_without_and_what_was_known_stays(here: Desk) -> None:
    await here.add(P={"worker": "CON", "udf": {"Contract end": "2026-12-31"}}, Q={})
    await here.poller.changes()
    here.clock.move(hours=1)
    here.site.vendor.resources.access.rights.serves = lambda resource: (
        resource not in ("user-defined-fields", "employee-employment-details")
    )
    await here.edit(P={"jobTitle": "New"})
    await here.poller.changes()
    assert (told(here, "P").title, told(here, "P").contract_end) == ("New", date(2026, 12, 31))
    assert set(here.poller.beside.missing) == {"user-defined-fields", "employee-employment-details"}


async def test_a_clock_at_ukg_that_is_more_than_five_minutes_off_is_told_until_it_is_right(here: Desk) -> None:
    await here.add(P={})
    await here.feed(skew="7m")
    await here.poller.changes()
    assert here.sent.standing == {"skew"}
    await here.feed(skew="4m")
    await here.poller.changes()
    assert here.sent.standing == set()
