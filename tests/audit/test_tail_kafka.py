"""`jml audit tail` and the topics' files on a real broker."""

import asyncio
import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from cli.audit import TOPIC, command
from domain.audit import audit_headers, audit_key, audit_record, audit_value
from domain.outcomes import Action, Fate
from domain.outcomes import Result as Settled
from runtime.creating import Cluster
from runtime.kafka import Sender
from runtime.ports import Out
from runtime.settings import load as load_settings
from runtime.topics import load
from tests.audit.test_tail import SETTING
from tests.conftest import a_kafka


@pytest.fixture(scope="module")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of its own: here partition counts matter, and other tests make topics as they need them."""
    yield from a_kafka(tmp_path_factory)


pytestmark = pytest.mark.kafka
Tail = Callable[..., Result]


@pytest.fixture
def environment(kafka_bootstrap: str) -> dict[str, str]:
    return {"JML_KAFKA_BOOTSTRAP": kafka_bootstrap}


@pytest.fixture
def tail(environment: dict[str, str]) -> Tail:
    return lambda *options: CliRunner(env=environment).invoke(command, ["tail", *options])


async def publish(environment: dict[str, str], *records: dict) -> None:
    sender = Sender(load_settings(environment).kafka)
    for record in records:
        await sender.send(Out(TOPIC, audit_key(record), audit_value(record), audit_headers(record)))
    await sender.send(Out(TOPIC, b"P3", b"no record"))
    await sender.close()


def test_every_topic_can_be_made_as_its_file_says_and_the_audit_read_back(environment, tail):
    cluster = Cluster(load_settings(environment).kafka)
    cluster.create(cluster.missing(load()))
    assert cluster.differences(load()) == ()

    done = [Settled(action=f"a-{n}", fate=Fate.DONE, code="200") for n in range(2)]
    actions = [Action(id="a-0", name="suspend"), Action(id="a-1", name="end-sessions")]
    asyncio.run(publish(environment, *(audit_record(SETTING, *pair) for pair in zip(actions, done, strict=True))))

    lines = tail("--until-now").output.splitlines()
    assert [line[22:40].strip() for line in lines if "okta" in line] == ["okta suspend", "okta end-sessions"]
    assert sum("is not an audit record: skipped" in line for line in lines) == 1
    assert tail("--until-now", "--person", "P4").output == ""
    told = [json.loads(line) for line in tail("--until-now", "--person", "P3", "--json").output.splitlines()]
    assert [record["metadata"]["event_code"] for record in told] == ["okta.suspend", "okta.end-sessions"]
