"""The whole runtime in memory: a log, workers on it, a host. For dry runs and tests; same shell, same order of effects, no Kafka.

log = MemoryLog(partitions=3)
worker = MemoryWorker(handler, log, park)
await log.append(Out("hr-changes", b"p1", b"..."))
await worker.drain()            # until nothing more is to be read
log.records("jml-proposals")    # what came out
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from runtime.envelope import opened
from runtime.placing import partition_of
from runtime.ports import Closed, Handler, Opened, Out, Park, Record, Rows
from runtime.shell import Shell

LONGEST: Final = 10.0
Offsets = dict[tuple[str, int], int]
"""(topic, partition) → next offset to be applied: what a group has committed."""


class MemoryLog:
    """Topics as lists. `single` names the topics of one partition; all others have `partitions`."""

    def __init__(self, partitions: int = 1, single: Iterable[str] = ()) -> None:
        self.partitions, self._single = partitions, frozenset(single)
        self._logs: dict[tuple[str, int], list[Record]] = defaultdict(list)

    def count(self, topic: str) -> int:
        """The topic's number of partitions."""
        return 1 if topic in self._single else self.partitions

    async def append(self, out: Out) -> Record:
        """Adds one record where its key belongs; returns it with its place."""
        partition = partition_of(out.key, self.count(out.topic)) if out.partition is None else out.partition
        log = self._logs[out.topic, partition]
        at = time.time() if out.timestamp is None else out.timestamp
        record = Record(out.topic, partition, len(log), out.key, out.value, dict(out.headers), at)
        log.append(record)
        return record

    def records(self, topic: str) -> list[Record]:
        """Everything on the topic, partition after partition."""
        return [record for partition in range(self.count(topic)) for record in self._logs[topic, partition]]

    def next(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record at this place, or None at the end."""
        log = self._logs[topic, partition]
        return log[offset] if offset < len(log) else None


class MemoryTable:
    """Stored envelopes by key, and their bodies as `ports.Rows`; survives its worker, as a changelog does."""

    def __init__(self, partitions: int) -> None:
        self.stored: dict[bytes, bytes] = {}
        self._partitions = partitions

    def partition_of(self, key: bytes) -> int:
        return partition_of(key, self._partitions)

    def get(self, key: bytes) -> bytes | None:
        return opened(self.stored.get(key)).body

    def items(self) -> Iterable[tuple[bytes, bytes]]:
        bodies = ((key, opened(stored).body) for key, stored in list(self.stored.items()))
        return [(key, body) for key, body in bodies if body is not None]


class _Cells:
    """The table as the shell sees it."""

    def __init__(self, table: MemoryTable) -> None:
        self._table = table

    def get(self, key: bytes) -> bytes | None:
        return self._table.stored.get(key)

    async def put(self, key: bytes, value: bytes) -> None:
        self._table.stored[key] = value


class MemoryHost:
    """`ports.Host` over a `MemoryLog`. `crashed` holds what was given to `crash`."""

    def __init__(self, log: MemoryLog, rows: MemoryTable, partitions: int, offsets: Offsets) -> None:
        self.rows: Rows = rows
        self.crashed: BaseException | None = None
        self._log, self._all, self._offsets = log, frozenset(range(partitions)), offsets
        self._open: frozenset[int] = frozenset()
        self._stopping = self._dead = False
        self._on_open: list[Opened] = []
        self._on_close: list[Closed] = []

    @property
    def stopping(self) -> bool:
        return self._stopping or self._dead or self.crashed is not None

    def kill(self) -> None:
        """Ends its process as a power cut would: whatever of it still runs is cancelled where it would next leave a trace."""
        self._dead = True

    def owned(self) -> frozenset[int]:
        return self._open

    async def send(self, out: Out) -> None:
        self.check_fence()
        await self._log.append(out)

    async def send_all(self, outs: Iterable[Out]) -> None:
        for out in outs:
            await self.send(out)

    def check_fence(self) -> None:
        """Nothing freezes in memory; a process that was killed is over."""
        if self._dead:
            raise asyncio.CancelledError

    def committed(self, topic: str, partition: int) -> int:
        """What the worker has acknowledged."""
        return self._offsets.get((topic, partition), 0)

    def on_open(self, fn: Opened) -> None:
        self._on_open.append(fn)

    def on_close(self, fn: Closed) -> None:
        self._on_close.append(fn)

    def crash(self, exc: BaseException) -> None:
        self.crashed = exc

    def open(self) -> None:
        """All partitions pass the gate."""
        self._open = self._all
        for fn in self._on_open:
            fn(self._all)

    async def close(self, *, stopping: bool = True) -> None:
        """A revoke, or the end."""
        self._open, self._stopping = frozenset(), stopping
        for fn in self._on_close:
            await fn()


class MemoryWorker:
    """One handler on a `MemoryLog`. A second one with the same `table` and `offsets` is its restart; without `offsets`, from the start."""

    def __init__(
        self,
        handler: Handler,
        log: MemoryLog,
        park: Park,
        *,
        table: MemoryTable | None = None,
        offsets: Offsets | None = None,
    ) -> None:
        self._log, self._handler = log, handler
        self.partitions = log.count(handler.topics[0])
        self.table = table or MemoryTable(self.partitions)
        self.offsets: Offsets = {} if offsets is None else offsets
        self.host = MemoryHost(log, self.table, self.partitions, self.offsets)
        self._shell = Shell(handler, park, self.host, _Cells(self.table), LONGEST)
        handler.recovered(self.table.items())

    async def step(self) -> bool:
        """Applies and acknowledges one record; False where none waits. The topics take turns in the handler's order."""
        for partition in range(self.partitions):
            for topic in self._handler.topics:
                offset = self.offsets.get((topic, partition), 0)
                record = self._log.next(topic, partition, offset)
                if record is not None:
                    await self._shell.apply(record)
                    self.offsets[topic, partition] = offset + 1
                    return True
        return False

    async def drain(self) -> int:
        """Applies until nothing waits; returns how many records that were."""
        count = 0
        while await self.step():
            count += 1
        return count

    async def again(self, record: Record) -> None:
        """Applies a record once more, as after a crash before its ack."""
        await self._shell.apply(record)
