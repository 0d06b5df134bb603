"""Facts and ticks of one person → what is true of her, and what is proposed of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from domain.announced import Announced
from domain.desired import Planned
from domain.facts import Fact
from domain.people import Person, fold
from domain.policy import Policy
from domain.proposals import Proposal, Tick
from domain.transitions import decide
from runtime.ports import Out, Record, Result
from schemas.codec import decode, encode
from streams.timers import Timers

FACTS = "hr-changes"
TICKS = "jml-ticks"
PROPOSALS = "jml-proposals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person, what was proposed of her, when to look again, the business instant up to which she was seen, and under which policy."""

    person: Person
    announced: Announced = field(default_factory=Announced)
    due: tuple[Planned, ...] = ()
    as_of: datetime
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """The part of a row that timers need."""

    due: tuple[Planned, ...] = ()
    policy: str = ""


_row_to_bytes = msgspec.json.Encoder().encode
_row_of = msgspec.json.Decoder(Row).decode
_due_of = msgspec.json.Decoder(_Due).decode


class WrongRecord(Exception):
    """A record that does not belong on its topic, or not to its key. Names no person."""


class Lifecycle:
    """A `runtime.ports.Handler`. Pure: business time is the fact's time of reading, the tick's due instant, and never goes back.

    Cases travel in the proposal; the company stage opens and closes them with its own. Whoever was last looked at under another policy is
    looked at again at `since`, the business instant at which this policy took effect: a new version re-decides everybody.
    """

    name = "jml-lifecycle"
    topics: tuple[str, ...] = (FACTS, TICKS)
    table = "people"
    parallel = 200
    ticks = TICKS
    partition: int | None = None

    def __init__(self, policy: Policy, since: datetime | None = None) -> None:
        self.policy, self._since = policy, since
        self.timers = Timers()

    async def handle(self, record: Record, row: bytes | None) -> Result:
        was = _row_of(row) if row else None
        message = _message(record)
        if isinstance(message, Fact):
            person, at = fold(was.person if was else None, message), message.read
        elif was is not None:
            person, at = was.person, message.due
        else:
            return Result()  # a tick for somebody of whom nothing is known
        return self._decided(was, person, at)

    def _decided(self, was: Row | None, person: Person, at: datetime) -> Result:
        now = max(at, was.as_of) if was else at
        decision = decide(was.announced if was else Announced(), person, now, self.policy)
        row = Row(person=person, announced=decision.announced, due=decision.due, as_of=now, policy=self.policy.hash)
        return Result((_out(decision.proposal),) if decision.proposal else (), _row_to_bytes(row))

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        self.timers.rebuild((key, self._next(row)) for key, row in rows)

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        self.timers.put(key, self._next(row) if row else None)

    def _next(self, body: bytes) -> datetime | None:
        row = _due_of(body)
        again = () if self._since is None or row.policy == self.policy.hash else (self._since,)
        return min((*(item.at for item in row.due), *again), default=None)


def _message(record: Record) -> Fact | Tick:
    """What the record says. Raises Undecodable, or WrongRecord for what does not belong here."""
    message = decode(record.value or b"")
    if not isinstance(message, Fact if record.topic == FACTS else Tick):
        raise WrongRecord(f"a {type(message).__name__.lower()} on {record.topic}; it takes facts or ticks of its own")
    if message.person.encode() != record.key:
        raise WrongRecord(f"the key on {record.topic} is not the person's")
    return message


def _out(proposal: Proposal) -> Out:
    return Out(PROPOSALS, proposal.person.encode(), encode(proposal), partition=0)
