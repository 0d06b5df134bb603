"""UKG tenants on free ports."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from simulators.kernel.server import Simulator, serve
from simulators.ukg import Assumptions, ukg
from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, USER_KEY, SetClock, Site

Make = Callable[..., Awaitable[Site]]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    """Starts tenants with the assumptions given."""
    async with AsyncExitStack() as stack:

        async def start(**assumptions: Any) -> Site:
            clock = SetClock()
            vendor = ukg(clock, USER, PASSWORD, KEY, Assumptions(**assumptions), USER_KEY)
            runner, port = await serve(Simulator(vendor, clock), 0)
            stack.push_async_callback(runner.cleanup)
            http = await stack.enter_async_context(aiohttp.ClientSession())
            return Site(vendor, clock, f"http://127.0.0.1:{port}", http)

        yield start


@pytest.fixture
async def site(make: Make) -> Site:
    """A tenant with the default assumptions, empty."""
    return await make()
