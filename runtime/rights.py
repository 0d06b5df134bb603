"""The least that each process needs on the cluster, from the topics' files: what `jml topics acls` prints and what a worker checks first.

An agent reads its topics in the group of its name and keeps its table's changelog; who follows a topic reads it in no group (kafka.md §7:
DESCRIBE comes with READ and WRITE, idempotent producers need nothing more).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from runtime.topics import CHANGELOG_SUFFIX, Topic

OPERATOR: Final = "jml-operator"
"""Who runs the commands that read the log, and `jml dead-letters`."""
CREATOR: Final = "jml-topics"
"""Who runs `jml topics`."""
TOPIC, GROUP = "topic", "group"


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """What a process may do with one topic or group; `operations` in Kafka's words."""

    process: str
    kind: str
    name: str
    operations: tuple[str, ...]


def rights(topics: Iterable[Topic]) -> list[Right]:
    """Of every process, by process, kind and name."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for process, kind, name, operation in _each(tuple(topics)):
        found.setdefault((process, kind, name), set()).add(operation)
    return sorted(Right(*place, tuple(sorted(operations))) for place, operations in found.items())


def of_process(topics: Iterable[Topic], process: str) -> list[Right]:
    return [right for right in rights(topics) if right.process == process]


def _each(topics: tuple[Topic, ...]) -> Iterator[tuple[str, str, str, str]]:
    for topic in topics:
        for reader in topic.read_by:
            yield reader, TOPIC, topic.name, "Read"
            yield reader, GROUP, reader, "Read"
            if topic.name.endswith(CHANGELOG_SUFFIX):
                yield reader, TOPIC, topic.name, "Write"
            elif topic.schema not in ("json", "bytes"):
                yield OPERATOR, TOPIC, topic.name, "Write"  # a dead letter is sent again to where it lay
        for follower in topic.followed_by:
            yield follower, TOPIC, topic.name, "Read"
        for writer in topic.written_by:
            yield writer, TOPIC, topic.name, "Write"
        yield CREATOR, TOPIC, topic.name, "Create"
        yield CREATOR, TOPIC, topic.name, "Describe"
        yield CREATOR, TOPIC, topic.name, "DescribeConfigs"


def as_commands(found: Iterable[Right], principal: str, bootstrap: str) -> Iterator[str]:
    """kafka-acls.sh, one line a right; `principal` has {process} in it, like User:{process}."""
    for right in found:
        operations = " ".join(f"--operation {operation}" for operation in right.operations)
        where = f"--{right.kind} {right.name}"
        who = principal.replace("{process}", right.process)
        yield f"kafka-acls.sh --bootstrap-server {bootstrap} --add --allow-principal '{who}' {operations} {where}"
