"""Names in a query to fields of the org, and from a row to a field's value."""

from dataclasses import dataclass
from typing import Any

from simulators.salesforce.fields import Field, Sobject
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

    @property
    def path(self) -> str:
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
    return Bound(tuple(links), field, here)


def parent_row(org: Org, row: Row | None, link: Field) -> Row | None:
    """The row a reference leads to; its object is told by the id."""
    record = row.get(link.name) if row else None
    sobject = org.object_of(record) if record else None
    return org.table(sobject.name).rows.get(record) if sobject and record else None


def value_of(org: Org, row: Row | None, bound: Bound) -> Any:
    for link in bound.links:
        row = parent_row(org, row, link)
    return None if row is None else row.get(bound.field.name)
