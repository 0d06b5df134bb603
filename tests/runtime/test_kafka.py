"""Plain Kafka clients on a real broker: placement, delivery, compacted topics, topics from files."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from runtime.creating import Cluster
from runtime.kafka import CompactedReader, Sender, aiokafka_settings
from runtime.placing import partition_of
from runtime.ports import Out, Trouble
from runtime.preflight import Misfit, check
from runtime.settings import Kafka, load
from runtime.topics import Topic, TopicError
from tests.runtime.workers import make_topics

pytestmark = pytest.mark.kafka
KEYS = (
    [f"{number:012d}".encode() for number in range(40)]
    + [uuid.UUID(int=number << 64).hex.encode() for number in range(40)]
    + ["Żółć".encode()]
)


@pytest.fixture
def kafka(kafka_bootstrap: str) -> Kafka:
    return load({"JML_KAFKA_BOOTSTRAP": kafka_bootstrap}).kafka


@pytest.fixture
def topic(kafka_bootstrap: str) -> str:
    name = f"t-{uuid.uuid4().hex[:8]}"
    make_topics(kafka_bootstrap, (name,), 12)
    return name


@pytest.fixture
async def sender(kafka: Kafka) -> AsyncIterator[Sender]:
    one = Sender(kafka)
    yield one
    await one.close()


async def test_both_clients_place_keys_alike(kafka: Kafka, topic: str, sender: Sender) -> None:
    theirs = AIOKafkaProducer(**aiokafka_settings(kafka))
    await theirs.start()
    for key in KEYS:
        ours, _offset = await sender.send(Out(topic, key, b"1"))
        placed = await theirs.send_and_wait(topic, b"2", key=key)
        assert ours == placed.partition == partition_of(key, 12)
    await theirs.stop()


async def test_a_record_no_broker_takes_is_trouble(kafka: Kafka, sender: Sender) -> None:
    with pytest.raises(Trouble, match="Kafka did not take the record for no-such-topic"):
        await sender.send(Out("no-such-topic", b"k", b"v", partition=0))


class Seen:
    def __init__(self) -> None:
        self.latest: dict[bytes, bytes | None] = {}

    def __call__(self, key: bytes, value: bytes | None) -> None:
        self.latest[key] = value


async def test_a_compacted_topic_is_read_whole_and_then_followed(kafka: Kafka, topic: str, sender: Sender) -> None:
    for number in range(50):
        await sender.send(Out(topic, KEYS[number % 10], str(number).encode()))
    await sender.send(Out(topic, KEYS[0], None))
    seen = Seen()
    reader = CompactedReader(kafka, topic, seen)
    await reader.start()

    await asyncio.wait_for(reader.until_caught_up(), 10)
    assert seen.latest[KEYS[9]] == b"49"
    assert seen.latest[KEYS[0]] is None

    waiting = asyncio.create_task(reader.wait_for(b"late"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await sender.send(Out(topic, b"late", b"1"))
    await asyncio.wait_for(waiting, 5)
    assert sum(reader.positions.values()) == 52
    await reader.stop()


async def test_an_empty_compacted_topic_is_caught_up_at_once(kafka: Kafka, topic: str) -> None:
    reader = CompactedReader(kafka, topic, Seen())
    await reader.start()
    await asyncio.wait_for(reader.until_caught_up(), 10)
    assert reader.caught_up
    await reader.stop()


async def test_a_reader_that_cannot_apply_says_so_to_those_who_wait(kafka: Kafka, topic: str, sender: Sender) -> None:
    def refuse(_key: bytes, _value: bytes | None) -> None:
        raise KeyError

    await sender.send(Out(topic, b"k", b"v"))
    reader = CompactedReader(kafka, topic, refuse)
    await reader.start()
    with pytest.raises(Trouble, match="KeyError"):
        await asyncio.wait_for(reader.wait_for(b"other"), 10)
    await reader.stop()


def test_topics_are_created_once_and_drift_is_reported(kafka: Kafka) -> None:
    name, cluster = f"t-{uuid.uuid4().hex[:8]}", Cluster(kafka)
    wanted = Topic(name, 3, {"cleanup.policy": "compact", "min.insync.replicas": "2"}, replication=3)

    assert cluster.missing([wanted]) == (wanted,)
    cluster.create([wanted])
    cluster.create([wanted])
    assert cluster.missing([wanted]) == ()
    assert cluster.differences([wanted]) == ()

    other = Topic(name, 4, {"cleanup.policy": "delete", "retention.ms": "-1"})
    assert {difference.what for difference in cluster.differences([other])} == {"partitions", "cleanup.policy", "retention.ms"}


def test_a_setting_kafka_refuses_is_said(kafka: Kafka) -> None:
    with pytest.raises(TopicError, match="was not created"):
        Cluster(kafka).create([Topic("t-wrong", 1, {"cleanup.policy": "sometimes"})])


def test_a_worker_is_told_which_topic_is_missing(kafka: Kafka, topic: str) -> None:
    with pytest.raises(Misfit, match="topic t-nowhere does not exist: run `jml topics`"):
        check(kafka, "g", (topic, "t-nowhere"), topic)


def test_a_worker_refuses_topics_of_unequal_partitions(kafka: Kafka, topic: str, kafka_bootstrap: str) -> None:
    make_topics(kafka_bootstrap, (f"{topic}-3",), 3)
    with pytest.raises(Misfit, match="differ in partitions"):
        check(kafka, "g", (topic, f"{topic}-3"), topic)


def test_topics_that_fit_are_counted(kafka: Kafka, topic: str) -> None:
    assert check(kafka, "g", (topic,), topic) == 12


def test_a_broker_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.preflight.PATIENCE", 0.2)
    monkeypatch.setattr("runtime.preflight.ASK", 0.5)
    with pytest.raises(Misfit, match="JML_KAFKA_BOOTSTRAP"):
        check(load({"JML_KAFKA_BOOTSTRAP": "127.0.0.1:1"}).kafka, "g", ("a",), "b")
