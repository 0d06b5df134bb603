"""How a row lies in the table: its body, the last offset applied from each source topic, and what the last record said to send.

All three are one record of the changelog, so they can never disagree. What was to be sent is kept because a process may die after it has
decided and before it has sent; the record is read again, perhaps after one from another topic, and must then say the same, not decide anew.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from runtime.ports import Out


class _Parcel(msgspec.Struct, frozen=True, array_like=True):
    """An `Out` as it is stored."""

    topic: str
    key: bytes
    value: bytes | None
    headers: dict[str, bytes]
    timestamp: float | None
    partition: int | None


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """A stored row; `body` is None where the key has offsets but no row."""

    offsets: dict[str, int] = {}
    body: bytes | None = None
    last: str = ""
    """The topic of the record applied last; only that record's outputs may be unsent, for one key is handled in order."""
    parcels: tuple[_Parcel, ...] = ()

    def has_seen(self, topic: str, offset: int) -> bool:
        """Whether the record at this place was applied already."""
        return offset <= self.offsets.get(topic, -1)

    @property
    def outs(self) -> tuple[Out, ...]:
        """What the record applied last said to send."""
        return tuple(Out(p.topic, p.key, p.value, p.headers, p.timestamp, p.partition) for p in self.parcels)

    def advanced(self, topic: str, offset: int, body: bytes | None, outs: Sequence[Out]) -> "Envelope":
        """The row after the record at this place."""
        parcels = tuple(_Parcel(o.topic, o.key, o.value, dict(o.headers), o.timestamp, o.partition) for o in outs)
        return Envelope({**self.offsets, topic: offset}, body or None, topic, parcels)


EMPTY: Final = Envelope()
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Envelope)


def opened(stored: bytes | None) -> Envelope:
    """The envelope of stored bytes; raises OSError for bytes that are none (a damaged or foreign table must stop the process)."""
    if stored is None:
        return EMPTY
    try:
        return _decoder.decode(stored)
    except msgspec.MsgspecError as exc:
        raise OSError("a stored row is not readable: the table was written by something else or is damaged") from exc


def sealed(envelope: Envelope) -> bytes:
    """The bytes to store."""
    return _encoder.encode(envelope)
