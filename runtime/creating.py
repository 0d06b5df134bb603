"""Makes the cluster's topics as their files say, and tells where they differ. Repeatable; never deletes, never shrinks."""

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from runtime.kafka import admin, reason_of
from runtime.refusals import Complaints
from runtime.settings import Kafka
from runtime.topics import Topic, TopicError

ASK: Final = 10.0
GLANCE: Final = 1.0


def greet(kafka: Kafka) -> None:
    """For commands, before they read: a cluster that refuses this user is told within seconds, as TopicError; calls would time out."""
    if kafka.security != "PLAINTEXT":
        Cluster(kafka).missing(())


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a topic is not what its file says."""

    topic: str
    what: str
    wanted: str
    found: str

    def __str__(self) -> str:
        return f"{self.topic}: {self.what} should be {self.wanted}, is {self.found}"


class Cluster:
    """The topics of a cluster, compared with their files."""

    def __init__(self, kafka: Kafka) -> None:
        self._complaints = Complaints(kafka)
        self._client: AdminClient = admin(kafka, self._complaints)
        self._bootstrap = kafka.bootstrap

    def missing(self, topics: Iterable[Topic]) -> tuple[Topic, ...]:
        """Those that the cluster does not have."""
        there = self._metadata().topics
        return tuple(topic for topic in topics if topic.name not in there)

    def create(self, topics: Iterable[Topic]) -> None:
        """Creates topics that are missing; one that another process creates meanwhile is fine. Raises TopicError."""
        brokers = len(self._metadata().brokers)
        wanted = [_new(topic, brokers) for topic in topics]
        if not wanted:
            return
        for name, future in self._client.create_topics(wanted, operation_timeout=ASK).items():
            _ask(future.result, f"topic {name} was not created", KafkaError.TOPIC_ALREADY_EXISTS)

    def differences(self, topics: Iterable[Topic]) -> tuple[Difference, ...]:
        """Where existing topics differ from their files: partitions, replication, and each setting the file names."""
        metadata = self._metadata()
        there = [topic for topic in topics if topic.name in metadata.topics]
        configs = self._configs(there)
        found: list[Difference] = []
        for topic in there:
            partitions = metadata.topics[topic.name].partitions
            found += _compared(topic.name, "partitions", topic.partitions, len(partitions))
            copies = min((len(partition.replicas) for partition in partitions.values()), default=0)
            found += _compared(topic.name, "replication", min(topic.replication, len(metadata.brokers)), copies)
            for name, value in _fitting(topic, len(metadata.brokers)).items():
                found += _compared(topic.name, name, value, configs[topic.name].get(name, "unknown to this broker"))
        return tuple(found)

    def _metadata(self) -> Any:
        end = time.monotonic() + ASK
        while time.monotonic() < end - GLANCE and not self._complaints.refused:
            self._client.poll(0)  # complaints come while somebody listens
            with contextlib.suppress(KafkaException):
                return self._client.list_topics(timeout=GLANCE)
        if self._complaints.refused:
            raise TopicError(self._complaints.refused)
        return _ask(lambda: self._client.list_topics(timeout=GLANCE), f"no Kafka broker answers at {self._bootstrap}")

    def _configs(self, topics: Iterable[Topic]) -> dict[str, Mapping[str, str]]:
        resources = [ConfigResource(ResourceType.TOPIC, topic.name) for topic in topics]
        if not resources:
            return {}
        answers = self._client.describe_configs(resources, request_timeout=ASK)
        return {
            resource.name: {entry.name: entry.value for entry in _ask(future.result, f"settings of {resource.name} were not read").values()}
            for resource, future in answers.items()
        }


def _new(topic: Topic, brokers: int) -> NewTopic:
    return NewTopic(topic.name, topic.partitions, min(topic.replication, brokers), config=_fitting(topic, brokers))


def _fitting(topic: Topic, brokers: int) -> dict[str, str]:
    """The topic's settings, with no more in-sync copies demanded than there are brokers (one, on a laptop)."""
    config = dict(topic.config)
    if "min.insync.replicas" in config:
        config["min.insync.replicas"] = str(min(int(config["min.insync.replicas"]), brokers))
    return config


def _compared(topic: str, what: str, wanted: object, found: object) -> list[Difference]:
    return [] if str(wanted) == str(found) else [Difference(topic, what, str(wanted), str(found))]


def _ask(call: Callable[[], Any], failure: str, fine: int | None = None) -> Any:
    try:
        return call()
    except KafkaException as exc:
        error = exc.args[0]
        if fine is not None and error.code() == fine:
            return None
        if error.code() in (KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN):
            failure += ": start one with `jml broker start`, or set JML_KAFKA_BOOTSTRAP"
        raise TopicError(f"{failure} ({reason_of(error)}: {error.str()[:160]})") from None
