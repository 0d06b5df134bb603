"""UKG Pro's REST v1, as far as facts need it, in pages and by employee (ukg.md §2).

Every failure is one of three: `CredentialsRefused` (a person must act; `RightMissing` where one resource only is refused), `NotNow` (try
again later) and `BadAnswer` (UKG answered what it should not; the page is not to be trusted).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self

import aiohttp

from producers.ukg.classify import Later, NoRows, Refused, Wrong, classify
from runtime.settings import Ukg, needed

PERSON: Final = "person-details"
EMPLOYMENT: Final = "employment-details"
FIELDS: Final = "user-defined-fields"
RICHER: Final = "employee-employment-details"
HISTORY: Final = "employee-job-history-details"
CHANGES: Final = "employee-changes"
PAGE: Final = 200
"""Rows a page: far below UKG's cap, so that a page answers in time and a failed one costs little (ukg.md §2.2)."""
MOST_PAGES: Final = 100_000
"""A tenant that never comes to an empty page is broken; so many pages are no company."""
BATCH: Final = 40
"""Employees of one list filter: the address stays far below 2,000 characters."""
TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=5)


class CredentialsRefused(Exception):
    """401 or 403: the account, its password, the customer key or a right is wrong."""


class RightMissing(CredentialsRefused):
    """403 for a resource that facts can do without for a while."""


class NotNow(Exception):
    """429, 5xx, a reset or a time-out: the same request may work later. `after` is seconds, where UKG said so.

    `code`: the status, `fault`, or what kind of loss it was.
    """

    def __init__(self, reason: str, after: float | None = None, code: str = "") -> None:
        super().__init__(reason)
        self.after, self.code = after, code


class BadAnswer(Exception):
    """An answer that is not a JSON array of objects, or a status UKG does not document.

    `code` and `member`: by SOAP, UKG's own code for it and the member that it is about; else the status, or nothing.
    """

    def __init__(self, reason: str, code: str = "", member: str = "") -> None:
        super().__init__(reason)
        self.code, self.member = code, member


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows. `seen` is machine time (epoch s) at which it arrived, `told` UKG's own clock then (epoch s; 0: it did not say).

    `more`: UKG's `Link` header names a next page; not every resource has one (ukg.md §2.2).
    """

    number: int
    rows: list[dict[str, Any]]
    seen: float
    told: float = 0.0
    more: bool = False


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
        more = False
        for number in range(1, MOST_PAGES + 1):
            page = await self._get(resource, {**(filters or {}), "page": str(number), "per_Page": str(self._page)}, number)
            if not page.rows:
                if more:
                    raise BadAnswer(f"{resource} page {number}: empty, though the page before it names it")
                return
            more = page.more
            yield page
        raise BadAnswer(f"{resource}: no end after {MOST_PAGES} pages")

    async def employee(self, resource: str, employee: str) -> Page:
        """All rows of one employee (employment-details: one per company); empty when UKG knows none."""
        return await self._get(resource, {"employeeId": employee, "per_Page": str(self._page)}, 1)

    async def employees(self, resource: str, employees: Collection[str]) -> list[dict[str, Any]]:
        """Rows of several employees, by a list filter where UKG takes one; whoever is not in its answer is read alone (ukg.md §2.3)."""
        found: list[dict[str, Any]] = []
        ordered = sorted(employees)
        for start in range(0, len(ordered), BATCH):
            wanted = set(ordered[start : start + BATCH])
            if len(wanted) > 1:
                page = await self._get(resource, {"employeeId": f"[{', '.join(sorted(wanted))}]", "per_Page": str(self._page)}, 1)
                rows = [row for row in page.rows if whose(row) in wanted]  # UKG ignores a filter it does not know
                found += rows
                wanted -= {whose(row) for row in rows}
            for employee in sorted(wanted):
                found += [row for row in (await self.employee(resource, employee)).rows if whose(row) == employee]
        return found

    async def _get(self, resource: str, query: Mapping[str, str], number: int) -> Page:
        if self._session is None:
            raise RuntimeError("use the client as an async context manager")
        try:
            # a redirect would carry the customer key to wherever it points
            async with self._session.get(f"{self._base}/personnel/v1/{resource}", params=query, allow_redirects=False) as answer:
                if not _has_rows(answer, resource):
                    return Page(number, [], time.time(), _told(answer))
                rows = await answer.json(content_type=None)
                told, more = _told(answer), 'rel="next"' in answer.headers.get("Link", "")
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as lost:
            raise NotNow(type(lost).__name__, code=type(lost).__name__) from lost
        except (ValueError, RecursionError, aiohttp.ClientError) as garbled:
            raise BadAnswer(f"{resource} page {number}: not JSON") from garbled
        if not isinstance(rows, list):
            raise BadAnswer(f"{resource} page {number}: not an array")
        return Page(number, [row if isinstance(row, dict) else {} for row in rows], time.time(), told, more)


def whose(row: Mapping[str, Any]) -> str:
    """The employee a row is about, whatever the resource's casing (ukg.md §2.7)."""
    name = next((name for name in ("employeeId", "employeeID") if name in row), None)
    name = name or next((key for key in row if key.lower() == "employeeid"), None)
    value = row[name] if name is not None else None
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) and 0 < value < 10**40 else ""


def _has_rows(answer: aiohttp.ClientResponse, resource: str) -> bool:
    """Whether the body is to be read; raises for everything else than rows and none."""
    match classify(answer.status, answer.headers, resource):
        case Later(why, after, code):
            raise NotNow(why, after, code)
        case Refused(why, cure, whole):
            raise (CredentialsRefused if whole else RightMissing)(f"{why}: {cure}")
        case Wrong(why, code):
            raise BadAnswer(f"{resource}: {why}", code)
        case NoRows():
            return False
    return True


def _told(answer: aiohttp.ClientResponse) -> float:
    try:
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        return 0.0


async def pause(attempt: int, after: float | None = None) -> None:
    """Waits before a call is repeated: what UKG asked for, else 1, 2, 4 … seconds (ukg.md §2.4)."""
    await asyncio.sleep(after if after is not None else float(2**attempt))
