"""Conditions to predicates, with the type checks of the real thing; and which rows can be had through an index."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from simulators.salesforce.errors import Refusal
from simulators.salesforce.fields import NUMERIC, Sobject
from simulators.salesforce.fiscal import span
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org, stamp
from simulators.salesforce.soql.bind import Bound, bind, source, value_of
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.query import Both, Column, Condition, Either, Having, Literal, Negation, Query, Semi, Test
from simulators.salesforce.store import INDEXED, Row

Predicate = Callable[[Row], bool]
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


def predicate(org: Org, query: Query, start: Sobject, condition: Condition) -> Predicate:
    """Says of a row whether the condition holds; raises Refusal for operands the field does not take."""
    match condition:
        case Both(parts):
            alls = [predicate(org, query, start, part) for part in parts]
            return lambda row: all(holds(row) for holds in alls)
        case Either(parts):
            anys = [predicate(org, query, start, part) for part in parts]
            return lambda row: any(holds(row) for holds in anys)
        case Negation(part):
            inner = predicate(org, query, start, part)
            return lambda row: not inner(row)
        case Semi(column, negative, inner_query):
            bound, wanted = bind(org, query, start, column), org_ids(org, inner_query)
            return lambda row: (value_of(org, row, bound) in wanted) != negative
        case Having():
            raise pointed(query.text, condition.aggregate.at, "unexpected token: aggregate")
        case Test():
            return _test(org, query, start, condition)


def org_ids(org: Org, query: Query) -> set[Any]:
    """The one column a subquery selects, as ids to look among."""
    start = source(org, query)
    selected = query.selected[0]
    if len(query.selected) > 1 or not isinstance(selected, Column):
        raise pointed(query.text, query.sobject_at, "only root queries support aggregate expressions or several fields")
    bound = bind(org, query, start, selected)
    holds = predicate(org, query, start, query.where) if query.where else None
    rows = candidates(org, start, query.where) if query.where else list(org.table(start.name).rows.values())
    return {value_of(org, row, bound) for row in rows if holds is None or holds(row)} - {None}


def candidates(org: Org, start: Sobject, condition: Condition | None) -> Iterable[Row]:
    """All rows, or the few an indexed equality leaves."""
    table = org.table(start.name)
    for part in condition.parts if isinstance(condition, Both) else (condition,):
        if not isinstance(part, Test) or part.operator not in ("=", "IN") or len(part.column.path) > 1 or part.column.function:
            continue
        field = start.find(part.column.path[0])
        if field is None or (field.name not in INDEXED and field.name != "Id"):
            continue
        keyed = field.type in ("id", "reference")
        wanted = {full(one.value) if keyed and one.kind == "string" else one.value for one in part.values}
        rows = {row["Id"]: row for value in wanted for row in table.having(field.name, value)}
        return [rows[record] for record in sorted(rows)]
    return table.rows.values()


def _test(org: Org, query: Query, start: Sobject, test: Test) -> Predicate:
    bound = bind(org, query, start, test.column)
    if bound.field.has("x"):
        raise pointed(query.text, test.column.at, f"field '{bound.field.name}' can not be filtered in a query call", "INVALID_FIELD")
    if any(one.kind == "day" for one in test.values) and not bound.function:
        return _in_span(org, query, bound, test)
    operands = [_operand(query, test.column.at, bound, one) for one in test.values]
    if test.operator == "LIKE":
        return _like(org, query, bound, test)
    if test.operator in ORDERED:
        return _ordered(org, query, bound, test, operands[0])
    wanted = {_fold(one) for one in operands}
    negative = test.operator in ("!=", "NOT IN")
    return lambda row: (_fold(value_of(org, row, bound)) in wanted) != negative


def _in_span(org: Org, query: Query, bound: Bound, test: Test) -> Predicate:
    """Date literals mean days: `= LAST_N_DAYS:30` is within, `<` before the first, `>` after the last."""
    kind = bound.field.type
    if kind not in ("date", "datetime"):
        raise _refusal(query, test.column.at, bound, "string")
    spans = [_edges(org, str(one.value), kind) for one in test.values if one.kind == "day"]
    first, after = spans[0]

    def within(value: str) -> bool:
        return any(begin <= value < end for begin, end in spans)

    checks: dict[str, Callable[[str], bool]] = {
        "<": lambda value: value < first,
        "<=": lambda value: value < after,
        ">": lambda value: value >= after,
        ">=": lambda value: value >= first,
        "!=": lambda value: not first <= value < after,
        "NOT IN": lambda value: not within(value),
    }
    check: Callable[[str], bool] = checks.get(test.operator, within)

    def holds(row: Row) -> bool:
        value = value_of(org, row, bound)
        return check(value) if value is not None else test.operator in ("!=", "NOT IN")

    return holds


def _edges(org: Org, word: str, kind: str) -> tuple[str, str]:
    """First and after-last value, as the field's values are stored; instants begin at midnight of the org's zone."""
    begin, end = span(word, org.today(), org.options.fiscal_year_start)
    if kind == "date":
        return begin.isoformat(), end.isoformat()
    return stamp(datetime.combine(begin, time(), org.zone)), stamp(datetime.combine(end, time(), org.zone))


def _ordered(org: Org, query: Query, bound: Bound, test: Test, operand: Any) -> Predicate:
    if bound.field.type in ("boolean", "id", "reference"):
        kind = "boolean" if bound.field.type == "boolean" else "id"
        if kind == "boolean":
            raise pointed(query.text, test.column.at, f"invalid operator on {kind} field", "INVALID_QUERY_FILTER_OPERATOR")
    compare = ORDERED[test.operator]

    def holds(row: Row) -> bool:
        value = value_of(org, row, bound)
        return value is not None and operand is not None and compare(_fold(value) if isinstance(value, str) else value, _fold(operand))

    return holds


def _like(org: Org, query: Query, bound: Bound, test: Test) -> Predicate:
    if test.values[0].kind != "string" or bound.field.type in NUMERIC | {"boolean", "date", "datetime", "id", "reference"}:
        raise pointed(query.text, test.column.at, f"invalid operator on {bound.field.type} field", "INVALID_QUERY_FILTER_OPERATOR")
    parts = re.findall(r"\\.|.", test.values[0].value, re.DOTALL)
    shape = "".join(".*" if one == "%" else "." if one == "_" else re.escape(one[-1]) for one in parts)
    pattern = re.compile(shape, re.IGNORECASE | re.DOTALL)

    def holds(row: Row) -> bool:
        value = value_of(org, row, bound)
        return value is not None and pattern.fullmatch(value) is not None

    return holds


def _fold(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _operand(query: Query, at: int, bound: Bound, literal: Literal) -> Any:
    """A literal as the field's values are stored."""
    kind = "date" if bound.function == "DAY_ONLY" else "int" if bound.function else bound.field.type
    if literal.kind == "null":
        return False if kind == "boolean" else None
    if kind == "boolean":
        return literal.value if literal.kind == "boolean" else _refuse(query, at, bound, "boolean")
    if kind in NUMERIC:
        return float(literal.value) if literal.kind == "number" else _refuse(query, at, bound, "double")
    if kind == "datetime":
        return _instant(query, at, bound, literal)
    if kind == "date":
        return literal.value if literal.kind == "date" else _refuse(query, at, bound, "date")
    if literal.kind != "string":
        return _refuse(query, at, bound, "string")
    if kind in ("id", "reference") and literal.value:
        return full(literal.value) or _bad_id(query, at, literal)
    return literal.value or None


def _instant(query: Query, at: int, bound: Bound, literal: Literal) -> Any:
    if literal.kind != "datetime":
        return _refuse(query, at, bound, "dateTime")
    return stamp(datetime.fromisoformat(literal.value))


def _refuse(query: Query, at: int, bound: Bound, wanted: str) -> Any:
    raise _refusal(query, at, bound, wanted)


def _refusal(query: Query, at: int, bound: Bound, wanted: str) -> Refusal:
    """Errors of a comparison point at its field (recorded)."""
    quotes = "should be" if wanted == "string" else "should not be"
    told = f"value of filter criterion for field '{bound.field.name}' must be of type {wanted} and {quotes} enclosed in quotes"
    return pointed(query.text, at, told, "INVALID_FIELD")


def _bad_id(query: Query, at: int, literal: Literal) -> Any:
    refused: Refusal = pointed(query.text, at, f"invalid ID field: {literal.value}", "INVALID_QUERY_FILTER_OPERATOR")
    raise refused
