"""How requests leave for Okta: one pool of connections, always with a time limit, never redirected, never twice.

The package passes its own time limit with every call, and without one set it passes none at all, which overrules the session's (measured on
3.4.6); and it has no way to say that redirects, which would carry the token elsewhere, are not followed.
"""

from typing import Any, Final

import aiohttp

ANSWER: Final = 8.0
"""Seconds on the wire."""
CONNECT: Final = 3.0
MOST: Final = 30
"""Connections at once: what Okta lets one token have in flight (okta.md §3.4)."""


class Wire:
    """What the package takes for its session."""

    def __init__(self) -> None:
        self._timeout = aiohttp.ClientTimeout(total=ANSWER, connect=CONNECT)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=MOST))
        self._session._retry_connection = False  # aiohttp repeats a call after a reset by itself, under one intent (kafka.md §11)

    def request(self, **asked: Any) -> Any:
        """A request in the package's words."""
        return self._session.request(**asked | {"timeout": self._timeout, "allow_redirects": False})

    async def close(self) -> None:
        await self._session.close()
