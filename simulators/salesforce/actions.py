"""What a call is in the product's words: create, activate, deactivate, update, rename, freeze, unfreeze, reassign, set-territory, read."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from simulators.kernel.server import Call
from simulators.salesforce import composite, graph, rows
from simulators.salesforce.errors import Refusal
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org
from simulators.salesforce.rest import by_key
from simulators.salesforce.store import Row
from simulators.salesforce.wire import Ask

LINKS = {"UserTerritory2Association": "set-territory"} | dict.fromkeys(
    ("PermissionSetAssignment", "PermissionSetLicenseAssign", "UserPackageLicense", "GroupMember"), "assign"
)
WORDS = {
    "Task": {"POST": "create-task", "PATCH": "update-task", "DELETE": "delete"},
    "FeedItem": {"POST": "post", "PATCH": "update", "DELETE": "delete"},
}


class Act(NamedTuple):
    """One row's worth of a call: what is done, and to which record when that is known before."""

    action: str
    subject: str | None


def call_of(org: Org, ask: Ask) -> tuple[Call, dict[str, Any]]:
    """The call by its most frequent action (the earlier of equals), and what the journal keeps of its rows."""
    try:
        acts = list(_acts(org, ask))
    except Refusal:
        acts = []
    if not acts:
        return Call("read", False), {}
    counted = Counter(act.action for act in acts)
    subjects = [act.subject for act in acts]
    detail = {"rows": len(acts), "actions": dict(counted), "subjects": subjects}
    return Call(counted.most_common(1)[0][0], True, subjects[0] if len(subjects) == 1 else None), detail


def _acts(org: Org, ask: Ask) -> Iterator[Act]:
    if ask.method in ("GET", "HEAD"):
        return
    if ask.parts[:1] == ("sobjects",) and len(ask.parts) > 1:
        yield from _single(org, ask)
    elif ask.parts[:2] == ("composite", "sobjects"):
        yield from _collection(org, ask)
    elif ask.parts[:1] == ("chatter",):
        yield Act("post", full(str((ask.body or {}).get("subjectId", ""))) if isinstance(ask.body, dict) else None)
    elif ask.parts[:1] == ("actions",):
        yield Act("flow", None)
    elif ask.parts in (("composite",), ("composite", "graph")):
        for inner in _inner(ask):
            yield from _acts(org, inner)
    elif ask.parts[:2] == ("composite", "tree"):
        for given in rows.records_of(ask):
            yield _act(org, ask.parts[2] if len(ask.parts) > 2 else "", None, "POST", given)


def _inner(ask: Ask) -> Iterator[Ask]:
    """The requests within a composite, or within all graphs."""
    if ask.parts == ("composite",):
        yield from (inner for _, inner in composite.inner_asks(ask) if inner is not None)
        return
    for one in graph.graphs_of(ask):
        yield from (inner for _, inner in composite.subrequests(ask, one["compositeRequest"]) if inner is not None)


def _single(org: Org, ask: Ask) -> Iterator[Act]:
    name, rest = ask.parts[1], ask.parts[2:]
    body = ask.body if isinstance(ask.body, dict) else {}
    yield _act(org, name, _found(org, name, rest), ask.method, body)


def _found(org: Org, name: str, rest: tuple[str, ...]) -> Row | None:
    sobject = org.objects.get(name.lower())
    if sobject is None or not rest:
        return None
    if len(rest) == 1:
        return org.row(sobject.name, rest[0])
    field = sobject.find(rest[0])
    matches = by_key(org, sobject, field, rest[1]) if field and field.key else []
    return matches[0] if matches else None


def _collection(org: Org, ask: Ask) -> Iterator[Act]:
    rest = ask.parts[2:]
    if ask.method == "DELETE":
        for record in ask.query.get("ids", "").split(","):
            sobject = org.object_of(record)
            yield _act(org, sobject.name if sobject else "", org.row(sobject.name, record) if sobject else None, "DELETE", {})
        return
    if ask.method == "POST" and rest:
        return
    for given in rows.records_of(ask):
        name = rest[0] if rest else rows.type_of(given)
        key = next((value for field, value in given.items() if len(rest) == 2 and field.lower() == rest[1].lower()), None)
        path = (rest[1], str(key)) if key else (rows.id_of(given) or "",)
        yield _act(org, name, _found(org, name, path), ask.method, given)


def _act(org: Org, name: str, row: Row | None, method: str, given: dict[str, Any]) -> Act:
    folded = {key.lower(): value for key, value in given.items()}
    sobject = org.objects.get(name.lower())
    kind = sobject.name if sobject else name
    subject = row["Id"] if row else full(str(folded.get("id") or ""))
    return Act(_word(kind, row, method, folded), subject)


def _word(kind: str, row: Row | None, method: str, given: dict[str, Any]) -> str:
    if kind in LINKS:
        return LINKS[kind] if kind == "UserTerritory2Association" or method != "DELETE" else "unassign"
    if kind in WORDS:
        return WORDS[kind][method] if method in WORDS[kind] and not (method == "PATCH" and "ownerid" in given) else "reassign"
    if method == "DELETE":
        return "delete"
    if kind == "UserLogin" and "isfrozen" in given:
        return "freeze" if given["isfrozen"] in (True, "true") else "unfreeze"
    if kind == "User":
        return _user_word(row, given)
    if method == "PATCH" and "ownerid" in given:
        return "reassign"
    return "create" if row is None and method == "POST" else "update"


def _user_word(row: Row | None, given: dict[str, Any]) -> str:
    if row is None:
        return "create"
    active = {"true": True, "false": False}.get(str(given.get("isactive")).lower(), row["IsActive"])
    if active != row["IsActive"]:
        return "activate" if active else "deactivate"
    username = str(given.get("username") or row["Username"]).strip().lower()
    return "update" if username == row["Username"] else "rename"
