"""Records in Confluent's wire format where a registry is configured; both forms are read always."""

import io
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from confluent_kafka import Consumer, TopicPartition
from fastavro import parse_schema, schemaless_reader

from domain.dead_letters import DeadLetter
from domain.proposals import Tick
from runtime.creating import Cluster
from runtime.kafka import CompactedReader, Sender
from runtime.ports import Out, Trouble
from runtime.registry import Plain, Registry, RegistryError, Wire
from runtime.settings import Kafka, load
from runtime.topics import Topic
from schemas.codec import Undecodable, decode, encode, newest, versions
from schemas.confluent import framed
from tests.runtime.schema_registry import Store, schema_registry

TICK = Tick(person="P1", due=datetime(2026, 5, 1, tzinfo=UTC), what="due")
TOPICS = (Topic("jml-ticks", 1, schema="tick"), Topic("jml-dead-letter", 1, schema="dead-letter"), Topic("jml-audit", 1, schema="json"))


@pytest.fixture
def store() -> Iterator[Store]:
    with schema_registry() as found:
        yield found


def kafka_at(url: str, **more: str) -> Kafka:
    return load({"JML_KAFKA_REGISTRY_URL": url, **more}).kafka


def wire_at(store: Store, **more: str) -> Wire:
    return Wire(Registry(kafka_at(store.url, **more)), TOPICS)


def test_every_version_is_registered_once_per_topic_and_has_one_id(store: Store) -> None:
    wire_at(store)
    wire_at(store)

    numbers = {version.name: version.number for version in versions()}
    assert {subject: len(held) for subject, held in store.subjects.items()} == {
        "jml-ticks-value": numbers["tick"],
        "jml-dead-letter-value": numbers["dead-letter"],
    }
    assert len(store.schemas) == len({number for held in store.subjects.values() for number in held})


def test_a_record_leaves_with_the_id_in_front_and_anybody_reads_it_with_the_registry(store: Store) -> None:
    value = wire_at(store).out("jml-ticks", encode(TICK)) or b""

    number = int.from_bytes(value[1:5], "big")
    schema = parse_schema(json.loads(store.schema(number)[1]["schema"]))
    assert value[0] == 0
    assert schemaless_reader(io.BytesIO(value[5:]), schema, None)["person"] == "P1"


def test_what_is_not_avro_and_what_has_no_schema_leaves_as_it_is(store: Store) -> None:
    wire = wire_at(store)

    assert wire.out("jml-audit", b'{"a":1}') == b'{"a":1}'
    assert wire.out("jml-ticks", None) is None
    assert wire.out("elsewhere", encode(TICK)) == encode(TICK)


def test_both_forms_are_read_whoever_wrote_them(store: Store) -> None:
    wire = wire_at(store)

    assert decode(wire.into(wire.out("jml-ticks", encode(TICK))) or b"") == TICK
    assert decode(wire.into(encode(TICK)) or b"") == TICK


def test_an_id_that_another_writer_registered_is_asked_for_once_and_resolved(store: Store) -> None:
    wire = wire_at(store)
    schema = newest(Tick).source | {"doc": "the same record, registered by somebody else with other words"}
    number = store.register("theirs-value", json.dumps(schema))[1]["id"]
    theirs = framed(encode(TICK), lambda _mark: number)

    assert decode(wire.into(theirs) or b"") == TICK
    store.schemas.clear()
    assert decode(wire.into(theirs) or b"") == TICK


def test_an_id_that_nobody_knows_and_a_schema_that_is_not_ours_are_told_apart_from_junk(store: Store) -> None:
    wire = wire_at(store)

    with pytest.raises(Undecodable, match=r"a schema id that is not ours \(999\)"):
        decode(wire.into(b"\x00\x00\x00\x03\xe7body") or b"")
    with pytest.raises(Undecodable, match=r"a schema id that is not ours \(7\)"):
        decode(Plain().into(b"\x00\x00\x00\x00\x07body") or b"")


def test_a_registry_that_is_not_there_is_told_with_the_setting() -> None:
    with schema_registry() as gone:
        url = gone.url
    with pytest.raises(RegistryError, match="the schema registry of JML_KAFKA_REGISTRY_URL cannot be reached"):
        Wire(Registry(kafka_at(url)), TOPICS)


def test_a_registry_that_goes_while_an_id_is_unknown_is_trouble_and_not_a_dead_letter() -> None:
    with schema_registry() as store:
        wire = wire_at(store)
    with pytest.raises(Trouble, match="JML_KAFKA_REGISTRY_URL"):
        wire.into(b"\x00\x00\x00\x03\xe7body")


def test_a_wrong_password_and_a_stranger_in_our_subject_are_told_with_the_cure(store: Store) -> None:
    store.register("jml-ticks-value", json.dumps({"type": "record", "name": "Other", "fields": [{"name": "x", "type": "int"}]}))
    with pytest.raises(RegistryError, match=r"refuses tick.v1 for jml-ticks-value \(409\): somebody else's schema"):
        wire_at(store)
    with schema_registry("jml", "right") as guarded, pytest.raises(RegistryError, match="JML_KAFKA_REGISTRY_USER"):
        wire_at(guarded, JML_KAFKA_REGISTRY_USER="jml", JML_KAFKA_REGISTRY_PASSWORD="wrong")
    with schema_registry("jml", "right") as guarded:
        wire_at(guarded, JML_KAFKA_REGISTRY_USER="jml", JML_KAFKA_REGISTRY_PASSWORD="right")


@pytest.mark.kafka
async def test_clients_with_and_without_a_registry_share_a_topic(kafka_bootstrap: str, store: Store) -> None:
    name, env = "jml-dead-letter", {"JML_KAFKA_BOOTSTRAP": kafka_bootstrap}
    plain, confluent = load(env).kafka, load({**env, "JML_KAFKA_REGISTRY_URL": store.url}).kafka
    cluster = Cluster(plain)
    cluster.create(cluster.missing([Topic(name, 2)]))
    letters = [
        DeadLetter(id=str(uuid.uuid4()), stage="s", topic="t", partition=0, offset=1, reason="wire", at=datetime(2026, 5, 1, tzinfo=UTC))
        for _ in range(2)
    ]
    places = []
    for kafka, letter in zip((plain, confluent), letters, strict=True):
        sender = Sender(kafka)
        places.append(await sender.send(Out(name, letter.id.encode(), encode(letter))))
        await sender.close()

    assert [_first_byte(plain, name, *place) for place in places] == [b"\xc3", b"\x00"]
    seen: dict[bytes, bytes | None] = {}
    reader = CompactedReader(confluent, name, lambda key, value: seen.update({key: value}))
    await reader.start()
    await reader.until_caught_up()
    await reader.stop()
    assert [decode(seen[letter.id.encode()] or b"") for letter in letters] == letters


def _first_byte(kafka: Kafka, topic: str, partition: int, offset: int) -> bytes:
    consumer = Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": "raw"})
    consumer.assign([TopicPartition(topic, partition, offset)])
    message = consumer.poll(10)
    consumer.close()
    assert message is not None
    value = message.value()
    assert isinstance(value, bytes)
    return value[:1]
