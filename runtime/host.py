"""The Faust worker as timers and dispatchers see it (`ports.Host`), with the start gate of kafka.md §11.

A partition opens for work when its tables are recovered and the agent has acknowledged everything up to the end offsets read after the
assignment: before that, an intent may lie on the log that its row does not show yet. Positions come from acks, which leave in offset order.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

from aiokafka.errors import KafkaError
from faust.types import TP

from runtime.envelope import opened
from runtime.kafka import reason_of
from runtime.metrics import GATE_SECONDS, REBALANCES
from runtime.placing import partition_of
from runtime.ports import Closed, Opened, Out, Trouble
from runtime.registry import Plain, Wire
from runtime.safe import Fence

log = logging.getLogger(__name__)
RAW: Final[Mapping[str, Any]] = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw"}
TURN: Final = 0.02


class TableRows:
    """The bodies in the RocksDB of the owned partitions; readable outside the agent too."""

    def __init__(self, table: Any, partitions: int) -> None:
        self._table, self._partitions = table, partitions

    def partition_of(self, key: bytes) -> int:
        return partition_of(key, self._partitions)

    def get(self, key: bytes) -> bytes | None:
        store = self._table.data._dbs.get(self.partition_of(key))  # never opens a partition that another process owns
        return None if store is None else opened(store.get(key)).body

    def items(self) -> Iterable[tuple[bytes, bytes]]:
        data = self._table.data
        for store in list(data._dbs.values()):
            for key, stored in data._visible_items(store):
                body = opened(stored).body
                if body is not None:
                    yield key, body


class FaustHost:
    """Implements `ports.Host` on a Faust app."""

    def __init__(self, app: Any, topics: tuple[str, ...], rows: TableRows, fence: Fence, close_within: float) -> None:
        self.rows = rows
        self.wire: Wire = Plain()
        self._app, self._topics, self._fence, self._close_within = app, topics, fence, close_within
        self._channels: dict[str, Any] = {}
        self._on_open: list[Opened] = []
        self._on_close: list[Closed] = []
        self._epoch = 0
        self._ending = False
        self._open: frozenset[int] = frozenset()
        self.assigned: frozenset[int] = frozenset()
        self.settled = False
        """Partitions have been dealt, and all of ours are open (or there are none for us)."""
        self._start: dict[TP, int] = {}
        self._acked: dict[TP, int] = {}
        self.moved_at = time.monotonic()
        app.on_partitions_revoked.connect(self._revoked)
        app.on_partitions_assigned.connect(self._assigned)
        app.on_before_shutdown.connect(self._stop)

    @property
    def stopping(self) -> bool:
        return self._ending or bool(self._app.should_stop)

    def owned(self) -> frozenset[int]:
        return self._open

    def check_fence(self) -> None:
        self._fence.check()

    def on_open(self, fn: Opened) -> None:
        self._on_open.append(fn)

    def on_close(self, fn: Closed) -> None:
        self._on_close.append(fn)

    def crash(self, exc: BaseException) -> None:
        self._app.add_future(self._app.crash(exc))

    async def send(self, out: Out) -> None:
        await self.send_all((out,))

    async def send_all(self, outs: Iterable[Out]) -> None:
        """Sends in order, returns when the broker has all; raises `Trouble`."""
        self._fence.check()
        try:
            for under_way in [await self._begin(out) for out in outs]:
                await under_way
        except (KafkaError, OSError) as exc:
            raise Trouble(f"Kafka did not take a record: {reason_of(exc)}") from exc

    def committed(self, topic: str, partition: int) -> int:
        """The group's committed offset, as this process last read or wrote it."""
        return self._app.consumer._committed_offset.get(TP(topic, partition)) or 0

    async def _begin(self, out: Out) -> Any:
        channel = self._channels.get(out.topic)
        if channel is None:
            channel = self._channels[out.topic] = self._app.topic(out.topic, **RAW)
        return await channel.send(
            key=out.key,
            value=self.wire.out(out.topic, out.value),
            partition=out.partition,
            timestamp=out.timestamp,
            headers=dict(out.headers),
            force=True,
        )

    @property
    def positions(self) -> dict[TP, int]:
        """For each assigned source partition the next offset to be applied: acked + 1, or where reading began."""
        return {tp: max(self._start.get(tp, 0), self._acked.get(tp, 0)) for tp in self.places()}

    def places(self) -> list[TP]:
        """The source partitions assigned to this process."""
        return [TP(topic, partition) for topic in self._topics for partition in sorted(self.assigned)]

    async def highwaters(self) -> dict[TP, int]:
        """End offsets of the assigned source partitions, asked of the broker now."""
        places = self.places()
        return dict(await self._app.consumer.highwaters(*places)) if places else {}

    def acked(self, tp: TP, offset: int) -> None:
        """Told by `KeyedParallel` of each ack."""
        self._acked[tp] = offset + 1
        self.moved_at = time.monotonic()

    async def _revoked(self, *_args: Any, **_named: Any) -> None:
        # Faust has stopped the flow and emptied the agent before this signal
        self._epoch += 1
        self.settled = False
        await self._close()
        self._acked, self._start, self.assigned = {}, {}, frozenset()

    async def _stop(self, *_args: Any, **_named: Any) -> None:
        self._ending = True
        await self._close()

    async def _close(self) -> None:
        self._open = frozenset()
        if not self._on_close:
            return
        tasks = [asyncio.ensure_future(fn()) for fn in self._on_close]
        done, late = await asyncio.wait(tasks, timeout=self._close_within)
        for task in late:
            task.cancel()
        for task in done:
            if (exc := task.exception()) is not None and not self.stopping:
                self.crash(exc)

    async def _assigned(self, _app: Any, assigned: Iterable[TP], **_named: Any) -> None:
        # a signal inside the rebalance: only start the gate
        self._epoch += 1
        REBALANCES.inc()
        self._open = frozenset()
        self.assigned = frozenset(tp.partition for tp in assigned if tp.topic in self._topics)
        self._app.add_future(self._gate(self._epoch))

    def _stale(self, epoch: int) -> bool:
        return epoch != self._epoch or self.stopping

    async def _gate(self, epoch: int) -> None:
        begun = time.monotonic()
        # a plain flag of Faust, False only at "Worker ready": recovered, seeked
        while self._app.rebalancing and not self._stale(epoch):  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(TURN)
        if self._stale(epoch):
            return
        places, left = self.places(), set(self.assigned)
        consumer = self._app.consumer
        first = await consumer.earliest_offsets(*places) if places else {}
        self._start = {tp: max(consumer._committed_offset.get(tp) or 0, first.get(tp) or 0) for tp in places}
        ends = await self.highwaters()
        while left and not self._stale(epoch):
            at = self.positions
            passed = frozenset(p for p in left if all(at[tp] >= ends[tp] for tp in places if tp.partition == p))
            if passed:
                left -= passed
                self._admit(passed)
            await asyncio.sleep(TURN)
        if not self._stale(epoch):
            self.settled = True
            GATE_SECONDS.set(time.monotonic() - begun)
            log.info("open for work", extra={"partitions": len(self.assigned), "seconds": round(time.monotonic() - begun, 2)})

    def _admit(self, partitions: frozenset[int]) -> None:
        self._open |= partitions
        self.moved_at = time.monotonic()
        for fn in self._on_open:
            fn(partitions)
