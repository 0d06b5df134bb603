"""A record that could not be handled: what is kept so that a person can look at it and send it again, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

ROW = -1
"""The partition of a letter that is about a row of HR's, which lies on no topic."""
RETRIED, DROPPED = "retried", "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One record set aside, with the reason; or, where `act` is given, what an operator did with the letter of this id.

    `stage` is the process that gave up; `topic`, `partition` and `offset` name the record it was reading (a row of the poller: its source,
    -1, -1). `reason` is a stable code or redacted text, `field` the field at fault. `payload` is the value as it lay on one of our own
    topics (sealed and allow-listed already) or the allow-listed projection of a row; None when even that cannot be kept. `act` is retried
    or dropped, `by` the operator's name, `why` the operator's words.
    """

    id: str
    stage: str
    topic: str
    partition: int
    offset: int
    reason: str
    at: datetime
    person: str | None = None
    field: str | None = None
    payload: bytes | None = None
    act: str | None = None
    by: str | None = None
    why: str | None = None

    @property
    def of_row(self) -> bool:
        """Whether it is about a row of HR's, not about a record of our own topics."""
        return self.partition == ROW


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that nobody has dealt with: when its record was first and last met, and how often."""

    letter: DeadLetter
    first: datetime
    last: datetime
    times: int = 1


def waiting(letters: Iterable[DeadLetter]) -> dict[str, Waiting]:
    """Id → what is still to be dealt with, from everything on the topic, each id's letters in their order.

    A letter about our own record comes back only by redelivery, so any act ends it. A row's comes back where the row is still wrong: a
    retry ends it until then, a drop for good.
    """
    left: dict[str, Waiting] = {}
    ended: set[str] = set()
    for letter in letters:
        if letter.act is not None:
            left.pop(letter.id, None)
            if letter.act == DROPPED or not letter.of_row:
                ended.add(letter.id)
        elif letter.id not in ended:
            before = left.get(letter.id)
            left[letter.id] = _again(before, letter) if before else Waiting(letter, letter.at, letter.at)
    return left


def _again(before: Waiting, letter: DeadLetter) -> Waiting:
    times = before.times + 1 if letter.of_row else before.times
    return Waiting(letter, min(before.first, letter.at), max(before.last, letter.at), times)


def acted(letter: DeadLetter, act: str, by: str, why: str, at: datetime) -> DeadLetter:
    """The record of what was done with it; the payload is not kept twice."""
    return replace(letter, act=act, by=by or None, why=why or None, at=at, payload=None)
