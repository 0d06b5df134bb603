"""Topics as files: `schemas/topics/*.yaml` say what must be, this creates it and reports where the cluster differs.

A topic's file:

    name: hr-changes
    owner: the poller
    key: UKG person id
    partitions: 12
    replication: 3            # optional; at most as many as there are brokers
    cleanup: delete           # or compact
    retention: forever        # or like 400d, 12h, 30m; delete only
    config: {min.insync.replicas: 2}      # optional, Kafka's own names
    read_by: [jml-lifecycle]  # agents that read it; their topics need equal partitions
    followed_by: [jml-company]            # processes that read all of it, in no group
    written_by: [jml-poller]              # and those that write it
    schema: fact              # of the codec's; json or bytes where it is not Avro

`changelogs.yaml` lists Faust's table topics: `changelogs: [{name: jml-lifecycle-people-changelog, partitions: 12, read_by: [lifecycle]}]`;
they are compacted, and also take `replication` and `config`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).resolve().parent.parent / "schemas" / "topics"
CHANGELOG: Final = {"cleanup.policy": "compact", "segment.ms": "3600000", "delete.retention.ms": "86400000", "max.message.bytes": "8388608"}
"""kafka.md §2: a worker away for longer than a day, its tables on disk, would miss a tombstone. A row lies with its outputs."""
CHANGELOG_SUFFIX: Final = "-changelog"
KNOWN: Final = {"name", "owner", "key", "partitions", "replication", "cleanup", "retention", "config", "read_by"}
LOCAL: Final = {"schema", "value", "about", "examples", "written_by", "followed_by"}
"""Fields of a topic's file that are for people, rights and the codec, not for the topic itself."""
UNITS: Final = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}


class TopicError(Exception):
    """A topic's file is wrong, or the files contradict each other; the text names file, field and cure."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as its file wants it; `config` holds Kafka's names and texts."""

    name: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)
    replication: int = 1
    owner: str = ""
    key: str = ""
    read_by: tuple[str, ...] = ()
    followed_by: tuple[str, ...] = ()
    written_by: tuple[str, ...] = ()
    schema: str = ""


def load(folder: Path = FOLDER) -> tuple[Topic, ...]:
    """All topics of the folder, by name; raises TopicError."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise TopicError(f"{_place(folder)} holds no topic files (*.yaml)")
    topics = [topic for file in files for topic in _read(file)]
    seen: dict[str, Topic] = {}
    for topic in topics:
        if topic.name in seen:
            raise TopicError(f"topic {topic.name} is described twice in {_place(folder)}: keep one file")
        seen[topic.name] = topic
    _check_equal(topics)
    return tuple(sorted(topics, key=lambda topic: topic.name))


def resized(topics: Iterable[Topic], partitions: int) -> tuple[Topic, ...]:
    """The same topics, those of more than one partition with `partitions` instead (for small machines, before anything is written)."""
    return tuple(replace(topic, partitions=partitions) if topic.partitions > 1 else topic for topic in topics)


def _check_equal(topics: Sequence[Topic]) -> None:
    """Topics that one agent reads, its changelog included, are placed together: key → same partition of each."""
    read: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        for reader in topic.read_by:
            read[reader].append(topic)
    for reader, its in read.items():
        if len({topic.partitions for topic in its}) > 1:
            listed = ", ".join(f"{topic.name} {topic.partitions}" for topic in its)
            raise TopicError(f"{reader} reads topics of unequal partitions ({listed}): give them the same number in their files")


def _read(file: Path) -> list[Topic]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        mark = getattr(exc, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise TopicError(f"{_place(file)}{line}: not readable as YAML ({type(exc).__name__}): correct the file") from None
    if file.stem == "changelogs":
        rows = content.get("changelogs") if isinstance(content, dict) else None
        if not isinstance(rows, list):
            raise TopicError(f"{_place(file)}: give a list under `changelogs:`")
        return [_changelog(file, row) for row in rows]
    return [_topic(file, content)]


def _changelog(file: Path, row: Any) -> Topic:
    fields = _fields(file, row, KNOWN - {"cleanup", "retention"})
    return _made(file, fields, {**CHANGELOG, **_config(file, fields)})


def _topic(file: Path, row: Any) -> Topic:
    fields = _fields(file, row, KNOWN | LOCAL)
    for name in ("owner", "key", "cleanup"):
        if not fields.get(name):
            raise TopicError(f"{_place(file)}: `{name}` is missing: say it")
    if fields.get("name") != file.stem:
        raise TopicError(f"{_place(file)}: `name` must be the file's name, {file.stem}")
    cleanup = fields["cleanup"]
    if cleanup not in ("delete", "compact"):
        raise TopicError(f"{_place(file)}: `cleanup` must be delete or compact")
    config = {"cleanup.policy": cleanup}
    if cleanup == "delete":
        config["retention.ms"] = _retention(file, fields.get("retention"))
    elif fields.get("retention") not in (None, "forever"):
        raise TopicError(f"{_place(file)}: a compacted topic keeps the last record of each key for ever: take `retention` out")
    return _made(file, fields, {**config, **_config(file, fields)})


def _fields(file: Path, row: Any, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise TopicError(f"{_place(file)}: give fields, like `name: …`")
    if unknown := sorted(str(name) for name in row if name not in known):
        raise TopicError(f"{_place(file)}: unknown field {unknown[0]}: one of {', '.join(sorted(known))}")
    return row


def _made(file: Path, fields: Mapping[str, Any], config: Mapping[str, str]) -> Topic:
    name = fields.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise TopicError(f"{_place(file)}: `name` must be small letters, digits and dashes")
    return Topic(
        name=name,
        partitions=_count(file, fields, "partitions"),
        replication=_count(file, {"replication": 1, **fields}, "replication"),
        config=config,
        owner=str(fields.get("owner", "")),
        key=str(fields.get("key", "")),
        read_by=_processes(file, fields, "read_by"),
        followed_by=_processes(file, fields, "followed_by"),
        written_by=_processes(file, fields, "written_by"),
        schema=str(fields.get("schema", "")),
    )


def _processes(file: Path, fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = fields.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise TopicError(f"{_place(file)}: `{name}` must be a list of process names")
    return tuple(found)


def _count(file: Path, fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise TopicError(f"{_place(file)}: `{name}` must be a number from 1 to 1000")
    return value


def _config(file: Path, fields: Mapping[str, Any]) -> dict[str, str]:
    config = fields.get("config") or {}
    if not isinstance(config, dict):
        raise TopicError(f"{_place(file)}: `config` must be fields with Kafka's names, like `min.insync.replicas: 2`")
    return {str(name): str(value).lower() if isinstance(value, bool) else str(value) for name, value in config.items()}


def _retention(file: Path, text: Any) -> str:
    if text == "forever":
        return "-1"
    found = re.fullmatch(r"(\d+)([mhd])", str(text))
    if not found:
        raise TopicError(f"{_place(file)}: `retention` must be forever or like 400d, 12h, 30m")
    return str(int(found[1]) * UNITS[found[2]])


def _place(path: Path) -> str:
    return "/".join(path.parts[-3:])
