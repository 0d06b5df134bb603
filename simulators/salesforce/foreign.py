"""What a recorded org had that ours has not: its own fields, as its answers, the queries and what was sent to it show them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulators.salesforce.errors import Refusal
from simulators.salesforce.recordings import Exchange
from simulators.salesforce.soql.parser import parse
from simulators.salesforce.soql.query import Both, Column, Condition, Either, Negation, Test

KINDS = {bool: "boolean cudnk", int: "double cunk", float: "double cunk", str: "string:255 cunk", type(None): "string:255 cunk"}
LITERALS = {"number": "double cunk", "boolean": "boolean cudnk", "date": "date cunk", "datetime": "datetime cunk"}
OWN = ("UKG_Person_Id__c", "Compensation_Plan__c", "On_Leave__c", "Temporarily_Covered__c", "Original_Owner__c")
CODES = tuple(
    f"{prefix}{part}Code" for prefix in ("", "Billing", "Shipping", "Mailing", "Other") for part in ("State", "Country")
)  # of orgs with state and country picklists
EMAIL = re.compile(r"(.+): invalid email address: ")
TYPES = "reference cund >RecordType:RecordType"
HIDDEN = re.compile(r"insufficient access rights on cross-reference id: (\w{15})")
FEATURES = ("MiddleName", "Suffix")  # of orgs that have them on
CUSTOM = re.compile(r"\w+__p?c")


def lacks(exchange: Exchange) -> tuple[str, ...]:
    """Our fields that the recorded org shows nothing of; a record tells, an answer without one does not."""
    seen = f"{exchange.body} {dict(exchange.query)} {exchange.sent}"
    codes = [f"{kind}.{name}" for kind in {kind for kind, _ in records(exchange.body)} for name in CODES if f"'{name}'" not in seen]
    return (*(name for name in OWN if name not in seen), *(codes if "Street" in seen else ()))


def customs(exchange: Exchange) -> dict[str, str]:
    """Custom fields that the recorded org had, as lines of a schema by object."""
    found: dict[str, dict[str, str]] = {}
    for source in (_asked(exchange), _sent(exchange), _answered(exchange), _refused(exchange)):
        for kind, name, line in source:
            found.setdefault(kind, {})[name] = line
    return {kind: "".join(f"\n{name} {line}" for name, line in lines.items()) + "\n" for kind, lines in found.items()}


def records(body: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every record within an answer, with its object."""
    if isinstance(body, dict):
        told = body["attributes"] if isinstance(body.get("attributes"), dict) else {}
        kind = _pointed(told) if told.get("type") == "Name" else told.get("type")
        if kind and kind != "AggregateResult":
            yield kind, body
        for value in body.values():
            yield from records(value)
    elif isinstance(body, list):
        for value in body:
            yield from records(value)


def _pointed(told: Mapping[str, Any]) -> str | None:
    """The object that the address of a record names."""
    steps = str(told.get("url")).split("/")
    return steps[-2] if len(steps) > 1 else None


Line = tuple[str, str, str]  # object, field, kind and flags


def _answered(exchange: Exchange) -> Iterator[Line]:
    for kind, record in records(exchange.body):
        yield from _lines(kind, record)
    for described in _described(exchange.body):
        yield from ((described["name"], one["name"], _line(one)) for one in described["fields"] if one.get("custom"))


def _lines(kind: str, record: Mapping[str, Any]) -> Iterator[Line]:
    for name, value in record.items():
        if CUSTOM.fullmatch(name) and not isinstance(value, (dict, list)):
            yield kind, name, KINDS[type(value)]


def _sent(exchange: Exchange) -> Iterator[Line]:
    """Fields that were written, or named a record, where the org knew them."""
    if exchange.status is None or "INVALID_FIELD" in str(exchange.body):
        return
    for kind, record in records(exchange.sent):
        yield from _lines(kind, record)
    if exchange.parts[:1] == ("sobjects",) and len(exchange.parts) > 1 and isinstance(exchange.sent, dict):
        yield from _lines(exchange.parts[1], exchange.sent)
    keyed = exchange.parts[1:] if exchange.parts[:2] == ("composite", "sobjects") else exchange.parts
    if len(keyed) >= 3 and keyed[0] == "sobjects" and CUSTOM.fullmatch(keyed[2]):
        yield keyed[1], keyed[2], "string:255 cunke"


def _asked(exchange: Exchange) -> Iterator[Line]:
    """Fields that a query names and that the recorded org knew."""
    if "INVALID_FIELD" in str(exchange.body) or "q" not in exchange.query:
        return
    try:
        query = parse(exchange.query["q"])
    except Refusal:
        return
    plain = [one for one in query.selected if isinstance(one, Column)]
    if "RecordType" in exchange.query["q"]:
        yield query.sobject, "RecordTypeId", TYPES
    named = [(one, "string:255 cunk") for one in (*plain, *query.grouped)] + list(_compared(query.where))
    for name in FEATURES:
        if any(one.path == (name,) for one in plain):
            yield query.sobject, name, "string:40 cun"
    for one, line in named:
        if len(one.path) <= 2 and CUSTOM.fullmatch(one.path[-1]):
            yield (query.sobject if len(one.path) == 1 else one.path[0]), one.path[-1], line


def _compared(condition: Condition | None) -> Iterator[tuple[Column, str]]:
    match condition:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _compared(part)
        case Negation(part):
            yield from _compared(part)
        case Test():
            yield condition.column, LITERALS.get(condition.values[0].kind, "string:255 cunk")


def _refused(exchange: Exchange) -> Iterator[Line]:
    """Fields whose kind an error tells: those that take no address, and those that lead to records."""
    told = HIDDEN.search(str(exchange.body))
    if told and exchange.parts[:1] == ("sobjects",) and isinstance(exchange.sent, dict):
        for name, value in exchange.sent.items():
            if CUSTOM.fullmatch(name) and str(value)[:15] == told[1]:
                yield exchange.parts[1], name, "reference cunk >Account"
    kinds = [kind for kind, _ in records(exchange.sent)]
    for row, kind in zip(exchange.body if isinstance(exchange.body, list) else (), kinds, strict=False):
        for error in row.get("errors") or ():
            email = EMAIL.match(error["message"])
            yield from ((kind, name, f'email:80 cunk "{email[1]}"') for name in error["fields"] if email and CUSTOM.fullmatch(name))


def _described(body: Any) -> Iterator[Mapping[str, Any]]:
    """Every describe within an answer."""
    if isinstance(body, dict) and isinstance(body.get("fields"), list) and isinstance(body.get("name"), str):
        yield body
    elif isinstance(body, (dict, list)):
        for value in body.values() if isinstance(body, dict) else body:
            yield from _described(value)


def _line(told: Mapping[str, Any]) -> str:
    marks = {"createable": "c", "updateable": "u", "nillable": "n", "defaultedOnCreate": "d", "unique": "q", "restrictedPicklist": "r"}
    flags = "".join(sign for name, sign in marks.items() if told[name]) + "k" + ("e" if told["externalId"] else "")
    size = f":{told['length']}" if told["length"] and told["type"] not in ("id", "reference") else ""
    return f"{told['type']}{size} {flags}" + (f' "{told["label"]}"' if '"' not in told["label"] else "")
