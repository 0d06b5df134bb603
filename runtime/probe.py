"""Whether the cluster is what the product needs: there, safe, with its topics as their files say, and with each process's rights."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from runtime.creating import Cluster
from runtime.finding import Finding, Of
from runtime.preflight import Misfit, check, check_process
from runtime.rights import CREATOR, OPERATOR, rights
from runtime.setting import is_loopback
from runtime.settings import Kafka
from runtime.topics import CHANGELOG_SUFFIX, Topic, TopicError, load

HERE: Final = Of("kafka")
ALL: Final = "no process starts"


@dataclass(slots=True)
class Probe:
    """One cluster, as this user sees it. `process`: whose rights this user must have; None: those of all are told, as far as they go."""

    kafka: Kafka
    process: str | None = None

    async def findings(self) -> AsyncIterator[Finding]:
        """All there is to say; where the cluster does not answer, only that."""
        topics = load()
        cluster = await asyncio.to_thread(Cluster, self.kafka)
        try:
            missing = await asyncio.to_thread(cluster.missing, topics)
        except TopicError as lost:
            what, _, cure = str(lost).partition(": ")
            yield HERE.missing("reachable", what, ALL, cure.partition(" (")[0] or "check JML_KAFKA_BOOTSTRAP and JML_KAFKA_SECURITY")
            return
        yield HERE.ok("reachable", self.kafka.bootstrap)
        yield self._security()
        if missing:
            named = ", ".join(topic.name for topic in missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            yield HERE.missing("topics", f"{len(missing)} of {len(topics)} are not there: {named}", ALL, "run `jml topics`")
            return
        async for found in self._topics(cluster, topics):
            yield found
        for process in sorted({right.process for right in rights(topics)} - {CREATOR, OPERATOR}):
            if self.process in (None, process):
                yield await asyncio.to_thread(self._rights, process)

    def _security(self) -> Finding:
        if self.kafka.security != "PLAINTEXT":
            return HERE.ok("security", self.kafka.security)
        hosts = [server.rpartition(":")[0].strip("[]") for server in self.kafka.bootstrap.split(",")]
        if all(is_loopback(host) for host in hosts):
            return HERE.ok("security", "in clear, on loopback")
        return HERE.warn(
            "security",
            "in clear over the network",
            "whoever listens reads every record (names are sealed), and whoever connects may write",
            "set JML_KAFKA_SECURITY=SASL_SSL, with JML_KAFKA_USER and JML_KAFKA_PASSWORD_FILE",
        )

    async def _topics(self, cluster: Cluster, topics: tuple[Topic, ...]) -> AsyncIterator[Finding]:
        try:
            differences = await asyncio.to_thread(cluster.differences, topics)
        except TopicError as hidden:
            yield HERE.unknown("topics", str(hidden), "grant DESCRIBE_CONFIGS, or run `jml topics --check` as the one who made them")
            return
        alike: dict[tuple[str, str, str], list[str]] = {}
        for difference in differences:
            alike.setdefault((difference.what, difference.wanted, difference.found), []).append(difference.topic)
        for (what, wanted, found), names in alike.items():
            yield _differing(what, wanted, found, names)
        if not differences:
            yield HERE.ok("topics", f"all {len(topics)} are as their files say")

    def _rights(self, process: str) -> Finding:
        what = f"rights of {process}"
        try:
            _check(self.kafka, process)
        except Misfit as lacking:
            detail, _, cure = str(lacking).partition(": ")
            if self.process == process:
                return HERE.missing(what, detail, f"{process} does not start", cure)
            return HERE.warn(what, detail, f"as {self.kafka.user or 'this user'}, {process} does not start", cure)
        return HERE.ok(what)


def _differing(what: str, wanted: str, found: str, names: list[str]) -> Finding:
    who = f"{', '.join(names[:3])} and {len(names) - 3} more" if len(names) > 4 else ", ".join(names)
    if what == "partitions":
        return HERE.warn(f"topics: {what}", f"{found} instead of {wanted}: {who}", "right if they were made with `jml topics --partitions`")
    breaks = "records may be lost early, or with a broker"
    return HERE.warn(f"topics: {what}", f"{found} instead of {wanted}: {who}", breaks, "alter them, or correct schemas/topics")


def _check(kafka: Kafka, process: str) -> None:
    """What the process itself checks when it starts. Raises Misfit."""
    mine = [topic for topic in load() if process in topic.read_by]
    changelog = next((topic.name for topic in mine if topic.name.endswith(CHANGELOG_SUFFIX)), None)
    if changelog is None:
        check_process(kafka, process)
    else:
        check(kafka, process, [topic.name for topic in mine if topic.name != changelog], changelog)
