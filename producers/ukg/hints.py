"""Webhooks: hints that something changed, never a source of facts (ukg.md §6.8).

A hint is believed when its signature is right, counts once, and brings the next look forward. What UKG may not send any more (events beyond
the free allowance, a subscription that was switched off) shows in changes that were found and never announced: somebody is told, and the
poll covers it.
"""

import base64
import hashlib
import hmac
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import web

from runtime.clock import Clock

LARGEST: Final = 64 * 1024
REMEMBERED: Final = 20_000
"""Event ids and employees kept: more than twice the events that are free in a month."""
PATIENCE: Final = timedelta(minutes=10)
"""How long a change may have been found before its event comes."""
WINDOW: Final = timedelta(hours=1)
FEWEST: Final = 20
SHARE: Final = 0.1
"""So many unannounced changes in the window, and this share of all found, are a shortfall: dated changes announce themselves seldom."""


@dataclass(slots=True)
class Announcements:
    """Which changes were announced, and which were found without."""

    announced: OrderedDict[str, datetime] = field(default_factory=OrderedDict)
    found: OrderedDict[str, datetime] = field(default_factory=OrderedDict)
    missed: list[datetime] = field(default_factory=list)
    met: list[datetime] = field(default_factory=list)

    def announce(self, employee: str, now: datetime) -> None:
        if self.found.pop(employee, None) is not None:
            self.met.append(now)
        self.announced[employee] = now
        self.announced.move_to_end(employee)
        _trim(self.announced)

    def find(self, employees: set[str], now: datetime) -> None:
        """Takes what a look published as news."""
        for employee in employees:
            told = self.announced.get(employee)
            if told is not None and now - told <= WINDOW:
                self.met.append(now)
            else:
                self.found.setdefault(employee, now)
        _trim(self.found)

    def short(self, now: datetime) -> bool:
        """Whether more was missed in the last hour than chance explains."""
        for employee in [employee for employee, at in self.found.items() if now - at > PATIENCE]:
            self.missed.append(self.found.pop(employee))
        self.missed = [at for at in self.missed if now - at <= WINDOW]
        self.met = [at for at in self.met if now - at <= WINDOW]
        return len(self.missed) >= FEWEST and len(self.missed) > SHARE * (len(self.missed) + len(self.met))


@dataclass(slots=True)
class Hints:
    """The receiver. `wake` is called for every event that is new and true."""

    secret: str
    header: str
    clock: Clock
    wake: Callable[[], None]
    announcements: Announcements = field(default_factory=Announcements)
    _events: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        app.add_routes([web.post("/ukg", self.take)])
        return app

    async def take(self, request: web.Request) -> web.Response:
        """200 for an event that was taken or was known, 401 for a wrong signature, 400 for what is no event; 413 for a large body."""
        body = await request.read()
        if not self._signed(request.headers.get(self.header, ""), body):
            return web.Response(status=401, text="the signature is wrong: check JML_UKG_WEBHOOK_SECRET and JML_UKG_WEBHOOK_HEADER\n")
        event = _event(body)
        if event is None:
            return web.Response(status=400, text="no event: a JSON object with an id is expected\n")
        number, employee = event
        if number not in self._events:
            self._events[number] = None
            _trim(self._events)
            if employee:
                self.announcements.announce(employee, self.clock.now())
            self.wake()
        return web.Response()

    def _signed(self, given: str, body: bytes) -> bool:
        """HMAC-SHA256 of the body, in hex or base64, with or without `sha256=` in front."""
        mark = hmac.new(self.secret.encode(), body, hashlib.sha256).digest()
        text = given.strip().removeprefix("sha256=")
        forms = (mark.hex(), base64.b64encode(mark).decode())
        return any([hmac.compare_digest(text.encode("utf-8", "replace"), form.encode()) for form in forms])


def _event(body: bytes) -> tuple[str, str] | None:
    """An event's id and the employee it is about, as far as it names one."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    number = event.get("eventId") or event.get("id")
    if not isinstance(number, str | int) or len(str(number)) > 200:
        return None
    return str(number), _employee(event)


def _employee(event: dict[str, Any]) -> str:
    for holder in (event.get("data"), event):
        if isinstance(holder, dict):
            found = holder.get("employeeId") or holder.get("employeeID")
            if isinstance(found, str) and len(found) <= 50:
                return found.strip()
    return ""


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
