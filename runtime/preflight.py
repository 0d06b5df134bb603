"""What a worker checks before it starts: topics, equal partitions, rights.

Faust is silent about missing topics and rights (kafka.md §7: "Ready", no messages, no log line), so a worker asks the broker first.
"""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AclOperation, AdminClient

from runtime.kafka import admin, reason_of
from runtime.settings import Kafka

PATIENCE: Final = 30.0
"""Seconds a worker waits for a broker that is starting."""
ASK: Final = 5.0


class Misfit(Exception):
    """The cluster is not what this process needs; the text says what and the cure."""


def check(kafka: Kafka, group: str, sources: Iterable[str], changelog: str) -> int:
    """Returns the number of partitions that all `sources` and the changelog have; raises Misfit."""
    client = admin(kafka)
    names = list(dict.fromkeys((*sources, changelog)))
    topics = _described(client, names, kafka.bootstrap)
    for name in names:
        _check_rights(name, topics[name], writes=name == changelog)
    counts = {name: len(topics[name].partitions) for name in names}
    if len(set(counts.values())) != 1:
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise Misfit(f"topics of {group} differ in partitions ({listed}): make them equal in schemas/topics, then run `jml topics`")
    _check_group(client, group)
    return next(iter(counts.values()))


def _described(client: AdminClient, names: list[str], bootstrap: str) -> Mapping[str, Any]:
    end = time.monotonic() + PATIENCE
    while True:
        futures = client.describe_topics(TopicCollection(names), include_authorized_operations=True, request_timeout=ASK)
        answers = {name: _answer(future) for name, future in futures.items()}
        errors = {name: answer for name, answer in answers.items() if isinstance(answer, KafkaError)}
        if not errors:
            return answers
        name, error = next(iter(errors.items()))
        if error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART or not _transient(error):
            raise Misfit(_cure(name, error))
        if time.monotonic() > end:
            raise Misfit(
                f"no Kafka broker answers at {bootstrap} ({error.name()}): start one with `jml broker start`, or set JML_KAFKA_BOOTSTRAP"
            )
        time.sleep(0.3)


def _answer(future: "Future[Any]") -> Any:
    try:
        return future.result()
    except KafkaException as exc:
        return exc.args[0]


def _transient(error: KafkaError) -> bool:
    return bool(error.retriable()) or error.code() in {
        KafkaError._TRANSPORT,
        KafkaError._TIMED_OUT,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError.REQUEST_TIMED_OUT,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
    }


def _cure(topic: str, error: KafkaError) -> str:
    # UNKNOWN_TOPIC_OR_PART is retriable for librdkafka's producer, but describe_topics answers with it for a topic that is not there
    if error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
        return f"topic {topic} does not exist: run `jml topics`"
    if error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
        return f"this process may not see topic {topic}: grant its user READ (kafka.md §7)"
    return f"topic {topic} cannot be checked: {reason_of(error)}"


def _check_rights(name: str, topic: Any, *, writes: bool) -> None:
    allowed = topic.authorized_operations
    if allowed is None:
        return
    needed = {AclOperation.READ} | ({AclOperation.WRITE} if writes else set())
    if missing := needed - set(allowed):
        rights = ", ".join(sorted(operation.name for operation in missing))
        raise Misfit(f"this process lacks {rights} on topic {name}: grant it to its user")


def _check_group(client: AdminClient, group: str) -> None:
    future = client.describe_consumer_groups([group], include_authorized_operations=True, request_timeout=ASK)[group]
    answer = _answer(future)
    if isinstance(answer, KafkaError):
        if answer.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
            raise Misfit(f"this process may not use consumer group {group}: grant its user READ on the group")
        return  # a coordinator that is still loading; the worker itself waits for it
    allowed = answer.authorized_operations
    if allowed and AclOperation.READ not in allowed:
        raise Misfit(f"this process lacks READ on consumer group {group}: grant it to its user")
