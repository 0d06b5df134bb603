"""A query to its rows."""

from collections.abc import Iterable
from typing import Any

from simulators.salesforce import render
from simulators.salesforce.errors import AGGREGATE_TOO_MANY, Refusal
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.soql.bind import Bound, bind, source, value_of
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.parser import parse
from simulators.salesforce.soql.query import Aggregate, Column, Order, Query
from simulators.salesforce.soql.where import candidates, predicate
from simulators.salesforce.store import Row

MOST_OFFSET = 2000  # salesforce.md §5.1
MOST_GROUPS = 2000


class Result:
    """Rows found, rendered when a page is sent. `total` is what totalSize says; `long_text` makes pages smaller (§5.1)."""

    def __init__(self, total: int, rows: list[dict[str, Any]], long_text: bool = False) -> None:
        self.total, self.rows, self.long_text = total, rows, long_text


def run(org: Org, text: str, version: str) -> Result:
    """Raises Refusal MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE, …"""
    query = parse(text)
    start = source(org, query)
    if query.offset > MOST_OFFSET:
        raise Refusal("NUMBER_OUTSIDE_VALID_RANGE", f"Maximum SOQL offset allowed is {MOST_OFFSET}", None)
    if "queryable" not in start.can:
        raise Refusal("INVALID_TYPE_FOR_OPERATION", f"entity type {start.name} does not support query", None)
    if query.aggregates:
        return _aggregate(org, query, start)
    columns = [bind(org, query, start, one) for one in query.selected if isinstance(one, Column)]
    _no_twins(query, columns)
    rows = _sorted(org, query, start, _found(org, query, start))
    rows = rows[query.offset :] if query.limit is None else rows[query.offset : query.offset + query.limit]
    long_text = any(column.field.type == "textarea" and column.field.length > 4000 for column in columns)
    return Result(len(rows), [render.selected(org, start, row, columns, version) for row in rows], long_text)


def _no_twins(query: Query, columns: list[Bound]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.path in seen:
            raise Refusal("INVALID_FIELD", f"duplicate field selected: {column.path}", None)
        seen.add(column.path)


def _found(org: Org, query: Query, start: Sobject) -> list[Row]:
    if query.where is None:
        return list(org.table(start.name).rows.values())
    holds = predicate(org, query, start, query.where)
    return [row for row in candidates(org, start, query.where) if holds(row)]


def _sorted(org: Org, query: Query, start: Sobject, rows: list[Row]) -> list[Row]:
    """Nulls first unless asked otherwise, in both directions; text without case; ties in order of id."""
    for order in reversed(query.ordered):
        if isinstance(order.column, Aggregate):
            raise pointed(query.text, order.column.at, "Ordering by an aggregate needs a GROUP BY clause")
        bound = bind(org, query, start, order.column)
        if bound.field.has("x"):
            raise pointed(query.text, order.column.at, f"field '{bound.field.name}' can not be sorted in a query call")
        rows = _by([(value_of(org, row, bound), row) for row in rows], order)
    return rows


def _by(valued: list[tuple[Any, Any]], order: Order) -> list[Any]:
    null = [row for value, row in valued if value is None]
    some = sorted((pair for pair in valued if pair[0] is not None), key=lambda pair: _fold(pair[0]), reverse=order.descending)
    present = [row for _, row in some]
    return [*present, *null] if order.nulls_last else [*null, *present]


def _fold(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _aggregate(org: Org, query: Query, start: Sobject) -> Result:
    rows = _found(org, query, start)
    if query.counts_only:
        if len(query.selected) > 1 or query.grouped:
            raise pointed(query.text, query.selected[0].at, "COUNT() must be the only element in the SELECT list")
        total = max(0, len(rows) - query.offset)
        return Result(total if query.limit is None else min(total, query.limit), [])
    if query.limit is not None and not query.grouped:
        raise pointed(query.text, query.selected[0].at, "Non-grouped query that uses overall aggregate functions cannot also use LIMIT")
    keys = [bind(org, query, start, column) for column in query.grouped]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(value_of(org, row, key) for key in keys), []).append(row)
    if not keys:
        groups = {(): rows}
    answers = [
        _group(org, query, start, dict(zip([key.path for key in keys], values, strict=True)), members) for values, members in groups.items()
    ]
    answers = _sorted_groups(org, query, start, answers)
    answers = answers[query.offset :] if query.limit is None else answers[query.offset : query.offset + query.limit]
    if len(answers) > MOST_GROUPS:
        raise Refusal("EXCEEDED_ID_LIMIT", AGGREGATE_TOO_MANY, None)
    return Result(len(answers), answers)


def _group(org: Org, query: Query, start: Sobject, keys: dict[str, Any], members: list[Row]) -> dict[str, Any]:
    """One AggregateResult: fields by their last name, aggregates by alias or expr0, expr1, …"""
    body: dict[str, Any] = {"attributes": {"type": "AggregateResult"}}
    unnamed = 0
    for one in query.selected:
        if isinstance(one, Column):
            bound = bind(org, query, start, one)
            if bound.path not in keys:
                raise pointed(query.text, one.at, f"Field must be grouped or aggregated: {bound.path}")
            body[bound.field.name] = keys[bound.path]
            continue
        name = one.alias or f"expr{unnamed}"
        unnamed += one.alias is None
        body[name] = _computed(org, query, start, one, members)
    return body


def _computed(org: Org, query: Query, start: Sobject, one: Aggregate, members: list[Row]) -> Any:
    if one.column is None:
        return len(members)
    bound = bind(org, query, start, one.column)
    values = [value for value in (value_of(org, row, bound) for row in members) if value is not None]
    return _fold_values(one.function, values)


def _fold_values(function: str, values: list[Any]) -> Any:
    if function == "COUNT":
        return len(values)
    if function == "COUNT_DISTINCT":
        return len(set(values))
    if not values:
        return None
    if function in ("SUM", "AVG"):
        return sum(values) / (len(values) if function == "AVG" else 1)
    return min(values) if function == "MIN" else max(values)


def _sorted_groups(org: Org, query: Query, start: Sobject, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    aggregates = [one for one in query.selected if isinstance(one, Aggregate)]
    names = _aggregate_names(aggregates)
    for order in reversed(query.ordered):
        if isinstance(order.column, Aggregate):
            wanted = (order.column.function, order.column.column.path if order.column.column else None)
            name = next(
                (names[at] for at, one in enumerate(aggregates) if (one.function, one.column.path if one.column else None) == wanted), ""
            )
        elif order.column.path[-1] in names:
            name = order.column.path[-1]
        else:
            name = bind(org, query, start, order.column).field.name
        answers = _by([(answer.get(name), answer) for answer in answers], order)
    return answers


def _aggregate_names(aggregates: Iterable[Aggregate]) -> list[str]:
    names, unnamed = [], 0
    for one in aggregates:
        names.append(one.alias or f"expr{unnamed}")
        unnamed += one.alias is None
    return names
