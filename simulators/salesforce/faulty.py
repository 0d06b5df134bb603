"""The answers of a Salesforce in trouble (salesforce.md §6.4, §6.5)."""

from dataclasses import replace
from typing import Any

from simulators.kernel.faults import Fault
from simulators.salesforce import composite, rows
from simulators.salesforce.errors import Refusal, locked, session_gone
from simulators.salesforce.ids import full
from simulators.salesforce.wire import Answer, Ask, refused

TOO_MANY = "ConcurrentRequests (Concurrent API Requests) Limit exceeded."
UNEXPECTED = "An unexpected error occurred. Please include this ErrorId if you contact support: 1532091823-41087 (-1370241852)"


def answer_for(fault: Fault, ask: Ask | None, login: bool) -> Answer:
    """There is no 429: too many requests are a 403 without a time to wait."""
    if fault.kind == "401":
        wrong = {"error": "invalid_client", "error_description": "invalid client credentials"}
        return Answer(400, wrong) if login else refused(session_gone())
    if fault.kind in ("429", "429-concurrency"):
        return refused(Refusal("REQUEST_LIMIT_EXCEEDED", TOO_MANY, None, 403))
    if fault.kind in ("lock-row", "partial") and ask is not None:
        return lock(ask)
    return refused(Refusal("UNKNOWN_EXCEPTION", UNEXPECTED, None, 500))


def lock(ask: Ask) -> Answer:
    """UNABLE_TO_LOCK_ROW: of a single record the answer, of a collection every row, of a composite every write."""
    if ask.parts[:2] == ("composite", "sobjects"):
        return Answer(200, [{"success": False, "errors": locked(_id(record)).row()} for record in _records(ask)])
    if ask.parts == ("composite",):
        shown = [_shown(one, inner) for one, inner in composite.inner_asks(ask)]
        return Answer(200, {"compositeResponse": shown})
    return refused(locked(_id(ask.parts[-1] if ask.parts else "")))


def without_first(ask: Ask) -> Ask | None:
    """The same collection but for its first record; None where there is no other, or no collection."""
    if ask.parts[:2] != ("composite", "sobjects") or len(_records(ask)) < 2:
        return None
    if ask.method == "DELETE":
        return replace(ask, query={**ask.query, "ids": ",".join(_records(ask)[1:])})
    return replace(ask, body={**ask.json(), "records": rows.records_of(ask)[1:]})


def joined(locked_rows: Answer, rest: Answer) -> Answer:
    """The first row is locked, the others went as they went."""
    return Answer(200, [locked_rows.body[0], *rest.body])


def _records(ask: Ask) -> list[str]:
    if ask.method == "DELETE":
        return ask.query.get("ids", "").split(",")
    return [rows.id_of(one) or "" for one in rows.records_of(ask)]


def _shown(one: dict[str, Any], inner: Ask | None) -> dict[str, Any]:
    answer = lock(inner) if inner is not None else refused(locked(""))
    return {"body": answer.body, "httpHeaders": {}, "httpStatusCode": answer.status, "referenceId": one["referenceId"]}


def _id(text: str) -> str:
    """The 15 characters of an id, as the message shows it; of a new record only the shape is known."""
    return (full(text) or "005" + "0" * 15)[:15]
