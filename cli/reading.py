"""What the commands that only read share: everything on a topic, of one person or of all."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Final

from confluent_kafka import KafkaException

from runtime.creating import greet
from runtime.kafka import reason_of
from runtime.ports import Trouble
from runtime.settings import Kafka
from scenarios.kafka_log import KafkaLog

Records = Callable[[str, str | None], list[bytes]]
ADDRESS: Final = "is the broker of JML_KAFKA_BOOTSTRAP up? `jml up` starts one"


@contextmanager
def log(kafka: Kafka) -> Iterator[Records]:
    """Reads values of a topic by person id (None: everybody's), in the order of each partition. Raises Trouble."""

    def records(topic: str, person: str | None = None) -> list[bytes]:
        found = sorted(reader.records(topic), key=lambda seen: (seen.partition, seen.offset))
        return [seen.value for seen in found if seen.value is not None and (person is None or seen.key == person.encode())]

    greet(kafka)
    try:
        with closing(KafkaLog(kafka)) as reader:
            reader.topics()  # a broker that is not there is told at once
            yield records
    except (KafkaException, KeyError) as problem:
        why = reason_of(problem) if isinstance(problem, KafkaException) else f"no topic {problem}"
        raise Trouble(f"the log cannot be read ({why}): {ADDRESS}") from None
