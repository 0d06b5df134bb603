"""Confluent's wire format: a zero byte, the registry's schema id (four bytes, big-endian), then the same Avro body as ours.

Inside the product every record has our own head; this turns one head into the other where records meet the cluster.
"""

from collections.abc import Callable

from schemas.codec import HEAD, MARKER

MAGIC = b"\x00"
OTHER_HEAD = 5


def framed(value: bytes | None, id_of: Callable[[bytes], int | None]) -> bytes | None:
    """With the registry's head, where `id_of` knows the fingerprint in front; else as it is (JSON, tombstones)."""
    if value is None or not value.startswith(MARKER) or len(value) < HEAD:
        return value
    number = id_of(value[len(MARKER) : HEAD])
    return value if number is None else MAGIC + number.to_bytes(4, "big") + value[HEAD:]


def unframed(value: bytes | None, fingerprint_of: Callable[[int], bytes | None]) -> bytes | None:
    """With our own head, where `fingerprint_of` knows the id in front; else as it is."""
    number = id_in(value)
    if value is None or number is None:
        return value
    fingerprint = fingerprint_of(number)
    return value if fingerprint is None else MARKER + fingerprint + value[OTHER_HEAD:]


def id_in(value: bytes | None) -> int | None:
    """The schema id in front; None where the value is not in this format."""
    is_framed = value is not None and value.startswith(MAGIC) and len(value) >= OTHER_HEAD
    return int.from_bytes(value[1:OTHER_HEAD], "big") if value is not None and is_framed else None
