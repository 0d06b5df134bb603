"""employee-ids: who is behind a number, a mail address, a person id; each answered for itself in a 207 (ukg.md §2.10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from simulators.ukg import seed
from simulators.ukg.errors import problem
from simulators.ukg.records import Employee
from simulators.ukg.routes import BASE, Resources

TYPES: Final = ("EmailAddress", "EmployeeNumber", "NationalID", "SIN", "PersonID", "SSN", "EmployeeID", "UserIntegrationKey")
COMPANY_TYPES: Final = ("Company ID", "Company Code", "Federal ID")
_PERSON_KEYS: Final = {"EmailAddress": "emailAddress", "NationalID": "nationalId", "SIN": "ssn", "SSN": "ssn"}


class Lookups:
    """Answers lookups of one tenant."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def routes(self) -> Iterable[web.RouteDef]:
        async def handler(request: web.Request) -> web.StreamResponse:
            asked = await _body(request)
            return await self.resources.guarded("employee-ids", lambda _request, _name: self._answer(asked))(request)

        yield web.post(f"{BASE}/employee-ids", handler)

    def _answer(self, asked: Any) -> web.Response:
        if not isinstance(asked, list):
            return problem(400, "An array of identifiers is expected.")
        when = self.resources.moment()
        found = [self._one(number, item, when) for number, item in enumerate(asked)]
        errors = sum("modelstate" in each for each in found)
        body = {
            "title": "Multi-Status",
            "type": "https://httpstatuses.com/207",
            "detail": f"{len(found) - errors} found, {errors} not",
            "errorCount": errors,
            "multistatus": found,
        }
        return web.json_response([body] if self.resources.assumptions.ids_in_array else body, status=207)

    def _one(self, number: int, item: Any, when: datetime) -> dict[str, Any]:
        kind = item.get("employeeIdentifierType") if isinstance(item, Mapping) else None
        if kind not in TYPES:
            return _failed(number, "400 Bad Request", "employeeIdentifierType", f"The type is one of {', '.join(TYPES)}.")
        company = item.get("companyIdentifierType")
        if company is not None and company not in COMPANY_TYPES:
            return _failed(number, "400 Bad Request", "companyIdentifierType", f"The type is one of {', '.join(COMPANY_TYPES)}.")
        wanted = str(item.get("employeeIdentifierValue") or "").strip()
        for employee in self.resources.store.employees.values():
            coids = self._companies(employee, when)
            if coids and self._is(employee, kind, wanted, when) and _in_company(item, coids):
                return {
                    "sequenceId": number,
                    "status": "200 OK",
                    "body": {"eeid": employee.id, "coid": [each.id for each in coids.values()]},
                }
        return _failed(number, "404 Not Found", "employeeIdentifierValue", "No employee was found.")

    def _companies(self, employee: Employee, when: datetime) -> dict[str, seed.Company]:
        """Companies by code, home first."""
        home = self.resources.store.home(employee, when)
        codes = [str(home[1].values["companyCode"])] if home else []
        codes += [str(version.values["companyCode"]) for _, version in self.resources.store.rows_of(employee, when)]
        return {code: seed.company(code) for code in codes}

    def _is(self, employee: Employee, kind: str, wanted: str, when: datetime) -> bool:
        if kind in ("PersonID", "EmployeeID"):
            return (employee.person_id if kind == "PersonID" else employee.id).lower() == wanted.lower()
        if kind == "EmployeeNumber":
            rows = self.resources.store.rows_of(employee, when)
            return any(str(version.values.get("employeeNumber")) == wanted for _, version in rows)
        version = employee.rows.version(when)
        value = version.values.get(_PERSON_KEYS.get(kind, "")) if version else None
        return bool(wanted) and str(value or "").lower() == wanted.lower()


def _in_company(item: Mapping[str, Any], coids: Mapping[str, seed.Company]) -> bool:
    kind, wanted = item.get("companyIdentifierType"), str(item.get("companyIdentifierValue") or "").strip().upper()
    if kind is None or kind == "Federal ID":
        return True
    return wanted in ({each.id for each in coids.values()} if kind == "Company ID" else set(coids))


def _failed(number: int, status: str, field: str, message: str) -> dict[str, Any]:
    return {"sequenceId": number, "status": status, "modelstate": {field: [{"message": message, "type": "error"}]}}


async def _body(request: web.Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        return None
