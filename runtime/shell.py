"""What happens to one record, in the order that survives a kill at any point:

decide → row, offset and outputs stored together and acknowledged → fence → outputs sent and acknowledged → ack, in offset order.

A record that was applied already is not decided again: its row is written again, because the changelog may lack it (kafka.md §0.3), and
its outputs are sent again where they may be missing. Sending before storing (kafka.md §0.4) is not enough for an agent that reads several
topics: killed in between, it may read them in another order, and then say different things under one id and version; the kill test found
that. A handler's own exception parks the record and goes on.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from aiokafka.errors import KafkaError

from runtime.envelope import Envelope, opened, sealed
from runtime.logs import correlated
from runtime.metrics import DEAD_LETTERS, LAST_EVENT
from runtime.ports import NO_HEADERS, Handler, Out, Park, Record, Result, Trouble
from runtime.registry import Wire

log = logging.getLogger(__name__)
TROUBLE: Final = (Trouble, OSError, MemoryError, KafkaError)
"""What a handler may raise without being to blame: the process ends and the record is read again. TimeoutError is an OSError."""


class Store(Protocol):
    """The stored rows, seen from inside the handling of one record."""

    def get(self, key: bytes) -> bytes | None: ...

    async def put(self, key: bytes, value: bytes) -> None:
        """Returns when the broker has it."""


class Sending(Protocol):
    """What the shell asks of its host."""

    async def send_all(self, outs: Iterable[Out]) -> None:
        """Asks the fence, sends in order, returns when the broker has all."""

    def committed(self, topic: str, partition: int) -> int:
        """Everything before this offset was acknowledged, so its outputs were sent."""

    def check_fence(self) -> None: ...


class Shell:
    """Applies records to one handler's rows."""

    def __init__(self, handler: Handler, park: Park, host: Sending, store: Store, longest: float) -> None:
        """`longest` is how many seconds one record may take: half the rebalance timeout, or a rebalance hands it to two workers."""
        self._handler, self._park, self._host, self._store, self._longest = handler, park, host, store, longest
        self._touched: set[tuple[int, bytes]] = set()

    def dealt(self) -> None:
        """Partitions were dealt anew: what another process stored may not be sent yet."""
        self._touched.clear()

    async def apply(self, record: Record) -> None:
        """Everything up to, but not including, the ack."""
        with correlated(f"{record.topic}/{record.partition}/{record.offset}"):
            self._host.check_fence()
            stored = self._store.get(record.key)
            now = was = opened(stored)
            await self._make_good(record, stored, was)
            if not was.has_seen(record.topic, record.offset):
                now = await self._decided(record, was)
                self._host.check_fence()
                await self._store.put(record.key, sealed(now))
                await self._send(now.outs)
            self._handler.folded(record.key, now.body, record)
        LAST_EVENT.labels(record.topic).set(record.timestamp)

    async def _make_good(self, record: Record, stored: bytes | None, was: Envelope) -> None:
        """The first time a key is met since partitions were dealt, finishes what a dead process may have left half done."""
        place = record.partition, record.key
        if place in self._touched or stored is None:
            return
        if was.offsets[was.last] >= self._host.committed(was.last, record.partition):
            await self._store.put(record.key, stored)
            await self._send(was.outs)
        self._touched.add(place)

    async def _send(self, outs: Sequence[Out]) -> None:
        if outs:
            await self._host.send_all(outs)

    async def _decided(self, record: Record, was: Envelope) -> Envelope:
        outs, row = await self._result(record, was.body)
        body = was.body if row is None else row
        return was.advanced(record.topic, record.offset, body, [_traced(out, record) for out in outs])

    async def _result(self, record: Record, row: bytes | None) -> Result:
        try:
            async with asyncio.timeout(self._longest):
                return await self._handler.handle(record, row)
        except TROUBLE:
            raise
        except Exception as exc:
            return Result(self._parked(record, exc))

    def _parked(self, record: Record, exc: Exception) -> Sequence[Out]:
        DEAD_LETTERS.labels(self._handler.name, type(exc).__name__).inc()
        log.error("record parked", exc_info=exc, extra={"reason": type(exc).__name__})
        return self._park(record, exc)


def _traced(out: Out, record: Record) -> Out:
    headers = {**out.headers, "src": f"{record.topic}/{record.partition}/{record.offset}".encode()}
    return Out(out.topic, out.key, out.value, headers, out.timestamp, out.partition)


def record_of(message: Any, wire: Wire) -> Record:
    """A Faust (or aiokafka) message as a record."""
    headers = message.headers or NO_HEADERS
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key or b"",
        value=wire.into(message.value),
        headers=dict(headers.items() if hasattr(headers, "items") else headers),
        timestamp=message.timestamp or 0.0,
    )
