"""One real Kafka for the whole session, started only when a test asks for it."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runtime.broker import Broker
from runtime.jars import BrokerError
from runtime.settings import load


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long share of the crash tests: 20 kills and more")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with processes to wait for come first, so that the quick ones fill what is left at the end."""
    slow = {item.path for item in items if item.get_closest_marker("kafka") or item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether the long share was asked for."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Writes a measured line into the report, also of a test that passes."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return write


@pytest.fixture(scope="session")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """host:port of the Apache Kafka that the session's tests share."""
    yield from a_kafka(tmp_path_factory)


def a_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """host:port of a real Apache Kafka, on free ports, its data in a temporary folder."""
    home: Path = tmp_path_factory.mktemp("broker")
    broker = Broker(home / "data", home / "run", load(os.environ).paths.cache)
    try:
        running = broker.start()
    except BrokerError as exc:
        pytest.fail(f"these tests need a local Kafka: {exc}")
    try:
        yield running.bootstrap
    finally:
        broker.stop()
