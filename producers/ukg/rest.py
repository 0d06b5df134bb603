"""UKG Pro's REST v1, as far as facts need it: person-details and employment-details, in pages and by employee (ukg.md §2).

Every failure is one of three: `CredentialsRefused` (a person must act), `NotNow` (try again later) and `BadAnswer` (UKG answered what it
should not; the page is not to be trusted).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import aiohttp

from runtime.settings import Ukg, needed

PERSON: Final = "person-details"
EMPLOYMENT: Final = "employment-details"
PAGE: Final = 200
"""Rows a page: far below UKG's cap, so that a page answers in time and a failed one costs little (ukg.md §2.2)."""
TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=5)


class CredentialsRefused(Exception):
    """401 or 403: the account, its password, the customer key or a right is wrong."""


class NotNow(Exception):
    """429, 5xx, a reset or a time-out: the same request may work later. `after` is seconds, where UKG said so."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class BadAnswer(Exception):
    """An answer that is not a JSON array, or a status UKG does not document."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows. `seen` is machine time (epoch s) at which it arrived."""

    number: int
    rows: list[dict[str, Any]]
    seen: float


class UkgRest:
    """A client with one bounded, kept-alive connection pool; use as an async context manager."""

    def __init__(self, settings: Ukg, page: int = PAGE) -> None:
        self._base = needed(settings.url, "JML_UKG_URL").rstrip("/")
        login = aiohttp.encode_basic_auth(needed(settings.user, "JML_UKG_USER"), needed(settings.password, "JML_UKG_PASSWORD"))
        key = needed(settings.customer_key, "JML_UKG_CUSTOMER_KEY")
        self._headers = {"Authorization": login, "US-Customer-Api-Key": key, "Accept": "application/json"}
        self._page = page
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers=self._headers, timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=4), trust_env=False
        )
        # A repeated call hides a failure from the back-off and from the journal; reads are retried by the poller, openly.
        self._session._retry_connection = False
        return self

    async def __aexit__(self, *_exc: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def pages(self, resource: str, filters: Mapping[str, str] | None = None) -> AsyncIterator[Page]:
        """Pages of a resource up to the first empty one: a short page may be the server's own cap (ukg.md §2.2).

        A page that fails raises: its absence is never taken for the end.
        """
        number = 1
        while True:
            page = await self._get(resource, {**(filters or {}), "page": str(number), "per_Page": str(self._page)}, number)
            if not page.rows:
                return
            yield page
            number += 1

    async def employee(self, resource: str, employee: str) -> Page:
        """All rows of one employee (employment-details: one per company); empty when UKG knows none."""
        return await self._get(resource, {"employeeId": employee, "per_Page": str(self._page)}, 1)

    async def _get(self, resource: str, query: Mapping[str, str], number: int) -> Page:
        if self._session is None:
            raise RuntimeError("use the client as an async context manager")
        try:
            # a redirect would carry the customer key to wherever it points
            async with self._session.get(f"{self._base}/personnel/v1/{resource}", params=query, allow_redirects=False) as answer:
                if answer.status == 404:  # documented beside the empty array as "no rows" (ukg.md §2.2)
                    return Page(number, [], time.time())
                _check(answer)
                rows = await answer.json(content_type=None)
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as lost:
            raise NotNow(type(lost).__name__) from lost
        except (ValueError, aiohttp.ContentTypeError) as garbled:
            raise BadAnswer(f"{resource} page {number}: not JSON") from garbled
        if not isinstance(rows, list):
            raise BadAnswer(f"{resource} page {number}: not an array")
        return Page(number, [row if isinstance(row, dict) else {} for row in rows], time.time())


def _check(answer: aiohttp.ClientResponse) -> None:
    status = answer.status
    if status in (401, 403):
        raise CredentialsRefused(
            f"UKG answered {status}: check JML_UKG_USER, JML_UKG_PASSWORD, JML_UKG_CUSTOMER_KEY and the service account's right to"
            " Employee Person Details and Personnel Integration (View)"
        )
    if status == 429 or status >= 500 or status == 405:  # 405 comes and goes on these servers (ukg.md §1.7)
        raise NotNow(str(status), _seconds(answer.headers.get("Retry-After")))
    if status != 200:
        raise BadAnswer(f"status {status}")


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


async def pause(attempt: int, after: float | None = None) -> None:
    """Waits before a call is repeated: what UKG asked for, else 1, 2, 4 … seconds (ukg.md §2.4)."""
    await asyncio.sleep(after if after is not None else float(2**attempt))
