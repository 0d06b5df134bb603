"""How many calls of the day are left, by the org's own count, and for whom (salesforce.md §6.1, §6.2)."""

import threading
from datetime import datetime, timedelta

from domain.proposals import Priority

CAPS = {Priority.URGENT: 1.0, Priority.LEAVER: 1.0, Priority.ORDINARY: 0.95, Priority.BULK: 0.85}
"""The part of the day's calls that may be used up before work of a priority waits: the rest is kept for who leaves."""

ASK_AGAIN = timedelta(minutes=15)


class Budget:
    """The org counts a rolling day and tells with each answer; between answers what was booked is added.

    Told from threads, asked from one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used, self._most = 0, 0
        self._booked = 0.0
        self._told = False
        self._told_at: datetime | None = None

    def told(self, used: int, most: int) -> None:
        """The org's count: calls used in the last 24 h, and allowed."""
        with self._lock:
            self._used, self._most, self._booked, self._told = used, most, 0.0, True

    def take(self, calls: float, priority: Priority, share: float, now: datetime) -> datetime | None:
        """Books calls out of this process's `share` of what is left; None: go, else when to ask again.

        A count that nobody has refreshed for a while says nothing: one call is let through to learn the new one.
        """
        with self._lock:
            if self._most == 0:
                return None  # the org has not told its count yet; its first answer will
            if self._told:
                self._told_at, self._told = now, False
            if self._told_at is None or now - self._told_at >= ASK_AGAIN:
                self._told_at = now
                return None
            left = (self._most * CAPS[priority] - self._used) * share
            if self._booked + calls > left:
                return now + ASK_AGAIN
            self._booked += calls
            return None
