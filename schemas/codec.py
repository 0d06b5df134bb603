"""Records on the wire: Avro single-object encoding, the schema's fingerprint in front.

C3 01, then the little-endian CRC-64-AVRO (Rabin) fingerprint of the schema's canonical form, then the body. Every version that was ever
written stays in `avro/`, so every record that was ever written stays readable: it resolves to the newest version of its type.
"""

import io
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from fastavro import parse_schema, schemaless_reader, schemaless_writer
from fastavro.schema import fingerprint, to_parsing_canonical_form

from domain.accounts import AccountRecord
from domain.commands import Command
from domain.dead_letters import DeadLetter
from domain.deliveries import Delivery
from domain.facts import Fact
from domain.notices import Notice
from domain.outcomes import Outcome
from domain.proposals import Alert, Case, Proposal, Tick, Transition
from domain.rosters import Reading, RosterManifest
from schemas.keys import KeyRecord

MARKER = b"\xc3\x01"
HEAD = len(MARKER) + 8
FOLDER = Path(__file__).parent / "avro"
TYPES: dict[str, type] = {
    "account-record": AccountRecord,
    "alert": Alert,
    "case": Case,
    "command": Command,
    "dead-letter": DeadLetter,
    "delivery": Delivery,
    "fact": Fact,
    "key-record": KeyRecord,
    "notice": Notice,
    "outcome": Outcome,
    "proposal": Proposal,
    "reading": Reading,
    "roster-manifest": RosterManifest,
    "tick": Tick,
    "transition": Transition,
}
_AS_THEY_ARE = (datetime, date, bytes)
_DEEP = frozenset((dict, tuple, list, datetime))
_PLACE = re.compile(r"at `(\$[^`]*)`")
Record = TypeVar("Record")


class Undecodable(Exception):
    """Bytes that are no record of ours. The reason is a stable text without any value of the record."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one schema, as a file holds it."""

    name: str
    number: int
    type: type
    fingerprint: bytes
    source: dict[str, Any]
    parsed: Any


def load(path: Path) -> Version:
    """Reads `<name>.v<number>.avsc`. A file that is not one of those, or names no known type, is a mistake of the build: ValueError."""
    match = re.fullmatch(r"([a-z-]+)\.v([0-9]+)\.avsc", path.name)
    if match is None or match[1] not in TYPES:
        raise ValueError(f"{path}: name it <type>.v<number>.avsc, with a type of {', '.join(TYPES)}")
    source = json.loads(path.read_text(encoding="utf-8"))
    mark = bytes.fromhex(fingerprint(to_parsing_canonical_form(source), "CRC-64-AVRO"))
    return Version(match[1], int(match[2]), TYPES[match[1]], mark, source, parse_schema(source, named_schemas={}))


def versions() -> list[Version]:
    """Every version of every schema, oldest first."""
    return sorted((load(path) for path in FOLDER.glob("*.avsc")), key=lambda version: (version.name, version.number))


_VERSIONS = versions()
_NEWEST: dict[type, Version] = {version.type: version for version in _VERSIONS}
_BY_FINGERPRINT: dict[bytes, Version] = {version.fingerprint: version for version in _VERSIONS}


def newest(kind: type) -> Version:
    """The version that records of this type are written in."""
    return _NEWEST[kind]


def encode(record: object) -> bytes:
    """One record as bytes, in the newest version. A record that breaks its own type (a naive datetime, a number for a text) is a bug and
    raises ValueError or TypeError."""
    version = _NEWEST[type(record)]
    body = msgspec.to_builtins(record, builtin_types=_AS_THEY_ARE)
    if _naive(body):
        raise ValueError(f"a {version.name} holds an instant without a zone")
    out = io.BytesIO()
    out.write(MARKER + version.fingerprint)
    schemaless_writer(out, version.parsed, body)
    return out.getvalue()


def _naive(value: object) -> bool:
    """Whether an instant without a zone hides in it, which Avro would take for local time."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (tuple, list)):
        return isinstance(value, datetime) and value.tzinfo is None
    return any([_naive(each) for each in value if type(each) in _DEEP])


def decode(data: bytes) -> Any:
    """The record that these bytes are, whatever its type. Raises Undecodable, and nothing else."""
    version = version_of(data)
    target = _NEWEST[version.type]
    reader = None if version is target else target.parsed
    body = io.BytesIO(data)
    body.seek(HEAD)
    try:
        fields = schemaless_reader(body, version.parsed, reader)
    except Exception as problem:  # fastavro meets bad bytes with whatever it stumbles over: EOFError, OverflowError, UnicodeDecodeError …
        raise Undecodable(f"broken body of a {version.name} ({type(problem).__name__})") from None
    if body.tell() != len(data):
        raise Undecodable(f"bytes behind the end of a {version.name}")
    try:
        return msgspec.convert(fields, version.type, builtin_types=_AS_THEY_ARE)
    except msgspec.ValidationError as problem:
        place = _PLACE.search(str(problem))
        raise Undecodable(f"a {version.name} breaks its type at {place[1] if place else '$'}") from None


def decode_as(kind: type[Record], data: bytes) -> Record:
    """The record that these bytes are, which must be of this type. Raises Undecodable."""
    record = decode(data)
    if not isinstance(record, kind):
        raise Undecodable(f"a {_NEWEST[type(record)].name} where a {_NEWEST[kind].name} belongs")
    return record


def version_of(data: bytes) -> Version:
    """Which version these bytes say they are. Raises Undecodable."""
    if not isinstance(data, bytes):
        raise Undecodable("no bytes at all")
    if data[:1] == b"\x00" and len(data) >= 5:
        raise Undecodable(f"Confluent's wire format with a schema id that is not ours ({int.from_bytes(data[1:5], 'big')})")
    if data[:2] != MARKER or len(data) < HEAD:
        raise Undecodable("no single-object marker and fingerprint in front")
    version = _BY_FINGERPRINT.get(data[2:HEAD])
    if version is None:
        raise Undecodable(f"no schema has the fingerprint {data[2:HEAD].hex()}: not a record of ours, or of a newer writer")
    return version
