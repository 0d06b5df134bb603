"""The shapes every stage is written against, whatever carries the records.

A stage is a `Handler`: it folds one record into one row and says what to send. The shell (`runtime.worker`, or an in-memory one in tests)
owns offsets, order of effects and recovery. What runs beside a handler (timers, dispatchers) sees the shell through `Host` only.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

NO_HEADERS: Final[Mapping[str, bytes]] = MappingProxyType({})

GONE: Final = b""
"""As `Result.row`: nothing is left of this row (its offsets stay, so that a redelivered record is still known)."""


class Trouble(Exception):
    """Something around the code failed (Kafka, disk, network), so the record is not to blame: the process ends and reads it again."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it was read. `timestamp` is in seconds since 1970, machine time of the producer; a null key is `b""`."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    headers: Mapping[str, bytes] = field(default_factory=lambda: NO_HEADERS)
    timestamp: float = 0.0

    def __repr__(self) -> str:
        return f"Record({self.topic}/{self.partition}/{self.offset})"


@dataclass(frozen=True, slots=True)
class Out:
    """One record to send. `value=None` is a tombstone; without `partition` the key decides (murmur2); without `timestamp` it is now."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Mapping[str, bytes] = field(default_factory=lambda: NO_HEADERS)
    timestamp: float | None = None
    partition: int | None = None

    def __repr__(self) -> str:
        return f"Out({self.topic})"


class Result(NamedTuple):
    """What a record leads to: `row` and `outs` are stored together, then `outs` are sent (None keeps the row, GONE empties it)."""

    outs: Sequence[Out] = ()
    row: bytes | None = None


class Handler(Protocol):
    """One stage. `handle` must be a pure function of its record and row: whatever it raises parks the record, except `Trouble`, OSError
    (TimeoutError too), MemoryError and Kafka's errors, which end the process so that the record is read again."""

    name: str
    """Application and consumer group id, like "jml-lifecycle"; the changelog is f"{name}-{table}-changelog"."""
    topics: tuple[str, ...]
    """Source topics, all with the same number of partitions."""
    table: str
    parallel: int
    """1: strictly one record at a time; otherwise how many keys may be in work at once (one key is always in order)."""

    async def handle(self, record: Record, row: bytes | None) -> Result:
        """What this record leads to; `row` is None where nothing is stored for its key."""

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """All rows of the partitions now owned, before the first record of them: rebuild whatever is kept in memory, from nothing."""

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        """The row of `key` is stored as `row`. Called for redelivered and for parked records too, so it must bear repetition."""


Park = Callable[[Record, BaseException], Sequence[Out]]
"""Makes the dead letter of a record that the handler could not take."""


class Rows(Protocol):
    """Read access to the rows of the partitions this process owns; bodies only, never the envelope."""

    def get(self, key: bytes) -> bytes | None: ...

    def items(self) -> Iterable[tuple[bytes, bytes]]:
        """Every row. Reads the whole table and holds up the loop (0.5 s for 100,000 rows): after recovery only, never per tick."""

    def partition_of(self, key: bytes) -> int: ...


Opened = Callable[[frozenset[int]], None]
Closed = Callable[[], Awaitable[None]]


class Host(Protocol):
    """What a timer or dispatcher may ask of the worker it runs in."""

    @property
    def rows(self) -> Rows:
        """The rows of the partitions this process owns."""

    @property
    def stopping(self) -> bool:
        """The process is ending: begin nothing new."""

    def owned(self) -> frozenset[int]:
        """Partitions open for work: assigned, recovered, and folded up to the end offsets read after the assignment."""

    async def send(self, out: Out) -> None:
        """Asks the fence, sends, returns when the broker has the record. Raises `Trouble` where it has not."""

    def check_fence(self) -> None:
        """Ends the process at once (status 75) if it was frozen long enough for another one to have taken over. Ask before each effect."""

    def on_open(self, fn: Opened) -> None:
        """`fn(partitions)` is called with each set of partitions that newly opens for work."""

    def on_close(self, fn: Closed) -> None:
        """`await fn()` on every revoke and before the end: take nothing new, await calls in flight and their settlements, never a fold;
        at most half the rebalance timeout (10 s). The producer still works; `owned()` is empty already."""

    def crash(self, exc: BaseException) -> None:
        """Ends the process with status 1; what was not acknowledged is read again."""
