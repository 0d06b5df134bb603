"""Reads topics from outside the product: end offsets in one call, and everything that lies on a topic."""

import contextlib
import time
from collections.abc import Collection
from typing import Final

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from confluent_kafka.admin import OffsetSpec

from runtime.kafka import admin, confluent_settings
from runtime.registry import wire_of
from runtime.settings import Kafka
from scenarios.world import Seen

Ends = dict[str, dict[int, int]]
TRIES: Final = 20
PAUSE: Final = 0.5


class KafkaLog:
    """A reader without a group. Not for use by several threads at once."""

    def __init__(self, kafka: Kafka) -> None:
        own = {"group.id": "jml-scenario", "enable.auto.commit": False, "auto.offset.reset": "earliest", "log_level": 0}
        self._consumer = Consumer(confluent_settings(kafka) | own)
        self._kafka, self._admin = kafka, admin(kafka)
        self._wire = wire_of(kafka)
        self._seen: dict[str, list[Seen]] = {}
        self._next: dict[tuple[str, int], int] = {}
        self._partitions: dict[str, int] = {}

    def topics(self) -> list[str]:
        """Every topic but Kafka's own."""
        found = self._admin.list_topics(timeout=10).topics
        self._partitions |= {name: len(topic.partitions) for name, topic in found.items()}
        return sorted(name for name in found if not name.startswith("__"))

    def ends(self, topics: Collection[str]) -> Ends:
        """Topic → partition → end offset. Asks again for a while: a broker that has just come back does not lead its partitions yet.

        Each time by another client, for one keeps asking as of the leader epoch that it learnt first (FENCED_LEADER_EPOCH).
        """
        for _ in range(TRIES):
            with contextlib.suppress(KafkaException):
                return self._ends(topics)
            time.sleep(PAUSE)
            self._admin = admin(self._kafka)
        return self._ends(topics)

    def _ends(self, topics: Collection[str]) -> Ends:
        wanted = {TopicPartition(topic, partition): OffsetSpec.latest() for topic in topics for partition in range(self._count(topic))}
        ends: Ends = {}
        for place, offset in self._admin.list_offsets(wanted, request_timeout=10).items():
            ends.setdefault(place.topic, {})[place.partition] = offset.result().offset
        return ends

    def records(self, topic: str) -> list[Seen]:
        """Everything on a topic so far; what was read before is not read again."""
        ends = self.ends([topic])[topic]
        left = {partition: end for partition, end in ends.items() if self._next.get((topic, partition), 0) < end}
        self._consumer.assign([TopicPartition(topic, partition, self._next.get((topic, partition), 0)) for partition in left])
        seen = self._seen.setdefault(topic, [])
        while left:
            for message in self._consumer.consume(1000, 0.5):
                if message.error() is None:
                    seen.append(self._seen_of(message))
            for place in self._consumer.position([TopicPartition(topic, partition) for partition in left]):
                if place.offset >= left[place.partition]:
                    self._next[topic, place.partition] = place.offset
                    del left[place.partition]
        return seen

    def close(self) -> None:
        self._consumer.close()

    def _seen_of(self, message: Message) -> Seen:
        key, value = message.key() or b"", message.value()
        headers = {name: content or b"" for name, content in message.headers() or []}
        place = message.topic() or "", message.partition() or 0, message.offset() or 0
        return Seen(*place, _bytes(key), self._wire.into(None if value is None else _bytes(value)), headers)

    def _count(self, topic: str) -> int:
        if topic not in self._partitions:
            self.topics()
        return self._partitions[topic]


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value
