"""A pytest plugin that lets okta-sdk-python's integration tests run live: the fixtures of the packages they would record with."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any, Final

import pytest

LONGEST_SLEEP: Final = 0.05
"""Seconds: the simulator runs without lag, so nobody waits for a backend."""


class RealFiles:
    """What the `fs` fixture of pyfakefs does when there is nothing to fake."""

    def pause(self) -> None:
        """Nothing is faked."""

    def resume(self) -> None:
        """Nothing is faked."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record-mode", dest="record_mode", default="none")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "vcr: recorded upstream, live here")


@pytest.fixture(scope="session", autouse=True)
def short_sleeps() -> Iterator[None]:
    """The suite sleeps for real organisations."""
    real_sleep, real_wait = time.sleep, asyncio.sleep

    async def wait(delay: float, result: Any = None) -> Any:
        return await real_wait(min(delay, LONGEST_SLEEP), result)

    patch = pytest.MonkeyPatch()
    patch.setattr(time, "sleep", lambda seconds: real_sleep(min(seconds, LONGEST_SLEEP)))
    patch.setattr(asyncio, "sleep", wait)
    yield
    patch.undo()


@pytest.fixture
def fs() -> RealFiles:
    return RealFiles()


@pytest.fixture
def vcr_markers() -> list[Any]:
    return []


@pytest.fixture
def vcr_cassette_dir() -> str:
    return ""


@pytest.fixture
def record_mode() -> str:
    return "none"
