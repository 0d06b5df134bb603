"""Records that a complete roster does not show any more: one of several that somebody has, and those that were missing by mistake."""

from functools import reduce

import pytest

from domain.people import Person, fold
from producers.ukg.publish import Counts, Look
from producers.ukg.rest import NotNow
from tests.producers.conftest import Open
from tests.producers.desk import Desk
from tests.simulators.ukg.tenant import Site


async def employed_twice(here: Desk, others: int = 10) -> None:
    """P and Pb are one employee's records in two companies; both were published. So were others, of one record each."""
    await here.add(P={"companyCode": "US01"}, **{f"C{n}": {} for n in range(others)})
    await here.add(Pb={"person": "P", "companyCode": "AU01"})
    assert here.site.employee("P") == here.site.employee("Pb")
    await here.poller.changes()
    here.clock.move(days=1)


def present(here: Desk, upto: int | None = None) -> set[str]:
    """Companies of the records of P that HR shows, by the facts told so far, or by the first ones."""
    mine = [fact for fact in here.sent.facts[:upto] if fact.person == here.whose("P")]
    person: Person | None = reduce(fold, mine, None)
    assert person is not None
    return {record.details.company for record in person.present()}


def told(here: Desk) -> list[str]:
    return [fact.kind.value for fact in here.sent.facts]


async def test_a_second_record_that_hr_removes_is_told_gone_once_and_the_other_is_not(here: Desk) -> None:
    await employed_twice(here)
    before = len(here.sent.facts)
    await here.site.do("remove", {"people": ["Pb"]})
    await here.poller.roster()
    assert told(here)[before:] == ["employment", "absent"], "the record that is there is told as of this reading before the other is gone"
    assert present(here) == {"US01"}
    assert len(here.sent.rosters[-1].missing) == 1
    assert here.sent.rosters[-1].missing[0].startswith(f"{here.site.employee('P')}/")
    here.clock.move(days=1)
    await here.poller.roster()
    assert len(here.sent.facts) == before + 2
    assert here.sent.rosters[-1].missing == ()


async def test_whoever_folds_the_facts_one_by_one_never_misses_the_record_that_stayed(here: Desk) -> None:
    await employed_twice(here)
    before = len(here.sent.facts)
    await here.site.do("remove", {"people": ["Pb"]})
    await here.poller.roster()
    assert all("US01" in present(here, upto) for upto in range(before, len(here.sent.facts) + 1))


async def test_a_record_that_only_the_lists_hide_is_there(here: Desk) -> None:
    await employed_twice(here)
    before = len(here.sent.facts)
    await here.feed(hide=["Pb"])
    await here.poller.roster()
    assert len(here.sent.facts) == before
    assert here.sent.standing == set()


async def test_a_roster_that_lacks_many_second_records_has_shrunk_and_nobody_is_read(here: Desk) -> None:
    await here.add(**{f"C{n}": {} for n in range(30)})
    await here.add(**{f"D{n}": {"person": f"C{n}", "companyCode": "AU01"} for n in range(8)})
    await here.poller.changes()
    before = len(here.sent.facts)
    await here.site.do("remove", {"people": [f"D{n}" for n in range(8)]})
    await here.poller.roster()
    assert here.sent.standing == {"roster-shrunk"}
    assert len(here.sent.facts) == before
    assert len(here.sent.rosters[-1].missing) == 8


@pytest.mark.parametrize("wrong", [{"lastHireDate": "never"}, {"companyID": None}])
async def test_while_her_other_record_cannot_be_read_nothing_is_told_gone(here: Desk, wrong: dict[str, str | None]) -> None:
    await employed_twice(here)
    before = len(here.sent.facts)
    await here.site.do("remove", {"people": ["Pb"]})
    await here.site.do("garble", {"people": {"P": wrong}})
    await here.poller.roster()
    assert len(here.sent.facts) == before
    await here.site.do("garble", {"people": {"P": {}}})
    here.clock.move(days=1)
    await here.poller.roster()
    assert told(here)[before:] == ["employment", "absent"]
    assert present(here) == {"US01"}


async def test_a_copy_that_is_behind_tells_nobody_gone_whose_other_record_it_shows_as_it_was(here: Desk) -> None:
    await employed_twice(here)
    await here.edit(P={"jobTitle": "Lead"})
    await here.poller.changes()
    before = len(here.sent.facts)
    here.clock.move(minutes=5)
    await here.add(Pc={"person": "P", "companyCode": "DE01"})
    await here.poller.employee(here.site.employee("P"))
    assert len(here.sent.facts) == before + 1
    await here.feed(stale="20m")
    await here.poller.roster()
    assert len(here.sent.facts) == before + 1
    assert present(here) == {"US01", "AU01", "DE01"}


async def test_a_withdrawn_record_is_remembered_after_a_restart_and_told_when_it_is_keyed_again(at: Open, site: Site) -> None:
    first = await at(site)
    await employed_twice(first)
    await site.do("remove", {"people": ["Pb"]})
    await first.poller.roster()
    again = await at(site, first.sent)
    before = len(again.sent.facts)
    site.clock.move(days=1)
    await again.poller.roster()
    assert len(again.sent.facts) == before
    site.clock.move(minutes=5)
    await again.add(Pb={"person": "P", "companyCode": "AU01"})
    await again.poller.changes()
    assert present(again) == {"US01", "AU01"}


@pytest.mark.parametrize("restart", [False, True])
async def test_somebody_who_was_told_gone_by_mistake_and_shows_unchanged_is_there_again(at: Open, site: Site, restart: bool) -> None:
    here = await at(site)
    await employed_twice(here)
    await here.poller.publisher.absence(site.employee("P"), Look(source="person", read=here.clock.now(), seen=0.0), Counts())
    assert present(here) == set()
    seeing = await at(site, here.sent) if restart else here
    site.clock.move(hours=1)
    await seeing.poller.roster()
    assert present(seeing) == {"US01", "AU01"}
    before = len(seeing.sent.facts)
    site.clock.move(days=1)
    await seeing.poller.roster()
    assert len(seeing.sent.facts) == before


async def test_a_company_that_hr_edits_in_the_record_is_one_record_from_the_same_look_on(here: Desk) -> None:
    await here.add(P={"companyCode": "US01"}, Q={})
    await here.poller.changes()
    here.clock.move(days=1)
    await here.site.do("edit", {"people": {"P": {"companyCode": "US02"}}})
    await here.poller.changes()
    assert present(here) == {"US02"}
    before = len(here.sent.facts)
    here.clock.move(days=1)
    await here.poller.roster()
    assert len(here.sent.facts) == before and here.sent.rosters[-1].missing == ()


async def test_a_company_edited_back_is_one_record_from_the_same_look_on_too(here: Desk) -> None:
    await here.add(P={"companyCode": "US01"}, Q={})
    await here.poller.changes()
    for company in ("US02", "US01"):
        here.clock.move(minutes=10)
        await here.site.do("edit", {"people": {"P": {"companyCode": company}}})
        await here.poller.changes()
        assert present(here) == {company}


async def test_who_could_not_be_read_by_herself_is_read_at_the_next_look(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await here.add(P={"companyCode": "US01"}, Q={})
    await here.poller.changes()
    here.clock.move(days=1)
    await here.site.do("edit", {"people": {"P": {"companyCode": "US02"}}})
    with monkeypatch.context() as broken:
        broken.setattr(here.poller.rest, "employee", _away)
        with pytest.raises(NotNow):
            await here.poller.changes()
    await here.poller.changes()
    assert present(here) == {"US02"}


async def _away(*_: object) -> None:
    raise NotNow("away")
