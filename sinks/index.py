"""Whose turn it is: heaps beside the table. Only an index: the row says what is to be done and is looked at again on every pop."""

import heapq
from datetime import datetime
from typing import Any, TypeVar

Entry = TypeVar("Entry")


class Index:
    """Each row key is in at most one place: ready (by rank, then due), later (business time) or held (machine time, epoch s)."""

    def __init__(self) -> None:
        self._ready: list[tuple[int, datetime, bytes]] = []
        self._later: list[tuple[datetime, bytes]] = []
        self._held: list[tuple[float, bytes]] = []
        self._place: dict[bytes, object] = {}
        self._counts = {"ready": 0, "later": 0, "held": 0}
        self._kind: dict[bytes, str] = {}

    @property
    def ready(self) -> int:
        """How many could be taken now."""
        return self._counts["ready"]

    @property
    def held(self) -> int:
        """How many wait for machine time."""
        return self._counts["held"]

    def push_ready(self, key: bytes, rank: int, due: datetime) -> None:
        heapq.heappush(self._ready, self._put(key, "ready", (rank, due, key)))

    def push_later(self, key: bytes, at: datetime) -> None:
        heapq.heappush(self._later, self._put(key, "later", (at, key)))

    def hold(self, key: bytes, until: float) -> None:
        heapq.heappush(self._held, self._put(key, "held", (until, key)))

    def drop(self, key: bytes) -> None:
        """Nothing is to be done for this key."""
        kind = self._kind.pop(key, None)
        if kind:
            self._counts[kind] -= 1
            del self._place[key]

    def pop(self) -> bytes | None:
        """The most urgent ready key, taken off."""
        self._skip_stale(self._ready)
        if not self._ready:
            return None
        key = heapq.heappop(self._ready)[-1]
        self.drop(key)
        return key

    def rank(self) -> int | None:
        """The rank of the most urgent ready key."""
        self._skip_stale(self._ready)
        return self._ready[0][0] if self._ready else None

    def matured(self, now: datetime, machine: float) -> list[bytes]:
        """Takes off everybody whose business or machine time has come."""
        return self._take(self._later, now) + self._take(self._held, machine)

    def next_later(self) -> datetime | None:
        """The earliest business time at which somebody is to be looked at."""
        self._skip_stale(self._later)
        return self._later[0][0] if self._later else None

    def next_held(self) -> float | None:
        """The earliest machine time at which somebody is to be looked at."""
        self._skip_stale(self._held)
        return self._held[0][0] if self._held else None

    def _put(self, key: bytes, kind: str, entry: Entry) -> Entry:
        self.drop(key)
        self._place[key], self._kind[key] = entry, kind
        self._counts[kind] += 1
        return entry

    def _skip_stale(self, heap: list[Any]) -> None:
        while heap and self._place.get(heap[0][-1]) is not heap[0]:
            heapq.heappop(heap)

    def _take(self, heap: list[Any], until: datetime | float) -> list[bytes]:
        taken = []
        self._skip_stale(heap)
        while heap and heap[0][0] <= until:
            taken.append(heapq.heappop(heap)[-1])
            self.drop(taken[-1])
            self._skip_stale(heap)
        return taken
