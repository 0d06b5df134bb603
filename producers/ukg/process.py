"""The poller as a process: readings and keys are read first, then UKG is looked at whenever it is time or somebody hints.

A hint (`POST /look`, what a webhook amounts to) is answered when the look is done. Refused credentials end the looking with an alert, for a
service account that keeps failing is locked; one careful look an hour finds out when they are mended.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from producers.ukg.door import Kinds
from producers.ukg.feed import ChangeFeed
from producers.ukg.hints import Announcements, Hints
from producers.ukg.poll import Poller
from producers.ukg.publish import KEYS, READINGS, Counts, Publisher
from producers.ukg.readings import Readings
from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow, RightMissing, UkgRest
from producers.ukg.sources import beside_of, soap_of
from runtime.clock import Clock, clock_from
from runtime.health import Health, Report
from runtime.kafka import CompactedReader, Sender
from runtime.settings import Settings, needed
from schemas.keys import KEY_TEXT, master_key_from_text
from schemas.policy import load_policy
from schemas.seal import KeyRing

NAME: Final = "poller"
log = logging.getLogger(NAME)
AFTER_REFUSAL: Final = timedelta(hours=1)
LONGEST_BACKOFF: Final = timedelta(minutes=10)
FIRST_ROSTER_PAUSE: Final = timedelta(minutes=5)
LONGEST_ROSTER_PAUSE: Final = timedelta(hours=1)
BETWEEN_HINTS: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often to look, and when everybody is read."""

    every: timedelta
    roster: time
    zone: ZoneInfo

    def next_roster(self, after: datetime) -> datetime:
        """The first roster instant later than `after`."""
        local = after.astimezone(self.zone)
        today = datetime.combine(local.date(), self.roster, self.zone)
        return today if today > after else datetime.combine(local.date() + timedelta(days=1), self.roster, self.zone)


@dataclass(slots=True)
class Looking:
    """The loop: what is due next, and what came of the last look."""

    poller: Poller
    clock: Clock
    schedule: Schedule
    due: datetime | None = None
    roster: datetime | None = None
    failures: int = 0
    refused: bool | None = None  # None: not known since the start, so an alert of an earlier life may still be on
    busy: int = 0
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    feed: ChangeFeed | None = None
    announcements: Announcements | None = None
    roster_failures: int = 0
    told: dict[str, bool] = field(default_factory=dict)  # alerts said in this life

    async def run(self, stop: asyncio.Event) -> None:
        """Looks until told to stop."""
        self.due = self.clock.now()
        self.roster = self.schedule.next_roster(self.due)
        while not stop.is_set():
            await self.clock.wait_until(min(self.due, self.roster), self.wake)
            self.wake.clear()
            if not stop.is_set() and self.clock.now() >= min(self.due, self.roster):
                await self.look()

    async def look(self) -> str:
        """One look, the roster where its time has come. Returns what came of it, in words."""
        self.busy += 1
        try:
            return await self._look()
        except CredentialsRefused as refused:
            await self._refused(str(refused))
            return str(refused)
        except (NotNow, BadAnswer) as broken:
            self.failures += 1
            backoff = min(self.schedule.every * 2 ** min(self.failures - 1, 8), LONGEST_BACKOFF)
            after = timedelta(seconds=getattr(broken, "after", None) or 0)
            self.due = self.clock.now() + max(backoff, after)
            log.warning("UKG cannot be read now", extra={"reason": str(broken), "failures": self.failures})
            return f"UKG cannot be read now: {broken}"
        finally:
            self.busy -= 1

    async def _look(self) -> str:
        now = self.clock.now()
        if self.roster is not None and now >= self.roster:
            counts = await self._roster(now)
        else:
            counts = await self.poller.changes()
        if self.feed is not None:
            counts += await self._second_opinion(now)
        await self._tell(now, counts)
        if self.refused is not False:
            await self.poller.publisher.alert("ukg-credentials-refused", now, on=False)
        self.refused, self.failures = False, 0
        self.due = now + self.schedule.every
        log.info("looked at UKG", extra={"rows": counts.rows, "published": counts.published, "parked": counts.parked})
        return str(counts)

    async def _roster(self, now: datetime) -> Counts:
        """One that fails is tried again the same night, with growing pauses; changes are looked at meanwhile."""
        regular = self.schedule.next_roster(now)
        pause = min(FIRST_ROSTER_PAUSE * 2**self.roster_failures, LONGEST_ROSTER_PAUSE)
        self.roster, self.roster_failures = min(now + pause, regular), self.roster_failures + 1
        counts = await self.poller.roster()
        self.roster, self.roster_failures = regular, 0
        return counts

    async def _second_opinion(self, now: datetime) -> Counts:
        """What the change feed adds; a look does not fail with it."""
        assert self.feed is not None
        try:
            return await self.feed.look(now)
        except (NotNow, BadAnswer, RightMissing) as broken:
            log.warning("UKG's change feed cannot be read now", extra={"reason": str(broken)})
            return Counts()

    async def _tell(self, now: datetime, counts: Counts) -> None:
        missing = tuple(sorted(self.poller.beside.missing))
        await self.alert("ukg-right-missing", bool(missing), now, missing)
        if self.announcements is not None:
            self.announcements.find(counts.news, now)
            await self.alert("webhook-shortfall", self.announcements.short(now), now)

    async def alert(self, kind: str, on: bool, now: datetime, ids: tuple[str, ...] = ()) -> None:
        """Says that an alert stands or is over, once."""
        if self.told.get(kind) is not on:
            self.told[kind] = on
            await self.poller.publisher.alert(kind, now, ids, on=on)

    def hint(self) -> None:
        """Brings the next look forward, but no look follows another within some seconds."""
        if self.due is not None and not self.failures and not self.refused:
            self.due = min(self.due, max(self.clock.now(), (self.poller.last or self.clock.now()) + BETWEEN_HINTS))
            self.wake.set()

    async def _refused(self, message: str) -> None:
        now = self.clock.now()
        self.due = now + AFTER_REFUSAL
        log.error(message)
        if not self.refused:
            await self.poller.publisher.alert("ukg-credentials-refused", now)
        self.refused = True

    def report(self) -> Report:
        next_due = min((at for at in (self.due, self.roster) if at), default=None)
        due = int(next_due is not None and next_due <= self.clock.now())
        return Report(ready=not self.refused and self.due is not None, due=due, in_flight=self.busy, next_due=next_due)


@asynccontextmanager
async def poller_from(settings: Settings, dry: bool = False) -> AsyncIterator[tuple[Poller, Schedule]]:
    """Everything a look needs, with what was published before already known."""
    rest, policy = UkgRest(settings.ukg), load_policy(settings.policy.folder)
    ring = KeyRing(master_key_from_text(needed(settings.seal.master_key, KEY_TEXT), KEY_TEXT))
    readings = Readings(ring.digest)
    readers = [CompactedReader(settings.kafka, KEYS, ring.feed), CompactedReader(settings.kafka, READINGS, readings.feed)]
    sender = Sender(settings.kafka)
    clock = clock_from(settings.clock.file)
    try:
        for reader in readers:
            await reader.start()
            await reader.until_caught_up()
        kinds = Kinds.of(policy)
        publisher = Publisher(sender.send, readings, ring, kinds, ZoneInfo(settings.ukg.zone), dry=dry)
        async with rest, soap_of(settings.ukg, settings.paths.cache) as soap:
            schedule = Schedule(policy.settings.poll_every, policy.settings.roster_at, ZoneInfo(policy.settings.roster_zone))
            yield Poller(rest, publisher, clock, beside=beside_of(settings.ukg, rest, kinds, soap)), schedule
    finally:
        for reader in readers:
            await reader.stop()
        await sender.close()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """The whole process, until `stop` is set."""
    async with poller_from(settings) as (poller, schedule):
        looking = Looking(poller, poller.clock, schedule, feed=ChangeFeed(poller) if settings.ukg.feed == "rest" else None)
        health = Health(NAME, settings.health, poller.clock, settings.paths.run)
        health.add(looking.report)

        async def look(_request: web.Request) -> web.Response:
            said = await looking.look()
            looking.wake.set()  # the next look has another time now
            return web.json_response({"look": said})

        health.route(web.post("/look", look))
        await health.start()
        hook = await _receive(settings, looking)
        work = asyncio.create_task(looking.run(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([work, stopping], return_when=asyncio.FIRST_COMPLETED)
            looking.wake.set()
            await work
        finally:
            stopping.cancel()
            if hook is not None:
                await hook.cleanup()
            await health.stop()


async def _receive(settings: Settings, looking: Looking) -> web.AppRunner | None:
    """Takes webhooks on a port of their own, where a secret is set."""
    if not settings.ukg.webhook_secret:
        return None
    looking.announcements = Announcements()
    secret, header = settings.ukg.webhook_secret.reveal(), settings.ukg.webhook_header
    hints = Hints(secret, header, looking.clock, looking.hint, looking.announcements)
    runner = web.AppRunner(hints.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.ukg.webhook_host, settings.ukg.webhook_port).start()
    log.info("takes webhooks", extra={"port": runner.addresses[0][1]})
    return runner
