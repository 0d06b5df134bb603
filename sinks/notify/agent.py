"""The agent that keeps what is still to be told, per person it is about. It calls nobody and opens no name."""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from domain.audit import audit_headers, audit_key, audit_value
from domain.deliveries import ENDED, NOBODY, SYSTEM, Delivery, Told, fold_delivery, fold_notice, told_record
from domain.notices import Notice
from runtime.metrics import NOTICES
from runtime.ports import Out, Record, Result
from schemas.codec import decode_as
from sinks.crash import CrashPoint, never

NAME: Final = f"jml-sink-{SYSTEM}"
NOTICES_TOPIC: Final = "jml-notices"
OUTCOMES: Final = f"{SYSTEM}-outcomes"
Folded = Callable[[bytes, Told], None]
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Told).decode


def told_in(row: bytes | None) -> Told:
    """A row; an empty one where nothing is stored."""
    return _decode(row) if row else NOBODY


class NotifyAgent:
    """A `runtime.ports.Handler`."""

    name = NAME
    topics: tuple[str, ...] = (NOTICES_TOPIC, OUTCOMES)
    table = "told"
    parallel = 200

    def __init__(self, crash: CrashPoint = never) -> None:
        self._crash = crash
        self._listeners: list[Folded] = []

    def on_folded(self, fn: Folded) -> None:
        """`fn(key, row)` is called whenever a row has been stored."""
        self._listeners.append(fn)

    async def handle(self, record: Record, row: bytes | None) -> Result:
        was = told_in(row)
        if record.topic == NOTICES_TOPIC:
            return Result(row=_encode(fold_notice(was, decode_as(Notice, record.value or b""))))
        delivery = decode_as(Delivery, record.value or b"")
        now, ended = fold_delivery(was, delivery)
        self._crash("before-fold")
        if now is not was:
            self._count(was, delivery)
        if ended is None:
            return Result(row=_encode(now))
        audit = told_record(ended, delivery, NAME)
        return Result((Out("jml-audit", audit_key(audit), audit_value(audit), headers=audit_headers(audit)),), _encode(now))

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Nothing is kept in memory here; the courier looks through the rows when partitions open."""

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        if record.topic == OUTCOMES:
            self._crash("before-ack")
        told = told_in(row)
        for listener in self._listeners:
            listener(key, told)

    def _count(self, was: Told, delivery: Delivery) -> None:
        """Figures only: a delivery that is read again may count twice."""
        kind = next(each.notice.kind for each in was.pending if each.notice.id == delivery.notice)
        outcome = str(delivery.fate) if delivery.fate in ENDED else "later"
        NOTICES.labels(str(kind), delivery.channel or "none", outcome).inc()
