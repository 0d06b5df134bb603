"""A plain reader of compacted topics. Agents must not read them: the holes that compaction leaves break ordered acks (kafka.md §3.3)."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from runtime.connection import LIBRDKAFKA, confluent_settings, reason_of
from runtime.ports import Trouble
from runtime.refusals import ACLS, fatal
from runtime.registry import wire_of
from runtime.settings import Kafka

PATIENCE: Final = 10.0
"""Seconds to wait for the broker at the start."""
Apply = Callable[[bytes, bytes | None], None]


class CompactedReader:
    """Follows a whole compacted topic from its beginning, with no group, and tells `apply(key, value)` each record in order.

    `apply` runs in the event loop; `value=None` is a tombstone. An exception in it ends the reading: `failure` holds it and `wait_for`
    raises it.
    """

    def __init__(self, kafka: Kafka, topic: str, apply: Apply) -> None:
        self.topic, self._apply, self._wire = topic, apply, wire_of(kafka)
        self._consumer = Consumer(
            confluent_settings(kafka)
            | {
                "group.id": f"jml-reader-of-{topic}",  # never joined: partitions are assigned by hand and nothing is committed
                "enable.auto.commit": False,
                "enable.partition.eof": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 100,
                "error_cb": fatal(kafka),
                "log_level": 3,
            },
            logger=LIBRDKAFKA,
        )
        self._ends: dict[int, int] = {}
        self._next: dict[int, int] = {}
        self._seen: set[bytes] = set()
        self._moved = asyncio.Event()
        self._caught_up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.failure: BaseException | None = None

    @property
    def caught_up(self) -> bool:
        """Everything that was in the topic at the start has been applied."""
        return self._caught_up.is_set()

    @property
    def positions(self) -> Mapping[int, int]:
        """Partition → next offset to be applied."""
        return dict(self._next)

    async def start(self) -> None:
        """Begins to read and returns at once; `until_caught_up` waits for the rest."""
        self._task = asyncio.create_task(self._read())

    async def until_caught_up(self) -> None:
        await self._until(self._caught_up.is_set)

    async def wait_for(self, key: bytes) -> None:
        """Returns when a record of `key` has been applied; at once where one was already."""
        await self._until(lambda: key in self._seen)

    async def catch_up(self) -> None:
        """Returns when everything that is on the topic by now has been applied. Raises `Trouble`."""
        bounds = await asyncio.to_thread(self._bounds)
        if not bounds:
            raise Trouble(f"the end of {self.topic} cannot be asked for: its broker is away")
        await self._until(lambda: all(self._next.get(partition, 0) >= high for partition, (_low, high) in bounds.items()))

    async def watch(self) -> None:
        """Never returns; raises `Trouble` when the reading fails. For a process that cannot go on without it."""
        await self._until(lambda: False)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await asyncio.to_thread(self._consumer.close)

    async def _until(self, true: Callable[[], bool]) -> None:
        while not true():
            if self.failure is not None:
                why = self.failure if isinstance(self.failure, Trouble) else reason_of(self.failure)
                raise Trouble(f"reading {self.topic} failed: {why}") from self.failure
            self._moved.clear()
            await self._moved.wait()

    async def _read(self) -> None:
        try:
            await asyncio.to_thread(self._assign)
            self._note()
            while True:
                for message in await asyncio.to_thread(self._consumer.consume, 500, 0.1):
                    self._take(message)
                self._note()
        except asyncio.CancelledError:
            raise
        except BaseException as exc:
            self.failure = exc
            self._moved.set()

    def _assign(self) -> None:
        """Patient with a broker that starts and with a topic that was made this moment."""
        end = time.monotonic() + PATIENCE
        while not (bounds := self._bounds()):
            if time.monotonic() > end:
                raise Trouble(f"topic {self.topic} does not exist or its broker is away: run `jml topics`")
            time.sleep(0.1)
        self._next = {partition: low for partition, (low, _high) in bounds.items()}
        self._ends = {partition: high for partition, (_low, high) in bounds.items()}
        self._consumer.assign([TopicPartition(self.topic, partition, OFFSET_BEGINNING) for partition in bounds])

    def _bounds(self) -> dict[int, tuple[int, int]]:
        """Partition → first and end offset; empty while the broker cannot say yet."""
        try:
            told = self._consumer.list_topics(self.topic, timeout=PATIENCE).topics[self.topic]
            if told.error is not None and told.error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
                raise Trouble(f"this process may not read topic {self.topic}: {ACLS}")
            partitions = told.partitions
            return {p: self._consumer.get_watermark_offsets(TopicPartition(self.topic, p), timeout=PATIENCE) for p in partitions}
        except KafkaException as exc:
            if exc.args[0].retriable() or exc.args[0].code() in (
                KafkaError.NOT_LEADER_FOR_PARTITION,
                KafkaError._TRANSPORT,
                KafkaError._TIMED_OUT,
            ):
                return {}
            raise

    def _take(self, message: Message) -> None:
        error = message.error()
        if error is not None:
            # GROUP_AUTHORIZATION_FAILED: no group is joined, so none is granted, but librdkafka asks for its coordinator all the same
            if error.retriable() or error.code() in (KafkaError._ALL_BROKERS_DOWN, KafkaError.GROUP_AUTHORIZATION_FAILED):
                return
            raise KafkaException(error)
        key = message.key()
        key = key.encode() if isinstance(key, str) else key or b""
        value = message.value()
        self._apply(key, self._wire.into(value.encode() if isinstance(value, str) else value))
        self._seen.add(key)
        self._next[message.partition() or 0] = (message.offset() or 0) + 1

    def _note(self) -> None:
        # position() passes holes that compaction left before the end; it is what the consumer would read next
        if not self._caught_up.is_set():
            for place in self._consumer.position([TopicPartition(self.topic, p) for p in self._ends]):
                self._next[place.partition] = max(self._next[place.partition], place.offset)
            if all(self._next[partition] >= end for partition, end in self._ends.items()):
                self._caught_up.set()
        self._moved.set()
