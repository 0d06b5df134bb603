"""Groups and what is worked out of them."""

import operator
from collections.abc import Callable, Iterable
from typing import Any

from simulators.salesforce import describe
from simulators.salesforce.errors import AGGREGATE_TOO_MANY, Refusal
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.soql.bind import Bound, bind, source, value_of
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.query import Aggregate, Both, Child, Column, Condition, Either, Every, Having, Negation, Order, Query, Typed
from simulators.salesforce.soql.where import predicate
from simulators.salesforce.store import Row

MOST_GROUPS = 2000  # salesforce.md §5.1
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def by(valued: list[tuple[Any, Any]], order: Order) -> list[Any]:
    null = [row for value, row in valued if value is None]
    some = sorted((pair for pair in valued if pair[0] is not None), key=lambda pair: _fold(pair[0]), reverse=order.descending)
    present = [row for _, row in some]
    return [*present, *null] if order.nulls_last else [*null, *present]


def _fold(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def aggregated(org: Org, query: Query, start: Sobject, rows: list[Row]) -> tuple[int, list[dict[str, Any]]]:
    """How many answers there are, and the answers themselves: AggregateResult rows, none for a bare COUNT(). Raises Refusal."""
    if query.counts_only:
        if len(query.selected) > 1 or query.grouped:
            raise pointed(query.text, query.selected[0].at, "COUNT() must be the only element in the SELECT list")
        total = max(0, len(rows) - query.offset)
        return total if query.limit is None else min(total, query.limit), []
    if query.limit is not None and not query.grouped:
        raise pointed(query.text, query.selected[0].at, "Non-grouped query that uses overall aggregate functions cannot also use LIMIT")
    _countable(query, start)
    keys = [_groupable(org, query, start, column) for column in query.grouped]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(value_of(org, row, key) for key in keys), []).append(row)
    if not keys:
        groups = {(): rows}
    paths = [key.path for key in keys]
    kept = ((values, members) for values, members in groups.items() if query.having is None or _holds(org, query, query.having, members))
    answers = [_group(org, query, start, dict(zip(paths, values, strict=True)), members) for values, members in kept]
    answers = _sorted_groups(org, query, start, answers)
    answers = answers[query.offset :] if query.limit is None else answers[query.offset : query.offset + query.limit]
    if len(answers) > MOST_GROUPS:
        raise Refusal("EXCEEDED_ID_LIMIT", AGGREGATE_TOO_MANY, None)
    return len(answers), answers


def _group(org: Org, query: Query, start: Sobject, keys: dict[str, Any], members: list[Row]) -> dict[str, Any]:
    """One AggregateResult: fields by their last name, aggregates by alias or expr0, expr1, …"""
    body: dict[str, Any] = {"attributes": {"type": "AggregateResult"}}
    unnamed = 0
    for one in query.selected:
        if isinstance(one, Column):
            bound = bind(org, query, start, one)
            if bound.path not in keys:
                raise pointed(query.text, one.at, f"Field must be grouped or aggregated: {bound.path}")
            name = one.alias or (f"expr{unnamed}" if one.function else bound.field.name)
            unnamed += one.alias is None and one.function is not None
            body[name] = keys[bound.path]
            continue
        if isinstance(one, Child):
            raise pointed(query.text, one.at, "Grouped query cannot include child relationship in SELECT list")
        if isinstance(one, (Typed, Every)):
            raise pointed(query.text, one.at, "Grouped queries select grouped fields and aggregates only")
        name = one.alias or f"expr{unnamed}"
        unnamed += one.alias is None
        body[name] = _computed(org, query, start, one, members)
    return body


def _computed(org: Org, query: Query, start: Sobject, one: Aggregate, members: list[Row]) -> Any:
    if one.column is None:
        return len(members)
    bound = bind(org, query, start, one.column)
    values = [value for value in (_priced(org, row, bound) for row in members) if value is not None]
    return _fold_values(one.function, values)


def _groupable(org: Org, query: Query, start: Sobject, column: Column) -> Bound:
    bound = bind(org, query, start, column)
    if not bound.function and not describe.column(bound.field, bound.owner)["groupable"]:
        raise pointed(query.text, column.at, f"field '{bound.field.name}' can not be grouped in a query call")
    return bound


def _priced(org: Org, row: Row, bound: Bound) -> Any:
    """Amounts of several currencies are aggregated in the corporate one (salesforce.md §9.2)."""
    value = value_of(org, row, bound)
    rate = org.options.currencies.get(str(row.get("CurrencyIsoCode")))
    return value / rate if value is not None and rate and bound.field.type == "currency" and not bound.links else value


def _countable(query: Query, start: Sobject) -> None:
    """SetupAuditTrail can be counted as a whole only (salesforce.md §4)."""
    if start.name == "SetupAuditTrail":
        raise pointed(query.text, query.selected[0].at, "aggregate functions are not supported on SetupAuditTrail")


def _holds(org: Org, query: Query, condition: Condition, members: list[Row]) -> bool:
    """Whether a group passes HAVING."""
    match condition:
        case Both(parts):
            return all(_holds(org, query, part, members) for part in parts)
        case Either(parts):
            return any(_holds(org, query, part, members) for part in parts)
        case Negation(part):
            return not _holds(org, query, part, members)
        case Having(aggregate, operator, literal):
            value = _computed(org, query, source(org, query), aggregate, members)
            wanted = float(literal.value) if literal.kind == "number" else literal.value
            return value is not None and COMPARED[operator](value, wanted)
    start = source(org, query)
    return bool(members) and predicate(org, query, start, condition)(members[0])


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
            name = _grouped_name(query, order.column) or bind(org, query, start, order.column).field.name
        answers = by([(answer.get(name), answer) for answer in answers], order)
    return answers


def _grouped_name(query: Query, column: Column) -> str | None:
    """What the column ordered by is called in the answers."""
    path = tuple(name.lower() for name in column.path)
    for one in query.selected:
        if isinstance(one, Column) and tuple(name.lower() for name in one.path) == path and one.function == column.function:
            return one.alias
        if isinstance(one, Column) and one.alias and path == (one.alias.lower(),):
            return one.alias
    return None


def _aggregate_names(aggregates: Iterable[Aggregate]) -> list[str]:
    names, unnamed = [], 0
    for one in aggregates:
        names.append(one.alias or f"expr{unnamed}")
        unnamed += one.alias is None
    return names
