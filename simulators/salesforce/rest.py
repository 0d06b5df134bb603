"""`sobjects/…`: describe, and single records by id or by key (salesforce.md §5, §11)."""

import zlib
from email.utils import parsedate_to_datetime
from typing import Any

from simulators.salesforce import describe, dml, passwords, render, replication
from simulators.salesforce.errors import Refusal, bad_json, bad_reference, no_external_id, not_allowed, not_found, unknown_column
from simulators.salesforce.fields import Field, Sobject
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org, stamp
from simulators.salesforce.store import Row
from simulators.salesforce.wire import Answer, Ask


def handle(org: Org, ask: Ask) -> Answer:
    """Everything under `sobjects`; raises Refusal."""
    rest = ask.parts[1:]
    if not rest:
        rows = [describe.brief(one, ask.version) for one in org.objects.values()]
        return _read_only(org, ask, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": rows})
    sobject = org.objects.get(rest[0].lower())
    if sobject is None:
        raise not_found()
    if len(rest) == 1:
        return _collection(org, ask, sobject)
    if rest[1:] == ("describe",):
        return _read_only(org, ask, describe.whole(sobject, ask.version, org.objects))
    if len(rest) == 2 and rest[1].lower() in replication.KEPT:
        return replication.handle(org, ask, sobject, rest[1].lower())
    if len(rest) == 3 and sobject.name == "User" and rest[2] == "password":
        by_id(org, sobject, rest[1])
        return passwords.handle(org, ask)
    if len(rest) == 2:
        return _single(org, ask, sobject, by_id(org, sobject, rest[1]))
    if len(rest) == 3:
        return _keyed(org, ask, sobject, rest[1], rest[2])
    raise not_found()


def _read_only(org: Org, ask: Ask, body: Any) -> Answer:
    """What changes with the org's metadata only, and says since when it is so."""
    if ask.method not in ("GET", "HEAD"):
        raise not_allowed(ask.method, "GET,HEAD")
    headers = {"Last-Modified": org.since, "ETag": f'"{zlib.crc32(repr(body).encode()):08x}"'}
    return Answer(304, None, headers) if _unchanged(ask, org.since) else Answer(200, body, headers)


def _collection(org: Org, ask: Ask, sobject: Sobject) -> Answer:
    if ask.method == "POST":
        given = ask.json()
        if any(name.lower() == "id" for name in given):
            raise Refusal("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ("Id",))
        return created(ask, sobject, dml.insert(org, sobject, given, ask.auto_assign))
    if ask.method in ("GET", "HEAD"):
        return Answer(200, {"objectDescribe": describe.brief(sobject, ask.version), "recentItems": []})
    raise not_allowed(ask.method, "HEAD,GET,POST")


def created(ask: Ask, sobject: Sobject, record: str, extra: dict[str, Any] | None = None) -> Answer:
    place = f"/services/data/v{ask.version}/sobjects/{sobject.name}/{record}"
    return Answer(201, {"id": record, "success": True, "errors": []} | (extra or {}), {"Location": place})


def by_id(org: Org, sobject: Sobject, record: str) -> Row:
    """A row by id; raises Refusal as the path of a record that is not there does. What is no id is taken for a field's name."""
    whole = full(record)
    row = org.row(sobject.name, record)
    if row is not None:
        return row
    if whole in org.table(sobject.name).gone:
        raise Refusal("ENTITY_IS_DELETED", "entity is deleted", (), 404)
    raise not_found() if whole else no_external_id(record)


def key_field(sobject: Sobject, name: str) -> Field:
    """A field usable as a key, or Refusal."""
    field = sobject.find(name)
    if field is None or not field.key:
        raise no_external_id(name)
    return field


def by_key(org: Org, sobject: Sobject, field: Field, value: str) -> list[Row]:
    if field.name == "Id":
        row = org.row(sobject.name, value)
        return [row] if row else []
    return org.table(sobject.name).having(field.name, value)


def _single(org: Org, ask: Ask, sobject: Sobject, row: Row) -> Answer:
    if ask.method in ("GET", "HEAD"):
        changed = row.get("LastModifiedDate") or org.now()
        if _unchanged(ask, changed):
            return Answer(304)
        return Answer(200, render.record(sobject, row, ask.version, _wanted(sobject, ask)), {"Last-Modified": changed})
    if ask.method == "PATCH":
        given = ask.json()
        if any(name.lower() == "id" for name in given):
            told = "The Id field should not be specified in the sobject data."
            raise Refusal("INVALID_FIELD", told, None)
        dml.update(org, sobject, row, given, ask.auto_assign)
        return Answer(204)
    if ask.method == "DELETE" and not (sobject.name == "User" and org.open_points.user_delete_status == 405):
        dml.delete(org, sobject, row)
        return Answer(204)
    raise not_allowed(ask.method, "HEAD,GET,PATCH" + (",DELETE" if "deletable" in sobject.can else ""))


def _unchanged(ask: Ask, changed: str) -> bool:
    """What `If-Modified-Since` asks."""
    try:
        since = parsedate_to_datetime(ask.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return changed <= stamp(since)


def _wanted(sobject: Sobject, ask: Ask) -> list[Field] | None:
    if "fields" not in ask.query:
        return None
    names = [name.strip() for name in ask.query["fields"].split(",")]
    unknown = next((name for name in names if sobject.find(name) is None), None)
    if unknown is not None:
        raise unknown_column(unknown, sobject.name)
    return [sobject.fields[name.lower()] for name in names]


def _keyed(org: Org, ask: Ask, sobject: Sobject, name: str, value: str) -> Answer:
    """`sobjects/User/UKG_Person_Id__c/P1`: read, upsert, delete."""
    field = key_field(sobject, name)
    found = by_key(org, sobject, field, value)
    if len(found) > 1:
        return Answer(300, [f"/services/data/v{ask.version}/sobjects/{sobject.name}/{row['Id']}" for row in found])
    if ask.method == "PATCH":
        return _upsert(org, ask, sobject, field, found, value)
    if not found:
        raise not_found()
    return _single(org, ask, sobject, found[0])


def _upsert(org: Org, ask: Ask, sobject: Sobject, field: Field, found: list[Row], value: str) -> Answer:
    given = ask.json()
    if any(key.lower() == field.name.lower() for key in given):
        raise Refusal("INVALID_FIELD", f"The {field.name} field should not be specified in the sobject data.", None)
    if found:
        dml.update(org, sobject, found[0], given, ask.auto_assign)
        place = f"/services/data/v{ask.version}/sobjects/{sobject.name}/{found[0]['Id']}"
        return Answer(200, {"id": found[0]["Id"], "success": True, "errors": [], "created": False}, {"Location": place})
    if ask.query.get("updateOnly", "").lower() == "true":
        raise not_found()
    if field.name == "Id":
        raise bad_reference() if full(value) else bad_json(f"malformed id {value}")
    return created(ask, sobject, dml.insert(org, sobject, given | {field.name: value}, ask.auto_assign), {"created": True})
