"""Simulated systems on free ports, and keys for those who log in with one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from simulators.kernel.server import Simulator, serve


@dataclass
class Now:
    """The machine's time, or off by `skew`."""

    skew: timedelta = field(default=timedelta())

    def now(self) -> datetime:
        return datetime.now(UTC) + self.skew


@dataclass
class Running:
    """A simulator that listens. `calls()` are the operations it was asked for, `paths()` what came in, method and path."""

    simulator: Simulator
    url: str
    clock: Now

    @property
    def vendor(self) -> Any:
        return self.simulator.vendor

    def calls(self) -> list[str]:
        return [entry.operation for entry in self.simulator.journal.entries]

    def paths(self) -> list[str]:
        return [f"{entry.method} {entry.path}" for entry in self.simulator.journal.entries]

    def fault(self, **asked: Any) -> None:
        self.simulator.faults.add(asked)

    async def do(self, verb: str, **asked: Any) -> Any:
        return await self.vendor.verbs()[verb](asked)


Start = Callable[[Callable[[Now], Any]], Awaitable[Running]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """`await start(lambda clock: okta(clock, "token"))`."""
    async with AsyncExitStack() as stack:

        async def begin(made: Callable[[Now], Any]) -> Running:
            clock = Now()
            simulator = Simulator(made(clock), clock)
            runner, port = await serve(simulator, 0)
            stack.push_async_callback(runner.cleanup)
            return Running(simulator, f"http://127.0.0.1:{port}", clock)

        yield begin


@dataclass(frozen=True)
class Pair:
    private: str
    public: str


def pair() -> Pair:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Pair(private.decode(), public.decode())


@pytest.fixture(scope="session")
def keys() -> Pair:
    return pair()


@pytest.fixture(scope="session")
def other_keys() -> Pair:
    return pair()
