"""Topics as files: read strictly, refused by file and field."""

from pathlib import Path

import pytest

from runtime.topics import TopicError, load, resized

FACTS = "{name: facts, owner: the poller, key: person, partitions: 4, cleanup: delete, retention: forever, read_by: [lifecycle]}"
KEYS = "{name: keys, owner: the seal, key: person, partitions: 1, cleanup: compact, config: {min.insync.replicas: 2}, replication: 3}"
LOGS = "changelogs: [{name: jml-lifecycle-people-changelog, partitions: 4, read_by: [lifecycle]}]"


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_files_become_topics_with_kafka_settings(tmp_path: Path) -> None:
    facts, changelog, keys = load(folder(tmp_path, facts=FACTS, keys=KEYS, changelogs=LOGS))
    assert (facts.name, facts.partitions, facts.config) == ("facts", 4, {"cleanup.policy": "delete", "retention.ms": "-1"})
    assert (keys.replication, keys.config) == (3, {"cleanup.policy": "compact", "min.insync.replicas": "2"})
    assert changelog.config["cleanup.policy"] == "compact"


def test_retention_is_written_in_days_hours_or_minutes(tmp_path: Path) -> None:
    (topic,) = load(folder(tmp_path, facts=FACTS.replace("forever", "400d")))
    assert topic.config["retention.ms"] == str(400 * 86_400_000)


def test_topics_one_agent_reads_must_have_equal_partitions(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match=r"lifecycle reads topics of unequal partitions \(.*changelog 3"):
        load(folder(tmp_path, facts=FACTS, changelogs=LOGS.replace("partitions: 4", "partitions: 3")))


def test_another_number_of_partitions_leaves_single_ones_single(tmp_path: Path) -> None:
    assert [topic.partitions for topic in resized(load(folder(tmp_path, facts=FACTS, keys=KEYS)), 2)] == [2, 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FACTS.replace("owner: the poller, ", ""), "`owner` is missing"),
        (FACTS.replace("name: facts", "name: fact"), "must be the file's name"),
        (FACTS.replace("name: facts", "name: Facts"), "must be the file's name"),
        (FACTS.replace("partitions: 4", "partitions: 0"), "`partitions` must be"),
        (FACTS.replace("partitions: 4", "partitions: yes"), "`partitions` must be"),
        (FACTS.replace("cleanup: delete", "cleanup: both"), "`cleanup` must be"),
        (FACTS.replace("retention: forever", "retention: 3 weeks"), "`retention` must be"),
        (FACTS.replace("cleanup: delete, retention: forever", "cleanup: compact, retention: 1d"), "take `retention` out"),
        (FACTS.replace("read_by: [lifecycle]", "read_by: lifecycle"), "`read_by` must be a list"),
        (FACTS.replace("owner", "ownr"), "unknown field ownr"),
        (FACTS.replace("retention: forever", "retention: forever, config: 3"), "`config` must be"),
        ("- a", "give fields"),
        ("{", "line 1: not readable"),
    ],
)
def test_a_wrong_file_is_refused_with_the_field(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TopicError, match=r"facts\.yaml.*" + said.replace("(", r"\(")):
        load(folder(tmp_path, facts=text))


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="no topic files"):
        load(tmp_path)
