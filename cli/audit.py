"""`jml audit`: what was done to whom, and why, as the SIEM reads it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import click
from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaError, KafkaException, Message, TopicPartition

from domain.audit import read_action
from runtime.creating import greet
from runtime.kafka import confluent_settings, reason_of
from runtime.ports import Trouble
from runtime.settings import Kafka
from runtime.settings import load as load_settings

TOPIC: Final = "jml-audit"
ASK: Final = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the topic: where it lies, and what it says. `record` is None where it is not one of ours."""

    place: str
    record: dict[str, Any] | None

    @property
    def time(self) -> int:
        return int(self.record["time"]) if self.record else 0

    def concerns(self, person: str | None) -> bool:
        return person is None or (self.record is not None and read_action(self.record).person == person)


@click.group("audit")
def command() -> None:
    """The audit topic: one final record per action."""


@command.command()
@click.option("--from-beginning", is_flag=True, help="Begin with the oldest record there is, instead of with what comes next.")
@click.option("--until-now", is_flag=True, help="Print what is there, oldest first, and end, instead of waiting for more.")
@click.option("--person", metavar="ID", help="Only what concerns this person id.")
@click.option("--json", "as_json", is_flag=True, help="Whole OCSF records, one a line.")
def tail(from_beginning: bool, until_now: bool, person: str | None, as_json: bool) -> None:
    """Print audit records as they come."""
    kafka = load_settings().kafka
    greet(kafka)
    lines: Iterator[Line] = _follow(kafka, from_beginning or until_now, until_now)
    if until_now:
        lines = iter(sorted(lines, key=lambda line: line.time))
    for line in lines:
        if line.concerns(person):
            click.echo(json.dumps(line.record, ensure_ascii=False) if as_json and line.record else told(line))


def told(line: Line) -> str:
    """One record as one line: when, what, to whom, how it ended, and why. Nothing in it moves a terminal's cursor."""
    record = line.record
    if record is None:
        return f"{line.place} is not an audit record: skipped"
    system, action, person, fate = read_action(record)
    why = [_why(each["data"]) for each in record.get("enrichments", [])]
    notes = [record.get("status_code"), record.get("status_detail"), record.get("comment"), *why]
    text = (
        f"{record['time_dt'][:19]}Z  {system + ' ' + action:<24} {person or '-':<14} {fate:<10} {'; '.join(note for note in notes if note)}"
    )
    return "".join(each if each.isprintable() else "?" for each in text).rstrip()


def _why(cause: dict[str, Any]) -> str:
    late = f", HR {cause['late_hr_seconds']} s late" if cause["late_hr"] else ""
    exposed = f", exposed {cause['exposure_seconds']} s" if cause["exposure_seconds"] else ""
    return f"{cause['rule']} of {cause['effective'][:16]}Z, known {cause['known'][:16]}Z{late}{exposed}"


def parsed(place: str, value: bytes | None) -> Line:
    """A record's value as a line; what is not ours stays a line without a record."""
    try:
        record = json.loads(value or b"")
        told(Line(place, record))
    except (ValueError, LookupError, TypeError, AttributeError):
        return Line(place, None)
    return Line(place, record)


def _follow(kafka: Kafka, from_beginning: bool, until_now: bool) -> Iterator[Line]:
    """The topic's records in order of each partition, without a group. Raises Trouble."""
    consumer = Consumer(
        confluent_settings(kafka)
        | {
            "group.id": "jml-audit-tail",  # never joined: partitions are assigned by hand and nothing is committed
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "log_level": 0,  # librdkafka would tell each vain attempt to connect; the end of it all is told once, below
        }
    )
    try:
        left = _assign(consumer, OFFSET_BEGINNING if from_beginning else OFFSET_END)
        while left or not until_now:
            for message in consumer.consume(500, 0.2):
                if (refused := message.error()) is not None and refused.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
                    continue  # no group is joined, so none is granted
                line = _taken(message)
                if line is None:
                    left.discard(message.partition() or 0)
                else:
                    yield line
    except KafkaException as problem:
        raise Trouble(f"{TOPIC} cannot be read ({reason_of(problem)}): is the broker of JML_KAFKA_BOOTSTRAP up?") from None
    finally:
        consumer.close()


def _assign(consumer: Consumer, start: int) -> set[int]:
    known = consumer.list_topics(TOPIC, timeout=ASK).topics[TOPIC].partitions
    if not known:
        raise Trouble(f"topic {TOPIC} does not exist: run `jml topics`")
    consumer.assign([TopicPartition(TOPIC, partition, start) for partition in known])
    return set(known)


def _taken(message: Message) -> Line | None:
    """The record; None at the end of its partition."""
    error = message.error()
    if error is None:
        value = message.value()
        return parsed(f"{TOPIC}/{message.partition()}/{message.offset()}", value.encode() if isinstance(value, str) else value)
    if error.code() == KafkaError._PARTITION_EOF:
        return None
    raise KafkaException(error)
