"""The REST v1 resources: who may call, which rows, which page."""

import base64
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from typing import Any, NamedTuple

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.server import JOURNAL, Handler
from simulators.ukg import seed
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.errors import problem
from simulators.ukg.feed import Feed
from simulators.ukg.filters import BadFilter, Filters, Get, Params
from simulators.ukg.paging import link, page_of
from simulators.ukg.records import Employee, Employment
from simulators.ukg.roles import Rights
from simulators.ukg.rows import Rows
from simulators.ukg.store import Store
from simulators.ukg.timeline import Version

BASE = "/personnel/v1"
PERSON, EMPLOYMENT, RICHER, UDF = "person-details", "employment-details", "employee-employment-details", "user-defined-fields"
_LINKED = frozenset({PERSON, EMPLOYMENT, RICHER})
_BY_COMPANY = (PERSON, EMPLOYMENT, RICHER, UDF)


class Found(NamedTuple):
    """A row that may be answered: whose, what filters look at, and how to write it out."""

    short: str
    get: Get
    render: Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Access:
    """The one service account, and the customer's key."""

    user: str
    password: str
    customer_key: str
    user_key: str = ""
    rights: Rights = field(default_factory=Rights)

    def refusal(self, request: web.Request) -> web.Response | None:
        """401 for wrong credentials, 403 for a wrong or missing key (ukg.md §2.1, §2.5)."""
        expected = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic" or not _same(given.strip(), expected):
            return problem(401, headers={"WWW-Authenticate": "Basic"})
        return None if _same(request.headers.get("US-Customer-Api-Key", ""), self.customer_key) else problem(403)


@dataclass(slots=True)
class Resources:
    """Answers reads of a store as the feed lets them through."""

    store: Store
    rows: Rows
    clock: Clock
    access: Access
    assumptions: Assumptions
    feed: Feed
    reads: int = 0

    def routes(self) -> Iterable[web.RouteDef]:
        for resource in _BY_COMPANY:
            listing = self.guarded(resource, self._list)
            yield web.get(f"{BASE}/{resource}", listing)
            yield web.get(f"{BASE}/companies/{{company}}/{resource}", listing)
            yield web.get(f"{BASE}/companies/{{company}}/employees/{{employee}}/{resource}", listing)
        yield web.get(f"{BASE}/{PERSON}/{{employee}}", self.guarded(PERSON, self._single))

    def moment(self) -> datetime:
        """The instant whose state is shown; a lagging copy is never older than the first record."""
        now = self.clock.now()
        if not self.feed.stale or self.reads % self.feed.stale_every:
            return now
        return max(now - self.feed.stale, self.store.began or now - self.feed.stale)

    def guarded(self, resource: str, answer: Callable[[web.Request, str], web.Response]) -> Handler:
        """A resource as it answers this account: down, refused, without the right, or as it is."""

        async def handler(request: web.Request) -> web.StreamResponse:
            if self.feed.down:
                return self._down(request)
            self.reads += 1
            response = self.access.refusal(request) or self._without_right(resource) or self._answered(answer, request, resource)
            response.headers["Date"] = format_datetime((self.clock.now() + self.feed.skew).astimezone(UTC), usegmt=True)
            return response

        return handler

    def _answered(self, answer: Callable[[web.Request, str], web.Response], request: web.Request, resource: str) -> web.Response:
        try:
            return answer(request, resource)
        except BadFilter as wrong:
            return problem(400, str(wrong), wrong.name)

    def _without_right(self, resource: str) -> web.Response | None:
        if self.access.rights.serves(resource):
            return None
        return problem(403) if self.assumptions.missing_right == "403" else web.json_response([])

    def _down(self, request: web.Request) -> web.Response:
        if self.feed.down == "reset" and request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)

    def _single(self, request: web.Request, resource: str) -> web.Response:
        rows = self._candidates(resource, {"employeeid": request.match_info["employee"]}, self.moment())
        request[JOURNAL] = {"resource": resource, "rows": len(rows)}
        return web.json_response(rows[0].render()) if rows else problem(404)

    def _list(self, request: web.Request, resource: str) -> web.Response:
        params = params_of(request)
        page = page_of(params, self.assumptions)
        rows = self._visible(self._candidates(resource, params, self.moment()), params)
        request[JOURNAL] = {
            "resource": resource,
            "page": page.number,
            "per_page": page.size,
            "filters": sorted(set(params) - {"page", "per_page"}),
            "rows": len(rows[page.window()]),
            "total": len(rows),
        }
        if not _narrowed(params) and self.feed.fails(page.window(), len(rows)):
            return problem(500)
        return self._paged(request, resource, rows)

    def _paged(self, request: web.Request, resource: str, rows: list[Found]) -> web.Response:
        page = page_of(params_of(request), self.assumptions)
        shown = rows[page.window()]
        if not shown and self.assumptions.past_end == "404":
            return problem(404)
        headers = {"Link": link(request.url, page, len(rows))} if resource in _LINKED else {}
        return web.json_response([row.render() for row in shown], headers=headers)

    def _visible(self, rows: list[Found], params: Params) -> list[Found]:
        if "employeeid" in params:
            return rows
        if self.feed.empty:
            return []
        hidden = self.feed.hidden(self.store.employments)
        return self.feed.repeated([row for row in rows if row.short not in hidden])

    def _candidates(self, resource: str, params: Params, when: datetime) -> list[Found]:
        """Rows that pass the filters, in an order that means nothing and into which new records fall anywhere (ukg.md §2.2)."""
        tests = Filters(resource, self.assumptions).tests(params)
        one = params.get("employeeid", "").strip().upper()
        employees = [self.store.employees[one]] if one in self.store.employees else self._in_order()
        make = self._of_person if resource in (PERSON, UDF) else self._of_employments
        found = (row for employee in employees for row in make(resource, employee, when))
        return [row for row in found if all(test(row.get) for test in tests)]

    def _in_order(self) -> list[Employee]:
        return [self.store.employees[number] for number in sorted(self.store.employees)]

    def _of_person(self, resource: str, employee: Employee, when: datetime) -> Iterable[Found]:
        version = employee.rows.version(when)
        home = self.store.home(employee, when)
        if version is None or home is None:
            return
        render = self.rows.user_defined if resource == UDF else lambda who, what: self.rows.person(who, what, when)
        yield Found(home[0].short, self._person_values(employee, version, when), lambda: render(employee, version))

    def _of_employments(self, resource: str, employee: Employee, when: datetime) -> Iterable[Found]:
        render = self.rows.employment if resource == EMPLOYMENT else self.rows.richer
        for employment, version in self.store.rows_of(employee, when):
            get = self._employment_values(employment, version, when)
            yield Found(employment.short, get, partial(render, employment, version, when))

    def _person_values(self, employee: Employee, version: Version, when: datetime) -> Get:
        def get(name: str) -> Any:
            if name == "datetimechanged":
                return self.rows.person_changed(employee, version, when)
            if name == "companyid":
                home = self.store.home(employee, when)
                return seed.company(str(home[1].values["companyCode"])).id if home else None
            return _common(name, version, employee)

        return get

    def _employment_values(self, employment: Employment, version: Version, when: datetime) -> Get:
        def get(name: str) -> Any:
            if name == "supervisorid":
                return self.rows.supervisor_id(version.values)
            if name == "companyid":
                return seed.company(str(version.values["companyCode"])).id
            if name == "ishomecompany":
                home = self.store.home(employment.employee, when)
                return home is not None and home[0] is employment
            return _common(name, version, employment.employee)

        return get


def params_of(request: web.Request) -> dict[str, str]:
    """Query parameters with names in lower case; a company or employee in the path counts as one."""
    params = {name.lower(): value for name, value in request.query.items()}
    for name in ("company", "employee"):
        if name in request.match_info:
            params[f"{name}id"] = request.match_info[name]
    return params


def _narrowed(params: Params) -> bool:
    """Whether a list is not the whole one: only whole lists fail on a page."""
    return bool({"datetimechanged", "datetimecreated", "employeeid"} & set(params))


def _common(name: str, version: Version, employee: Employee) -> Any:
    known = {"employeeid": employee.id, "datetimechanged": version.changed, "datetimecreated": version.created}
    if name in known:
        return known[name]
    return next((value for key, value in version.values.items() if key.lower() == name), None)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
