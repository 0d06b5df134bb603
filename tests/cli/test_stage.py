"""What a process command puts around a handler: waiting for keys, dying on purpose."""

import asyncio
from collections.abc import Iterable

import pytest

from cli.stage import Crashing, WithKeys
from runtime.ports import Record, Result, Trouble
from schemas.seal import KeyMissing
from sinks.crash import never

RECORD = Record("jml-proposals", 0, 0, b"p1", b"sealed")


class Needs:
    """A handler that needs the key of p1."""

    name, topics, table, parallel = "jml-company", ("jml-proposals",), "registry", 1

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.calls: list[str] = []

    async def handle(self, record: Record, row: bytes | None) -> Result:
        self.calls.append("handle")
        if "p1" not in self.keys:
            raise KeyMissing("p1", None)
        return Result(row=b"opened")

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        self.calls.append("recovered")

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        self.calls.append("folded")


class Reader:
    """A reader of person-keys that has the key when it has caught up."""

    def __init__(self, stage: Needs, has_it: bool = True, broken: bool = False) -> None:
        self.stage, self.has_it, self.broken = stage, has_it, broken

    async def catch_up(self) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise Trouble("the end of person-keys cannot be asked for")
        if self.has_it:
            self.stage.keys.add("p1")


async def test_a_record_whose_key_is_on_its_way_waits_for_it() -> None:
    stage = Needs()
    assert await WithKeys(stage, never, Reader(stage)).handle(RECORD, None) == Result(row=b"opened")
    assert stage.calls == ["handle", "handle"]


async def test_a_key_that_is_nowhere_is_the_records_own_trouble_and_a_broker_that_is_away_is_not() -> None:
    stage = Needs()
    with pytest.raises(KeyMissing):
        await WithKeys(stage, never, Reader(stage, has_it=False)).handle(RECORD, None)
    with pytest.raises(Trouble):
        await WithKeys(stage, never, Reader(stage, broken=True)).handle(RECORD, None)


async def test_a_process_may_die_in_each_gap_of_a_record() -> None:
    stage, passed = Needs(), []
    stage.keys.add("p1")
    handler = Crashing(stage, passed.append)
    await handler.handle(RECORD, None)
    assert passed == ["after-read", "before-fold"]
    handler.folded(b"p1", b"opened", RECORD)
    assert passed[-1] == "before-ack"
    assert stage.calls == ["handle", "folded"]
