"""The company stage: one partition, one record at a time. What it decides is `domain.company`; here it is read, opened and told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from domain.audit import audit_headers, audit_key, audit_value, held_record
from domain.brake import Limits
from domain.company import Company, Settled
from domain.facts import Sealed
from domain.proposals import Proposal, Tick, Transition
from domain.registry import Registry, Row
from runtime.ports import Out, Record, Result
from schemas.codec import decode_as, encode
from schemas.seal import KeyRing, Names, open_sealed

NAME: Final = "jml-company"
PROPOSALS: Final = "jml-proposals"
TICKS: Final = "jml-company-ticks"
COMMANDS: Final = "jml-commands"

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(Row)


def row_bytes(row: Row) -> bytes:
    """Compact JSON: what table and changelog hold. Names and login in it are sealed."""
    return _ENCODER.encode(row)


def row_of(body: bytes | None) -> Row | None:
    """The row that was stored; None where there is none."""
    return _DECODER.decode(body) if body else None


@dataclass(frozen=True, slots=True)
class RingVault:
    """`domain.naming.Vault` over the keys of people. Opening and sealing raise KeyMissing until a person's key has been read."""

    keys: KeyRing

    def names(self, person: str, sealed: Sealed) -> Names:
        return open_sealed(self.keys, person, Sealed(first=sealed.first, last=sealed.last, preferred=sealed.preferred))

    def alike(self, person: str, one: Sealed, other: Sealed) -> bool:
        return one == other or open_sealed(self.keys, person, one) == open_sealed(self.keys, person, other)

    def seal_login(self, person: str, login: str) -> bytes:
        return self.keys.seal(person, "login", login)

    def digest(self, login: str) -> str:
        return self.keys.digest("login", login)


class WrongRecord(Exception):
    """A record that lies under another key than its person's. Names no person."""


class CompanyHandler:
    """A `runtime.ports.Handler`. The registry follows the stored rows and nothing else, so a restart finds it as it was."""

    name = NAME
    topics: tuple[str, ...] = (PROPOSALS, TICKS, COMMANDS)
    table = "registry"
    parallel = 1

    def __init__(self, keys: KeyRing, login_domain: str, limits: Limits | None = None) -> None:
        self._make: Callable[[Registry], Company] = lambda registry: Company(registry, RingVault(keys), login_domain, limits)
        self.registry = Registry()
        self._company = self._make(self.registry)

    async def handle(self, record: Record, row: bytes | None) -> Result:
        """Raises KeyMissing (wait and try again); Undecodable, WrongRecord, Unreadable (park)."""
        settled = self._settled(record, row_of(row))
        return Result() if settled is None else Result(tuple(_outs(settled)), row_bytes(settled.row))

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        self.registry = Registry(_DECODER.decode(body) for _, body in rows if body)
        self._company = self._make(self.registry)

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        stored = row_of(row)
        if stored is not None:
            self.registry.put(stored)

    def _settled(self, record: Record, row: Row | None) -> Settled | None:
        if record.topic == PROPOSALS:
            return self._company.propose(row, _own(record, decode_as(Proposal, record.value or b"")))
        if record.topic == TICKS:
            return self._company.again(row, _own(record, decode_as(Tick, record.value or b"")))
        return None  # commands: none is known here


Message = TypeVar("Message", Proposal, Tick)


def _own(record: Record, message: Message) -> Message:
    """The message, which must lie under its person's key: the row that it changes is found by that key."""
    if message.person.encode() != record.key:
        raise WrongRecord(f"the key on {record.topic} is not the person's")
    return message


def _outs(settled: Settled) -> Iterator[Out]:
    key = settled.row.person.encode()
    for case in settled.cases:
        yield Out("jml-cases", key, encode(case))
    for alert in settled.alerts:
        yield Out("jml-alerts", f"{alert.kind}/{alert.key}".encode(), encode(alert), partition=0)
    if settled.transition is not None:
        yield from _announced(settled, settled.transition)
    for tick in settled.ticks:
        yield Out(TICKS, tick.person.encode(), encode(tick), partition=0)


def _announced(settled: Settled, transition: Transition) -> Iterator[Out]:
    key, body = transition.person.encode(), encode(transition)
    if settled.held:
        record = held_record(transition, NAME, transition.at)
        yield Out("jml-audit", audit_key(record), audit_value(record), headers=audit_headers(record))
    if settled.told:
        yield Out("jml-transitions", key, body)
    yield Out("jml-people", key, body)
