"""Mass changes stop here and wait for a person: the brake on ends, the guard on removals from a group (company.md, Brake, Group guard)."""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.facts import EndKind
from domain.proposals import End

ENDS = "ends"
URGENT = "urgent"
"""What ends are counted under; removals are counted under `group:<name>`, so no group's name can be taken for one of these."""


def group_key(group: str) -> str:
    return f"group:{group}"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many pass within the window: `most`, or this share of the whole, whichever is smaller, but at least `floor`."""

    most: int
    share: float
    floor: int

    def of(self, whole: int) -> int:
        # The small amount keeps a share like 0.29 of 100 from being rounded down to 28.
        return min(self.most, max(self.floor, int(self.share * whole + 1e-9)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers of company.md. `ahead`: an end known at least this long before is counted when it becomes known, others when due."""

    window: timedelta = timedelta(minutes=60)
    group_window: timedelta = timedelta(minutes=60)
    ends: Limit = Limit(25, 0.02, 5)
    urgent: Limit = Limit(10, 1.0, 10)
    group: Limit = Limit(100, 0.2, 10)
    ahead: timedelta = timedelta(hours=24)
    patience: timedelta = timedelta(hours=4)  # undecided so long, it pages again


class Verdict(StrEnum):
    PASSED = "passed"
    HELD = "held"
    EXEMPT = "exempt"  # the first load, and those who were never active: not counted
    APPROVED = "approved"  # held, then let go by a person: counted no more
    REJECTED = "rejected"  # held, and not proposed again until its facts change


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of one end. `key` is ENDS or URGENT, `access` tells it from another end, `whole` are the active people at that time.
    `before` is the `access` of the end that held before this one, if any."""

    key: str
    access: datetime | None
    at: datetime
    whole: int
    verdict: Verdict
    before: datetime | None = None

    @property
    def held(self) -> bool:
        return self.verdict is Verdict.HELD

    @property
    def stops(self) -> bool:
        """Whether the end is not acted on."""
        return self.verdict in (Verdict.HELD, Verdict.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A removal from a group that passed at `at`, when the group had `whole` members."""

    group: str
    at: datetime
    whole: int


@dataclass(slots=True)
class _Count:
    passed: list[tuple[datetime, str, int]] = field(default_factory=list)
    held: dict[str, datetime] = field(default_factory=dict)


class Tally:
    """What passed and what waits, per key. Nothing is forgotten by time, so that it is the same when built anew from the rows.

    `decided`: when a person last decided under a key; the latch then opens, and the count starts anew.
    """

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}
        self.decided: dict[str, datetime] = {}

    def passed(self, key: str, person: str, at: datetime, whole: int) -> None:
        insort(self._count(key).passed, (at, person, whole))

    def wait(self, key: str, person: str, since: datetime) -> None:
        self._count(key).held[person] = since

    def forget(self, key: str, person: str) -> None:
        count = self._counts.get(key)
        if count is None:
            return
        count.passed = [entry for entry in count.passed if entry[1] != person]
        count.held.pop(person, None)
        if not count.passed and not count.held:
            del self._counts[key]

    def waiting(self, key: str) -> dict[str, datetime]:
        """Who waits under this key, and since when."""
        count = self._counts.get(key)
        return dict(count.held) if count else {}

    def latched(self, key: str, but: str) -> bool:
        """Whether somebody else waits who came after the last decision."""
        since = self.decided.get(key)
        return any(person != but and (since is None or at > since) for person, at in self.waiting(key).items())

    def inside(self, key: str, at: datetime, window: timedelta, but: str) -> list[tuple[datetime, str, int]]:
        """What passed less than a window away from `at`, on either side: proposals of different people may come a little out of order."""
        count = self._counts.get(key)
        if count is None:
            return []
        since = max(at - window, self.decided.get(key, at - window))
        low = bisect_right(count.passed, since, key=lambda entry: entry[0])
        high = bisect_left(count.passed, at + window, key=lambda entry: entry[0])
        return [entry for entry in count.passed[low:high] if entry[1] != but]

    def _count(self, key: str) -> _Count:
        return self._counts.setdefault(key, _Count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """May one more pass under this key, for this person, at this time, out of `whole`?"""

    key: str
    person: str
    at: datetime
    whole: int


def passes(tally: Tally, limits: Limits, ask: Ask) -> bool:
    """Whether one more passes. Whoever waits keeps the latch down for all others; urgent ends never wait for a decision on others."""
    if ask.key != URGENT and tally.latched(ask.key, ask.person):
        return False
    limit, window = _limit(limits, ask.key)
    inside = tally.inside(ask.key, ask.at, window, ask.person)
    whole = inside[0][2] if inside else ask.whole
    return len(inside) < limit.of(whole)


def judge(tally: Tally, limits: Limits, ask: Ask, access: datetime | None) -> Ending:
    """Counts an end: whether it passes or waits for a person."""
    verdict = Verdict.PASSED if passes(tally, limits, ask) else Verdict.HELD
    return Ending(key=ask.key, access=access, at=ask.at, whole=ask.whole, verdict=verdict)


def lane(end: End | None) -> str:
    """Contract ends, lay-offs and deaths are ordinary ends; only the urgent reasons are not."""
    return URGENT if end is not None and end.kind is EndKind.URGENT else ENDS


def known_ahead(limits: Limits, end: End | None) -> bool:
    return end is not None and end.access - end.known >= limits.ahead


def _limit(limits: Limits, key: str) -> tuple[Limit, timedelta]:
    if key == URGENT:
        return limits.urgent, limits.window
    return (limits.ends, limits.window) if key == ENDS else (limits.group, limits.group_window)
