"""Dealing with dead letters: what is waiting is read from their topic alone; a retry sends the record again, an act is recorded there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.audit import audit_headers, audit_key, audit_value
from domain.dead_letter_acts import act_record
from domain.dead_letters import DeadLetter, Waiting, acted, waiting
from runtime.ports import Out
from schemas.codec import Undecodable, decode_as, encode
from streams.dead_letters import DEAD_LETTERS

APP: Final = "jml-dead-letters"
Lying = tuple[bytes, bytes | None]
"""A record of the topic: key and value."""


class NotAgain(Exception):
    """The letter cannot be sent again; the text says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What is waiting, by id, and the key under which each letter (and its record) lies."""

    waiting: dict[str, Waiting]
    keys: dict[str, bytes]
    unreadable: int = 0

    def of_reason(self, reason: str) -> list[Waiting]:
        """Those whose reason has this in it, oldest first."""
        return sorted((each for each in self.waiting.values() if reason in each.letter.reason), key=lambda each: each.first)

    def by_reason(self) -> list[tuple[str, list[Waiting]]]:
        """Reason → its letters, the most frequent first."""
        counts = Counter(each.letter.reason for each in self.waiting.values())
        return [(reason, [each for each in self.of_reason(reason) if each.letter.reason == reason]) for reason, _ in counts.most_common()]

    def key(self, letter: DeadLetter) -> bytes:
        return self.keys[letter.id]


def desk(records: Iterable[Lying]) -> Desk:
    """From everything on the topic, each partition's records in their order."""
    letters: list[DeadLetter] = []
    keys: dict[str, bytes] = {}
    unreadable = 0
    for key, value in records:
        try:
            letter = decode_as(DeadLetter, value or b"")
        except Undecodable:
            unreadable += 1
            continue
        letters.append(letter)
        keys[letter.id] = key
    return Desk(waiting(letters), keys, unreadable)


def again(letter: DeadLetter, key: bytes) -> Out:
    """The record as it lay on our topic, to the same topic and partition under the same key. Raises NotAgain."""
    if letter.of_row:
        raise NotAgain(f"{letter.id} is about a row of UKG's: it is read from there again")
    if letter.payload is None:
        raise NotAgain(f"{letter.id} holds no bytes: correct the cause, then `jml dead-letters drop {letter.id} --by NAME --why TEXT`")
    return Out(letter.topic, key, letter.payload, {"retried": letter.id.encode()}, partition=letter.partition)


def recorded(letter: DeadLetter, key: bytes, act: str, at: datetime, *, by: str = "", why: str = "") -> tuple[Out, Out]:
    """What says that it was dealt with: on its own topic, and on the audit topic."""
    done = acted(letter, act, by, why, at)
    told = act_record(done, APP)
    return (
        Out(DEAD_LETTERS, key, encode(done)),
        Out("jml-audit", audit_key(told), audit_value(told), headers=audit_headers(told)),
    )
