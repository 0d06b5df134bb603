"""A person's row as bytes."""

import msgspec

from domain.work import NOTHING, Work

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Work).decode


def to_bytes(row: Work) -> bytes:
    """Compact JSON: what the table and its changelog hold. Personal values in it are sealed."""
    return _encode(row)


def from_bytes(row: bytes | None) -> Work:
    """The row; an empty one where nothing is stored."""
    return _decode(row) if row else NOTHING
