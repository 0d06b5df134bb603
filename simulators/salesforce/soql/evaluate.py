"""A query to its rows."""

from datetime import timedelta
from typing import Any

from simulators.salesforce import render
from simulators.salesforce.errors import Refusal
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org, stamp
from simulators.salesforce.soql import selection
from simulators.salesforce.soql.aggregate import aggregated, by
from simulators.salesforce.soql.bind import bind, source, value_of
from simulators.salesforce.soql.children import related
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.parser import parse
from simulators.salesforce.soql.query import Aggregate, Child, Column, Query, Typed
from simulators.salesforce.soql.where import candidates, predicate
from simulators.salesforce.store import Row

MOST_OFFSET = 2000  # salesforce.md §5.1


class Result:
    """Rows found, rendered when a page is sent. `total` is what totalSize says; `long_text` makes pages smaller (§5.1).

    `columns` are the fields selected, by their paths.
    """

    def __init__(self, total: int, rows: list[dict[str, Any]], long_text: bool = False, columns: tuple[str, ...] = ()) -> None:
        self.total, self.rows, self.long_text, self.columns = total, rows, long_text, columns


def run(org: Org, text: str, version: str, everything: bool = False) -> Result:
    """`everything` as `queryAll` has it: what is deleted or archived, too. Raises Refusal: MALFORMED_QUERY, INVALID_FIELD, …"""
    query = parse(text)
    start = source(org, query)
    if query.offset > MOST_OFFSET:
        raise Refusal("NUMBER_OUTSIDE_VALID_RANGE", f"Maximum SOQL offset allowed is {MOST_OFFSET}", None)
    if "queryable" not in start.can:
        raise Refusal("INVALID_TYPE_FOR_OPERATION", f"entity type {start.name} does not support query", None)
    if query.aggregates:
        return Result(*aggregated(org, query, start, _found(org, query, start, everything)))
    columns = selection.bound(org, query, start)
    rows = _sorted(org, query, start, _found(org, query, start, everything))
    rows = rows[query.offset :] if query.limit is None else rows[query.offset : query.offset + query.limit]
    _no_strangers(org, query, start)
    long_text = any(column.field.type == "textarea" and column.field.length > 4000 for column in columns)
    shown = [render.selected(org, start, row, columns, version) for row in rows]
    for child in (one for one in query.selected if isinstance(one, Child)):
        for row, body in zip(rows, shown, strict=True):
            body.update(_children(org, start, child, row, version))
    for typed in (one for one in query.selected if isinstance(one, Typed)):
        for row, body in zip(rows, shown, strict=True):
            body.update(selection.by_kind(org, query, start, typed, row, version))
    return Result(len(rows), shown, long_text, tuple(column.path for column in columns))


def _no_strangers(org: Org, query: Query, start: Sobject) -> None:
    for child in query.selected:
        if isinstance(child, Child):
            related(org, start, child)


def _children(org: Org, start: Sobject, child: Child, row: Row, version: str) -> dict[str, Any]:
    """The records that point at a row: null, not empty, where there are none (salesforce.md §2.5)."""
    name, sobject, link = related(org, start, child)
    holds = predicate(org, child.query, sobject, child.query.where) if child.query.where else None
    found = [one for one in org.table(sobject.name).having(link.name, row["Id"]) if holds is None or holds(one)]
    columns = [bind(org, child.query, sobject, one) for one in child.query.selected if isinstance(one, Column)]
    found = _sorted(org, child.query, sobject, found)[child.query.offset :][: child.query.limit]
    records = [render.selected(org, sobject, one, columns, version) for one in found]
    return {name: {"totalSize": len(records), "done": True, "records": records} if records else None}


def _found(org: Org, query: Query, start: Sobject, everything: bool) -> list[Row]:
    holds = predicate(org, query, start, query.where) if query.where else None
    rows = [row for row in candidates(org, start, query.where) if holds is None or holds(row)]
    if everything and "isdeleted" in start.fields:
        return rows + [row for row in org.table(start.name).gone.values() if holds is None or holds(row)]
    return rows if everything or start.name not in ("Task", "Event") else [row for row in rows if not _archived(org, row)]


def _archived(org: Org, row: Row) -> bool:
    """Activities that ended long ago are out of sight of `query` (salesforce.md §9.2)."""
    ended = row.get("CompletedDateTime") or row.get("EndDateTime")
    oldest = org.clock.now() - timedelta(days=org.open_points.task_archive_days)
    return bool(row.get("IsArchived")) or (ended is not None and ended < stamp(oldest))


def _sorted(org: Org, query: Query, start: Sobject, rows: list[Row]) -> list[Row]:
    """Nulls first unless asked otherwise, in both directions; text without case; ties in order of id."""
    for order in reversed(query.ordered):
        if isinstance(order.column, Aggregate):
            raise pointed(query.text, order.column.at, "Ordering by an aggregate needs a GROUP BY clause")
        bound = bind(org, query, start, order.column)
        if bound.field.has("x"):
            raise pointed(query.text, order.column.at, f"field '{bound.field.name}' can not be sorted in a query call")
        rows = by([(value_of(org, row, bound), row) for row in rows], order)
    return rows
