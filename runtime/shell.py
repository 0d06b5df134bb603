"""What happens to one record, in the order that survives a kill at any point (kafka.md §0.3, §0.4, §3.2):

outputs sent and acknowledged → fence → row and offset written together and acknowledged → ack, in offset order. A record that was applied
already has its row written again, because the changelog may lack it. A handler's own exception parks the record and goes on.
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

    async def send_all(self, outs: Iterable[Out]) -> None: ...

    def check_fence(self) -> None: ...


class Shell:
    """Applies records to one handler's rows."""

    def __init__(self, handler: Handler, park: Park, host: Sending, store: Store, longest: float) -> None:
        """`longest` is how many seconds one record may take: half the rebalance timeout, or a rebalance hands it to two workers."""
        self._handler, self._park, self._host, self._store, self._longest = handler, park, host, store, longest

    async def apply(self, record: Record) -> None:
        """Everything up to, but not including, the ack."""
        with correlated(f"{record.topic}/{record.partition}/{record.offset}"):
            self._host.check_fence()
            stored = self._store.get(record.key)
            was = opened(stored)
            now = was if was.has_seen(record.topic, record.offset) else await self._handled(record, was)
            self._host.check_fence()
            await self._store.put(record.key, stored if stored is not None and now is was else sealed(now))
            self._handler.folded(record.key, now.body, record)
        LAST_EVENT.labels(record.topic).set(record.timestamp)

    async def _handled(self, record: Record, was: Envelope) -> Envelope:
        outs, row = await self._result(record, was.body)
        if outs:
            await self._host.send_all(_traced(out, record) for out in outs)
        return was.advanced(record.topic, record.offset, was.body if row is None else row)

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


def record_of(message: Any) -> Record:
    """A Faust (or aiokafka) message as a record."""
    headers = message.headers or NO_HEADERS
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key or b"",
        value=message.value,
        headers=dict(headers.items() if hasattr(headers, "items") else headers),
        timestamp=message.timestamp or 0.0,
    )
