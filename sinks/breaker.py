"""What stops all calls to a target that refuses our credentials. The other target's dispatcher has its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(slots=True)
class Breaker:
    """Closed until credentials are refused; then single calls, at growing intervals of business time, ask whether they work again.

    After a start it is not known whether they work, and an alert of an earlier life may stand: the first answer is news either way.
    `first`, `longest`: how long is waited before it is asked again.
    """

    first: timedelta = FIRST_WAIT
    longest: timedelta = LONGEST_WAIT

    since: datetime | None = None
    probe_at: datetime | None = None
    probing: bool = False
    known: bool = False
    _wait: timedelta = FIRST_WAIT

    @property
    def is_open(self) -> bool:
        return self.since is not None

    def may_call(self, now: datetime) -> bool:
        """Whether somebody may be taken: always while closed; while open one probe when its time has come."""
        return self.probe_at is None or (not self.probing and now >= self.probe_at)

    def denied(self, now: datetime) -> bool:
        """Credentials were refused. True when that is news."""
        news = self.since is None
        self._wait = self.first if news else min(self._wait * 2, self.longest) if self.probing else self._wait
        self.since, self.probe_at, self.probing, self.known = self.since or now, now + self._wait, False, True
        return news

    def worked(self) -> bool:
        """The target took our credentials. True when that is news."""
        news = self.is_open or not self.known
        self.since, self.probe_at, self.probing, self.known = None, None, False, True
        return news
