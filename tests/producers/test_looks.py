"""What the poller makes of UKG on good days."""

from tests.producers.conftest import Open
from tests.producers.desk import Desk
from tests.simulators.ukg.tenant import Site


async def test_the_first_look_publishes_everybody_as_baseline_and_a_second_one_nothing(here: Desk) -> None:
    await here.add(**{f"C{n}": {} for n in range(1, 121)})
    counts = await here.poller.changes()
    assert (counts.rows, counts.published, counts.parked) == (240, 240, 0)
    assert all(fact.baseline for fact in here.sent.facts)
    assert here.sent.rosters[0].complete
    here.sent.clear()
    again = await here.poller.changes()
    assert again.published == 0
    assert here.sent.facts == []


async def test_a_key_is_there_before_anything_sealed_under_it(here: Desk) -> None:
    await here.add(P={})
    await here.poller.changes()
    topics = [out.topic for out in here.sent.outs]
    assert topics.index("person-keys") < topics.index("hr-changes")
    assert topics.index("hr-changes") < topics.index("ukg-readings")


async def test_names_cross_sealed_and_nothing_sensitive_crosses_at_all(here: Desk) -> None:
    await here.add(P={"firstName": "Zdenka", "lastName": "Quillfeather", "jobTitle": "Analyst"})
    await here.poller.changes()
    row = await here.site.row("person-details", "P")
    everything = b"".join((out.key or b"") + (out.value or b"") + repr(dict(out.headers)).encode() for out in here.sent.outs)
    for field in ("firstName", "lastName", "ssn", "dateOfBirth", "addressLine1", "homePhone", "emailAddressAlternate"):
        assert row[field]
        assert str(row[field]).encode() not in everything
    person = next(fact for fact in here.sent.facts if fact.details)
    assert (here.names(person).first, here.names(person).last) == ("Zdenka", "Quillfeather")
    assert set(person.details.digests) == {"last-birth", "private-mail"}
    employment = next(fact for fact in here.sent.facts if fact.employment)
    assert employment.employment.title == "Analyst"


async def test_a_change_is_published_once_and_is_no_baseline(here: Desk) -> None:
    await here.add(P={}, Q={})
    await here.poller.changes()
    here.sent.clear()
    here.clock.move(minutes=10)
    await here.edit(P={"jobTitle": "Head of Analysis"})
    await here.poller.changes()
    await here.poller.changes()
    (fact,) = here.sent.facts
    assert fact.person == here.whose("P")
    assert fact.employment.title == "Head of Analysis"
    assert not fact.baseline
    assert fact.source == "poll"


async def test_somebody_new_on_the_employment_list_only_is_read_by_herself(here: Desk) -> None:
    await here.add(P={})
    await here.poller.changes()
    here.sent.clear()
    here.clock.move(days=3)
    await here.site.do("add", {"people": {"N": {}}})
    await here.site.do("garble", {"people": {"N": {"personId": None}}})
    counts = await here.poller.changes()
    assert counts.parked == 1
    assert here.sent.facts == []
    await here.site.do("garble", {"people": {"N": {}}})
    await here.poller.changes()
    assert {fact.person for fact in here.sent.facts} == {here.whose("N")}
    assert len(here.sent.facts) == 2


async def test_one_person_of_two_companies_has_a_fact_per_record(here: Desk) -> None:
    await here.add(P={"companyCode": "US01"})
    await here.add(P2={"person": "P", "companyCode": "AU01"})
    await here.poller.changes()
    companies = {fact.employment.company for fact in here.sent.facts if fact.employment}
    assert companies == {"US01", "AU01"}
    assert {fact.person for fact in here.sent.facts} == {here.whose("P")}


async def test_a_poller_that_was_killed_in_the_first_load_begins_it_again(at: Open, site: Site) -> None:
    first = await at(site)
    await first.add(**{f"C{n}": {} for n in range(1, 31)})
    await first.poller.changes()
    cut = first.sent.outs[:40]
    first.sent.outs[:] = cut
    site.clock.move(days=2)
    again = await at(site, first.sent)
    await again.poller.changes()
    facts = again.sent.facts
    assert len({fact.id for fact in facts}) == 60
    assert all(fact.baseline for fact in facts)


async def test_a_poller_that_starts_again_reads_what_happened_while_it_was_away(at: Open, site: Site) -> None:
    first = await at(site)
    await first.add(P={}, Q={})
    await first.poller.changes()
    site.clock.move(days=2)
    await first.edit(Q={"jobTitle": "Lead"})
    again = await at(site, first.sent)
    first.sent.outs[:] = [out for out in first.sent.outs if out.topic != "hr-changes"]
    await again.poller.changes()
    assert [fact.employment.title for fact in again.sent.facts] == ["Lead"]


async def test_a_dry_run_sends_nothing_and_shows_ids_only(at: Open, site: Site) -> None:
    dry = await at(site, dry=True)
    await dry.add(P={"firstName": "Zdenka"})
    counts = await dry.poller.changes()
    assert counts.published == 2
    assert dry.sent.outs == []
    assert [shown["person"] for shown in dry.poller.publisher.shown] == [dry.whose("P")] * 2
    assert "Zdenka" not in str(dry.poller.publisher.shown)


async def test_one_employee_is_read_whatever_the_lists_say(here: Desk) -> None:
    await here.add(P={}, Q={})
    await here.poller.changes()
    here.sent.clear()
    await here.feed(hide=["P"])
    await here.edit(P={"jobTitle": "Seen all the same"})
    counts = await here.poller.employee(here.site.employee("P"))
    assert (counts.rows, counts.published) == (2, 1)
    assert here.sent.facts[0].source == "person"
