"""How an answer of the simulator differs from a recorded one: members, nulls, kinds, codes and headers; not ids, hosts and instants."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

WORDS = frozenset({"errorCode", "statusCode", "error", "type", "success", "created", "done", "isSuccessful", "httpStatusCode"})
"""Members whose values must be the same."""
DESCRIBED = re.compile(r"^body\.(fields|sobjects)\[\w+\]\.\w+$")
TEXTS = frozenset({"message", "error_description"})
FACTS = frozenset(
    "aggregatable byteLength createable custom defaultedOnCreate deletable digits externalId filterable groupable idLookup keyPrefix label"
    " length name nameField namePointing nillable precision queryable replicateable restrictedPicklist retrieveable scale searchable"
    " soapType sortable triggerable undeletable unique updateable".split()
)
"""What describes say and programs go by."""
PRESENT = ("location", "last-modified")


def bodies(recorded: Any, ours: Any, at: str = "body") -> Iterator[str]:
    """A line a difference; members that start with `_` are remarks of the recorder."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        yield from _objects(recorded, ours, at)
    elif isinstance(recorded, list) and isinstance(ours, list):
        yield from _lists(recorded, ours, at)
    elif _kind(recorded) != _kind(ours):
        yield f"{at}: {_kind(recorded)} recorded, {_kind(ours)} here"
    else:
        name = at.rpartition(".")[2].partition("[")[0]
        told = name in WORDS | TEXTS or (name in FACTS and DESCRIBED.search(at))
        if told and recorded != ours:
            yield f"{at}: {recorded!r} recorded, {ours!r} here"


def _objects(recorded: Mapping[str, Any], ours: Mapping[str, Any], at: str) -> Iterator[str]:
    known = [name for name in recorded if not name.startswith("_")]
    for name in known:
        if name not in ours:
            yield f"{at}.{name}: missing here"
        else:
            yield from bodies(recorded[name], ours[name], f"{at}.{name}")
    yield from (f"{at}.{name}: not recorded" for name in ours if name not in recorded)


def _lists(recorded: list[Any], ours: list[Any], at: str) -> Iterator[str]:
    """Named entries are found by name, others stand in order; longer lists are no difference, shorter ones are."""
    named = {one["name"]: one for one in ours if isinstance(one, dict) and isinstance(one.get("name"), str)}
    if recorded and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in recorded):
        for one in recorded:
            if one["name"] in named:
                yield from bodies(one, named[one["name"]], f"{at}[{one['name']}]")
            else:
                yield f"{at}[{one['name']}]: missing here"
        return
    if len(ours) < len(recorded):
        yield f"{at}: {len(recorded)} recorded, {len(ours)} here"
    by_id = {key: one for one in ours if (key := _key(one))}
    if at.endswith(".childRelationships"):
        recorded = [one for one in recorded if _key(one) in by_id]
    for number, (one, other) in enumerate(zip(recorded, ours, strict=False)):
        yield from bodies(one, by_id.get(_key(one) or "", other), f"{at}[{number}]")


def _key(record: Any) -> str | None:
    """What a record is found by: the address that it names, else its id."""
    if not isinstance(record, dict):
        return None
    if "childSObject" in record:
        return f"{record['childSObject']}.{record['field']}"
    told = record.get("attributes")
    return (told.get("url") if isinstance(told, dict) else None) or record.get("Id")


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return str(value) if value is None else "boolean"
    return "number" if isinstance(value, (int, float)) else type(value).__name__


def headers(recorded: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[str]:
    """Differences of headers that carry meaning; a recording without a date has left headers out."""
    for name in PRESENT if "date" in recorded else ():
        if (name in recorded) != (name in ours):
            yield f"header {name}: {'' if name in recorded else 'not '}recorded"
    for name in ("content-type", "cache-control"):
        if name in recorded and recorded[name] != ours.get(name):
            yield f"header {name}: {recorded[name]} recorded, {ours.get(name)} here"
    if "sforce-limit-info" in recorded and "sforce-limit-info" not in ours:
        yield "header sforce-limit-info: recorded"
