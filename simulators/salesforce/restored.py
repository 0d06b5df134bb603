"""An org in which a recorded exchange can happen again: the records it names are there, under the ids they had."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from simulators.salesforce.errors import Refusal
from simulators.salesforce.fields import Sobject
from simulators.salesforce.foreign import records
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org
from simulators.salesforce.paging import Cursor
from simulators.salesforce.recordings import Exchange
from simulators.salesforce.seed import put
from simulators.salesforce.soql.children import CHILDREN
from simulators.salesforce.soql.evaluate import Result
from simulators.salesforce.soql.parser import parse
from simulators.salesforce.soql.query import Both, Condition, Literal, Test
from simulators.salesforce.vendor import Salesforce

ID = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
ABSENT = ("INVALID_CROSS_REFERENCE_KEY", "ENTITY_IS_DELETED", "NOT_FOUND", "MALFORMED_ID", "INVALID_ID_FIELD")
START = datetime(2026, 5, 6, 12, tzinfo=UTC)


def instant(exchange: Exchange) -> datetime:
    """When it was recorded."""
    told = exchange.headers.get("date")
    return parsedate_to_datetime(told) if told else START


def restore(vendor: Salesforce, exchange: Exchange) -> None:
    """Puts there what the answer shows and what the request names, as far as the answer says that it was there."""
    org = vendor.org
    wanted = _wheres(exchange.query.get("q", ""))
    for kind, record in records(exchange.body):
        _place(org, kind, record, wanted if kind.lower() == wanted.get("", "").lower() else {})
    if exchange.status is not None and exchange.status < 300:
        for name in _named(exchange):
            _exists(org, name)
    if "'httpStatusCode': 304" in str(exchange.body) or exchange.status == 304:
        home = next(iter(org.table("Organization").rows.values()))
        org.store.change("Organization", home, {"CreatedDate": "2000-01-01T00:00:00.000+0000"})
    if "CANNOT_UPDATE_CONVERTED_LEAD" in str(exchange.body):
        for row in org.table("Lead").rows.values():
            org.store.change("Lead", row, {"IsConverted": True})
    _bare(org, exchange)
    if exchange.status == 300:
        for name in "ab":
            _filled(org, org.objects["contact"], {"Email": exchange.parts[-1], "LastName": name})
    if len(exchange.parts) == 4 and exchange.method == "PATCH" and exchange.status in (200, 204):
        _keyed(org, exchange)
    _asked(vendor, exchange)
    org.store.settle()


def _asked(vendor: Salesforce, exchange: Exchange) -> None:
    """What the request is about: rows with a key, pages left, as many rows as were counted."""
    org = vendor.org
    if exchange.parts[:2] == ("composite", "sobjects") and len(exchange.parts) == 4 and isinstance(exchange.sent, dict):
        _updated_rows(org, exchange)
    if exchange.parts[:1] == ("query",) and len(exchange.parts) == 2:
        _cursor(vendor, exchange)
    elif isinstance(exchange.body, dict) and isinstance(exchange.body.get("totalSize"), int) and exchange.body.get("records"):
        _fillers(org, exchange)


def _bare(org: Org, exchange: Exchange) -> None:
    """What bodies without a request tell of the org: ids that changed, ids that went, groups."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    for record in body.get("ids", ()) if exchange.path.endswith("/updated") else ():
        put(org, "Contact", Id=record)
    for one in body.get("deletedRecords", ()):
        org.table("Account").deleted[one["id"]] = org.now()
    if exchange.path.endswith("/query") and "q" not in exchange.query:
        for one in body.get("records", ()):
            put(org, "Opportunity", CampaignId=one.get("CampaignId"), Amount=one.get("expr0"))


def _wheres(query: str) -> dict[str, Any]:
    """Values that satisfy the plain comparisons of a query, by field or parent's field; `""` is its object."""
    try:
        asked = parse(query)
    except Refusal:
        return {}
    return {"": asked.sobject} | dict(_met(asked.where))


def _met(condition: Condition | None) -> Iterator[tuple[str, Any]]:
    if isinstance(condition, Both):
        for part in condition.parts:
            yield from _met(part)
    if isinstance(condition, Test) and len(condition.column.path) <= 2 and condition.operator in ("=", "IN", "LIKE", ">=", "<="):
        value = condition.values[0]
        if value.kind != "day":
            yield ".".join(condition.column.path), _stored(value)


def _stored(value: Literal) -> Any:
    if value.kind == "number":
        return float(value.value)
    return str(value.value).replace("%", "") if value.kind == "string" else value.value


def _place(org: Org, kind: str, record: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    sobject = org.objects.get(kind.lower())
    if sobject is None:
        return
    values = {one.name: wanted[name] for name in wanted if (one := sobject.find(name))} | _parents(org, sobject, wanted)
    for name, value in record.items():
        link = sobject.parents.get(name.lower())
        found = sobject.find(name)
        if link is not None and isinstance(value, dict):
            values[link.name] = _record_id(value)
        elif found is not None and not isinstance(value, (dict, list)):
            values[found.name] = value
        elif isinstance(value, dict) and name.endswith("Address"):
            prefix = name.removesuffix("Address")
            values |= {prefix + part[0].upper() + part[1:]: held for part, held in value.items()}
    _filled(org, sobject, values | {"Id": _record_id(record)})
    for name, path in CHILDREN.get(sobject.name, {}).items():
        kind, _, column = path.partition(".")
        for child in (record.get(name) or {}).get("records", ()):
            _filled(org, org.objects[kind.lower()], {"Id": _record_id(child), column: _record_id(record)})


def _parents(org: Org, sobject: Sobject, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """References to parents that satisfy the comparisons of parents' fields."""
    links: dict[str, Any] = {}
    for name, value in wanted.items():
        relationship, _, column = name.partition(".")
        link = sobject.parents.get(relationship.lower())
        parent = org.objects.get(link.targets[-1].lower()) if link else None
        field = parent.find(column) if parent else None
        if link and parent and field and field.name != "Id":
            held = org.table(parent.name).having(field.name, value)
            links[link.name] = (held[0] if held else put(org, parent.name, **{field.name: value}))["Id"]
    return links


def _record_id(record: Mapping[str, Any]) -> str | None:
    named = str(record.get("attributes", {}).get("url", "")).rpartition("/")[2]
    given = named if full(named) else record.get("Id") or named
    return full(str(given)) or (str(given) if given else None)


def _filled(org: Org, sobject: Sobject, values: dict[str, Any]) -> None:
    table = org.table(sobject.name)
    held = {name: value for name, value in values.items() if name == "Id" or sobject.find(name)}
    record = held.get("Id")
    if record in table.rows:
        org.store.change(sobject.name, table.rows[record], {name: value for name, value in held.items() if value is not None})
        return
    if not record:
        held.pop("Id", None)
    defaults = {"OwnerId": org.me} if sobject.find("OwnerId") else {}
    put(org, sobject.name, **defaults | held)
    if sobject.name == "User":
        user = record or next(reversed(table.rows))
        put(org, "UserLogin", UserId=user)


def _named(exchange: Exchange) -> Iterator[str]:
    """Ids of the request that were there: all, but in collections only those of rows that were found."""
    sent, body = exchange.sent, exchange.body
    if isinstance(sent, dict) and isinstance(sent.get("records"), list) and isinstance(body, list):
        for given, row in zip(sent["records"], body, strict=False):
            missed = any(code in str(row.get("errors")) for code in ABSENT)
            yield from _ids(given) if not row.get("created") and not missed else ()
        return
    yield from _ids([exchange.path.split("/"), dict(exchange.query), sent])
    if exchange.method == "DELETE" and isinstance(body, list):
        yield from (row["id"] for row in body if row.get("success"))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, str):
        yield from (one for one in value.split(",") if ID.fullmatch(one))


def _exists(org: Org, record: str) -> None:
    sobject, whole = org.object_of(record), full(record)
    if sobject is not None and whole is not None and whole not in org.table(sobject.name).rows:
        _filled(org, sobject, {"Id": whole, "Name": "Recorded", "LastName": "Recorded"})


def _keyed(org: Org, exchange: Exchange) -> None:
    sobject = org.objects.get(exchange.parts[1].lower())
    field = sobject.find(exchange.parts[2]) if sobject else None
    if sobject is not None and field is not None and field.name != "Id":
        _filled(org, sobject, {field.name: exchange.parts[3], "LastName": "Recorded", "Name": "Recorded"})


def _updated_rows(org: Org, exchange: Exchange) -> None:
    """Rows of an upsert that were there already."""
    sobject = org.objects.get(exchange.parts[2].lower())
    field = sobject.find(exchange.parts[3]) if sobject else None
    if sobject is None or field is None or field.name == "Id":
        return
    for given, row in zip(exchange.sent["records"], exchange.body, strict=False):
        key = next((value for name, value in given.items() if name.lower() == field.name.lower()), None)
        if row.get("success") and row.get("created") is False and not org.table(sobject.name).having(field.name, key):
            _filled(org, sobject, {field.name: key, "LastName": "Recorded", "Name": "Recorded"})


def _fillers(org: Org, exchange: Exchange) -> None:
    """As many rows as the query counted."""
    kind, record = next(records(exchange.body), ("", {}))
    sobject = org.objects.get(kind.lower())
    if sobject is None:
        return
    missing = exchange.body["totalSize"] - len(exchange.body["records"])
    like = {name: value for name, value in record.items() if name not in ("Id", "attributes") and not isinstance(value, (dict, list))}
    for _ in range(min(missing, 5000)):
        _filled(org, sobject, dict(like))


def _cursor(vendor: Salesforce, exchange: Exchange) -> None:
    """The result that the locator stands for, as far as its pages can be seen."""
    locator, _, start = exchange.parts[1].rpartition("-")
    records, total = exchange.body["records"], exchange.body["totalSize"]
    size = int((exchange.body.get("nextRecordsUrl") or f"-{total}").rpartition("-")[2]) - int(start)
    rows = (records * (total // len(records) + 1))[:total]
    vendor.dispatch.cursors.held[locator] = Cursor(Result(total, rows), max(1, size), vendor.clock.now() - timedelta(minutes=1))
