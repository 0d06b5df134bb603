"""What HR keys, and what the rows say then."""

from typing import Any

from tests.simulators.ukg.tenant import Site


async def standing(site: Site, short: str = "P1") -> tuple[Any, Any]:
    row = await site.row("employment-details", short)
    return row["employeeStatusCode"], row["statusStartDate"]


async def test_an_edit_moves_the_change_time_of_its_own_row_only(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"P1": {"last": "Neu"}}})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"P1": {"title": "Boss"}}})
    person, row = await site.row("person-details", "P1"), await site.row("employment-details", "P1")
    assert (person["lastName"], person["datetimeChanged"], person["datetimeCreated"]) == (
        "Neu",
        "2026-05-04T10:00:00",
        "2026-05-04T09:00:00",
    )
    assert (row["jobTitle"], row["dateTimeChanged"]) == ("Boss", "2026-05-04T11:00:00")


async def test_two_edits_at_one_instant_have_two_change_times(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("edit", {"people": {"P1": {"title": "One"}}})
    await site.do("edit", {"people": {"P1": {"title": "Two"}}})
    row = await site.row("employment-details", "P1")
    assert (row["jobTitle"], row["dateTimeChanged"]) == ("Two", "2026-05-04T09:00:00.002")


async def test_a_given_change_time_is_kept(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}, "P2": {}}})
    await site.do(
        "edit",
        {"people": {"P1": {"title": "x", "changed": "2026-05-01T08:00:00Z"}, "P2": {"title": "x"}}, "changed": "2026-05-02T08:00:00Z"},
    )
    assert (await site.row("employment-details", "P1"))["dateTimeChanged"] == "2026-05-01T08:00:00"
    assert (await site.row("employment-details", "P2"))["dateTimeChanged"] == "2026-05-02T08:00:00"


async def test_a_future_end_leaves_the_row_active_until_the_day_after(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("edit", {"people": {"P1": {"lastDay": "2026-05-14", "terminated": "2026-05-14", "reason": 208}}})
    assert await standing(site) == ("A", "2020-01-06T00:00:00")
    assert (await site.row("employment-details", "P1"))["dateOfTermination"] == "2026-05-14T00:00:00"
    assert (await site.do("pending", {}))["at"] == ["2026-05-15T00:00:00+00:00"]
    site.clock.at = site.clock.at.replace(day=14, hour=23, minute=59)
    assert await standing(site) == ("A", "2020-01-06T00:00:00")
    site.clock.move(minutes=1)
    assert await standing(site) == ("T", "2026-05-15T00:00:00")
    assert len(await site.rows("employment-details", dateTimeChanged=">2026-05-14T23:59:59")) == 1


async def test_status_t_with_dates_ahead_is_not_effective_yet_either(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("edit", {"people": {"P1": {"status": "T", "terminated": "2026-05-14"}}})
    assert await standing(site) == ("A", "2020-01-06T00:00:00")
    site.clock.at = site.clock.at.replace(day=15)
    assert await standing(site) == ("T", "2026-05-15T00:00:00")


async def test_an_end_can_be_shown_at_once_or_only_when_it_is_effective(make: Any) -> None:
    end = {"people": {"P1": {"terminated": "2026-05-14", "reason": "208"}}}
    early = await make(future_termination="at-once")
    await early.do("add", {"people": {"P1": {}}})
    await early.do("edit", end)
    assert await standing(early) == ("T", "2026-05-15T00:00:00")
    late = await make(termination_dates_ahead=False)
    await late.do("add", {"people": {"P1": {}}})
    await late.do("edit", end)
    row = await late.row("employment-details", "P1")
    assert (row["employeeStatusCode"], row["dateOfTermination"], row["termReason"]) == ("A", None, None)
    late.clock.at = late.clock.at.replace(day=15)
    row = await late.row("employment-details", "P1")
    assert (row["employeeStatusCode"], row["dateOfTermination"], row["termReason"]) == ("T", "2026-05-14T00:00:00", "208")


async def test_an_end_in_the_past_is_an_end_now_and_t_without_dates_stays_without(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}, "P2": {}}})
    await site.do("edit", {"people": {"P1": {"terminated": "2026-05-01"}, "P2": {"status": "T"}}})
    assert await standing(site) == ("T", "2026-05-02T00:00:00")
    assert await standing(site, "P2") == ("T", "2026-05-04T00:00:00")
    assert (await site.row("employment-details", "P2"))["dateOfTermination"] is None


async def test_an_end_that_was_called_off_or_moved_does_not_come(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}, "P2": {}}})
    await site.do("edit", {"people": {"P*": {"terminated": "2026-05-14"}}})
    await site.do("edit", {"people": {"P1": {"terminated": None}, "P2": {"terminated": "2026-05-20"}}})
    site.clock.at = site.clock.at.replace(day=16)
    assert (await standing(site))[0] == "A"
    assert (await standing(site, "P2"))[0] == "A"
    site.clock.at = site.clock.at.replace(day=21)
    assert await standing(site, "P2") == ("T", "2026-05-21T00:00:00")


async def test_a_rehire_is_active_again_from_the_new_hire_date(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"number": "000001008"}}})
    await site.do("edit", {"people": {"P1": {"terminated": "2026-05-01", "lastDay": "2026-05-01", "reason": "208"}}})
    again = {"status": "A", "hired": "2026-06-01", "number": "000002210", "lastDay": None, "terminated": None, "reason": None}
    await site.do("edit", {"people": {"P1": again}})
    row = await site.row("employment-details", "P1")
    assert (row["employeeStatusCode"], row["statusStartDate"], row["employeeNumber"]) == ("A", "2026-06-01T00:00:00", "000002210")
    assert (row["originalHireDate"], row["dateOfTermination"]) == ("2020-01-06T00:00:00", None)


async def test_a_rescission_with_dates_left_standing_is_active(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("edit", {"people": {"P1": {"status": "T", "terminated": "2026-05-01"}}})
    await site.do("edit", {"people": {"P1": {"status": "A"}}})
    site.clock.move(days=3)
    assert await standing(site) == ("A", "2026-05-04T00:00:00")


async def test_dates_taken_out_take_back_a_status_that_only_they_made(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}, "P2": {}, "P3": {}}})
    await site.do("edit", {"people": {"P1": {"terminated": "2026-05-06"}, "P2": {"lastDay": "2026-05-01"}}})
    await site.do("edit", {"people": {"P3": {"status": "T", "terminated": "2026-05-01"}}})
    site.clock.at = site.clock.at.replace(day=8)
    assert (await standing(site))[0] == "T"
    await site.do("edit", {"people": {"P*": {"terminated": None, "lastDay": None}}})
    assert await standing(site) == ("A", "2026-05-08T00:00:00")
    assert (await standing(site, "P2"))[0] == "A"
    assert (await standing(site, "P3"))[0] == "T"


async def test_a_leave_ends_with_its_reason_and_expected_end(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("edit", {"people": {"P1": {"status": "L", "leaveReason": 102, "leaveEnds": "2026-09-01"}}})
    row = await site.row("employee-employment-details", "P1")
    assert (row["employeeStatusCode"], row["leaveReasonCode"], row["employeeStatusExpectedEndDate"]) == ("L", "102", "2026-09-01T00:00:00")
    site.clock.move(days=2)
    await site.do("edit", {"people": {"P1": {"status": "A"}}})
    row = await site.row("employee-employment-details", "P1")
    assert (row["leaveReasonCode"], row["employeeStatusExpectedEndDate"], row["employeeStatusStartDate"]) == (
        None,
        None,
        "2026-05-06T00:00:00",
    )


async def test_a_dated_change_shows_from_its_day_on_and_is_stamped_then(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    await site.do("edit", {"people": {"P1": {"job": "AE", "last": "Neu", "from": "2026-05-10"}}})
    assert (await site.row("employment-details", "P1"))["primaryJobCode"] == "CLRK"
    state = (await site.get("state"))["people"]["P1"]
    assert {"at": "2026-05-10T00:00:00+00:00", "fields": {"lastName": "Neu"}} in state["pending"]
    site.clock.at = site.clock.at.replace(day=10, hour=0)
    row, person = await site.row("employment-details", "P1"), await site.row("person-details", "P1")
    assert (row["primaryJobCode"], row["dateInJob"], row["dateTimeChanged"]) == ("AE", "2026-05-10T00:00:00", "2026-05-10T00:00:00")
    assert (person["lastName"], person["datetimeChanged"]) == ("Neu", "2026-05-10T00:00:00")


async def test_a_backdated_change_shows_at_once(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"P1": {"job": "AE", "from": "2026-04-01"}}})
    row = await site.row("employment-details", "P1")
    assert (row["primaryJobCode"], row["dateInJob"], row["dateTimeChanged"]) == ("AE", "2026-04-01T00:00:00", "2026-05-04T10:00:00")


async def test_user_defined_fields_merge_and_move_the_person_row(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"udf": {"Leave cover": "000123"}}}})
    site.clock.move(hours=1)
    await site.do("edit", {"people": {"P1": {"udf": {"Sales plan": "X"}}}})
    assert (await site.get("state"))["people"]["P1"]["udf"] == {"Leave cover": "000123", "Sales plan": "X"}
    assert (await site.row("person-details", "P1"))["datetimeChanged"] == "2026-05-04T10:00:00"


async def test_a_removed_record_is_gone_everywhere_and_may_come_back(site: Site) -> None:
    await site.do("add", {"people": {"P1": {"title": "Old"}, "P2": {}}})
    gone = site.employee("P1")
    await site.do("remove", {"people": ["P1"]})
    assert (await site.answer(f"person-details/{gone}"))[0] == 404
    assert len(await site.rows("employment-details")) == 1
    assert "P1" not in (await site.get("state"))["people"]
    assert "removed" in await site.refused("edit", {"people": {"P1": {"title": "x"}}})
    await site.do("add", {"people": {"P1": {}}})
    assert (await site.row("employment-details", "P1"))["jobTitle"] is None
    assert site.employee("P1") == gone


async def test_a_crowd_is_named_by_star_or_span(site: Site) -> None:
    await site.do("add", {"people": {name: {} for name in ("C1", "C2", "C3", "CX")}})
    assert await site.do("edit", {"people": {"C1..C2": {"title": "x"}}}) == {"edited": 2}
    assert await site.do("edit", {"people": {"C*": {"title": "y"}}}) == {"edited": 3}


async def test_mistakes_of_a_test_are_named(site: Site) -> None:
    await site.do("add", {"people": {"P1": {}}})
    assert "lastName" in await site.refused("edit", {"people": {"P1": {"lastname_": "x"}}})
    assert "works this out" in await site.refused("edit", {"people": {"P1": {"dateTimeChanged": "x"}}})
    assert "P9 is not in UKG" in await site.refused("edit", {"people": {"P9": {"title": "x"}}})
    assert "already" in await site.refused("add", {"people": {"P1": {}}})


async def test_state_says_what_hr_says_now_whatever_the_feed_shows(site: Site) -> None:
    await site.do("add", {"people": {"M1": {}, "P1": {"supervisor": "M1", "location": "SYD", "company": "AU01"}}})
    await site.do("feed", {"empty": True})
    state = await site.get("state")
    one = state["people"]["P1"]
    assert (one["person"], one["employee"], one["company"], one["supervisor"]) == ("P1", site.employee("P1"), "AU01", "M1")
    assert (one["primaryWorkLocationCode"], one["employeeStatusCode"], one["home"], one["supervisorID"]) == (
        "SYD",
        "A",
        True,
        site.employee("M1"),
    )
    assert state["feed"] == {"empty": True}
    assert state["now"] == "2026-05-04T09:00:00+00:00"
