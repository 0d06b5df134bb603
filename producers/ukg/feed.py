"""The change feed as a second opinion: whom it names and no poll looked at lately is read by herself (ukg.md §2.4, §2.9).

It is hours late and has whole rows instead of changes, so nothing of a row is taken over but whose it is. It may be read every three hours.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from producers.ukg.poll import Poller
from producers.ukg.publish import Counts
from producers.ukg.rest import CHANGES, whose

EVERY: Final = timedelta(hours=3)
LATE: Final = timedelta(hours=3)
MOST: Final = 200
"""Employees read by themselves after one reading of the feed; more are the next roster's."""


@dataclass(slots=True)
class ChangeFeed:
    """Reads the feed when its time has come. `read_to` is the end of the window read last."""

    poller: Poller
    read_to: datetime | None = None
    due: datetime | None = None
    left_over: int = 0

    async def look(self, now: datetime) -> Counts:
        """Raises what reading raises; the window is then read again with the next."""
        counts = Counts()
        if self.due is not None and now < self.due:
            return counts
        self.due = now + EVERY
        end = now - LATE - timedelta(minutes=1)
        begin = self.read_to or end - EVERY
        window = {"startDate": _text(begin), "endDate": _text(end)}
        pages = await self.poller.patience.of(lambda: self._pages(window))
        named = {employee for employee in pages if employee and not self.poller.looked_since(employee, begin - EVERY)}
        self.left_over = max(0, len(named) - MOST)
        for employee in sorted(named)[:MOST]:
            counts += await self.poller.employee(employee)
        self.read_to = end
        return counts

    async def _pages(self, window: dict[str, str]) -> list[str]:
        return [whose(row) async for page in self.poller.rest.pages(CHANGES, window) for row in page.rows]


def _text(when: datetime) -> str:
    return f"{when.replace(microsecond=0, tzinfo=None).isoformat()}Z"
