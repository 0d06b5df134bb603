"""The company stage: one partition, one record at a time. What it decides is `domain.company`; here it is read, opened and told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from domain import desk
from domain.audit import audit_headers, audit_key, audit_value, held_record
from domain.commands import BRAKE, Command, Operator, Refusal, refusal
from domain.company import Company, Settled
from domain.facts import Sealed
from domain.proposals import Proposal, Tick, Transition
from domain.registry import Registry
from domain.rows import Desk, Row
from domain.rules import Rules
from runtime.metrics import ORDERS
from runtime.ports import Out, Record, Result
from schemas.codec import decode_as, encode
from schemas.seal import KeyMissing, KeyRing, Names, Unreadable, open_sealed
from schemas.signing import verify
from streams.timers import Timers

NAME: Final = "jml-company"
PROPOSALS: Final = "jml-proposals"
TICKS: Final = "jml-company-ticks"
COMMANDS: Final = "jml-commands"
NOTICES: Final = "jml-notices"

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_DECODER: Final = msgspec.json.Decoder(Row)
_DESK: Final = msgspec.json.Decoder(Desk)
DESK_KEY: Final = BRAKE.encode()


def row_bytes(row: Row | Desk) -> bytes:
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
        return open_sealed(self.keys, person, Sealed(first=sealed.first, last=sealed.last, preferred=sealed.preferred, mail=sealed.mail))

    def peek(self, person: str, sealed: Sealed) -> Names | None:
        try:
            return self.names(person, sealed)
        except (KeyMissing, Unreadable):
            return None

    def alike(self, person: str, one: Sealed, other: Sealed) -> bool:
        return one == other or open_sealed(self.keys, person, one) == open_sealed(self.keys, person, other)

    def open_login(self, person: str, sealed: bytes) -> str:
        return self.keys.open(person, "login", sealed)

    def seal_login(self, person: str, login: str) -> bytes:
        return self.keys.seal(person, "login", login)

    def digest(self, login: str) -> str:
        return self.keys.digest("login", login)


class WrongRecord(Exception):
    """A record that lies under another key than its person's. Names no person."""


class CompanyHandler:
    """A `runtime.ports.Handler`. The registry follows the stored rows and nothing else, so a restart finds it as it was.

    `now` is business time: whether an order has expired is judged when it is read.
    """

    name = NAME
    topics: tuple[str, ...] = (PROPOSALS, TICKS, COMMANDS)
    table = "registry"
    parallel = 1
    ticks = TICKS
    partition: int | None = 0

    def __init__(self, keys: KeyRing, rules: Rules, operators: Iterable[Operator], now: Callable[[], datetime]) -> None:
        self._make: Callable[[Registry], Company] = lambda registry: Company(registry, RingVault(keys), rules)
        self._operators, self._now = tuple(operators), now
        self.registry = Registry()
        self.timers = Timers()
        self._company = self._make(self.registry)

    async def handle(self, record: Record, row: bytes | None) -> Result:
        """Raises KeyMissing (wait and try again); Undecodable, WrongRecord, Unreadable (park)."""
        if record.key == DESK_KEY:
            return self._ruled(record, _DESK.decode(row) if row else Desk())
        settled = self._settled(record, row_of(row))
        return Result() if settled is None else Result(tuple(_outs(settled)), row_bytes(settled.row))

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        bodies = {key: body for key, body in rows if body}
        own = bodies.pop(DESK_KEY, None)
        people = {key: _DECODER.decode(body) for key, body in bodies.items()}
        self.registry = Registry(people.values(), _DESK.decode(own) if own else None)
        self.timers.rebuild((key, _next(row)) for key, row in people.items())
        self._company = self._make(self.registry)

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        if key == DESK_KEY:
            self.registry.rule(_DESK.decode(row) if row else Desk())
            return
        stored = row_of(row)
        if stored is not None:
            self.registry.put(stored)
            self.timers.put(key, _next(stored))

    def _settled(self, record: Record, row: Row | None) -> Settled | None:
        if record.topic == PROPOSALS:
            return self._company.in_turn(row, _own(record, decode_as(Proposal, record.value or b"")))
        if record.topic == TICKS:
            return self._company.again(row, _own(record, decode_as(Tick, record.value or b"")))
        command = decode_as(Command, record.value or b"")
        return self._company.order(row, command, self._refusal(record, command), _place(record))

    def _ruled(self, record: Record, own: Desk) -> Result:
        if record.topic == COMMANDS:
            command = decode_as(Command, record.value or b"")
            ruled = desk.order(own, command, self._refusal(record, command), self.registry, _place(record))
        else:
            ruled = desk.go_on(own, _own(record, decode_as(Tick, record.value or b"")).cause)
        outs = (*map(_audit, ruled.audits), *map(_tick, ruled.ticks))
        return Result(outs, row_bytes(ruled.desk))

    def _refusal(self, record: Record, command: Command) -> Refusal | None:
        """An order under another key than that of the row it changes is no order of this row."""
        if command.place.encode() != record.key:
            return Refusal.MISPLACED
        return refusal(command, self._operators, verify, self._now())


def _next(row: Row) -> datetime | None:
    return row.due[0].at if row.due else None


def _place(record: Record) -> str:
    return f"{record.topic}/{record.partition}/{record.offset}"


Message = TypeVar("Message", Proposal, Tick)


def _own(record: Record, message: Message) -> Message:
    """The message, which must lie under its person's key: the row that it changes is found by that key."""
    if message.person.encode() != record.key:
        raise WrongRecord(f"the key on {record.topic} is not the person's")
    return message


def _outs(settled: Settled) -> Iterator[Out]:
    key = settled.row.person.encode()
    yield from map(_audit, settled.audits)
    for case in settled.cases:
        yield Out("jml-cases", key, encode(case))
    for alert in settled.alerts:
        yield Out("jml-alerts", f"{alert.kind}/{alert.key}".encode(), encode(alert), partition=0)
    if settled.transition is not None:
        yield from _announced(settled, settled.transition)
    for notice in settled.notices:
        yield Out(NOTICES, key, encode(notice))
    yield from map(_tick, settled.ticks)


def _tick(tick: Tick) -> Out:
    return Out(TICKS, tick.person.encode(), encode(tick), partition=0)


def _audit(record: dict[str, Any]) -> Out:
    own = record["unmapped"]
    if own["action"] == "command":
        ORDERS.labels(own["order"], own.get("why") or own["fate"]).inc()  # a figure only: an order that is read again counts twice
    return Out("jml-audit", audit_key(record), audit_value(record), headers=audit_headers(record))


def _announced(settled: Settled, transition: Transition) -> Iterator[Out]:
    key, body = transition.person.encode(), encode(transition)
    if settled.held:
        yield _audit(held_record(transition, NAME, transition.at))
    if settled.told:
        yield Out("jml-transitions", key, body)
    yield Out("jml-people", key, body)
