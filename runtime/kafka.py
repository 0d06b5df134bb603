"""Kafka for plain processes: the one producer factory, and the front door to connections and to the reader of compacted topics.

Every producer outside Faust must come from here: librdkafka's default partitioner and Faust's disagree (kafka.md §0.7).
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Final

from confluent_kafka import KafkaError, Message, Producer

from runtime.compacted import CompactedReader
from runtime.connection import LIBRDKAFKA, admin, aiokafka_settings, confluent_settings, faust_settings, reason_of
from runtime.ports import Out, Trouble
from runtime.refusals import ACLS, fatal
from runtime.registry import wire_of
from runtime.settings import Kafka

__all__ = ["CompactedReader", "Sender", "admin", "aiokafka_settings", "confluent_settings", "faust_settings", "reason_of"]

PARTITIONER: Final = "murmur2_random"
"""Java's and Faust's: key → murmur2, no key → any."""


class Sender:
    """The one producer of plain processes: idempotent, acknowledged by all replicas, keys placed by murmur2. Open and close in a loop."""

    def __init__(self, kafka: Kafka, *, linger_ms: int = 5, timeout: float = 300.0) -> None:
        """`timeout` is how many seconds a record may wait for the broker before `send` raises `Trouble`."""
        self._wire = wire_of(kafka)
        self._producer = Producer(
            confluent_settings(kafka)
            | {
                "partitioner": PARTITIONER,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": linger_ms,
                "message.timeout.ms": int(timeout * 1000),
                "topic.metadata.propagation.max.ms": 5000,  # how long a topic may be unknown before its records fail
                "error_cb": fatal(kafka),
                "log_level": 3,
            },
            logger=LIBRDKAFKA,
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
            loop.call_soon_threadsafe(_settle, done, error, out.topic, (message.partition() or 0, message.offset() or 0))

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
        value, headers = self._wire.out(out.topic, out.value), list(out.headers.items())
        self._producer.produce(out.topic, value=value, key=out.key, headers=headers, on_delivery=delivered, **more)

    async def close(self, timeout: float = 10.0) -> None:
        """Waits for what is under way, at most `timeout` seconds."""
        left = await asyncio.to_thread(self._producer.flush, timeout)
        self._ended.set()
        if left:
            raise Trouble(f"{left} records were not acknowledged before the end")


def _settle(done: "asyncio.Future[tuple[int, int]]", error: KafkaError | None, topic: str, place: tuple[int, int]) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(place)
        return
    cure = f": {ACLS}" if error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED else ""
    done.set_exception(Trouble(f"Kafka did not take the record for {topic} ({error.name()}){cure}"))
