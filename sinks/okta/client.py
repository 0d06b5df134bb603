"""One HTTP exchange with Okta through the official package's own executor: its URL, authorisation and client, none of its retries.

The package retries 429 and 503 by sleeping inside the call, breaks on a 503 without headers, drops nulls and takes an error for the end of
a list (okta.md §1); so a call here is exactly one request, and paging is ours. Only a request that was refused for its token or its nonce,
and so had no effect, is sent once more with a new one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import aiohttp

from runtime.settings import Okta
from sinks.okta.package import SCOPES, NoToken, Package, parsed
from sinks.okta.wire import ANSWER

__all__ = ["ANSWER", "PAGE", "Client", "Lost", "Said"]
PAGE: Final = 200
ROOT: Final = "/api/v1"
Heard = Callable[[str, str, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. `body` is parsed JSON, None where there is none; `garbled`: there is one, and it is not what was asked for."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    next: str | None = field(default=None, repr=False)
    garbled: bool = False

    @property
    def code(self) -> str:
        """Okta's error code (of the token endpoint: OAuth's), else the HTTP status."""
        body = self.body if isinstance(self.body, dict) else {}
        return str(body.get("errorCode") or (self.status >= 400 and body.get("error")) or self.status)


class Lost(Exception):
    """No answer: a timeout, a reset, a refused connection. `begun` False: the request surely did not reach Okta."""

    def __init__(self, reason: str, begun: bool = True) -> None:
        super().__init__(reason)
        self.begun = begun


class Client:
    """Calls Okta. `heard(method, path, headers)` is told of every answer. Raises SettingError where settings are missing or wrong."""

    def __init__(self, settings: Okta, heard: Heard, scopes: Sequence[str] = SCOPES) -> None:
        self._package = Package(settings, scopes)
        self._heard = heard
        self._renewing = asyncio.Lock()

    async def close(self) -> None:
        await self._package.close()

    async def call(self, method: str, path: str, body: Any = None) -> Said:
        """One request to `/api/v1<path>`; raises Lost where no answer came. Where no token is given, the refusal is the answer.

        All in all, a new token included, it takes no longer than ANSWER.
        """
        self._package.open()
        try:
            async with asyncio.timeout(ANSWER):
                return await self._authorised(method, path, body)
        except TimeoutError:
            raise Lost("TimeoutError") from None
        except NoToken as none:
            if none.status == 0:
                raise Lost(none.code, begun=False) from None
            return Said(none.status, none.headers, {"error": none.code})

    async def pages(self, path: str) -> AsyncIterator[Said]:
        """Page after page while Okta names a next one; the one that fails is yielded too, and is the last.

        A page that is no list, and one that leads back or elsewhere, is `garbled`, which is no end but trouble.
        """
        where, been = path, {path}
        while True:
            said = await self.call("GET", where)
            if said.status >= 300:
                yield said
                return
            following = said.next.partition(ROOT)[2] if said.next else None
            lost = following is not None and (not following or following in been)
            yield replace(said, garbled=said.garbled or lost or not isinstance(said.body, list))
            if following is None or lost or said.garbled:
                return
            where = following
            been.add(where)

    async def _authorised(self, method: str, path: str, body: Any) -> Said:
        used = self._package.token()
        said, text = await self._once(method, path, body)
        if self._package.by_key and said.status in (400, 401):
            if self._package.take_nonce(said.headers, text):
                return (await self._once(method, path, body))[0]
            if said.status == 401:
                await self._renew(used)
                return (await self._once(method, path, body))[0]
        return said

    async def _renew(self, used: str | None) -> None:
        """Lets go of the token that was refused; whoever comes second finds it replaced."""
        async with self._renewing:
            if used is None or self._package.token() == used:
                self._package.forget_token()

    async def _once(self, method: str, path: str, body: Any) -> tuple[Said, str | None]:
        try:
            response, text, error = await self._package.send(method, f"{ROOT}{path}", body)
        except (UnicodeError, LookupError):  # an answer in no known encoding
            raise Lost("Garbled") from None
        if error is not None:
            raise Lost(type(error).__name__, begun=not isinstance(error, aiohttp.ClientConnectorError))
        self._heard(method, path, response.headers)
        link, (found, garbled) = response.links.get("next"), parsed(text)
        return Said(response.status, response.headers, found, str(link["url"]) if link else None, garbled), text
