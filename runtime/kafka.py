"""Kafka for plain processes: security for each client library, the one producer factory, a reader of compacted topics.

Every producer outside Faust must come from here: librdkafka's default partitioner and Faust's disagree (kafka.md §0.7).
"""

import asyncio
import os
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from runtime.ports import Out, Trouble
from runtime.settings import Kafka

PARTITIONER: Final = "murmur2_random"
"""Java's and Faust's: key → murmur2, no key → any."""
LOST_KAFKA: Final = 70
"""Exit status of a process whose producer failed for good."""


def confluent_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for confluent-kafka (librdkafka names)."""
    settings: dict[str, Any] = {"bootstrap.servers": kafka.bootstrap, "security.protocol": kafka.security}
    if kafka.security == "SASL_SSL":
        settings |= {"sasl.mechanism": kafka.mechanism, "sasl.username": kafka.user, "sasl.password": kafka.password.reveal()}
    if kafka.ca_file and kafka.security != "PLAINTEXT":
        settings["ssl.ca.location"] = kafka.ca_file
    return settings


def _tls(kafka: Kafka) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=kafka.ca_file or None)


def aiokafka_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for aiokafka."""
    settings: dict[str, Any] = {"bootstrap_servers": kafka.bootstrap, "security_protocol": kafka.security}
    if kafka.security != "PLAINTEXT":
        settings["ssl_context"] = _tls(kafka)
    if kafka.security == "SASL_SSL":
        settings |= {
            "sasl_mechanism": kafka.mechanism,
            "sasl_plain_username": kafka.user,
            "sasl_plain_password": kafka.password.reveal(),
        }
    return settings


def faust_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for `faust.App`."""
    import faust

    settings: dict[str, Any] = {"broker": ";".join(f"kafka://{server}" for server in kafka.bootstrap.split(","))}
    if kafka.security == "SASL_SSL":
        settings["broker_credentials"] = faust.SASLCredentials(
            mechanism=kafka.mechanism, username=kafka.user, password=kafka.password.reveal(), ssl_context=_tls(kafka)
        )
    elif kafka.security == "SSL":
        settings["broker_credentials"] = faust.SSLCredentials(_tls(kafka))
    return settings


def admin(kafka: Kafka) -> AdminClient:
    """A client for topics and groups."""
    return AdminClient(confluent_settings(kafka) | {"log_level": 3})


def reason_of(error: KafkaError | BaseException) -> str:
    """A short name for logs and metrics; carries no value of any record."""
    if isinstance(error, KafkaException):
        error = error.args[0]
    return error.name() if isinstance(error, KafkaError) else type(error).__name__


def _die(error: KafkaError) -> None:
    """librdkafka reports refused credentials and fatal states here only; sends would just time out (kafka.md §7)."""
    refused = {KafkaError._AUTHENTICATION, KafkaError.SASL_AUTHENTICATION_FAILED, KafkaError.TOPIC_AUTHORIZATION_FAILED}
    if error.fatal() or error.code() in refused:
        os.write(2, f"Kafka refused this process for good: {error.name()}. Check JML_KAFKA_USER, its password and its rights.\n".encode())
        os._exit(LOST_KAFKA)


class Sender:
    """The one producer of plain processes: idempotent, acknowledged by all replicas, keys placed by murmur2. Open and close in a loop."""

    def __init__(self, kafka: Kafka, *, linger_ms: int = 5, timeout: float = 300.0) -> None:
        """`timeout` is how many seconds a record may wait for the broker before `send` raises `Trouble`."""
        self._producer = Producer(
            confluent_settings(kafka)
            | {
                "partitioner": PARTITIONER,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": linger_ms,
                "message.timeout.ms": int(timeout * 1000),
                "topic.metadata.propagation.max.ms": 5000,  # how long a topic may be unknown before its records fail
                "error_cb": _die,
                "log_level": 3,
            }
        )
        self._ended = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="kafka-sender", daemon=True)
        self._poller.start()

    def _poll(self) -> None:
        while not self._ended.is_set():
            self._producer.poll(0.1)

    async def send(self, out: Out) -> tuple[int, int]:
        """Sends one record; returns its (partition, offset) when the broker has it, else raises `Trouble`."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[tuple[int, int]] = loop.create_future()

        def delivered(error: KafkaError | None, message: Message) -> None:
            loop.call_soon_threadsafe(_settle, done, error, message.partition(), message.offset())

        while True:
            try:
                self._produce(out, delivered)
                return await done
            except BufferError:
                await asyncio.sleep(0.01)

    def _produce(self, out: Out, delivered: Callable[[KafkaError | None, Message], None]) -> None:
        more: dict[str, Any] = {} if out.partition is None else {"partition": out.partition}
        if out.timestamp is not None:
            more["timestamp"] = int(out.timestamp * 1000)
        self._producer.produce(out.topic, value=out.value, key=out.key, headers=list(out.headers.items()), on_delivery=delivered, **more)

    async def close(self, timeout: float = 10.0) -> None:
        """Waits for what is under way, at most `timeout` seconds."""
        left = await asyncio.to_thread(self._producer.flush, timeout)
        self._ended.set()
        if left:
            raise Trouble(f"{left} records were not acknowledged before the end")


def _settle(done: "asyncio.Future[tuple[int, int]]", error: KafkaError | None, partition: int | None, offset: int | None) -> None:
    if done.done():
        return
    if error is not None:
        done.set_exception(Trouble(f"Kafka did not take the record: {error.name()}"))
    else:
        done.set_result((partition or 0, offset or 0))


Apply = Callable[[bytes, bytes | None], None]


class CompactedReader:
    """Follows a whole compacted topic from its beginning, with no group, and tells `apply(key, value)` each record in order.

    `apply` runs in the event loop; `value=None` is a tombstone. An exception in it ends the reading: `failure` holds it and `wait_for`
    raises it.
    """

    def __init__(self, kafka: Kafka, topic: str, apply: Apply) -> None:
        self.topic, self._apply = topic, apply
        self._consumer = Consumer(
            confluent_settings(kafka)
            | {
                "group.id": f"jml-reader-of-{topic}",  # never joined: partitions are assigned by hand and nothing is committed
                "enable.auto.commit": False,
                "enable.partition.eof": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 100,
                "error_cb": _die,
                "log_level": 3,
            }
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

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await asyncio.to_thread(self._consumer.close)

    async def _until(self, true: Callable[[], bool]) -> None:
        while not true():
            if self.failure is not None:
                raise Trouble(f"reading {self.topic} failed: {reason_of(self.failure)}") from self.failure
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
        partitions = self._consumer.list_topics(self.topic, timeout=10).topics[self.topic].partitions
        if not partitions:
            raise Trouble(f"topic {self.topic} does not exist: run `jml topics`")
        for partition in partitions:
            place = TopicPartition(self.topic, partition)
            low, high = self._consumer.get_watermark_offsets(place, timeout=10)
            self._next[partition], self._ends[partition] = low, high
        self._consumer.assign([TopicPartition(self.topic, partition, OFFSET_BEGINNING) for partition in partitions])

    def _take(self, message: Message) -> None:
        error = message.error()
        if error is not None:
            if error.retriable() or error.code() == KafkaError._ALL_BROKERS_DOWN:
                return
            raise KafkaException(error)
        key = message.key()
        key = key.encode() if isinstance(key, str) else key or b""
        value = message.value()
        self._apply(key, value.encode() if isinstance(value, str) else value)
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
