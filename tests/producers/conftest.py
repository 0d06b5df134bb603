"""A poller at a tenant on a free port."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from tests.producers.desk import Desk, Sent, desk
from tests.simulators.ukg.conftest import make, site
from tests.simulators.ukg.tenant import Site

__all__ = ["at", "here", "make", "site"]
Open = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def at() -> AsyncIterator[Open]:
    """`await at(site, sent)`: a poller (started again, with what was sent before) at a tenant."""
    async with AsyncExitStack() as stack:

        async def start(site: Site, sent: Sent | None = None, *, dry: bool = False, **more: str) -> Desk:
            return await stack.enter_async_context(desk(site, sent, dry=dry, **more))

        yield start


@pytest.fixture
async def here(at: Open, site: Site) -> Desk:
    """A poller at an empty tenant."""
    return await at(site)
