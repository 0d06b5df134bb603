"""Lists that are worked out row by row: filtered by company and employee, in pages, each on its own right."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from simulators.kernel.server import JOURNAL
from simulators.ukg.errors import problem
from simulators.ukg.filters import BadFilter, Bounds
from simulators.ukg.paging import page_of
from simulators.ukg.routes import BASE, Resources, params_of

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One resource: all its rows at an instant; `dates` are keys with operator filters, `flags` boolean ones."""

    name: str
    rows: Callable[[datetime, Mapping[str, str]], Iterable[Row]]
    dates: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    plain: tuple[str, ...] = ("companyid", "employeeid")
    paged: bool = True
    base: str = BASE

    def route(self, resources: Resources) -> web.RouteDef:
        return web.get(f"{self.base}/{self.name}", resources.guarded(self.name.rpartition("/")[2], self._answer(resources)))

    def _answer(self, resources: Resources) -> Callable[[web.Request, str], web.Response]:
        def answer(request: web.Request, _resource: str) -> web.Response:
            params = params_of(request)
            rows = [row for row in self.rows(resources.moment(), params) if self._wanted(row, params, Bounds(resources.assumptions))]
            request[JOURNAL] = {"resource": self.name, "total": len(rows)}
            if not self.paged:
                return web.json_response(rows)
            page = page_of(params, resources.assumptions)
            shown = rows[page.window()]
            if not shown and resources.assumptions.past_end == "404":
                return problem(404)
            return web.json_response(shown)

        return answer

    def _wanted(self, row: Row, params: Mapping[str, str], bounds: Bounds) -> bool:
        lower = {name.lower(): value for name, value in row.items()}
        for name in self.plain:
            value = params.get(name, "").strip().lower()
            if value and name in lower and str(lower[name] or "").strip().lower() != value:
                return False
        for name in self.flags:
            value = params.get(name, "").lower()
            if value and bool(lower.get(name)) is not (value in ("true", "y", "1")):
                return False
        return all(bounds.test(name, params[name])(lower.get(name)) for name in self.dates if params.get(name, "").strip())


def one_of(rows: Iterable[Row], key: str, value: str) -> web.Response:
    """The row of that key, or 404."""
    found = next((row for row in rows if str(row[key]).lower() == value.lower()), None)
    return web.json_response(found) if found else problem(404)


def needed_day(params: Mapping[str, str], name: str, fallback: datetime) -> datetime:
    """A date parameter; raises BadFilter for one that cannot be read."""
    text = params.get(name.lower(), "").strip()
    if not text:
        return fallback
    try:
        return datetime.strptime(text, "%m-%d-%Y").replace(tzinfo=fallback.tzinfo)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise BadFilter(name) from None
    return when if when.tzinfo else when.replace(tzinfo=fallback.tzinfo)
