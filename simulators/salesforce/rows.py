"""`composite/sobjects`: up to 200 records a call, one result each, HTTP 200 whenever the call itself was well formed (salesforce.md §5)."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from simulators.salesforce import dml, render
from simulators.salesforce.errors import ROLLED_BACK, Refusal, bad_json, bad_reference, mixed, not_allowed, not_found
from simulators.salesforce.fields import Field, Sobject
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org
from simulators.salesforce.rest import by_key, key_field
from simulators.salesforce.store import Row
from simulators.salesforce.wire import Answer, Ask

MOST_ROWS = 200
MOST_CHUNKS = 10
MOST_READ = 2000
Given = dict[str, Any]
Outcome = dict[str, Any]
NO_TYPE = "Nested object for polymorphic foreign key must have an attributes field before any other fields."


def handle(org: Org, ask: Ask) -> Answer:
    """Everything under `composite/sobjects`; raises Refusal when the call is malformed."""
    rest = ask.parts[2:]
    if ask.method == "DELETE" and not rest:
        return _delete(org, ask)
    if ask.method == "POST" and not rest:
        return _each(org, ask, lambda given: {"id": dml.insert(org, _typed(org, given), _without_id(given), ask.auto_assign)}, {})
    if ask.method == "PATCH" and not rest:
        return _each(org, ask, lambda given: _change(org, ask, given), {})
    if len(rest) in (1, 2):
        sobject = org.objects.get(rest[0].lower())
        if sobject is None:
            raise not_found()
        if len(rest) == 2 and ask.method == "PATCH":
            field = key_field(sobject, rest[1])
            return _each(org, ask, lambda given: _upsert(org, ask, sobject, field, given), {"created": False})
        if len(rest) == 1 and ask.method in ("GET", "POST"):
            return _retrieve(org, ask, sobject)
    raise not_allowed(ask.method, "POST,PATCH,DELETE")


def records_of(ask: Ask) -> list[Given]:
    """The records of a call; raises Refusal for too many or none at all."""
    records = ask.json().get("records")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise bad_json("The request must contain a list of records")
    if len(records) > MOST_ROWS:
        told = f"record limit reached. cannot submit more than {MOST_ROWS} records into this call"
        raise Refusal("EXCEEDED_ID_LIMIT", told, None)
    return records


def type_of(given: Given) -> str:
    attributes = given.get("attributes")
    return str(attributes.get("type", "")) if isinstance(attributes, dict) else ""


def _typed(org: Org, given: Given) -> Sobject:
    name = type_of(given)
    if not name:
        raise Refusal("JSON_PARSER_ERROR", NO_TYPE)
    found = org.objects.get(name.lower())
    if found is None:
        raise Refusal("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return found


def _without_id(given: Given) -> Given:
    if id_of(given) is not None:
        raise Refusal("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ("Id",))
    return {name: value for name, value in given.items() if name.lower() != "id"}


def id_of(given: Given) -> str | None:
    return next((value for name, value in given.items() if name.lower() == "id" and value), None)


def _each(org: Org, ask: Ask, do: Callable[[Given], Outcome], on_failure: Outcome) -> Answer:
    records = records_of(ask)
    types = [type_of(one) for one in records]
    if sum(1 for _ in groupby(types)) > MOST_CHUNKS:
        told = f"Cannot have more than {MOST_CHUNKS} chunks in a single operation. Please rearrange the data to reduce chunking."
        raise Refusal("LIMIT_EXCEEDED", told, None)
    refuse = _mixed(org, types)
    tries: list[Callable[[], Outcome]] = [_once(do, one, refuse) for one in records]
    return Answer(200, _whole(org, tries, bool(ask.json().get("allOrNone")), on_failure))


def _once(do: Callable[[Given], Outcome], given: Given, refuse: Refusal | None) -> Callable[[], Outcome]:
    def attempt() -> Outcome:
        if refuse is not None:
            raise refuse
        return do(given)

    return attempt


def _mixed(org: Org, types: list[str]) -> Refusal | None:
    """Setup objects travel alone (§2.6)."""
    known = [org.objects[one.lower()] for one in dict.fromkeys(types) if one.lower() in org.objects]
    if len(known) > 1 and any(one.setup for one in known):
        return mixed(known[1].name, known[0].name, org.open_points.mixed_setup_code)
    return None


def _whole(org: Org, tries: list[Callable[[], Outcome]], all_or_none: bool, on_failure: Outcome) -> list[Outcome]:
    results: list[Outcome] = []
    with org.store.savepoint() as back:
        for attempt in tries:
            try:
                results.append(_success(attempt()))
            except Refusal as error:
                results.append({"success": False, "errors": error.row()} | on_failure)
        if not all_or_none or all(one["success"] for one in results):
            return results
        back()
    rolled = {"success": False, "errors": Refusal("ALL_OR_NONE_OPERATION_ROLLED_BACK", ROLLED_BACK).row()} | on_failure
    return [rolled if one["success"] else one for one in results]


def _success(outcome: Outcome) -> Outcome:
    extra = {name: value for name, value in outcome.items() if name != "id"}
    return {"id": outcome["id"], "success": True, "errors": []} | extra


def _target(org: Org, sobject: Sobject, record: str) -> Row:
    whole = full(record)
    if whole is None:
        raise Refusal("MALFORMED_ID", f"malformed id {record}", ("Id",))
    if whole in org.table(sobject.name).gone:
        raise Refusal("ENTITY_IS_DELETED", "entity is deleted")
    row = org.row(sobject.name, whole)
    if row is None:
        raise bad_reference()
    return row


def _change(org: Org, ask: Ask, given: Given) -> Outcome:
    sobject = _typed(org, given)
    record = id_of(given)
    if record is None:
        raise Refusal("MISSING_ARGUMENT", "Id not specified in an update call")
    row = _target(org, sobject, record)
    dml.update(org, sobject, row, {name: value for name, value in given.items() if name.lower() != "id"}, ask.auto_assign)
    return {"id": row["Id"]}


def _upsert(org: Org, ask: Ask, sobject: Sobject, field: Field, given: Given) -> Outcome:
    if _typed(org, given).name != sobject.name:
        raise Refusal("INVALID_TYPE", f"record type {type_of(given)} does not match {sobject.name}")
    key = next((value for name, value in given.items() if name.lower() == field.name.lower()), None)
    values = {name: value for name, value in given.items() if name.lower() not in (field.name.lower(), "id")}
    if field.name == "Id":
        row = _target(org, sobject, str(key)) if key else None
    elif key in (None, ""):
        raise Refusal("MISSING_ARGUMENT", f"{field.name} not specified")
    else:
        found = by_key(org, sobject, field, str(key))
        if len(found) > 1:
            raise Refusal("DUPLICATE_EXTERNAL_ID", f"{field.name}: more than one record found for external id field: {key}")
        row = found[0] if found else None
    if row is not None:
        dml.update(org, sobject, row, values, ask.auto_assign)
        return {"id": row["Id"], "created": False}
    fresh = values if field.name == "Id" else values | {field.name: key}
    return {"id": dml.insert(org, sobject, fresh, ask.auto_assign), "created": True}


def _delete(org: Org, ask: Ask) -> Answer:
    wanted = [one for one in ask.query.get("ids", "").split(",") if one]
    if not wanted or len(wanted) > MOST_ROWS:
        raise Refusal("EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {MOST_ROWS} records into this call", None)
    tries = [_once(lambda given: _remove(org, given["Id"]), {"Id": one}, None) for one in wanted]
    return Answer(200, _whole(org, tries, ask.query.get("allOrNone", "").lower() == "true", {}))


def _remove(org: Org, record: str) -> Outcome:
    sobject = org.object_of(record)
    if sobject is None or full(record) is None:
        raise Refusal("MALFORMED_ID", f"bad id {record}")
    row = _target(org, sobject, record)
    dml.delete(org, sobject, row)
    return {"id": row["Id"]}


def _retrieve(org: Org, ask: Ask, sobject: Sobject) -> Answer:
    """Rows in the order asked, null for those that are not there."""
    asked = ask.json() if ask.method == "POST" else {name: ask.query.get(name, "").split(",") for name in ("ids", "fields")}
    wanted, names = asked.get("ids") or [], asked.get("fields") or []
    if len(wanted) > MOST_READ:
        raise Refusal("EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {MOST_READ} records into this call", None)
    unknown = next((name for name in names if sobject.find(name) is None), None)
    if unknown is not None:
        raise Refusal("INVALID_FIELD", f"No such column '{unknown}' on entity '{sobject.name}'.", None)
    fields = [sobject.fields[name.lower()] for name in names]
    rows = (org.row(sobject.name, one) for one in wanted)
    return Answer(200, [render.record(sobject, row, ask.version, fields) if row else None for row in rows])
