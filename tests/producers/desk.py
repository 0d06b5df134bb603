"""A poller at a running UKG tenant, its records kept in memory."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.dead_letters import DeadLetter
from domain.facts import EndKind, Fact
from domain.proposals import Alert
from domain.rosters import RosterManifest
from producers.ukg.door import Kinds
from producers.ukg.poll import Poller
from producers.ukg.publish import Publisher
from producers.ukg.readings import Readings
from producers.ukg.rest import UkgRest
from producers.ukg.sources import beside_of, soap_of
from runtime.ports import Out
from runtime.settings import load
from schemas.codec import decode
from schemas.keys import LocalMasterKey
from schemas.seal import KeyRing, Names, open_sealed
from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, USER_KEY, SetClock, Site

MASTER = LocalMasterKey(base64.b64decode("cG9sbGVyLXRlc3RzLW1hc3Rlci1rZXktMzItYnl0ZXM="))
KINDS = Kinds(
    lambda reason: EndKind.URGENT if reason == "203" else EndKind.ORDINARY,
    lambda leave: "parental" if leave else None,
    lambda worker: worker == "CON",
)


@dataclass
class Sent:
    """What was sent, in order."""

    outs: list[Out] = field(default_factory=list)

    async def send(self, out: Out) -> None:
        self.outs.append(out)

    def on(self, topic: str) -> list[Any]:
        return [decode(out.value or b"") for out in self.outs if out.topic == topic]

    @property
    def facts(self) -> list[Fact]:
        return self.on("hr-changes")

    @property
    def letters(self) -> list[DeadLetter]:
        return self.on("jml-dead-letter")

    @property
    def rosters(self) -> list[RosterManifest]:
        return self.on("ukg-rosters")

    @property
    def standing(self) -> set[str]:
        """Alerts that are on."""
        alerts: dict[str, Alert] = {alert.kind: alert for alert in self.on("jml-alerts")}
        return {kind for kind, alert in alerts.items() if alert.on}

    def clear(self) -> None:
        self.outs.clear()


@dataclass
class Desk:
    """The poller, the tenant it reads, and what it sent."""

    site: Site
    poller: Poller
    sent: Sent

    @property
    def clock(self) -> SetClock:
        return self.site.clock

    async def add(self, **people: dict[str, Any]) -> None:
        await self.site.do("add", {"people": people})

    async def edit(self, **people: dict[str, Any]) -> None:
        await self.site.do("edit", {"people": people})

    async def feed(self, **modes: Any) -> None:
        await self.site.do("feed", modes or "normal")

    async def calls(self) -> int:
        return len((await self.site.get("journal"))["entries"])

    def names(self, fact: Fact) -> Names:
        assert fact.details is not None
        return open_sealed(self.poller.publisher.ring, fact.person, fact.details.sealed)

    def whose(self, short: str) -> str:
        return self.site.vendor.store.employments[short].employee.person_id


@asynccontextmanager
async def desk(site: Site, sent: Sent | None = None, *, dry: bool = False, page: int = 50, **more: str) -> AsyncIterator[Desk]:
    """A poller at this tenant that knows what the records in `sent` tell it: one that was started (again)."""
    kept = sent or Sent()
    ring = KeyRing(MASTER)
    readings = Readings(ring.digest)
    for out in kept.outs:
        feed = {"person-keys": ring.feed, "ukg-readings": readings.feed}.get(out.topic)
        if feed:
            feed(out.key, out.value)
    settings = load(
        {
            "JML_UKG_URL": site.base,
            "JML_UKG_USER": USER,
            "JML_UKG_PASSWORD": PASSWORD,
            "JML_UKG_CUSTOMER_KEY": KEY,
            "JML_UKG_USER_KEY": USER_KEY,
            **{f"JML_UKG_{name.upper()}": value for name, value in more.items()},
        }
    ).ukg
    publisher = Publisher(kept.send, readings, ring, KINDS, ZoneInfo("UTC"), dry=dry)
    async with UkgRest(settings, page) as rest, soap_of(settings) as soap:
        yield Desk(site, Poller(rest, publisher, _Waiting(site.clock), tries=2, beside=beside_of(settings, rest, KINDS, soap)), kept)


@dataclass
class _Waiting:
    """The tenant's clock as `runtime.clock.Clock`; nobody waits on it here."""

    clock: SetClock

    def now(self) -> datetime:
        return self.clock.now().astimezone(UTC)

    async def wait_until(self, _instant: datetime | None, wake: Any) -> None:
        await wake.wait()
