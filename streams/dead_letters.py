"""Records that a handler could not take: set aside with the reason and its place, never with a value in it."""

from datetime import UTC, datetime
from types import TracebackType
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from domain.audit import audit_headers, audit_key, audit_value, parked_letter
from domain.dead_letters import DeadLetter
from runtime.ports import Out, Park, Record
from schemas.codec import Undecodable, encode

DEAD_LETTERS: Final = "jml-dead-letter"
_OURS: Final = frozenset({"domain", "schemas", "runtime", "producers", "streams", "sinks"})


def parking(stage: str) -> Park:
    """The `Park` hook of a stage (its process name): a dead letter and its audit record, the same each time the record is read."""

    def park(record: Record, exc: BaseException) -> tuple[Out, Out]:
        letter = dead_letter(stage, record, exc)
        told = parked_letter(letter, stage)
        return (
            Out(DEAD_LETTERS, record.key, encode(letter)),
            Out("jml-audit", audit_key(told), audit_value(told), headers=audit_headers(told)),
        )

    return park


def dead_letter(stage: str, record: Record, exc: BaseException) -> DeadLetter:
    """The record as it lay on our topic, and why. `at` is the record's own (machine) time."""
    place = f"{stage}/{record.topic}/{record.partition}/{record.offset}"
    return DeadLetter(
        id=str(uuid5(NAMESPACE_URL, f"dead-letter/{place}")),
        stage=stage,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        reason=reason_of(exc),
        at=datetime.fromtimestamp(record.timestamp, UTC),
        person=record.key.decode(errors="replace") or None,
        payload=record.value,
    )


def reason_of(exc: BaseException) -> str:
    """The kind of exception and where in the product it arose. Messages may hold values, so none is kept, but for the codec's own texts."""
    name = type(exc).__name__
    if isinstance(exc, Undecodable):
        return f"{name}: {exc.reason}"
    place = _place(exc.__traceback__)
    return f"{name} at {place}" if place else name


def _place(step: TracebackType | None) -> str:
    found = ""
    while step is not None:
        module = str(step.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in _OURS:
            found = f"{module}:{step.tb_lineno}"
        step = step.tb_next
    return found
