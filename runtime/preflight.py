"""What a worker checks before it starts: topics, equal partitions, rights.

Faust is silent about missing topics and rights (kafka.md §7: "Ready", no messages, no log line), so a worker asks the broker first.
"""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AclOperation, AdminClient

from runtime.kafka import admin, reason_of
from runtime.refusals import ACLS, Complaints
from runtime.rights import TOPIC, of_process
from runtime.settings import Kafka
from runtime.tokens import TokenRefused
from runtime.topics import load

PATIENCE: Final = 30.0
"""Seconds a worker waits for a broker that is starting."""
ASK: Final = 5.0
GLANCE: Final = 0.2
"""Seconds between two looks at whether the cluster has refused this process."""
READ, WRITE = AclOperation.READ, AclOperation.WRITE
OPERATIONS: Final = {"Read": READ, "Write": WRITE}


class Misfit(Exception):
    """The cluster is not what this process needs; the text says what and the cure."""


def check(kafka: Kafka, group: str, sources: Iterable[str], changelog: str) -> int:
    """Returns the number of partitions that all `sources` and the changelog have; raises Misfit.

    Topics of the product that the group writes or follows are looked at too: what is missing there would be found in the midst of work.
    """
    client, complaints = _client(kafka)
    names = list(dict.fromkeys((*sources, changelog)))
    wanted = {name: {READ} for name in names} | {changelog: {READ, WRITE}}
    for right in of_process(load(), group):
        if right.kind == TOPIC:
            wanted.setdefault(right.name, set()).update(OPERATIONS[operation] for operation in right.operations)
    topics = _described(client, list(wanted), kafka, complaints)
    for name, operations in wanted.items():
        _check_rights(name, topics[name], operations)
    counts = {name: len(topics[name].partitions) for name in names}
    if len(set(counts.values())) != 1:
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise Misfit(f"topics of {group} differ in partitions ({listed}): make them equal in schemas/topics, then run `jml topics`")
    _check_group(client, group, complaints)
    return next(iter(counts.values()))


def check_process(kafka: Kafka, process: str) -> None:
    """The same for a process that is no agent (the poller): topics there, and its rights on them. Raises Misfit."""
    client, complaints = _client(kafka)
    wanted = {right.name: {OPERATIONS[operation] for operation in right.operations} for right in of_process(load(), process)}
    for name, topic in _described(client, list(wanted), kafka, complaints).items():
        _check_rights(name, topic, wanted[name])


def _client(kafka: Kafka) -> tuple[AdminClient, Complaints]:
    complaints = Complaints(kafka)
    try:
        return admin(kafka, complaints), complaints
    except TokenRefused as refused:
        raise Misfit(str(refused)) from None


def _described(client: AdminClient, names: list[str], kafka: Kafka, complaints: Complaints) -> Mapping[str, Any]:
    end = time.monotonic() + PATIENCE
    while True:
        futures = client.describe_topics(TopicCollection(names), include_authorized_operations=True, request_timeout=ASK)
        answers = {name: _answer(client, future, complaints) for name, future in futures.items()}
        errors = {name: answer for name, answer in answers.items() if isinstance(answer, KafkaError)}
        if not errors:
            return answers
        name, error = next(iter(errors.items()))
        if error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART or not _transient(error):
            raise Misfit(_cure(name, error))
        if time.monotonic() > end:
            raise Misfit(
                f"no Kafka broker answers at {kafka.bootstrap} by {kafka.security} ({error.name()}): "
                "start one with `jml broker start`, or set JML_KAFKA_BOOTSTRAP and JML_KAFKA_SECURITY"
            )
        time.sleep(0.3)


def _answer(client: AdminClient, future: "Future[Any]", complaints: Complaints) -> Any:
    """The answer or the error. Raises Misfit as soon as the cluster is known to refuse this process."""
    while True:
        client.poll(0)  # complaints come while somebody listens
        try:
            return future.result(timeout=GLANCE)
        except FutureTimeout:
            pass
        except KafkaException as exc:
            return exc.args[0]
        if complaints.refused:
            raise Misfit(complaints.refused)


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
        return f"this process may not see topic {topic}: {ACLS}"
    return f"topic {topic} cannot be checked: {reason_of(error)}"


def _check_rights(name: str, topic: Any, wanted: set[AclOperation]) -> None:
    allowed = topic.authorized_operations
    if allowed is None:
        return
    if missing := wanted - set(allowed):
        rights = ", ".join(sorted(operation.name for operation in missing))
        raise Misfit(f"this process lacks {rights} on topic {name}: {ACLS}")


def _check_group(client: AdminClient, group: str, complaints: Complaints) -> None:
    future = client.describe_consumer_groups([group], include_authorized_operations=True, request_timeout=ASK)[group]
    answer = _answer(client, future, complaints)
    if isinstance(answer, KafkaError):
        if answer.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
            raise Misfit(f"this process may not use consumer group {group}: {ACLS}")
        return  # a coordinator that is still loading; the worker itself waits for it
    allowed = answer.authorized_operations
    if allowed and AclOperation.READ not in allowed:
        raise Misfit(f"this process lacks READ on consumer group {group}: {ACLS}")
