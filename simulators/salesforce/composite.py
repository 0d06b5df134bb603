"""`composite`: up to 25 requests in one, that may name each other's results (salesforce.md §5)."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from simulators.salesforce.errors import HALTED, Refusal, bad_json, not_allowed
from simulators.salesforce.org import Org
from simulators.salesforce.transactions import atomic
from simulators.salesforce.wire import Answer, Ask, ask_from, sent

MOST = 25
MOST_WIDE = 5  # of which queries and collections
REFERENCE = re.compile(r"@\{([^}]+)\}")
NAME = re.compile(r"[A-Za-z0-9]\w*", re.ASCII)
Serve = Callable[[Ask], Answer]


def inner_asks(ask: Ask) -> list[tuple[dict[str, Any], Ask | None]]:
    """Each subrequest as written, with what it asks; raises Refusal for a malformed envelope."""
    wanted = ask.json().get("compositeRequest")
    if not isinstance(wanted, list) or not all(isinstance(one, dict) and {"method", "url", "referenceId"} <= set(one) for one in wanted):
        raise bad_json("compositeRequest must be a list of subrequests with method, url and referenceId")
    return subrequests(ask, wanted)


def subrequests(ask: Ask, wanted: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Ask | None]]:
    """Each subrequest as written, with what it asks."""
    return [(one, _inner(ask, one)) for one in wanted]


def _inner(ask: Ask, one: dict[str, Any]) -> Ask | None:
    headers = ask.headers | {name.lower(): str(value) for name, value in (one.get("httpHeaders") or {}).items()}
    return ask_from(str(one["method"]).upper(), str(one["url"]), headers, one.get("body"))


def handle(org: Org, ask: Ask, serve: Serve) -> Answer:
    if ask.method != "POST":
        raise not_allowed(ask.method, "POST")
    wanted = inner_asks(ask)
    wide = sum(1 for _, inner in wanted if inner and (inner.parts[:1] == ("query",) or inner.parts[:2] == ("composite", "sobjects")))
    if len(wanted) > MOST or wide > MOST_WIDE:
        raise Refusal("LIMIT_EXCEEDED", f"The number of subrequests exceeds the limit of {MOST if len(wanted) > MOST else MOST_WIDE}", None)
    if len({one["referenceId"] for one, _ in wanted}) < len(wanted):
        raise Refusal("INVALID_INPUT", "Duplicate referenceId in the composite request.", None)
    odd = next((one["referenceId"] for one, _ in wanted if not NAME.fullmatch(str(one["referenceId"]))), None)
    if odd is not None:
        told = "must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."
        raise Refusal("INVALID_INPUT", f"Provided referenceId ('{odd}') {told}", None)
    all_or_none = bool(ask.json().get("allOrNone"))
    together = all_or_none or (org.open_points.collated_is_one_transaction and ask.json().get("collateSubrequests", True))
    with org.store.savepoint() as back, atomic(org) if together else nullcontext():
        answers = run(ask, [one for one, _ in wanted], serve, all_or_none)
        if all_or_none and any(answer.status >= 400 for answer in answers):
            back()
            answers = [answer if answer.status >= 400 else halted() for answer in answers]
    shown = [show(one["referenceId"], answer) for (one, _), answer in zip(wanted, answers, strict=True)]
    return Answer(200, {"compositeResponse": shown})


def halted(message: str = HALTED) -> Answer:
    return Answer(400, Refusal("PROCESSING_HALTED", message, None).body())


def run(ask: Ask, wanted: list[dict[str, Any]], serve: Serve, all_or_none: bool) -> list[Answer]:
    results: dict[str, Any] = {}
    answers: list[Answer] = []
    failed = False
    for one in wanted:
        answer = halted() if failed and all_or_none else _one(ask, one, results, serve)
        failed = failed or answer.status >= 400
        if answer.status < 400:
            results[str(one["referenceId"])] = answer.body
        answers.append(answer)
    return answers


def _one(ask: Ask, one: dict[str, Any], results: dict[str, Any], serve: Serve) -> Answer:
    try:
        inner = _inner(ask, _filled(one, results))
    except LookupError as lost:
        return halted(
            f"Invalid reference specified. No value for {lost.args[0]} found. Some data may be missing from a previous operation."
        )
    if inner is None or (inner.parts[:1] == ("composite",) and inner.parts[1:2] != ("sobjects",)):
        return Answer(404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}])
    return serve(inner)


def _filled(value: Any, results: dict[str, Any]) -> Any:
    """The subrequest with `@{ref.id}` replaced; raises LookupError for what is not there."""
    if isinstance(value, dict):
        return {name: _filled(one, results) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, results) for one in value]
    if isinstance(value, str):
        return REFERENCE.sub(lambda found: str(_looked_up(found.group(1), results)), value)
    return value


def _looked_up(path: str, results: dict[str, Any]) -> Any:
    here: Any = results
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        try:
            here = here[int(index)] if index else here[name]
        except (KeyError, IndexError, TypeError):
            raise LookupError(path) from None
    return here


def show(reference: str, answer: Answer) -> dict[str, Any]:
    headers = {name: value for name, value in sent(answer).items() if name in ("ETag", "Last-Modified", "Location")}
    return {"body": answer.body, "httpHeaders": headers, "httpStatusCode": answer.status, "referenceId": reference}
