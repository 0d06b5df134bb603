"""Kafka as platforms run it: every way to log in, each process with its least rights, and what is said when something is wrong."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from cli.audit import command as audit
from cli.dead_letters import command as dead_letters
from cli.topics import command as topics
from runtime.creating import Cluster
from runtime.kafka import CompactedReader, Sender, admin, aiokafka_settings
from runtime.ports import Out, Trouble
from runtime.preflight import Misfit, check, check_process
from runtime.settings import Kafka, load
from runtime.stack import Stack
from runtime.topics import TopicError
from scenarios.kafka_log import KafkaLog
from scenarios.language import load as load_scenario
from scenarios.play import Player
from scenarios.real import PARTITIONS, RealWorld
from tests.runtime.authority import Authority
from tests.runtime.schema_registry import schema_registry
from tests.runtime.secured import ADMIN, PLAINLY, Secured, secured_broker
from tests.runtime.token_endpoint import token_endpoint

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).resolve().parents[2]
BY_CERTIFICATE, BY_TOKEN = "jml-company", "jml-cases"
CHANGELOG = "jml-cases-cases-changelog"
SOON = 10.0
"""Seconds in which whoever is refused is told so."""


def acls(*options: str) -> list[str]:
    said = CliRunner().invoke(topics, ["acls", "--bootstrap", "kafka:9093", *options])
    assert said.exit_code == 0, said.output
    return said.output.splitlines()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """With every topic, made by a user who may do just that, and with every printed right granted."""
    with secured_broker(tmp_path_factory.mktemp("secured")) as found:
        lines = acls()
        processes = {line.split("'")[1].removeprefix("User:") for line in lines}
        found.users(sorted(processes))
        found.grant(line for line in lines if BY_CERTIFICATE not in line.split("'")[1])
        found.grant(acls("--principal", "User:CN={process}", "--process", BY_CERTIFICATE))
        made = CliRunner(env=found.env("jml-topics")).invoke(topics, ["--partitions", str(PARTITIONS)])
        assert made.exit_code == 0, (made.output, made.exception)
        yield found


@pytest.fixture(scope="module")
def tokens(broker: Secured) -> Iterator[str]:
    with token_endpoint(broker.password) as url:
        yield url


@pytest.fixture
def doors(broker: Secured, tokens: str) -> dict[str, dict[str, str]]:
    """Way to log in → what a client sets for it."""
    certificate, key = broker.authority.signed(BY_CERTIFICATE)
    by_certificate = {"JML_KAFKA_CERT_FILE": str(certificate), "JML_KAFKA_KEY_FILE": str(key), "JML_KAFKA_SECURITY": "SSL"}
    by_token = {"JML_KAFKA_BOOTSTRAP": f"127.0.0.1:{broker.token}", "JML_KAFKA_MECHANISM": "OAUTHBEARER", "JML_KAFKA_TOKEN_URL": tokens}
    return {
        "SCRAM": broker.env("jml-poller"),
        "PLAIN": broker.env(PLAINLY, JML_KAFKA_MECHANISM="PLAIN"),
        "OAUTHBEARER": broker.env(BY_TOKEN, **by_token),
        "certificate": broker.env("", JML_KAFKA_BOOTSTRAP=f"127.0.0.1:{broker.cert}", **by_certificate),
    }


def kafka_of(env: dict[str, str]) -> Kafka:
    return load(env).kafka


@pytest.mark.parametrize("way", ["SCRAM", "PLAIN", "OAUTHBEARER", "certificate"])
async def test_every_client_logs_in_every_way(doors: dict[str, dict[str, str]], way: str) -> None:
    kafka = kafka_of(doors[way])
    assert "jml-dead-letter" in admin(kafka).list_topics(timeout=SOON).topics

    sender = Sender(kafka, timeout=SOON)
    await sender.send(Out("jml-dead-letter", b"k", b"confluent"))
    await sender.close()
    producer = AIOKafkaProducer(**aiokafka_settings(kafka))
    await producer.start()
    await producer.send_and_wait("jml-dead-letter", b"aiokafka", key=b"k")
    await producer.stop()


async def test_a_topic_is_followed_without_a_right_on_any_group(broker: Secured, doors: dict[str, dict[str, str]]) -> None:
    reader = CompactedReader(kafka_of(doors["certificate"]), "person-keys", lambda _key, _value: None)
    await reader.start()
    await reader.until_caught_up()
    await reader.stop()


async def test_the_whole_chain_runs_with_just_the_printed_rights_and_a_registry(broker: Secured, doors: dict[str, dict[str, str]]) -> None:
    scenario = load_scenario(ROOT / "scenarios/examples/a01-hire-in-a-zone-ahead.yaml")
    world = RealWorld(ROOT / "policy", scenario.policy, scenario.start)
    each = {
        "poller": doors["SCRAM"],
        "lifecycle": broker.env("jml-lifecycle"),
        "company": doors["certificate"],
        "cases": doors["OAUTHBEARER"],
        "sink-okta": doors["PLAIN"],
        "sink-salesforce": broker.env("jml-sink-salesforce"),
        "sink-ukg": broker.env("jml-sink-ukg"),
        "sink-notify": broker.env("jml-sink-notify"),
    }
    with schema_registry() as store:
        env = {"JML_CLOCK_FILE": str(world.home / "clock.json"), "JML_POLICY_DIR": str(ROOT / "policy"), **broker.env(ADMIN)}
        world.stack = Stack(world.home, env=env | {"JML_KAFKA_REGISTRY_URL": store.url}, each=each, partitions=PARTITIONS)
        async with world:
            verdict = await Player(scenario, world).play()

    assert verdict.passed, verdict.failures
    assert {"hr-changes-value", "jml-transitions-value", "okta-outcomes-value"} <= store.subjects.keys()
    assert first_bytes(broker, "hr-changes") == first_bytes(broker, "okta-outcomes") == {b"\x00"}


def first_bytes(broker: Secured, topic: str) -> set[bytes]:
    """Of every record as it lies there."""
    log = KafkaLog(broker.kafka(ADMIN))
    found = {(seen.value or b"")[:1] for seen in log.records(topic)}
    log.close()
    return found


def end_of(process: str, env: dict[str, str], home: Path) -> tuple[int, str, float]:
    """Status, standard error and seconds of a process that cannot go on."""
    begun = time.monotonic()
    own = {**os.environ, "JML_HOME": str(home), "JML_MASTER_KEY": "x", **env}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", process], env=own, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr, time.monotonic() - begun


@pytest.mark.parametrize("process", ["cases", "poller", "topics"])
def test_a_wrong_password_ends_a_process_soon_and_names_the_setting(broker: Secured, tmp_path: Path, process: str) -> None:
    (tmp_path / "wrong").write_text("wrong")
    status, said, seconds = end_of(process, broker.env("jml-cases", JML_KAFKA_PASSWORD_FILE=str(tmp_path / "wrong")), tmp_path)

    assert status in (1, 78)
    assert "does not accept 'jml-cases' with the password given, by SCRAM-SHA-512: check JML_KAFKA_USER, JML_KAFKA_PASSWORD" in said
    assert seconds < SOON


def test_an_operator_reads_the_log_with_the_printed_rights_and_is_told_of_a_wrong_password(broker: Secured, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")
    wrong = broker.env("jml-operator", JML_KAFKA_PASSWORD_FILE=str(tmp_path / "wrong"))
    for command, words in ((audit, ["tail", "--until-now"]), (dead_letters, ["list"])):
        said = CliRunner(env=broker.env("jml-operator")).invoke(command, words)
        assert said.exit_code == 0, (said.output, said.exception)
        begun = time.monotonic()
        assert "check JML_KAFKA_USER, JML_KAFKA_PASSWORD" in str(CliRunner(env=wrong).invoke(command, words).exception)
        assert time.monotonic() - begun < SOON


def misfit(kafka: Kafka, group: str = "jml-cases", source: str = "jml-cases") -> str:
    begun = time.monotonic()
    with pytest.raises(Misfit) as found:
        check(kafka, group, [source], CHANGELOG)
    assert time.monotonic() - begun < SOON
    return str(found.value)


def test_a_broker_whose_certificate_nobody_signed_is_told_with_the_setting(broker: Secured, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "stranger")
    kafka = broker.kafka("jml-cases", JML_KAFKA_CA_FILE=str(stranger.file))

    assert f"set JML_KAFKA_CA_FILE to the PEM file of the one that signed it (now {stranger.file})" in misfit(kafka)
    with pytest.raises(TopicError, match="JML_KAFKA_CA_FILE"):
        Cluster(kafka).missing([])


def test_a_certificate_that_the_broker_does_not_know_is_told_with_the_settings(doors: dict[str, dict[str, str]], tmp_path: Path) -> None:
    certificate, key = Authority(tmp_path, "stranger").signed("jml-company")
    own = {"JML_KAFKA_CERT_FILE": str(certificate), "JML_KAFKA_KEY_FILE": str(key)}

    assert "JML_KAFKA_CERT_FILE and JML_KAFKA_KEY_FILE" in misfit(kafka_of({**doors["certificate"], **own}))


def test_a_token_that_is_not_given_is_told_with_the_settings(doors: dict[str, dict[str, str]], tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong")

    said = misfit(kafka_of({**doors["OAUTHBEARER"], "JML_KAFKA_PASSWORD_FILE": str(tmp_path / "wrong")}))

    assert "JML_KAFKA_TOKEN_URL answers 401: check JML_KAFKA_USER, JML_KAFKA_PASSWORD" in said


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("--topic jml-cases", "topic jml-cases"),
        (f"--topic {CHANGELOG}", f"topic {CHANGELOG}"),
        ("--topic jml-audit", "topic jml-audit"),
        ("--group jml-cases", "consumer group jml-cases"),
    ],
)
def test_a_missing_right_is_told_with_its_place_and_the_cure(broker: Secured, place: str, told: str) -> None:
    (line,) = [line for line in acls("--process", "jml-cases") if line.endswith(place)]
    broker.revoke(line)

    said = misfit(broker.kafka("jml-cases"))
    broker.grant([line])

    assert told in said
    assert "`jml topics acls`" in said
    assert check(broker.kafka("jml-cases"), "jml-cases", ["jml-cases"], CHANGELOG) == PARTITIONS


async def test_plain_clients_name_the_topic_that_they_may_not_touch(broker: Secured) -> None:
    with pytest.raises(Misfit, match="hr-changes"):
        check_process(broker.kafka("jml-cases"), "jml-poller")
    reader = CompactedReader(broker.kafka("jml-cases"), "person-keys", lambda _key, _value: None)
    await reader.start()
    with pytest.raises(Trouble, match="may not read topic person-keys: grant what `jml topics acls` prints"):
        await reader.until_caught_up()
    await reader.stop()
