"""What makes Faust 0.15.3 keep its word (kafka.md §3, measured there): pinned internals, guarded by a kill test with exact counts.

- `harden`: plain Faust drops what it fetched between the end of recovery and the seek.
- `StrictTable`: a changelog write that fails must fail the record, not a log line.
- `Fence`: a process frozen longer than its session must not write when it wakes up.
- `KeyedParallel`: many keys at once, one key in order, acknowledgements in offset order.
"""

import asyncio
import collections
import logging
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import faust

FROZEN: Final = 75
"""Exit status of a process that found itself frozen for too long."""
QUIET: Final = 1.2
"""Seconds of stillness at the end of recovery: longer than the fetcher's getmany(timeout=1.0)."""


def harden(app: Any, recovered: Callable[[], None]) -> None:
    """Nothing may sit in a stream buffer when Faust, at the end of recovery, seeks and then clears the buffers.

    `recovered` runs in that stillness: the tables are complete and no record is on its way.
    """

    async def quiesce(*_args: Any, **_named: Any) -> None:
        app.consumer.stop_flow()
        app.flow_control.suspend()
        await asyncio.sleep(QUIET)
        try:
            recovered()
        except Exception as exc:
            await app.crash(exc)

    app.on_rebalance_complete.connect(quiesce)  # sent by the first statement of Recovery.on_recovery_completed


class StrictTable(faust.Table):  # type: ignore[misc]  # faust has no types for mypy
    """A table whose writes can be awaited; used as `faust.App(..., Table=StrictTable)`."""

    logger = logging.getLogger("faust.tables")
    _last: Any = None

    def send_changelog(self, *args: Any, **named: Any) -> Any:
        self._last = super().send_changelog(*args, **named)
        return self._last

    async def put(self, key: bytes, value: bytes) -> None:
        """Returns when the broker has the changelog record; raises if it refused it."""
        self[key] = value
        await self._last


class Fence:
    """Ends the process when it was frozen for longer than `limit` seconds (a third of the session)."""

    def __init__(self, app: Any, limit: float) -> None:
        self.limit = limit
        self.last: float | None = None
        app.task(self.run)

    async def run(self) -> None:
        self.last = time.monotonic()
        while True:
            self.check()  # after a freeze this timer runs before the agent does
            self.last = time.monotonic()
            await asyncio.sleep(0.25)

    def check(self) -> None:
        """Ask before every output and every table write."""
        if self.last is not None and time.monotonic() - self.last > self.limit:
            os._exit(FROZEN)


class _Place:
    """One record's place in the order of its partition."""

    __slots__ = ("done", "event")

    def __init__(self, event: Any) -> None:
        self.event = event
        self.done = False


_Order = collections.defaultdict[Any, collections.deque[_Place]]


class KeyedParallel:
    """Many keys at once, one key in order, at most `limit` in flight; acks leave in offset order per partition.

    With limit 1 the next record is not even looked at before the last one is acknowledged. `acked(tp, offset)` is told of each ack.
    """

    def __init__(self, app: Any, fn: Callable[[Any], Awaitable[None]], limit: int, acked: Callable[[Any, int], None]) -> None:
        self.app, self.fn, self.acked = app, fn, acked
        self.free = asyncio.Semaphore(limit)
        self.limit = limit
        self.order: _Order = collections.defaultdict(collections.deque)
        self.tail: dict[Any, asyncio.Task[None]] = {}
        self.failed = False
        app.on_partitions_revoked.connect(self._revoked)

    @property
    def in_flight(self) -> int:
        """Records taken and not finished."""
        return sum(not place.done for queue in self.order.values() for place in queue)

    async def _revoked(self, *_args: Any, **_named: Any) -> None:
        # Faust has waited for the unacked events before it sends this; late finishers of the old assignment are never acked
        self.order = collections.defaultdict(collections.deque)

    async def __call__(self, stream: Any) -> None:
        unacked = stream.noack()
        async for event in unacked.events():
            await self.free.acquire()  # back-pressure: the agent stops pulling
            order, key, place = self.order, event.message.key, _Place(event)
            order[event.message.tp].append(place)
            self.tail[key] = asyncio.create_task(self._one(unacked, order, place, self.tail.get(key)))

    async def _one(self, stream: Any, order: _Order, place: _Place, before: asyncio.Task[None] | None) -> None:
        message = place.event.message
        try:
            if before is not None:
                await asyncio.wait([before])
            if self.failed:
                return
            await self.fn(place.event)  # current_event() is this event here, so tables may be written
            place.done = True
            await self._ack(stream, order, message.tp)
        except Exception as exc:
            self.failed = True  # nothing later may run or be acked; the offsets are read again
            await self.app.crash(exc)
        finally:
            if self.tail.get(message.key) is asyncio.current_task():
                del self.tail[message.key]
            self.free.release()

    async def _ack(self, stream: Any, order: _Order, tp: Any) -> None:
        queue = order[tp]
        while order is self.order and queue and queue[0].done:
            event = queue.popleft().event
            await stream.ack(event)
            self.acked(tp, event.message.offset)
