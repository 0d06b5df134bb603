"""When the poller looks: rosters that fail, rights that are missing, hints, the change feed."""

import asyncio
import hashlib
import hmac
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web

from domain.proposals import Alert
from producers.ukg.feed import ChangeFeed
from producers.ukg.hints import Announcements, Hints
from producers.ukg.process import Looking, Schedule
from tests.producers.conftest import Open
from tests.producers.desk import Desk
from tests.simulators.ukg.conftest import Make

SECRET = "hush"


async def looking_at(here: Desk, people: int = 3) -> Looking:
    """The loop of a poller that has read everybody, ten minutes ago."""
    await here.add(**{f"C{n}": {} for n in range(1, people + 1)})
    schedule = Schedule(timedelta(seconds=60), time(2), ZoneInfo("America/New_York"))
    looking = Looking(here.poller, here.poller.clock, schedule, due=here.clock.now(), roster=schedule.next_roster(here.clock.now()))
    await looking.look()
    here.sent.clear()
    here.clock.move(minutes=10)
    return looking


async def test_a_roster_that_fails_is_tried_again_the_same_night_and_changes_are_looked_at_meanwhile(here: Desk) -> None:
    looking = await looking_at(here, 120)
    regular = looking.roster
    here.clock.at = regular.astimezone(UTC)
    await here.feed(fail_page="last")
    pauses = []
    for _ in range(4):
        await looking.look()
        assert here.sent.standing == {"roster-incomplete"}
        pauses.append((looking.roster - here.clock.now()) / timedelta(minutes=1))
        await here.edit(C1={"jobTitle": f"T{here.clock.now():%H%M}"})
        published = len(here.sent.facts)
        here.clock.move(minutes=1)
        await looking.look()
        assert len(here.sent.facts) == published + 1
        here.clock.at = looking.roster.astimezone(UTC)
    assert pauses == [5, 10, 20, 40]
    await here.feed()
    await looking.look()
    assert here.sent.rosters[-1].complete
    assert here.sent.standing == set()
    assert looking.roster == regular + timedelta(days=1)


async def test_a_missing_right_is_told_by_its_resource_until_it_is_granted(here: Desk) -> None:
    looking = await looking_at(here)
    rights = here.site.vendor.resources.access.rights
    serves = rights.serves
    rights.serves = lambda resource: resource != "user-defined-fields"
    await here.edit(C1={"jobTitle": "New"})
    await looking.look()
    alert = next(each for each in here.sent.on("jml-alerts") if each.kind == "ukg-right-missing")
    assert isinstance(alert, Alert)
    assert (alert.on, alert.ids) == (True, ("user-defined-fields",))
    rights.serves = serves
    here.clock.move(minutes=1)
    await here.edit(C1={"jobTitle": "Newer"})
    await looking.look()
    assert here.sent.standing == set()


async def test_a_list_that_is_empty_for_want_of_a_right_is_not_taken_for_a_company_without_people(make: Make, at: Open) -> None:
    here = await at(await make(missing_right="empty"))
    looking = await looking_at(here, 30)
    await here.site.do("rights", {"withdraw": ["Employee Person Details"]})
    here.clock.at = looking.roster.astimezone(UTC)
    assert "person-details is empty" in await looking.look()
    assert here.sent.facts == []
    assert here.sent.standing == {"roster-incomplete"}


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Ukg-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@pytest.mark.parametrize(
    ("body", "headers", "status", "woken"),
    [
        (b'{"eventId": "1", "data": {"employeeId": "E1"}}', None, 200, 1),
        (b'{"eventId": "1"}', {"X-Ukg-Signature": "sha256=0"}, 401, 0),
        (b'{"eventId": "1"}', {}, 401, 0),
        (b"no json", None, 400, 0),
        (b"[" * 40_000, None, 400, 0),
        (b"[1]", None, 400, 0),
        (b'{"data": {}}', None, 400, 0),
        (b" " * 100_000, None, 413, 0),
    ],
)
async def test_a_hint_is_believed_when_it_is_signed_and_counts_once(
    here: Desk, body: bytes, headers: dict[str, str] | None, status: int, woken: int
) -> None:
    wakes: list[None] = []
    hints = Hints(SECRET, "X-Ukg-Signature", here.poller.clock, lambda: wakes.append(None))
    runner = web.AppRunner(hints.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as http:
            for _ in range(3):
                url = f"http://127.0.0.1:{runner.addresses[0][1]}/ukg"
                async with http.post(url, data=body, headers=signed(body) if headers is None else headers) as answer:
                    assert answer.status == status
    finally:
        await runner.cleanup()
    assert len(wakes) == woken


async def test_a_webhook_of_the_tenant_brings_the_next_look_forward(here: Desk) -> None:
    looking = await looking_at(here)
    looking.due = here.clock.now() + timedelta(minutes=1)
    here.poller.last = here.clock.now()
    hints = Hints(SECRET, "X-Ukg-Signature", here.poller.clock, looking.hint)
    runner = web.AppRunner(hints.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await here.site.do("subscribe", {"url": f"http://127.0.0.1:{runner.addresses[0][1]}/ukg", "secret": SECRET})
        await here.edit(C1={"jobTitle": "New"})
        said = await here.site.do("subscribe", {})
    finally:
        await asyncio.shield(runner.cleanup())
    assert said["sent"] == 2
    assert looking.due == here.clock.now() + timedelta(seconds=5)
    assert looking.wake.is_set()
    assert set(hints.announcements.announced) == {here.site.employee("C1")}


def test_changes_beyond_the_free_events_are_a_shortfall_until_they_are_announced_again() -> None:
    told, start = Announcements(), datetime(2026, 6, 28, 9, tzinfo=UTC)
    for n in range(100):
        told.announce(f"E{n}", start)
    told.find({f"E{n}" for n in range(150)}, start)
    assert not told.short(start + timedelta(minutes=5))
    assert told.short(start + timedelta(minutes=11))
    assert not told.short(start + timedelta(minutes=75))


def test_an_event_that_comes_after_the_poll_is_no_shortfall() -> None:
    told, start = Announcements(), datetime(2026, 6, 28, 9, tzinfo=UTC)
    told.find({f"E{n}" for n in range(50)}, start)
    for n in range(50):
        told.announce(f"E{n}", start + timedelta(minutes=2))
    assert not told.short(start + timedelta(minutes=11))


async def test_whom_the_change_feed_names_and_no_poll_looked_at_is_read_by_herself(here: Desk) -> None:
    looking = await looking_at(here)
    looking.feed = ChangeFeed(here.poller)
    here.clock.move(days=2)
    looking.roster = here.clock.now() + timedelta(days=9)
    await here.edit(C1={"jobTitle": "Missed"}, C2={"jobTitle": "Seen"})
    await here.poller.employee(here.site.employee("C2"))
    here.poller.last = here.clock.now() + timedelta(days=4)
    here.clock.move(hours=4)
    here.sent.clear()
    before = await here.calls()
    await looking.look()
    assert [fact.source for fact in here.sent.facts] == ["person"]
    calls = [entry["path"] for entry in (await here.site.get("journal"))["entries"][before:]]
    assert sum("employee-changes" in path for path in calls) == 2
    await looking.look()
    calls = [entry["path"] for entry in (await here.site.get("journal"))["entries"][before:]]
    assert sum("employee-changes" in path for path in calls) == 2


async def test_a_feed_that_is_not_granted_does_not_stop_a_look(here: Desk) -> None:
    looking = await looking_at(here)
    looking.feed = ChangeFeed(here.poller)
    await here.site.do("rights", {"withdraw": ["EmployeeExport"]})
    await here.edit(C1={"jobTitle": "New"})
    await looking.look()
    assert len(here.sent.facts) == 1
