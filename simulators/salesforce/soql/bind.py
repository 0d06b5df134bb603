"""Names in a query to fields of the org, and from a row to a field's value."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from simulators.salesforce.fields import Field, Sobject
from simulators.salesforce.fiscal import fiscal_quarter
from simulators.salesforce.org import Org
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.query import Column, Query
from simulators.salesforce.store import Row

HINT = "Please reference your WSDL or the describe call for the appropriate names."


@dataclass(frozen=True, slots=True)
class Bound:
    """A column found: the references that lead to it, then the field. `owner` is the object the field is on."""

    links: tuple[Field, ...]
    field: Field
    owner: Sobject
    function: str | None = None

    @property
    def path(self) -> str:
        """As the query wrote it, in canonical names."""
        written = self.written
        return f"{self.function}({written})" if self.function else written

    @property
    def written(self) -> str:
        return ".".join([*(link.relationship or "" for link in self.links), self.field.name])


def source(org: Org, query: Query) -> Sobject:
    found = org.objects.get(query.sobject.lower())
    if found is None:
        custom = "If you are attempting to use a custom object, be sure to append the '__c' after the entity name."
        raise pointed(query.text, query.sobject_at, f"sObject type '{query.sobject}' is not supported. {custom} {HINT}", "INVALID_TYPE")
    return found


def bind(org: Org, query: Query, start: Sobject, column: Column) -> Bound:
    """Raises Refusal INVALID_FIELD, pointed at the column, for names nobody knows."""
    names = column.path[1:] if len(column.path) > 1 and column.path[0].lower() == start.name.lower() else column.path
    links: list[Field] = []
    here = start
    for name in names[:-1]:
        link = here.parents.get(name.lower())
        parent = org.objects.get(link.targets[-1].lower()) if link else None
        if link is None or parent is None:
            told = f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to"
            custom = "append the '__r' after the custom relationship name."
            raise pointed(query.text, column.at, f"{told} {custom} {HINT}", "INVALID_FIELD")
        links.append(link)
        here = parent
    field = here.find(names[-1])
    if field is None:
        custom = "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name."
        raise pointed(query.text, column.at, f"No such column '{names[-1]}' on entity '{here.name}'. {custom} {HINT}", "INVALID_FIELD")
    return Bound(tuple(links), field, here, column.function)


def parent_row(org: Org, row: Row | None, link: Field) -> Row | None:
    """The row a reference leads to; its object is told by the id."""
    record = row.get(link.name) if row else None
    sobject = org.object_of(record) if record else None
    return org.table(sobject.name).rows.get(record) if sobject and record else None


def value_of(org: Org, row: Row | None, bound: Bound) -> Any:
    for link in bound.links:
        row = parent_row(org, row, link)
    value = None if row is None else row.get(bound.field.name)
    return _date_part(org, bound.function, value) if bound.function and value is not None else value


def _date_part(org: Org, function: str, value: str) -> Any:
    day = date.fromisoformat(value[:10])
    fiscal = fiscal_quarter(day, org.options.fiscal_year_start)
    match function:
        case "CALENDAR_MONTH":
            return day.month
        case "CALENDAR_QUARTER":
            return (day.month - 1) // 3 + 1
        case "CALENDAR_YEAR":
            return day.year
        case "FISCAL_MONTH":
            return (day.month - org.options.fiscal_year_start) % 12 + 1
        case "FISCAL_QUARTER":
            return fiscal[1]
        case "FISCAL_YEAR":
            return fiscal[0]
        case "DAY_IN_MONTH":
            return day.day
        case "DAY_IN_WEEK":
            return (day.weekday() + 1) % 7 + 1
    return day.isoformat()
