"""UKG's SOAP services by name, and their answers as plain values (ukg.md §1.5, §1.7, §3.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Service:
    """One employee service: its operations, where its items are in a Find, and the right it needs by its screen name."""

    name: str
    nested: str
    item: str
    find: str
    get: str
    update: str
    right: str


def _service(name: str, nested: str, item: str, find: str, update: str, right: str) -> Service:
    return Service(name, nested, item, f"Find{find}", f"Get{item}ByEmployeeIdentifier", update, right)


PERSON: Final = _service("EmployeePerson", "People", "Person", "People", "UpdatePerson", "Employee Person")
EMPLOYMENT: Final = _service(
    "EmployeeEmploymentInformation",
    "EmploymentInformations",
    "EmploymentInformation",
    "EmploymentInformations",
    "UpdateEmploymentInformation",
    "Employee Employment Information",
)
FIELDS: Final = _service(
    "EmployeeUserDefinedFields",
    "UserDefinedFields",
    "UserDefinedFields",
    "UserDefinedFields",
    "UpdateUserDefinedFields",
    "Employee User Defined Fields",
)
TERMINATION: Final = Service(
    "EmployeeTermination",
    "TerminationInfo",
    "TerminationInfo",
    "FindTerminations",
    "GetTerminationByEmployeeIdentifier",
    "TerminateEmployee",
    "Employee Termination",
)


@dataclass(frozen=True, slots=True)
class Found:
    """One employment as a service shows it: whose, and the item's members; year 1 and nil are None, zoneless dates stay so."""

    company: str
    number: str
    item: Mapping[str, Any]


def messages_of(answer: Any) -> Iterator[Mapping[str, Any]]:
    """Messages of the whole and, for an update, of each entity."""
    results = getattr(answer, "Results", None)
    singles = getattr(results, "Result", None) or []
    for result in (answer.OperationResult, *singles):
        for each in items_of(result.Messages if result is not None else None):
            yield {name: getattr(each, name, None) for name in ("Code", "Message", "PropertyName", "Severity")}


def items_of(wrapper: Any) -> list[Any]:
    """What an ArrayOf… holds; an empty one may be None, and so may what it holds (ukg.md §3.2)."""
    if wrapper is None:
        return []
    (name,) = list(wrapper)
    return [item for item in (wrapper[name] or []) if item is not None]


def nested_of(row: Any, service: Service) -> list[Mapping[str, Any]]:
    return [plain_item(item) for item in items_of(row[service.nested])]


def plain_item(item: Any) -> Mapping[str, Any]:
    """Members as plain values: year 1 is none."""
    return {name: _value(item[name]) for name in item}


def _value(value: Any) -> Any:
    if isinstance(value, date) and value.year == 1:
        return None
    return value
