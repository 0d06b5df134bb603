"""How a row lies in the table: its body, and the last offset applied to it from each source topic.

Both are one record of the changelog, so a row can never be newer or older than the offsets it says it has seen.
"""

from typing import Final

import msgspec


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """A stored row; `body` is None where the key has offsets but no row."""

    offsets: dict[str, int] = {}
    body: bytes | None = None

    def has_seen(self, topic: str, offset: int) -> bool:
        """Whether the record at this place was applied already."""
        return offset <= self.offsets.get(topic, -1)

    def advanced(self, topic: str, offset: int, body: bytes | None) -> "Envelope":
        return Envelope({**self.offsets, topic: offset}, body or None)


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
    return _encoder.encode(envelope)
