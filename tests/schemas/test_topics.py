"""Every topic's file: complete, consistent with its readers, kept for as long as it is needed."""

import yaml

from runtime.topics import FOLDER, Topic, load
from schemas.codec import TYPES

DAY = 86_400_000
READS = {
    "jml-lifecycle": {"hr-changes", "jml-ticks", "jml-lifecycle-people-changelog"},
    "jml-company": {"jml-proposals", "jml-company-ticks", "jml-commands", "jml-company-registry-changelog"},
    "jml-sink-okta": {"jml-transitions", "okta-outcomes", "jml-sink-okta-work-changelog"},
    "jml-sink-salesforce": {"jml-transitions", "salesforce-outcomes", "jml-sink-salesforce-work-changelog"},
    "jml-sink-ukg": {"jml-transitions", "ukg-outcomes", "jml-sink-ukg-work-changelog"},
    "jml-sink-notify": {"jml-notices", "notify-outcomes", "jml-sink-notify-told-changelog"},
    "jml-cases": {"jml-cases", "jml-cases-cases-changelog"},
}
TOPICS = {topic.name: topic for topic in load()}
FILES = {path.stem: yaml.safe_load(path.read_text()) for path in FOLDER.glob("*.yaml") if path.stem != "changelogs"}


def retention(topic: Topic) -> float:
    """Days; infinite where nothing is deleted."""
    text = topic.config.get("retention.ms", "-1")
    return float("inf") if text == "-1" else int(text) / DAY


def test_every_agent_reads_its_topics_and_no_others_with_equal_partitions():
    read: dict[str, set[str]] = {}
    for topic in TOPICS.values():
        for reader in topic.read_by:
            read.setdefault(reader, set()).add(topic.name)
    assert read == READS
    for names in READS.values():
        assert len({TOPICS[name].partitions for name in names}) == 1


def test_no_agent_reads_a_compacted_topic():
    compacted = {name for name, topic in TOPICS.items() if topic.config["cleanup.policy"] == "compact" and topic.read_by}
    assert compacted == {name for name in TOPICS if name.endswith("-changelog")}


def test_hr_changes_are_kept_for_ever_and_the_audit_for_thirteen_months():
    assert retention(TOPICS["hr-changes"]) == float("inf")
    assert retention(TOPICS["jml-audit"]) >= 396
    assert {TOPICS[name].config["cleanup.policy"] for name in ("hr-changes", "jml-audit")} == {"delete"}


def test_what_an_agent_reads_outlasts_a_month_of_outage():
    assert [name for name, topic in TOPICS.items() if topic.read_by and retention(topic) < 30] == []
    assert retention(TOPICS["jml-dead-letter"]) >= 30


def test_every_topic_names_a_schema_that_exists_and_every_schema_has_a_topic():
    named = {fields["schema"] for fields in FILES.values()}
    assert named - {"json"} == set(TYPES)


def test_every_topic_says_what_it_is_for():
    assert [name for name, fields in FILES.items() if len(fields["about"]) < 60 or not fields["owner"] or not fields["key"]] == []


def test_nothing_on_one_broker_alone_counts_as_written():
    assert {(topic.replication, topic.config["min.insync.replicas"]) for topic in TOPICS.values()} == {(3, "2")}
