"""What one record leads to, in the order that survives a kill."""

import asyncio
import json
from collections.abc import Iterable

import pytest

from runtime.memory import MemoryLog, MemoryTable, MemoryWorker
from runtime.ports import GONE, Out, Record, Result, Trouble
from runtime.shell import Shell
from tests.runtime.counting import DEAD, OUT, SOURCES, Counting, park

FACTS, ORDERS = SOURCES


def said(log: MemoryLog) -> list[dict[str, object]]:
    return [json.loads(record.value or b"") for record in log.records(OUT)]


async def test_a_record_is_folded_and_said_once_when_it_is_delivered_again() -> None:
    log = MemoryLog(partitions=3)
    worker = MemoryWorker(Counting(), log, park)
    record = await log.append(Out(FACTS, b"p1", b"5"))
    await worker.drain()

    await worker.again(record)

    assert json.loads(worker.table.get(b"p1") or b"") == {"n": 1, "sum": 5}
    assert len(said(log)) == 1


async def test_offsets_are_kept_apart_for_each_source_topic() -> None:
    log = MemoryLog()
    worker = MemoryWorker(Counting(), log, park)
    for topic in (FACTS, ORDERS):
        await log.append(Out(topic, b"p1", b"1"))

    await worker.drain()

    assert json.loads(worker.table.get(b"p1") or b"")["n"] == 2


async def test_an_output_carries_the_place_it_came_from() -> None:
    log = MemoryLog()
    worker = MemoryWorker(Counting(), log, park)
    await log.append(Out(FACTS, b"p1", b"1"))
    await worker.drain()
    assert log.records(OUT)[0].headers["src"] == f"{FACTS}/0/0".encode()


async def test_a_record_that_cannot_be_handled_is_parked_and_the_next_one_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    log = MemoryLog()
    worker = MemoryWorker(Counting(), log, park)
    for number in (b"1", b'"bad"', b"2"):
        await log.append(Out(FACTS, b"p1", number))

    await worker.drain()

    assert json.loads(log.records(DEAD)[0].value or b"") == {"place": f"{FACTS}/0/1", "why": "ValueError"}
    assert json.loads(worker.table.get(b"p1") or b"") == {"n": 2, "sum": 3}
    assert "parked" in caplog.text


async def test_a_parked_record_is_not_parked_again_when_it_is_delivered_again() -> None:
    log = MemoryLog()
    worker = MemoryWorker(Counting(), log, park)
    record = await log.append(Out(FACTS, b"new", b'"bad"'))
    await worker.drain()
    await worker.again(record)
    assert len(log.records(DEAD)) == 1
    assert worker.table.get(b"new") is None


class Refusing(Counting):
    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    async def handle(self, record: Record, row: bytes | None) -> Result:
        raise self.error


@pytest.mark.parametrize(
    "error", [Trouble("no disk"), OSError("no disk"), TimeoutError(), MemoryError()], ids=lambda error: type(error).__name__
)
async def test_trouble_around_the_code_leaves_the_record_unread(error: BaseException) -> None:
    log = MemoryLog()
    worker = MemoryWorker(Refusing(error), log, park)
    await log.append(Out(FACTS, b"p1", b"1"))
    with pytest.raises(type(error)):
        await worker.drain()
    assert not worker.table.stored
    assert not log.records(DEAD)


class Forgetting(Counting):
    async def handle(self, record: Record, row: bytes | None) -> Result:
        return Result((), GONE)


async def test_an_emptied_row_keeps_its_offsets_and_no_body() -> None:
    log = MemoryLog()
    table = MemoryTable(1)
    await log.append(Out(FACTS, b"p1", b"1"))
    await MemoryWorker(Counting(), log, park, table=table).drain()
    await log.append(Out(FACTS, b"p1", b"1"))

    await MemoryWorker(Forgetting(), log, park, table=table).drain()

    assert table.get(b"p1") is None
    assert list(table.items()) == []
    assert await MemoryWorker(Counting(), log, park, table=table).drain() == 2
    assert table.get(b"p1") is None


async def test_a_restart_rebuilds_the_index_from_the_rows() -> None:
    log, table = MemoryLog(partitions=3), MemoryTable(3)
    for key in (b"p1", b"p2", b"p1"):
        await log.append(Out(FACTS, key, b"1"))
    await MemoryWorker(Counting(), log, park, table=table).drain()
    again = Counting()
    MemoryWorker(again, log, park, table=table)
    assert again.index == {b"p1": 2, b"p2": 1}


class Journal:
    """Sending and storing as a list of what happened."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.stored: dict[bytes, bytes] = {}

    async def send_all(self, outs: Iterable[Out]) -> None:
        self.happened += [f"sent {out.topic}" for out in outs]

    def check_fence(self) -> None:
        self.happened.append("fence")

    def committed(self, topic: str, partition: int) -> int:
        return 0

    def get(self, key: bytes) -> bytes | None:
        return self.stored.get(key)

    async def put(self, key: bytes, value: bytes) -> None:
        self.happened.append("stored")
        self.stored[key] = value


async def test_the_row_comes_before_the_outputs_and_the_fence_before_the_row() -> None:
    journal = Journal()
    await Shell(Counting(), park, journal, journal, 1.0).apply(Record(FACTS, 0, 0, b"p1", b"1"))
    assert journal.happened == ["fence", "fence", "stored", f"sent {OUT}"]


async def test_after_a_restart_the_row_is_written_again_byte_for_byte_and_its_outputs_sent_again() -> None:
    journal = Journal()
    await Shell(Counting(), park, journal, journal, 1.0).apply(Record(FACTS, 0, 0, b"p1", b"1"))
    before = journal.stored[b"p1"]
    journal.happened.clear()
    restarted = Shell(Counting(), park, journal, journal, 1.0)
    for _ in range(2):
        await restarted.apply(Record(FACTS, 0, 0, b"p1", b"1"))
    assert journal.happened == ["fence", "stored", f"sent {OUT}", "fence"]
    assert journal.stored[b"p1"] == before


class Dying(MemoryLog):
    """A log whose producer dies before the first record of OUT."""

    alive = False

    async def append(self, out: Out) -> Record:
        if out.topic == OUT and not self.alive:
            raise Trouble("killed")
        return await super().append(out)


async def test_what_was_decided_before_a_kill_is_said_first_and_unchanged_whatever_is_read_next() -> None:
    log, table = Dying(), MemoryTable(1)
    await log.append(Out(FACTS, b"p1", b"1"))
    first = MemoryWorker(Counting(), log, park, table=table)
    with pytest.raises(Trouble):
        await first.drain()
    log.alive = True
    order = await log.append(Out(ORDERS, b"p1", b"10"))

    second = MemoryWorker(Counting(), log, park, table=table, offsets=first.offsets)
    await second.again(order)
    await second.drain()

    assert [(row["id"], row["n"], row["sum"]) for row in said(log)] == [(f"{FACTS}/0/0", 1, 1), (f"{ORDERS}/0/0", 2, 11)]


async def test_outputs_of_a_record_that_was_acknowledged_are_not_sent_again() -> None:
    log, table = MemoryLog(), MemoryTable(1)
    await log.append(Out(FACTS, b"p1", b"1"))
    first = MemoryWorker(Counting(), log, park, table=table)
    await first.drain()
    await log.append(Out(ORDERS, b"p1", b"1"))
    await MemoryWorker(Counting(), log, park, table=table, offsets=first.offsets).drain()
    assert len(said(log)) == 2


class Slow(Counting):
    async def handle(self, record: Record, row: bytes | None) -> Result:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_record_that_takes_too_long_is_trouble_not_a_dead_letter() -> None:
    journal = Journal()
    with pytest.raises(TimeoutError):
        await Shell(Slow(), park, journal, journal, 0.01).apply(Record(FACTS, 0, 0, b"p1", b"1"))


async def test_a_damaged_row_stops_the_process() -> None:
    journal = Journal()
    journal.stored[b"p1"] = b"\xff\xff"
    with pytest.raises(OSError, match="not readable"):
        await Shell(Counting(), park, journal, journal, 1.0).apply(Record(FACTS, 0, 0, b"p1", b"1"))
