"""`jml dead-letters` on a real broker, and rows that are read again from a real (simulated) tenant."""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from cli.dead_letters import command
from cli.retrying import reread
from domain.dead_letters import ROW, DeadLetter
from runtime.creating import Cluster
from runtime.kafka import Sender
from runtime.ports import Out
from runtime.settings import Kafka, load
from runtime.topics import load as load_topics
from scenarios.kafka_log import KafkaLog
from schemas.codec import encode
from tests.conftest import a_kafka
from tests.producers.conftest import Open, at, here, make, site
from tests.producers.desk import Desk


@pytest.fixture(scope="module")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of its own: here partition counts matter, and other tests make topics as they need them."""
    yield from a_kafka(tmp_path_factory)


__all__ = ["Open", "at", "here", "make", "site"]
Run = Callable[..., Result]
USED = ("jml-dead-letter", "jml-audit", "jml-cases")


@pytest.fixture
def kafka(kafka_bootstrap: str) -> Kafka:
    found = load({"JML_KAFKA_BOOTSTRAP": kafka_bootstrap}).kafka
    cluster = Cluster(found)
    cluster.create(cluster.missing([topic for topic in load_topics() if topic.name in USED]))
    return found


@pytest.fixture
def run(kafka: Kafka) -> Run:
    env = {"JML_KAFKA_BOOTSTRAP": kafka.bootstrap}
    return lambda *words: CliRunner(env=env).invoke(command, list(words), standalone_mode=False)


def put(kafka: Kafka, *letters: DeadLetter) -> None:
    async def send() -> None:
        sender = Sender(kafka)
        for letter in letters:
            await sender.send(Out("jml-dead-letter", b"P-dead", encode(letter)))
        await sender.close()

    asyncio.run(send())


def letter(reason: str) -> DeadLetter:
    ident, moment = str(uuid.uuid4()), datetime(2026, 5, 1, 12, tzinfo=UTC)
    letter = DeadLetter(id=ident, stage="jml-cases", topic="jml-cases", partition=1, offset=3, reason=reason, at=moment)
    return replace(letter, person="P-dead", payload=ident.encode())


@pytest.mark.kafka
def test_letters_are_listed_shown_retried_and_dropped_with_a_name(kafka: Kafka, run: Run) -> None:
    first, second, third = letter("KeyMissing at a:1"), letter("KeyMissing at a:1"), letter("Undecodable: junk")
    put(kafka, first, second, third)

    listed = run("list").output
    assert "     2  KeyMissing at a:1  2026-05-01T12:00:00Z" in listed
    assert all(each.id in listed for each in (first, second, third))
    assert "jml-cases/1/3" in run("show", first.id[:13]).output

    retried = run("retry", "--reason", "KeyMissing", "--by", "m.ito")
    assert "2 of 2 sent again" in retried.output
    again = [seen for seen in KafkaLog(kafka).records("jml-cases") if seen.headers.get("retried") == first.id.encode()]
    assert [(seen.key, seen.value, seen.partition) for seen in again] == [(b"P-dead", first.payload, 1)]

    assert "dropped by m.ito" in run("drop", third.id, "--by", "m.ito", "--why", "sent by mistake").output
    assert "0 dead letters" in run("list", "--reason", "Undecodable: junk").output
    told = [json.loads(seen.value or b"{}") for seen in KafkaLog(kafka).records("jml-audit") if seen.key == b"P-dead"]
    assert [(each["unmapped"]["action"], each["actor"]["user"]["name"]) for each in told] == [
        ("retry-letter", "m.ito"),
        ("retry-letter", "m.ito"),
        ("drop-letter", "m.ito"),
    ]


@pytest.mark.kafka
def test_an_id_that_is_nobodys_and_a_drop_without_a_word_are_refused_with_the_cure(run: Run) -> None:
    assert "see `jml dead-letters list`" in str(run("show", "no-such").exception)
    assert "must say something" in str(run("drop", "x", "--by", " ", "--why", "y").exception)
    assert "give an ID, or --reason" in str(run("retry").exception)


async def test_a_row_is_read_again_and_is_done_when_hr_has_corrected_it(here: Desk) -> None:
    await here.add(P={})
    await here.site.do("garble", {"people": {"P": {"lastHireDate": "never"}}})
    await here.poller.changes()
    (wrong,) = here.sent.letters
    nobody = replace(wrong, id="d-x", payload=b"{}")

    still, nameless = await reread(here.poller, [wrong, nobody])
    await here.site.do("garble", {"people": {"P": {}}})
    here.poller.publisher.parked.clear()
    (good,) = await reread(here.poller, [wrong])

    assert wrong.partition == ROW
    assert (still.done, still.said) == (False, "still wrong in UKG: correct it there")
    assert (nameless.done, "names no employee" in nameless.said) == (False, True)
    assert good.done
    assert [fact.person for fact in here.sent.facts if fact.employment] == [here.whose("P")]
