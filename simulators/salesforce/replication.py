"""`sobjects/X/updated` and `/deleted`: ids by minute, for those who copy (salesforce.md §9.1)."""

from datetime import UTC, datetime, timedelta

from simulators.salesforce.errors import Refusal, not_allowed
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org, stamp
from simulators.salesforce.wire import Answer, Ask

KEPT = {"updated": timedelta(days=30), "deleted": timedelta(days=15)}
MOST = 600_000


def handle(org: Org, ask: Ask, sobject: Sobject, what: str) -> Answer:
    """`what`: updated or deleted. Raises Refusal for objects that are not replicated and for spans that make no sense."""
    if ask.method not in ("GET", "HEAD"):
        raise not_allowed(ask.method, "GET,HEAD")
    if "replicateable" not in sobject.can:
        raise Refusal("INVALID_TYPE_FOR_OPERATION", f"entity type {sobject.name} is not replicateable", None)
    start, end = (_minute(ask, name) for name in ("start", "end"))
    earliest = org.clock.now() - KEPT[what]
    if end <= start:
        raise Refusal("INVALID_REPLICATION_DATE", "endDate must be greater than startDate", None)
    if start < earliest.replace(second=0, microsecond=0):
        raise Refusal("INVALID_REPLICATION_DATE", f"startDate cannot be more than {KEPT[what].days} days ago", None)
    return _deleted(org, sobject, start, end, earliest) if what == "deleted" else _updated(org, sobject, start, end)


def _minute(ask: Ask, name: str) -> datetime:
    text = ask.query.get(name, "").replace(" ", "+")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("INVALID_FIELD", f"{name} is not a valid dateTime: {text}", None) from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).replace(second=0, microsecond=0)


def _covered(org: Org, end: datetime) -> str:
    return stamp(min(end, org.clock.now().replace(second=0, microsecond=0)))


def _updated(org: Org, sobject: Sobject, start: datetime, end: datetime) -> Answer:
    column = "SystemModstamp" if sobject.find("SystemModstamp") else "LastModifiedDate"
    first, last = stamp(start), stamp(end)
    ids = [row["Id"] for row in org.table(sobject.name).rows.values() if first <= (row.get(column) or "") < last]
    if len(ids) > MOST:
        raise Refusal("EXCEEDED_ID_LIMIT", "too many ids, narrow the time span", None)
    return Answer(200, {"ids": ids, "latestDateCovered": _covered(org, end)})


def _deleted(org: Org, sobject: Sobject, start: datetime, end: datetime, earliest: datetime) -> Answer:
    first, last = stamp(start), stamp(end)
    gone = [{"deletedDate": at, "id": record} for record, at in org.table(sobject.name).deleted.items() if first <= at < last]
    return Answer(200, {"deletedRecords": gone, "earliestDateAvailable": stamp(earliest), "latestDateCovered": _covered(org, end)})
