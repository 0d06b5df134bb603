"""When accounts are looked at although nothing was announced: each night all of them, every few minutes those that somebody changed.

Who was in doubt is looked at again at night, too: the cure may have been at the target, which tells nobody. Who was refused for good is
tried again when she or the policy changes (company.md, Targets): the same call would be refused each night.

A look compares what is there with what was announced, as always; our own writes, which a target's log shows too, then make no difference.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.desired import OktaStatus, Standing
from domain.proposals import Priority, Transition
from domain.work import RANK, Work
from schemas.seal import KeyMissing, Unreadable
from sinks.rows import from_bytes
from sinks.target import Target
from sinks.tools import Tools

log = logging.getLogger(__name__)
WATCH: Final = timedelta(minutes=4)
"""A change by somebody else is found within five minutes (company.md, Targets): one call to the log and a look take less than the rest."""
LOOK_BACK: Final = timedelta(minutes=15)
"""How far back is looked after a start: so long a restart takes at most. What happened in a longer one is found at night."""
NIGHTLY: Final = time(3, 0)
TOGETHER: Final = 100
"""So many people are compared before others have a turn."""
NIGHT_ZONE: Final = ZoneInfo("America/New_York")
Ask = Callable[[bytes, int], None]


def next_night(now: datetime) -> datetime:
    """The next 03:00 in New York that is later than now."""
    local = now.astimezone(NIGHT_ZONE)
    tonight = datetime.combine(local.date(), NIGHTLY, NIGHT_ZONE)
    return tonight if tonight > now else datetime.combine(local.date() + timedelta(days=1), NIGHTLY, NIGHT_ZONE)


def rank_of(said: Transition) -> int:
    """Who must not be in comes first: somebody may have let her in."""
    out = said.standing is Standing.LEFT or said.okta.status in (OktaStatus.SUSPENDED, OktaStatus.DEACTIVATED)
    return RANK[Priority.LEAVER if out else Priority.ORDINARY]


@dataclass(slots=True)
class Rounds:
    """`ask(row key, rank)` has somebody looked at. `since`: from when on changes are looked for; the night covers what is older."""

    target: Target[Any]
    tools: Tools
    ask: Ask
    watch_at: datetime = field(init=False)
    night_at: datetime = field(init=False)
    since: datetime = field(init=False)

    def __post_init__(self) -> None:
        now = self.tools.clock.now()
        self.watch_at, self.night_at = now, next_night(now)
        self.since = now - LOOK_BACK

    def due(self, now: datetime) -> bool:
        """Whether it is time for either."""
        return now >= self.next()

    def next(self) -> datetime:
        """When it is time for the next one."""
        return min(self.watch_at, self.night_at)

    async def go(self) -> None:
        """Asks for whoever is to be looked at. Trouble is told and tried again at the next time."""
        now = self.tools.clock.now()
        if now >= self.night_at:
            self.night_at = next_night(now)
            await self._everybody()
        if now >= self.watch_at:
            self.watch_at = now + WATCH
            await self._changed()

    async def _everybody(self) -> None:
        survey = await self.target.survey()
        shown = survey if isinstance(survey, Mapping) else None
        for number, (key, stored) in enumerate(self.tools.host.rows.items()):
            row = from_bytes(stored)
            if (row.parked and not row.refused) or self._may_have_drifted(row, shown):
                self.ask(key, RANK[Priority.BULK])
            if number % TOGETHER == 0:
                await asyncio.sleep(0)

    def _may_have_drifted(self, row: Work, shown: Mapping[str, Any] | None) -> bool:
        if not row.agreed or row.account is None:
            return False
        return shown is None or self._differs(row, shown.get(row.account.id))

    def _differs(self, row: Work, seen: Any) -> bool:
        """Whether a survey shows something to write; who is not in it, or cannot be compared, is looked at."""
        if seen is None:
            return True
        try:
            return bool(self.target.plan(self.tools.opened(row), seen).actions)
        except (KeyMissing, Unreadable):
            return True

    async def _changed(self) -> None:
        asked = self.tools.clock.now()
        changed = await self.target.changed(self.since)
        if isinstance(changed, frozenset):
            self.since = asked
            self._look(self.tools.accounts.people(changed))
        else:
            log.warning("what others changed cannot be read", extra={"system": self.target.system, "code": changed.code})

    def _look(self, people: Iterable[str]) -> None:
        for person in people:
            row = from_bytes(self.tools.host.rows.get(person.encode()))
            if row.transition is not None and row.agreed:
                self.ask(person.encode(), rank_of(row.transition))
