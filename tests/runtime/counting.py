"""A small stage for the kill test: counts what each key received and says so. Run as `python -m tests.runtime.counting NAME`."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from runtime.ports import Out, Record, Result
from runtime.settings import Settings, load
from runtime.worker import Worker, serve

PREFIX = os.environ.get("T_PREFIX", "t")
"""Keeps the topics and groups of one test apart from another's."""


def named(prefix: str) -> SimpleNamespace:
    """Every name this stage uses."""
    group = f"{prefix}-counting"
    names = SimpleNamespace(
        prefix=prefix, group=group, facts=f"{prefix}-facts", orders=f"{prefix}-orders", out=f"{prefix}-counted", dead=f"{prefix}-dead"
    )
    names.changelog = f"{group}-counts-changelog"
    names.sources = (names.facts, names.orders)
    names.all = (*names.sources, names.out, names.dead, names.changelog)
    return names


NAMES = named(PREFIX)
SOURCES, OUT, DEAD = NAMES.sources, NAMES.out, NAMES.dead


class Counting:
    """Row: {"n": records, "sum": of their numbers}. A record that says "bad" is refused."""

    name = NAMES.group
    topics = SOURCES
    table = "counts"
    parallel = 50

    def __init__(self) -> None:
        self.index: dict[bytes, int] = {}

    async def handle(self, record: Record, row: bytes | None) -> Result:
        number = json.loads(record.value or b"null")
        if number == "bad":
            raise ValueError("a value that must not be logged")
        was = json.loads(row or b'{"n": 0, "sum": 0}')
        new = {"n": was["n"] + 1, "sum": was["sum"] + number}
        said = {"id": f"{record.topic}/{record.partition}/{record.offset}", "number": number, **new}
        return Result((Out(OUT, record.key, json.dumps(said).encode()),), json.dumps(new).encode())

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        self.index = {key: json.loads(body)["n"] for key, body in rows}

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        if row is not None:
            self.index[key] = json.loads(row)["n"]


def park(record: Record, exc: BaseException) -> Sequence[Out]:
    return (
        Out(
            DEAD,
            record.key,
            json.dumps({"place": f"{record.topic}/{record.partition}/{record.offset}", "why": type(exc).__name__}).encode(),
        ),
    )


def build(process: str):
    def made(settings: Settings) -> Worker:
        return Worker(Counting(), settings, park, process=process)

    return made


if __name__ == "__main__":
    serve(build(sys.argv[1]), sys.argv[1], load())
