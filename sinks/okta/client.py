"""One HTTP exchange with Okta through the official package's own executor: its URL, authorisation and client, none of its retries.

The package retries 429 and 503 by sleeping inside the call, breaks on a 503 without headers, drops nulls and takes an error for the end of
a list (okta.md §1); so a call here is exactly one request, and paging is ours.
"""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from okta.client import Client as Sdk

from runtime.setting import is_loopback
from runtime.settings import Okta, needed

PAGE: Final = 200
ANSWER: Final = 8.0
"""Seconds on the wire."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. `body` is parsed JSON, None where there is none or it is none of Okta's."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    next: str | None = field(default=None, repr=False)

    @property
    def code(self) -> str:
        """Okta's error code, else the HTTP status."""
        return str(self.body.get("errorCode", self.status)) if isinstance(self.body, dict) else str(self.status)


class Lost(Exception):
    """No answer: a timeout, a reset, a refused connection. `begun` False: the request surely did not reach Okta."""

    def __init__(self, reason: str, begun: bool = True) -> None:
        super().__init__(reason)
        self.begun = begun


class Client:
    """Calls Okta. `heard(method, path, headers)` is told of every answer."""

    def __init__(self, settings: Okta, heard: Callable[[str, str, Mapping[str, str]], None]) -> None:
        self._base = needed(settings.url, "JML_OKTA_URL").rstrip("/")
        if is_loopback(urlsplit(self._base).hostname or ""):
            os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"  # there is no other way in (okta.md §1.2)
        logging.getLogger("okta-sdk-python").setLevel(logging.CRITICAL + 1)  # it logs request bodies
        config = {"orgUrl": self._base, "token": needed(settings.token, "JML_OKTA_TOKEN"), "rateLimit": {"maxRetries": 0}}
        self._executor = Sdk(config).get_request_executor()
        self._heard = heard
        self._session: aiohttp.ClientSession | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, path: str, body: Any = None) -> Said:
        """One request to `/api/v1<path>`; raises Lost where no answer came."""
        await self._open()
        request, error = await self._executor.create_request(method, f"/api/v1{path}", body or {}, {}, keep_empty_params=True)
        if error is not None:
            raise Lost(type(error).__name__, begun=False)
        _, response, text, error = await self._executor._http_client.send_request(request)
        if error is not None:
            raise Lost(type(error).__name__, begun=not isinstance(error, aiohttp.ClientConnectorError))
        self._heard(method, path, response.headers)
        link = response.links.get("next")
        return Said(response.status, response.headers, _parsed(text), str(link["url"]) if link else None)

    async def pages(self, path: str) -> AsyncIterator[Said]:
        """Page after page while Okta names a next one; the one that fails is yielded too, and is the last."""
        where: str | None = path
        while where:
            said = await self.call("GET", where)
            yield said
            where = said.next.split("/api/v1", 1)[1] if said.next and said.status == 200 else None

    async def _open(self) -> None:
        async with self._opening:
            if self._session is None:
                timeout = aiohttp.ClientTimeout(total=ANSWER, connect=3)
                self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=30))
                # aiohttp repeats a call after a reset by itself, under one intent (kafka.md §11)
                self._session._retry_connection = False
                self._executor.set_session(self._session)


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
