"""Calls per bucket and window, as the target's own headers tell: who may call now, and who waits until when. Time is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.proposals import Priority

RESERVED: Mapping[Priority, float] = {Priority.URGENT: 0.0, Priority.LEAVER: 0.0, Priority.ORDINARY: 0.1, Priority.BULK: 0.15}
"""The part of a window that work of a priority leaves to more urgent work (company.md: bulk at most 85 %)."""


@dataclass(slots=True)
class Bucket:
    """One window of one bucket: what the target allows in all, what it says is left, what this process booked, and when it ends."""

    limit: int
    left: int
    ends: datetime
    booked: float = 0.0
    unseen: float = 0.0  # booked since the target last told its count

    def room(self, share: float, priority: Priority) -> float:
        kept = self.limit * RESERVED[priority]
        return min(self.left - self.unseen - kept, (self.limit - kept) * share - self.booked)


@dataclass(slots=True)
class Budget:
    """All buckets of one target. A bucket that was never told of, or whose window is over, holds nobody up."""

    buckets: dict[str, Bucket] = field(default_factory=dict)

    def told(self, name: str, limit: int, left: int, ends: datetime) -> None:
        """What an answer's headers say. A limit of 0 is the concurrency limit's and says nothing of the window (okta.md §3.1)."""
        if limit <= 0:
            return
        known = self.buckets.get(name)
        if known is None or ends > known.ends:
            self.buckets[name] = Bucket(limit, left, ends)
        elif ends == known.ends:
            # answers overtake each other: the lowest count is the newest
            known.limit, known.left, known.unseen = limit, min(left, known.left), max(0.0, known.unseen - 1)

    def take(self, calls: Mapping[str, float], priority: Priority, share: float, now: datetime) -> datetime | None:
        """Books all of these calls out of this process's `share`, or none: then the instant at which to ask again."""
        open_now = {name: bucket for name in calls if (bucket := self.buckets.get(name)) is not None and now < bucket.ends}
        # more calls than a whole window has would wait for ever: they go when the window is fresh
        short = [bucket for name, bucket in open_now.items() if bucket.room(share, priority) < calls[name] and bucket.booked]
        short += [bucket for bucket in open_now.values() if bucket.left <= 0 and bucket not in short]
        if short:
            return max(bucket.ends for bucket in short)
        for name, bucket in open_now.items():
            bucket.booked += calls[name]
            bucket.unseen += calls[name]
        return None
