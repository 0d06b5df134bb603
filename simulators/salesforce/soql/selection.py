"""What a query selects beyond plain fields: whole groups of them, and fields by the object that a reference leads to."""

from typing import Any

from simulators.salesforce import render
from simulators.salesforce.errors import Refusal
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.soql.bind import HINT, Bound, bind, parent_row
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.query import Column, Every, Query, Typed
from simulators.salesforce.store import Row

MOST_OF_ALL = 200  # rows of a query for all or all custom fields


def bound(org: Org, query: Query, start: Sobject) -> list[Bound]:
    """The fields selected by name or by `FIELDS()`, in order; raises Refusal for names nobody knows and for a field named twice."""
    columns: list[Bound] = []
    for one in query.selected:
        if isinstance(one, Column):
            columns.append(bind(org, query, start, one))
        elif isinstance(one, Every):
            columns += _every(query, start, one)
    seen: set[str] = set()
    for column in columns:
        if column.path in seen:
            raise Refusal("INVALID_FIELD", f"duplicate field selected: {column.path}", None)
        seen.add(column.path)
    return columns


def _every(query: Query, start: Sobject, one: Every) -> list[Bound]:
    if one.which != "STANDARD" and (query.limit is None or query.limit > MOST_OF_ALL):
        raise Refusal("MALFORMED_QUERY", f"The SOQL FIELDS function must have a LIMIT of at most {MOST_OF_ALL}", None)
    wanted = (field for field in start.fields.values() if one.which == "ALL" or field.has("k") == (one.which == "CUSTOM"))
    return [Bound((), field, start) for field in wanted]


def by_kind(org: Org, query: Query, start: Sobject, one: Typed, row: Row, version: str) -> dict[str, Any]:
    """The reference's member of an answer: null without a parent, attributes alone where no branch is about its object."""
    link = start.parents.get(one.relationship.lower())
    if link is None:
        told = f"Didn't understand relationship '{one.relationship}' in field path. {HINT}"
        raise pointed(query.text, one.at, told, "INVALID_FIELD")
    parent = parent_row(org, row, link)
    sobject = org.object_of(parent["Id"]) if parent else None
    if parent is None or sobject is None:
        return {str(link.relationship): None}
    known = {kind.lower(): columns for kind, columns in one.branches}
    columns = [bind(org, query, sobject, column) for column in known.get(sobject.name.lower(), one.otherwise)]
    return {str(link.relationship): render.selected(org, sobject, parent, columns, version)}
