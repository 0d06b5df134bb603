"""`composite/graph`, `composite/tree`, `composite/batch`: the other ways to send many records in one call (salesforce.md §5)."""

from collections.abc import Callable, Iterator
from typing import Any

from simulators.salesforce import composite, dml
from simulators.salesforce.composite import Serve, run, show
from simulators.salesforce.errors import Refusal, bad_json, not_allowed, not_found
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.transactions import atomic
from simulators.salesforce.wire import Answer, Ask, ask_from

MOST_NODES, MOST_GRAPHS, MOST_KINDS, MOST_FAILED = 500, 75, 15, 14
MOST_TREE, MOST_DEPTH, MOST_TYPES = 200, 5, 5
MOST_BATCH = 25


def graphs_of(ask: Ask) -> list[dict[str, Any]]:
    """The graphs of a payload; raises Refusal for a malformed or too large one."""
    graphs = ask.json().get("graphs")
    if not isinstance(graphs, list) or not all(isinstance(one, dict) and {"graphId", "compositeRequest"} <= set(one) for one in graphs):
        raise bad_json("graphs must be a list of graphs with graphId and compositeRequest")
    nodes = sum(len(one["compositeRequest"]) for one in graphs)
    if len(graphs) > MOST_GRAPHS or nodes > MOST_NODES:
        raise Refusal("LIMIT_EXCEEDED", f"A payload takes {MOST_GRAPHS} graphs and {MOST_NODES} nodes", None)
    return graphs


def handle(org: Org, ask: Ask, serve: Serve) -> Answer:
    """Each graph is one transaction; after 14 failed graphs the rest is not tried."""
    if ask.method != "POST":
        raise not_allowed(ask.method, "POST")
    shown: list[dict[str, Any]] = []
    failed = 0
    for one in graphs_of(ask):
        answers = [composite.halted() for _ in one["compositeRequest"]] if failed >= MOST_FAILED else _graph(org, ask, one, serve)
        good = all(answer.status < 400 for answer in answers)
        failed += not good
        parts = [show(part["referenceId"], answer) for part, answer in zip(one["compositeRequest"], answers, strict=True)]
        shown.append({"graphId": one["graphId"], "graphResponse": {"compositeResponse": parts}, "isSuccessful": good})
    return Answer(200, {"graphs": shown})


def _graph(org: Org, ask: Ask, one: dict[str, Any], serve: Serve) -> list[Answer]:
    inner = [found for _, found in composite.subrequests(ask, one["compositeRequest"])]
    kinds = {found.parts[:2] for found in inner if found is not None}
    if len(kinds) > MOST_KINDS or any(found is None or found.parts[:1] != ("sobjects",) for found in inner):
        return [Answer(400, Refusal("INVALID_INPUT", "A graph takes sobjects resources of 15 kinds at most", None).body()) for _ in inner]
    with org.store.savepoint() as back, atomic(org):
        answers = run(ask, one["compositeRequest"], serve, True)
        if any(answer.status >= 400 for answer in answers):
            back()
            answers = [answer if answer.status >= 400 else composite.halted() for answer in answers]
    return answers


def batch(ask: Ask, serve: Serve, count: Callable[[], None]) -> Answer:
    """Up to 25 requests, each counted as a call of its own."""
    wanted = ask.json().get("batchRequests")
    if ask.method != "POST" or not isinstance(wanted, list) or len(wanted) > MOST_BATCH:
        raise (
            bad_json(f"batchRequests must be a list of at most {MOST_BATCH} requests")
            if ask.method == "POST"
            else not_allowed(ask.method, "POST")
        )
    results = []
    for number, one in enumerate(wanted):
        if number:
            count()
        inner = ask_from(str(one.get("method", "GET")).upper(), _whole(str(one.get("url", ""))), ask.headers, one.get("richInput"))
        answer = serve(inner) if inner is not None and inner.parts[:1] != ("composite",) else Answer(404, not_found().body())
        results.append({"statusCode": answer.status, "result": answer.body})
    return Answer(200, {"hasErrors": any(one["statusCode"] >= 400 for one in results), "results": results})


def _whole(url: str) -> str:
    return url if url.startswith("/services/data/") else f"/services/data/{url.lstrip('/')}"


def tree(org: Org, ask: Ask) -> Answer:
    """Records with their children, made all or not at all; a failure names only what failed."""
    if ask.method != "POST":
        raise not_allowed(ask.method, "POST")
    records = ask.json().get("records")
    sobject = org.objects.get(ask.parts[2].lower()) if len(ask.parts) == 3 else None
    if sobject is None:
        raise not_found()
    if not isinstance(records, list):
        raise bad_json("The request must contain a list of records")
    nodes = [node for one in records for node in _nodes(one, 1)]
    if len(nodes) > MOST_TREE or len({_type(one) for one in nodes}) > MOST_TYPES:
        raise Refusal("INVALID_INPUT", f"A tree takes {MOST_TREE} records of {MOST_TYPES} types", None)
    results: list[dict[str, Any]] = []
    with org.store.savepoint() as back, atomic(org):
        errors = [error for one in records for error in _plant(org, ask, sobject, one, results)]
        if errors:
            back()
            return Answer(org.open_points.tree_failure_status, {"hasErrors": True, "results": errors})
    return Answer(org.open_points.tree_status, {"hasErrors": False, "results": results})


def _type(record: dict[str, Any]) -> str:
    return str((record.get("attributes") or {}).get("type", ""))


def _children(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in record.values():
        if isinstance(value, dict) and isinstance(value.get("records"), list):
            yield from value["records"]


def _nodes(record: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    if depth > MOST_DEPTH:
        raise Refusal("INVALID_INPUT", f"A tree is {MOST_DEPTH} levels deep at most", None)
    yield record
    for child in _children(record):
        yield from _nodes(child, depth + 1)


def _plant(org: Org, ask: Ask, sobject: Sobject, record: dict[str, Any], results: list[dict[str, Any]], parent: str = "") -> Iterator[Any]:
    own = {name: value for name, value in record.items() if not (isinstance(value, dict) and "records" in value)}
    reference = str((record.get("attributes") or {}).get("referenceId", ""))
    if parent:
        above = org.object_of(parent)
        link = next((one.name for one in sobject.fields.values() if above and above.name in one.targets and one.has("c")), None)
        own |= {link: parent} if link and link not in own else {}
    try:
        made = dml.insert(org, sobject, own, ask.auto_assign)
    except Refusal as error:
        yield {"referenceId": reference, "errors": error.row()}
        return
    results.append({"referenceId": reference, "id": made})
    for child in _children(record):
        kind = org.objects.get(_type(child).lower())
        if kind is None:
            yield {"referenceId": _type(child), "errors": Refusal("INVALID_TYPE", "sObject type is not supported").row()}
        else:
            yield from _plant(org, ask, kind, child, results, made)
