"""simple-salesforce in threads: one client a thread, one token for all of them, renewed once when Salesforce says it is over.

The package renews by itself, up to four times a call and without end in its object style (salesforce.md §1.7-1); so each client is given a
session id it cannot renew, and only `restful` is used.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceExpiredSession

from runtime.settings import Salesforce as Org
from runtime.settings import needed
from sinks.salesforce.login import LoginFailed, Way
from sinks.salesforce.wire import OnUsage, Timeout, session_for

__all__ = ["Client", "Garbled", "LoginFailed", "NotBegun", "SubrequestFailed"]

VERSION = "66.0"
ROOT = f"/services/data/v{VERSION}/"
QUERIES = 5  # a composite holds so many (salesforce.md §5)
T = TypeVar("T")


class NotBegun(Exception):
    """Too late to begin the call: surely not sent."""


class Garbled(Exception):
    """An answer that is not of the form asked for; what was read before it is not all."""


class SubrequestFailed(Exception):
    """A read inside a composite was refused: HTTP status and the error body."""

    def __init__(self, status: int, content: Any) -> None:
        super().__init__(str(status))
        self.status, self.content = status, content


@dataclass(frozen=True, slots=True)
class Token:
    """A session of ours at the org."""

    value: str = field(repr=False)
    host: str


class Client:
    """Calls that block run in at most `threads` threads. `timeout`: seconds to connect and to wait for bytes."""

    def __init__(self, org: Org, on_usage: OnUsage, timeout: Timeout = (3.0, 10.0), threads: int = 8) -> None:
        self._url = needed(org.url, "JML_SALESFORCE_URL")
        self._way = Way(org, self._url)
        self._timeout, self._on_usage = timeout, on_usage
        self._token: Token | None = None
        self._renewing = threading.Lock()
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="salesforce")

    def close(self) -> None:
        """Waits for the calls in flight; takes no more, and gives the connections back."""
        self._pool.shutdown(cancel_futures=True)
        for session in self._sessions:
            session.close()

    async def run(self, work: Callable[[], T]) -> T:
        """Blocking work in a thread of ours."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def call(
        self, method: str, path: str, body: Any = None, params: Mapping[str, str] | None = None, begin_by: float | None = None
    ) -> Any:
        """One call of the REST API, `path` under the version; the JSON answer, None where it is empty.

        `begin_by` (monotonic s): NotBegun instead, once that has passed. Raises that, LoginFailed, SalesforceError and RequestException.
        """
        return await self.run(lambda: self._call(method, path, body, params, begin_by))

    async def query(self, soqls: Sequence[str]) -> list[list[dict[str, Any]]]:
        """All rows of each query, five queries to a call. Raises SubrequestFailed where one is refused.

        Queries travel in a body: they hold names and addresses, which have no place in a URL that proxies and servers write down.
        """
        paths = [f"query?{urlencode({'q': soql})}" for soql in soqls]
        chunks = [paths[at : at + QUERIES] for at in range(0, len(paths), QUERIES)]
        answers = await asyncio.gather(*(self.run(partial(self._composite, chunk)) for chunk in chunks))
        return [await self._pages(first) for chunk in answers for first in chunk]

    async def _pages(self, page: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows, been = _rows(page), {""}
        while page["done"] is not True:
            path = str(page.get("nextRecordsUrl") or "").partition(ROOT)[2]
            if path in been:
                raise Garbled("a page leads nowhere or back")
            been.add(path)
            page = await self.call("GET", path)
            rows += _rows(page)
        return rows

    def _composite(self, paths: Sequence[str]) -> list[Any]:
        asked = [{"method": "GET", "url": ROOT + path, "referenceId": f"r{number}"} for number, path in enumerate(paths)]
        answer = self._call("POST", "composite", {"compositeRequest": asked}, None, None)
        parts = {part["referenceId"]: part for part in answer["compositeResponse"]}
        for part in parts.values():
            if part["httpStatusCode"] >= 300:
                raise SubrequestFailed(part["httpStatusCode"], part["body"])
        return [parts[each["referenceId"]]["body"] for each in asked]

    def _call(self, method: str, path: str, body: Any, params: Mapping[str, str] | None, begin_by: float | None) -> Any:
        token = self._current()
        try:
            return self._send(token, method, path, body, params, begin_by)
        except SalesforceExpiredSession as expired:
            if not _session_is_over(expired):
                raise
        return self._send(self._renewed(token), method, path, body, params, begin_by)

    def _send(self, token: Token, method: str, path: str, *asked: Any) -> Any:
        body, params, begin_by = asked
        client = self._client(token)
        if begin_by is not None and time.monotonic() > begin_by:
            raise NotBegun
        more = {} if body is None else {"json": body}
        return client.restful(path, params=params, method=method, **more)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = session_for(self._url, self._timeout, self._on_usage)
            self._sessions.append(self._local.session)
        session: requests.Session = self._local.session
        return session

    def _client(self, token: Token) -> Any:
        if getattr(self._local, "token", None) is not token:
            client = Salesforce(session_id=token.value, instance=token.host, session=self._session(), version=VERSION)
            client.headers.pop("X-PrettyPrint", None)  # indents every answer for people to read
            self._local.client, self._local.token = client, token
        return self._local.client

    def _current(self) -> Token:
        with self._renewing:
            if self._token is None:
                self._token = self._login()
            return self._token

    def _renewed(self, stale: Token) -> Token:
        """A token that is not the stale one; whoever comes second finds it renewed."""
        with self._renewing:
            if self._token is None or self._token is stale:
                self._token = None
                self._token = self._login()
            return self._token

    def _login(self) -> Token:
        value, host = self._way.token(self._session())
        return Token(value, host)


def _rows(page: Any) -> list[dict[str, Any]]:
    """The rows of a page; what does not say whether it is the last is none."""
    if not isinstance(page, dict) or "done" not in page or not isinstance(page.get("records"), list):
        raise Garbled("no page of a result")
    return list(page["records"])


def _session_is_over(expired: SalesforceExpiredSession) -> bool:
    first = expired.content[0] if isinstance(expired.content, list) and expired.content else None
    return isinstance(first, dict) and first.get("errorCode") == "INVALID_SESSION_ID"
