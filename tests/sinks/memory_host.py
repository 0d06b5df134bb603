"""A worker held in memory: a log that survives death, rows, a clock that stands still until told, and processes that can be killed."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zlib import crc32

from runtime.ports import Closed, Opened, Out, Record
from schemas.codec import decode
from sinks.agent import SinkAgent

PARTITIONS = 4
START = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Died(BaseException):
    """The process was killed at a crash point."""


class StillClock:
    """Business and machine time, both moved by hand only."""

    def __init__(self) -> None:
        self.business, self.machine_now = START, 1_777_636_800.0
        self._moved: set[asyncio.Event] = set()

    def now(self) -> datetime:
        return self.business

    def machine(self) -> float:
        return self.machine_now

    async def wait_until(self, instant: datetime | None, wake: asyncio.Event) -> None:
        if instant is not None and self.business >= instant:
            return
        self._moved.add(wake)
        await wake.wait()

    def advance(self, *, to: datetime | None = None, machine: float | None = None) -> None:
        self.business = max(self.business, to or self.business)
        self.machine_now = max(self.machine_now, machine or self.machine_now)
        for wake in self._moved:
            wake.set()

    def step(self, seconds: float) -> None:
        self.advance(to=self.business + timedelta(seconds=seconds), machine=self.machine_now + seconds)


class Durable:
    """What is left when a process dies: topics, rows, committed offsets."""

    def __init__(self) -> None:
        self.source: list[Record] = []
        self.committed = 0
        self.rows: dict[bytes, bytes] = {}
        self.outs: list[Out] = []

    def told(self, topic: str) -> list[object]:
        return [decode(out.value or b"") for out in self.outs if out.topic == topic]

    def outcomes(self) -> list[object]:
        return [decode(record.value or b"") for record in self.source if record.topic.endswith("-outcomes")]


class MemoryRows:
    def __init__(self, rows: dict[bytes, bytes]) -> None:
        self._rows = rows

    def get(self, key: bytes) -> bytes | None:
        return self._rows.get(key)

    def items(self) -> Iterable[tuple[bytes, bytes]]:
        return list(self._rows.items())

    def partition_of(self, key: bytes) -> int:
        return crc32(key) % PARTITIONS


class MemoryHost:
    """One process's worker. Folds each record `lag` turns of the loop after the one before; `slow`: machine seconds of a delivery."""

    def __init__(self, durable: Durable, agent: SinkAgent, clock: StillClock) -> None:
        self.durable, self.agent, self.clock = durable, agent, clock
        self.rows = MemoryRows(durable.rows)
        self.stopping = False
        self.dead: BaseException | None = None
        self.slow: Callable[[Out], float] = lambda _out: 0.0
        self.accounts: Callable[[bytes, bytes | None], None] = lambda _key, _value: None
        self._owned: frozenset[int] = frozenset()
        self._opened: list[Opened] = []
        self._closed: list[Closed] = []
        self._more = asyncio.Event()
        self._read = durable.committed
        self.lag = 0

    @property
    def behind(self) -> bool:
        """Something on the log is not folded yet."""
        return self._read < len(self.durable.source)

    def owned(self) -> frozenset[int]:
        return self._owned

    def check_fence(self) -> None:
        if self.dead:
            raise self.dead

    async def send(self, out: Out) -> None:
        self.check_fence()
        await asyncio.sleep(0)
        self.check_fence()
        self.clock.advance(machine=self.clock.machine() + self.slow(out))
        self.put(out)
        await asyncio.sleep(0)

    def put(self, out: Out) -> None:
        """A record on the log: a source record is folded soon."""
        if out.topic in self.agent.topics:
            offset = len(self.durable.source)
            record = Record(out.topic, self.rows.partition_of(out.key), offset, out.key, out.value, out.headers, self.clock.machine())
            self.durable.source.append(record)
            self._more.set()
        else:
            self.durable.outs.append(out)
            if out.topic.endswith("-accounts"):
                self.accounts(out.key, out.value)

    def on_open(self, fn: Opened) -> None:
        self._opened.append(fn)

    def on_close(self, fn: Closed) -> None:
        self._closed.append(fn)

    def crash(self, exc: BaseException) -> None:
        self.dead = self.dead or exc

    async def run(self) -> None:
        """Recovers, folds up to the end, opens; then folds what comes."""
        while self._read < len(self.durable.source):
            await self._fold()
        self._owned = frozenset(range(PARTITIONS))
        for opened in self._opened:
            opened(self._owned)
        while True:
            await self._more.wait()
            self._more.clear()
            while self._read < len(self.durable.source):
                await self._fold()
                await asyncio.sleep(0)

    async def close(self) -> None:
        """The partitions go, in good order."""
        self._owned = frozenset()
        for closed in self._closed:
            await closed()

    async def _fold(self) -> None:
        for _ in range(self.lag):
            await asyncio.sleep(0)
        self.check_fence()
        record = self.durable.source[self._read]
        result = await self.agent.handle(record, self.durable.rows.get(record.key))
        for out in result.outs:
            self.put(out)
        if result.row is not None:
            self.durable.rows[record.key] = result.row
        self._read += 1
        self.agent.folded(record.key, self.durable.rows.get(record.key), record)
        self.durable.committed = self._read
