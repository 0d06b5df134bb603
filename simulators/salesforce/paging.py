"""`query`: first pages and the locators that lead on (salesforce.md §5.1)."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from simulators.salesforce.errors import Refusal, not_allowed
from simulators.salesforce.ids import BASE62
from simulators.salesforce.org import Org
from simulators.salesforce.soql.evaluate import Result, run
from simulators.salesforce.wire import Answer, Ask

PAGE = 2000
LEAST = 200


class Cursor(NamedTuple):
    """A result with pages left, their size, and when it was last used."""

    result: Result
    size: int
    used: datetime


@dataclass(slots=True)
class Cursors:
    """Results that still have pages to give, by locator."""

    held: dict[str, Cursor] = field(default_factory=dict)
    made: int = 0

    def handle(self, org: Org, ask: Ask) -> Answer:
        if ask.method not in ("GET", "HEAD"):
            raise not_allowed(ask.method, "GET,HEAD")
        if len(ask.parts) == 2:
            return self._next(org, ask)
        if "q" not in ask.query:
            raise Refusal("MALFORMED_QUERY", "SOQL query parameter q is required", None)
        result = run(org, ask.query["q"], ask.version, ask.parts[0] == "queryAll")
        size = min(_size(ask), org.open_points.long_text_page if result.long_text else PAGE)
        return self._page(org, ask, Cursor(result, size, org.clock.now()), 0, None)

    def _next(self, org: Org, ask: Ask) -> Answer:
        locator, _, start = ask.parts[1].rpartition("-")
        if locator not in self.held or not start.isdigit():
            raise Refusal("INVALID_QUERY_LOCATOR", "invalid query locator", None)
        cursor = self.held[locator]
        if org.clock.now() - cursor.used > timedelta(hours=org.open_points.cursor_hours):
            del self.held[locator]
            raise Refusal("INVALID_QUERY_LOCATOR", "invalid query locator", None)
        return self._page(org, ask, cursor, int(start), locator)

    def _page(self, org: Org, ask: Ask, cursor: Cursor, start: int, locator: str | None) -> Answer:
        result, size, _ = cursor
        end = start + size
        body: dict[str, Any] = {"totalSize": result.total, "done": end >= len(result.rows)}
        if not body["done"]:
            body["nextRecordsUrl"] = f"/services/data/v{ask.version}/query/{locator or self._keep(org, cursor)}-{end}"
        return Answer(200, body | {"records": result.rows[start:end]})

    def _keep(self, org: Org, cursor: Cursor) -> str:
        self.made += 1
        number, digits = self.made, ""
        for _ in range(13):
            number, digit = divmod(number * 31 + 7, 62)
            digits += BASE62[digit]
        locator = f"0r8xx{digits}{self.made}"
        self.held[locator] = cursor
        while len(self.held) > org.open_points.query_cursors:
            del self.held[next(iter(self.held))]
        return locator


def _size(ask: Ask) -> int:
    """`Sforce-Query-Options: batchSize=…`, 200 to 2000."""
    wanted = re.search(r"batchSize=(\d+)", ask.headers.get("sforce-query-options", ""))
    return min(PAGE, max(LEAST, int(wanted.group(1)))) if wanted else PAGE
