"""Many keys at once, one key in order, acknowledgements in offset order."""

import asyncio
from collections import namedtuple
from collections.abc import AsyncIterator
from typing import Any

from runtime.safe import KeyedParallel

TP = namedtuple("TP", "topic partition")
Message = namedtuple("Message", "tp key offset")
Event = namedtuple("Event", "message")


class Signal:
    def __init__(self) -> None:
        self.heard: list[Any] = []

    def connect(self, fn: Any) -> None:
        self.heard.append(fn)


class App:
    def __init__(self) -> None:
        self.on_partitions_revoked = Signal()
        self.crashes: list[BaseException] = []

    async def crash(self, exc: BaseException) -> None:
        self.crashes.append(exc)


class Stream:
    """Events of one partition; remembers what was acknowledged."""

    def __init__(self, keys: str) -> None:
        self._events = [Event(Message(TP("t", 0), key, offset)) for offset, key in enumerate(keys)]
        self.acked: list[int] = []

    def noack(self) -> "Stream":
        return self

    async def events(self) -> AsyncIterator[Event]:
        for event in self._events:
            yield event

    async def ack(self, event: Event) -> None:
        self.acked.append(event.message.offset)


class Gates:
    """A function whose calls finish when the test says so."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.gates: dict[int, asyncio.Future[None]] = {}

    async def __call__(self, event: Event) -> None:
        self.begun.append(event.message.offset)
        self.gates[event.message.offset] = asyncio.get_running_loop().create_future()
        await self.gates[event.message.offset]

    async def finish(self, offset: int) -> None:
        self.gates[offset].set_result(None)
        await settle()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def begin(keys: str, limit: int) -> tuple[Stream, Gates, KeyedParallel, App, "asyncio.Task[None]"]:
    app, gates, stream = App(), Gates(), Stream(keys)
    lanes = KeyedParallel(app, gates, limit, lambda _tp, _offset: None)
    task = asyncio.create_task(lanes(stream))
    await settle()
    return stream, gates, lanes, app, task


async def test_acks_leave_in_offset_order_whatever_finishes_first() -> None:
    stream, gates, lanes, _app, _task = await begin("abc", 10)
    await gates.finish(2)
    await gates.finish(1)
    assert stream.acked == []
    assert lanes.in_flight == 1
    await gates.finish(0)
    assert stream.acked == [0, 1, 2]


async def test_one_key_is_in_order_while_others_pass() -> None:
    _stream, gates, _lanes, _app, _task = await begin("aab", 10)
    assert gates.begun == [0, 2]
    await gates.finish(0)
    assert gates.begun == [0, 2, 1]


async def test_no_more_than_the_limit_are_in_work() -> None:
    _stream, gates, _lanes, _app, _task = await begin("abcd", 2)
    assert gates.begun == [0, 1]
    await gates.finish(1)
    assert gates.begun == [0, 1, 2]


async def test_with_a_limit_of_one_the_next_begins_after_the_ack() -> None:
    stream, gates, _lanes, _app, _task = await begin("abc", 1)
    assert gates.begun == [0]
    await gates.finish(0)
    assert stream.acked == [0]
    assert gates.begun == [0, 1]


async def test_after_a_failure_nothing_later_runs_or_is_acknowledged() -> None:
    stream, gates, _lanes, app, _task = await begin("aab", 10)
    gates.gates[0].set_exception(OSError())
    await settle()
    await gates.finish(2)
    assert [type(exc) for exc in app.crashes] == [OSError]
    assert gates.begun == [0, 2]
    assert stream.acked == []


async def test_a_late_finisher_of_a_revoked_assignment_is_never_acknowledged() -> None:
    stream, gates, _lanes, app, _task = await begin("a", 10)
    for heard in app.on_partitions_revoked.heard:
        await heard()
    await gates.finish(0)
    assert stream.acked == []
