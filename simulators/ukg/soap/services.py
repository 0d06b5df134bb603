"""What the employee services do: find, get, update (ukg.md §1.5 to §1.10)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulators.ukg.fields import UnknownField
from simulators.ukg.records import Employment
from simulators.ukg.roles import EDIT, VIEW
from simulators.ukg.routes import Resources
from simulators.ukg.soap import answers
from simulators.ukg.soap.contracts import Service
from simulators.ukg.soap.query import BadQuery, page_of, tests_of
from simulators.ukg.soap.shapes import Shapes
from simulators.ukg.soap.writes import Change, change_of
from simulators.ukg.timeline import Version

Value = dict[str, Any]
Write = Callable[[Employment, Change], None]
DENIED = answers.message("SecurityError", "The user is not authorized to perform this operation.")


class Services:
    """The services of one tenant; `write` keys a change."""

    def __init__(self, resources: Resources, write: Write) -> None:
        self.resources = resources
        self.shapes = Shapes(resources)
        self._write = write

    def answer(self, service: Service, operation: str, argument: Any) -> Value:
        """An operation's result, business errors inside."""
        writes = operation == service.update
        if not self.resources.access.rights.may(service.right, EDIT if writes else VIEW):
            return answers.written([], [DENIED]) if writes else answers.read(None, [DENIED])
        if writes:
            return self._update(service, argument if isinstance(argument, list) else [])
        given = argument if isinstance(argument, Mapping) else {}
        return self._find(service, given) if operation == service.find else self._get(service, given)

    def _records(self) -> list[tuple[Employment, Version]]:
        when, store, feed = self.resources.moment(), self.resources.store, self.resources.feed
        hidden = feed.hidden(store.employments)
        ordered = sorted(store.employments.values(), key=lambda each: (each.employee.id, each.order))
        found = [(each, each.rows.version(when)) for each in ordered if each.short not in hidden]
        return [] if feed.empty else [(each, version) for each, version in found if version is not None]

    def _find(self, service: Service, query: Mapping[str, Any]) -> Value:
        assumptions = self.resources.assumptions
        try:
            tests = tests_of(query, bare=assumptions.soap_bare_value)
            number, size = page_of(query, over=assumptions.over_cap)
        except BadQuery as wrong:
            return answers.read(None, [answers.message("InvalidQuery", str(wrong), member=wrong.name)])
        rows = [(each, version) for each, version in self._records() if self._passes(tests, each, version)]
        if service.item == "TerminationInfo":
            rows = [(each, version) for each, version in rows if version.values.get("employeeStatusCode") == "T"]
        shape = self.shapes.of(service.item)
        shown = [self._row(service, each, version, shape(each, version)) for each, version in rows[(number - 1) * size : number * size]]
        return answers.read(shown, paging=answers.paging(number, size, len(rows)))

    def _passes(self, tests: Mapping[str, Callable[[Any], bool]], employment: Employment, version: Version) -> bool:
        return all(test(self.shapes.query_value(name, employment, version)) for name, test in tests.items())

    def _row(self, service: Service, employment: Employment, version: Version, item: Value) -> Value:
        person = self.shapes.person_values(employment)
        return {
            "CompanyCode": version.values.get("companyCode"),
            "EmployeeNumber": version.values.get("employeeNumber"),
            "FirstName": person.get("firstName"),
            "LastName": person.get("lastName"),
            service.nested: [item],
        }

    def _get(self, service: Service, identifier: Mapping[str, Any]) -> Value:
        found = self._identified(identifier)
        if isinstance(found, dict):
            return answers.read(None, [found])
        return answers.read([self.shapes.of(service.item)(*found)])

    def _update(self, service: Service, entities: Sequence[Any]) -> Value:
        return answers.written([self._one(service, entity if isinstance(entity, Mapping) else {}) for entity in entities])

    def _one(self, service: Service, entity: Mapping[str, Any]) -> Value:
        found = self._identified(entity.get("EmployeeIdentifier") or {})
        if isinstance(found, dict):
            return answers.result([found])
        try:
            change = change_of(service.taken, self.resources, *found, entity)
            if isinstance(change, Change):
                self._write(found[0], change)
                return answers.result()
        except (UnknownField, ValueError):
            return answers.result([answers.message("InvalidValue", "A value is not valid.")])
        return answers.result([answers.message("InvalidValue", each.message, member=each.member) for each in change])

    def _identified(self, identifier: Mapping[str, Any]) -> tuple[Employment, Version] | Value:
        """Whose record, or the message that says why nobody's."""
        company = str(identifier.get("CompanyCode") or "").strip().upper()
        matches = [
            (each, version)
            for each, version in self._records()
            if (not company or version.values.get("companyCode") == company) and self._is(identifier, each, version)
        ]
        if not matches:
            return answers.message("NotFound", "The employee was not found.", member="EmployeeIdentifier")
        if len(matches) > 1:
            return answers.message("Ambiguous", "More than one employee was found; give the company code.", member="EmployeeIdentifier")
        return matches[0]

    def _is(self, identifier: Mapping[str, Any], employment: Employment, version: Version) -> bool:
        person = self.shapes.person_values(employment)
        values = {
            "EmployeeNumber": version.values.get("employeeNumber"),
            "EmailAddress": person.get("emailAddress"),
            "Ssn": person.get("ssn"),
            "Sin": person.get("ssn"),
            "NationalId": person.get("nationalId"),
        }
        given = {name: str(identifier[name]).strip().lower() for name in values if identifier.get(name)}
        return bool(given) and all(str(values[name] or "").lower() == wanted for name, wanted in given.items())
