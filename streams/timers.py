"""When to look at whom: an index of due instants in memory, made of the rows and nothing else."""

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime


class Timers:
    """The earliest due instant per key. What is due stays due until its row says otherwise, so a lost tick is seen as work not done."""

    def __init__(self) -> None:
        self._at: dict[bytes, datetime] = {}
        self._heap: list[tuple[datetime, bytes]] = []
        self._ripe: dict[bytes, datetime] = {}
        self._moved: set[bytes] = set()
        self._changed: list[Callable[[], None]] = []

    def on_change(self, fn: Callable[[], None]) -> None:
        """`fn()` is called when the next due instant may have changed."""
        self._changed.append(fn)

    def rebuild(self, due: Iterable[tuple[bytes, datetime | None]]) -> None:
        """Starts anew from the rows."""
        self._at = {key: at for key, at in due if at is not None}
        self._heap = [(at, key) for key, at in self._at.items()]
        self._ripe = {}
        heapq.heapify(self._heap)
        self._tell()

    def put(self, key: bytes, at: datetime | None) -> None:
        """The row of `key` is due at `at` now (None: not at all)."""
        if self._at.get(key) == at:
            return
        self._ripe.pop(key, None)
        self._moved.add(key)
        if at is None:
            del self._at[key]
        else:
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))
        self._tell()

    def moved(self) -> set[bytes]:
        """Keys whose instant changed since this was asked last, be it away and back to the same one."""
        moved, self._moved = self._moved, set()
        return moved

    def _tell(self) -> None:
        for fn in self._changed:
            fn()

    def due(self, now: datetime) -> dict[bytes, datetime]:
        """Every key due by `now`, with its instant, earliest first as they became known."""
        while self._heap and self._heap[0][0] <= now:
            at, key = heapq.heappop(self._heap)
            if self._at.get(key) == at:
                self._ripe[key] = at
        return self._ripe

    def next(self) -> datetime | None:
        """The earliest instant that `due` has not answered yet."""
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None
