"""What the poller makes of UKG on bad days."""

from typing import Any

import pytest

from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow
from tests.producers.conftest import Open
from tests.producers.desk import Desk
from tests.simulators.ukg.conftest import Make
from tests.simulators.ukg.tenant import Site


async def loaded(here: Desk, count: int) -> None:
    await here.add(**{f"C{n}": {} for n in range(1, count + 1)})
    await here.poller.changes()
    here.sent.clear()
    here.clock.move(minutes=5)


@pytest.mark.parametrize(
    ("field", "wrong", "reason"),
    [
        ("dateTimeChanged", "yesterday", "date and time"),
        ("lastHireDate", "31/31/2026", "is not a date"),
        ("companyCode", None, "is missing"),
        ("jobTitle", {"nested": True}, "single value"),
        ("jobTitle", "x" * 501, "500"),
        ("employeeID", "", "is missing"),
    ],
)
async def test_a_malformed_row_is_parked_once_with_field_and_reason_and_the_rest_goes_on(
    here: Desk, field: str, wrong: Any, reason: str
) -> None:
    await here.add(P={}, Q={})
    await here.site.do("garble", {"people": {"P": {field: wrong}}})
    await here.poller.changes()
    await here.poller.changes()
    (letter,) = here.sent.letters
    assert letter.field == field
    assert reason in letter.reason
    assert letter.stage == "jml-poller"
    assert b"ssn" not in (letter.payload or b"")
    assert {fact.person for fact in here.sent.facts if fact.employment} == {here.whose("Q")}


async def test_a_row_that_is_good_again_is_published(here: Desk) -> None:
    await here.add(P={})
    await here.site.do("garble", {"people": {"P": {"lastHireDate": "never"}}})
    await here.poller.changes()
    await here.site.do("garble", {"people": {"P": {}}})
    await here.poller.changes()
    assert [fact.kind.value for fact in here.sent.facts] == ["person", "employment"]


async def test_a_lagging_copy_shows_nothing_new_and_takes_nothing_back(here: Desk) -> None:
    await loaded(here, 3)
    await here.edit(C1={"jobTitle": "New"})
    await here.poller.changes()
    assert len(here.sent.facts) == 1
    here.clock.move(minutes=1)
    await here.feed(stale="4m")
    await here.poller.changes()
    assert len(here.sent.facts) == 1
    await here.feed()
    await here.poller.changes()
    assert len(here.sent.facts) == 1


async def test_rows_on_several_pages_are_one_fact(here: Desk) -> None:
    await here.add(**{f"C{n}": {} for n in range(1, 41)})
    await here.feed(repeat=3)
    await here.poller.changes()
    assert len(here.sent.facts) == 80


async def test_a_roster_with_a_failing_page_is_incomplete_and_compared_with_nothing(here: Desk) -> None:
    await loaded(here, 120)
    await here.feed(fail_page="last", hide=["C1"])
    with pytest.raises(NotNow):
        await here.poller.roster()
    (manifest,) = here.sent.rosters
    assert not manifest.complete
    assert manifest.missing == ()
    assert here.sent.facts == []
    assert here.sent.standing == {"roster-incomplete"}
    await here.feed()
    await here.poller.roster()
    assert here.sent.standing == set()


@pytest.mark.parametrize("modes", [{"hide_share": 0.2}, {"empty": True}])
async def test_a_roster_that_has_shrunk_is_alerted_and_nobody_is_read_as_gone(here: Desk, modes: dict[str, Any]) -> None:
    await loaded(here, 60)
    await here.feed(**modes)
    await here.poller.roster()
    assert here.sent.facts == []
    assert here.sent.standing == {"roster-shrunk"}
    assert len(here.sent.rosters[-1].missing) == (60 if "empty" in modes else 12)


async def test_one_who_is_missing_from_the_roster_is_looked_for_by_name_and_was_only_hidden(here: Desk) -> None:
    await loaded(here, 60)
    await here.feed(hide=["C7"])
    await here.poller.roster()
    assert here.sent.rosters[-1].missing == (here.site.employee("C7"),)
    assert here.sent.facts == []
    assert here.sent.standing == set()


async def test_one_whom_ukg_does_not_know_any_more_is_an_absence_told_once(here: Desk) -> None:
    await loaded(here, 60)
    gone, employee = here.whose("C7"), here.site.employee("C7")
    await here.site.do("remove", {"people": ["C7"]})
    await here.poller.roster()
    (fact,) = here.sent.facts
    assert (fact.person, fact.kind.value, fact.employee) == (gone, "absent", employee)
    here.clock.move(days=1)
    await here.poller.roster()
    assert len(here.sent.facts) == 1


@pytest.mark.parametrize("kind", ["429", "500", "reset", "503-bare"])
async def test_a_transient_fault_is_tried_again_openly(here: Desk, kind: str) -> None:
    await here.add(P={})
    await here.site.fault(kind=kind, times=1, reset=1)
    await here.poller.changes()
    assert len(here.sent.facts) == 2
    journal = (await here.site.get("journal"))["entries"]
    assert [entry["fault"] for entry in journal if entry["fault"]] == [kind]


@pytest.mark.parametrize("kind", ["429", "500", "reset"])
async def test_a_fault_that_stays_ends_the_look_without_a_fact(here: Desk, kind: str) -> None:
    await here.add(P={})
    await here.site.fault(kind=kind, reset=600)
    with pytest.raises(NotNow) as caught:
        await here.poller.changes()
    assert here.sent.facts == []
    assert caught.value.after == (600 if kind == "429" else None)


async def test_refused_credentials_name_the_settings_and_are_not_tried_again(at: Open, site: Site) -> None:
    wrong = await at(site, password="mistyped")
    with pytest.raises(CredentialsRefused, match="JML_UKG_PASSWORD"):
        await wrong.poller.changes()
    assert await wrong.calls() == 1
    assert wrong.sent.outs == []


async def test_a_tenant_that_says_404_past_the_end_is_read_alike(make: Make, at: Open) -> None:
    here = await at(await make(past_end="404"))
    await here.add(**{f"C{n}": {} for n in range(1, 51)})
    await here.poller.changes()
    assert len(here.sent.facts) == 100
    assert here.sent.rosters[0].complete


async def test_a_page_cut_by_the_server_is_not_taken_for_the_last_one(make: Make, at: Open) -> None:
    here = await at(await make(cap=20))
    await here.add(**{f"C{n}": {} for n in range(1, 51)})
    await here.poller.changes()
    assert len(here.sent.facts) == 100


async def test_an_answer_that_is_no_list_is_no_empty_list(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await loaded(here, 10)
    monkeypatch.setattr(here.poller.rest, "_base", here.site.base + "/_sim/state?")
    with pytest.raises(BadAnswer):
        await here.poller.changes()
