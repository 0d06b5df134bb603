"""employee-changes: full rows of who changed, some hours late, with its own keys, dates and blanks (ukg.md §2.4, §2.9)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import web

from simulators.kernel.server import JOURNAL, Handler
from simulators.ukg import seed, statuses
from simulators.ukg.dates import us
from simulators.ukg.errors import problem
from simulators.ukg.filters import BadFilter
from simulators.ukg.paging import page_of
from simulators.ukg.records import Employee, Employment
from simulators.ukg.routes import BASE, Resources, params_of
from simulators.ukg.timeline import Version

NAME: Final = "employee-changes"
CAP: Final = 200
BLANK_PHONE: Final = " " * 50
LOOKS_BACK: Final = timedelta(days=62)  # terminations that a call without dates still shows


class Changes:
    """The change feed of one tenant."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self._begun: datetime | None = None

    def routes(self) -> Iterable[web.RouteDef]:
        yield web.get(f"{BASE}/{NAME}", self._of(self._list))
        yield web.get(f"{BASE}/{NAME}/{{employee}}", self._of(self._one))

    def _of(self, answer: Any) -> Handler:
        return self.resources.guarded(NAME, answer)

    def _list(self, request: web.Request, _resource: str) -> web.Response:
        params, now = params_of(request), self.resources.clock.now()
        page = page_of(params, self.resources.assumptions, CAP)
        if page.number == 1 and self._too_soon(now):
            return problem(429)
        window = self._window(params, now)
        if isinstance(window, web.Response):
            return window
        then = self._then()
        rows = [self._row(*found, then) for found in self._records(then) if self._inside(found, window, then)]
        request[JOURNAL] = {"resource": NAME, "page": page.number, "rows": len(rows[page.window()]), "total": len(rows)}
        return web.json_response(rows[page.window()])

    def _one(self, request: web.Request, _resource: str) -> web.Response:
        """One employee's rows: several where she has several employments."""
        wanted, then = request.match_info["employee"].upper(), self._then()
        rows = [self._row(*found, then) for found in self._records(then) if found[0].employee.id == wanted]
        return web.json_response(rows) if rows else problem(404)

    def _then(self) -> datetime:
        """The instant whose state the feed shows: the last full increment that is late enough."""
        lag = self.resources.assumptions.feed_lag
        at = self.resources.moment() - timedelta(hours=lag)
        return max(at, self.resources.store.began or at) if not lag else at

    def _too_soon(self, now: datetime) -> bool:
        """Whether a new reading begins within three hours of the one before."""
        soon = self._begun is not None and now - self._begun < timedelta(hours=3)
        if self.resources.assumptions.feed_gate == "429" and soon:
            return True
        self._begun = now
        return False

    def _window(self, params: Mapping[str, str], now: datetime) -> tuple[datetime, datetime] | web.Response | None:
        texts = params.get("startdate", ""), params.get("enddate", "")
        if not any(texts):
            return None
        zone = self.resources.assumptions.tz()
        try:
            ends = [datetime.fromisoformat(text or fallback) for text, fallback in zip(texts, ("1900-01-01", "2199-12-31"), strict=True)]
        except ValueError:
            raise BadFilter("startDate") from None
        first, last = (when if when.tzinfo else when.replace(tzinfo=zone) for when in ends)
        if last > now - timedelta(hours=3) and self.resources.assumptions.feed_end == "refuse":
            return problem(400, "Date must be at least 3 hours ago", "endDate")
        return first, last

    def _records(self, then: datetime) -> list[tuple[Employment, Version]]:
        store, hidden = self.resources.store, self.resources.feed.hidden(self.resources.store.employments)
        found = ((each, each.rows.version(then)) for each in sorted(store.employments.values(), key=lambda one: one.employee.id))
        shown = [(each, version) for each, version in found if version is not None and each.short not in hidden]
        return [] if self.resources.feed.empty else self.resources.feed.repeated(shown)

    def _inside(self, found: tuple[Employment, Version], window: tuple[datetime, datetime] | None, then: datetime) -> bool:
        """Without dates: everybody who is there, and who left lately; with dates, who changed between them."""
        employment, version = found
        if window is None:
            left = statuses.midnight(version.values.get(statuses.SINCE), self.resources.assumptions)
            return version.values.get(statuses.STATUS) != "T" or (left is not None and then - LOOKS_BACK <= left <= then)
        person = employment.employee.rows.version(then)
        return any(window[0] <= at <= window[1] for at in (version.changed, person.changed if person else version.changed))

    def _row(self, employment: Employment, version: Version, then: datetime) -> dict[str, Any]:
        values, person = version.values, self._person(employment.employee, then)
        company, status = seed.company(str(values["companyCode"])), values.get(statuses.STATUS)
        row: dict[str, Any] = {name: _text(person.get(known)) for name, known in _PERSON.items()}
        row |= {name: _text(values.get(known)) for name, known in _EMPLOYMENT.items()}
        row |= {name: us(values.get(known)) for name, known in _DATES.items()}
        row |= {
            "employeeId": employment.employee.id,
            "personId": employment.employee.person_id,
            "userIntegrationKey": "",
            "companyName": company.name,
            "companyId": company.id,
            "countryCode": company.country,
            "languageCode": "en-us",
            "supervisorId": _text(self.resources.rows.supervisor_id(values)),
            "supervisorName": self._supervisor(values, then),
            "isActive": status != "T",
            "workPhone": _text(values.get("workPhoneNumber")) or BLANK_PHONE,
            "zipCode": _text(person.get("addressZipCode")).ljust(9) if person.get("addressZipCode") else "",
            "terminationDate": us(values.get("dateOfTermination")) if status == "T" else "",
        }
        spoilt = self.resources.rows.garbled.get(employment.short, {})
        return {name: spoilt.get(name, row[name]) for name in KEYS}

    def _person(self, employee: Employee, then: datetime) -> Mapping[str, Any]:
        version = employee.rows.version(then)
        return version.values if version else {}

    def _supervisor(self, values: Mapping[str, Any], then: datetime) -> str:
        chief = self.resources.store.employments.get(str(values.get("supervisor")))
        person = self._person(chief.employee, then) if chief else {}
        return f"{person['firstName']} {person['lastName']}" if person else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


KEYS: Final = tuple(
    """firstName lastName preferredName emailAddress countryCode languageCode employeeNumber employeeId personId userIntegrationKey
    companyName companyId supervisorId salaryOrHourly fullTimeOrPartTime isActive workLocationCode jobCode projectCode orgLevel1Code
    orgLevel2Code orgLevel3Code orgLevel4Code middleName workPhone homePhone employeeAddress1 employeeAddress2 city state zipCode
    terminationDate hireDate supervisorName suffix prefix alternateEmailAddress gender employeeStatus employeeType emplStatusStartDate
    dateInJob dateOfLastHire jobGroupCode alternateJobTitle""".split()
)
_PERSON: Final = {
    "firstName": "firstName", "lastName": "lastName", "preferredName": "preferredName", "emailAddress": "emailAddress",
    "middleName": "middleName", "homePhone": "homePhone", "employeeAddress1": "addressLine1", "employeeAddress2": "addressLine2",
    "city": "addressCity", "state": "addressState", "suffix": "nameSufixCode", "prefix": "namePrefixCode",
    "alternateEmailAddress": "emailAddressAlternate", "gender": "gender",
}  # fmt: skip
_EMPLOYMENT: Final = {
    "employeeNumber": "employeeNumber", "salaryOrHourly": "salaryOrHourly", "fullTimeOrPartTime": "fullTimeOrPartTimeCode",
    "workLocationCode": "primaryWorkLocationCode", "jobCode": "primaryJobCode", "projectCode": "primaryProjectCode",
    "orgLevel1Code": "orgLevel1Code", "orgLevel2Code": "orgLevel2Code", "orgLevel3Code": "orgLevel3Code",
    "orgLevel4Code": "orgLevel4Code", "employeeStatus": "employeeStatusCode", "employeeType": "employeeTypeCode",
    "jobGroupCode": "jobGroupCode", "alternateJobTitle": "jobTitle",
}  # fmt: skip
_DATES: Final = {
    "hireDate": "originalHireDate", "emplStatusStartDate": "statusStartDate", "dateInJob": "dateInJob", "dateOfLastHire": "lastHireDate",
}  # fmt: skip
