"""How many calls may still be made, learnt from what the target says of its limits. Pure: the time is an argument.

A target counts calls per bucket and window for all our processes together. A process that owns k of n partitions takes k/n of a window, so
that processes need not talk to each other; of its part a reserve is left for people who leave.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.proposals import Priority

RESERVE = 0.15
LEAST_RESERVE = 2
WINDOW = timedelta(seconds=60)
OVERTAKING = frozenset({Priority.URGENT, Priority.LEAVER})


@dataclass(slots=True)
class Bucket:
    """One limit. `remaining` is what the target said last, less what was taken since; `used` is what this process took in the window."""

    limit: int | None = None
    remaining: int = 0
    reset: datetime | None = None
    used: int = 0

    def roll(self, now: datetime) -> None:
        """A window that is over counts for nothing."""
        if self.reset is not None and now >= self.reset:
            self.remaining, self.used, self.reset = self.limit or 0, 0, None

    def room(self, priority: Priority, share: float) -> int:
        """Calls that somebody of this priority may still make in this window; at least one per window for anybody."""
        if self.limit is None:
            return 1_000_000
        mine = max(1, int(self.limit * share))
        reserve = 0 if priority in OVERTAKING else min(max(LEAST_RESERVE, int(mine * RESERVE)), mine - 1)
        return min(mine - self.used, self.remaining) - reserve


@dataclass(slots=True)
class Budget:
    """All buckets of one target, by name. A bucket nobody has seen yet lets everybody through."""

    buckets: dict[str, Bucket] = field(default_factory=dict)

    def learn(self, name: str, limit: int, remaining: int, reset: datetime, now: datetime) -> None:
        """What an answer's headers said. A limit of 0 is about calls at once, not about this bucket, and is not learnt."""
        if limit <= 0:
            return
        bucket = self.buckets.setdefault(name, Bucket())
        bucket.roll(now)
        newer = bucket.reset is None or reset > bucket.reset + timedelta(seconds=1)
        if newer and bucket.reset is not None:
            bucket.used = 0
        # within a window answers overtake each other: the lowest number is the newest
        bucket.remaining = remaining if newer else min(bucket.remaining, remaining)
        bucket.limit, bucket.reset = limit, max(reset, bucket.reset or reset)

    def take(self, costs: dict[str, int], priority: Priority, share: float, now: datetime) -> datetime | None:
        """Takes calls per bucket. None: taken, go. Else nothing is taken, and when to ask again.

        A plan that costs more than a whole window's part goes when the window is untouched: it must go some time.
        """
        waits = [self._wait(name, cost, priority, share, now) for name, cost in costs.items() if cost]
        latest = max((wait for wait in waits if wait), default=None)
        if latest is None:
            for name, cost in costs.items():
                bucket = self.buckets.setdefault(name, Bucket())
                bucket.used += cost
                bucket.remaining -= cost
        return latest

    def _wait(self, name: str, cost: int, priority: Priority, share: float, now: datetime) -> datetime | None:
        bucket = self.buckets.setdefault(name, Bucket())
        bucket.roll(now)
        if bucket.used == 0 and bucket.remaining > 0:
            return None
        if bucket.room(priority, share) >= cost:
            return None
        return bucket.reset or now + WINDOW
