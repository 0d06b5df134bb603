"""Who changed what: SetupAuditTrail rows for people to read, change events for machines (salesforce.md §4, §9.1)."""

from typing import Any

from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.store import Row

WATCHED = frozenset({"User"})
KEPT = 1000


def note(org: Org, sobject: Sobject, kind: str, row: Row, changed: dict[str, Any]) -> None:
    """`kind`: CREATE, UPDATE or DELETE; `changed`: the columns written, with what they held before."""
    if sobject.name in WATCHED:
        _event(org, sobject, kind, row, changed)
    if org.open_points.audit_actions_are_recorded:
        for action, display in _actions(org, sobject.name, kind, row, changed):
            _trail(org, action, display)


def _event(org: Org, sobject: Sobject, kind: str, row: Row, changed: dict[str, Any]) -> None:
    at = int(org.clock.now().timestamp() * 1000)
    header = {
        "entityName": sobject.name,
        "recordIds": [row["Id"]],
        "changeType": kind,
        "changeOrigin": org.origin,
        "transactionKey": f"{at:x}-{len(org.changes)}",
        "sequenceNumber": 1,
        "commitTimestamp": at,
        "commitUser": org.me,
        "commitNumber": at * 1000 + len(org.changes),
        "nulledFields": sorted(name for name in changed if row.get(name) is None),
        "diffFields": [],
        "changedFields": sorted({*changed, "LastModifiedDate"}) if kind == "UPDATE" else [],
    }
    org.changes.append({"ChangeEventHeader": header} | {name: row.get(name) for name in changed})
    del org.changes[:-KEPT]


def _actions(org: Org, sobject: str, kind: str, row: Row, changed: dict[str, Any]) -> list[tuple[str, str]]:
    if sobject == "PermissionSetAssignment":
        return [("PermSetAssign" if kind == "CREATE" else "PermSetUnassign", f"User {row['AssigneeId']}")]
    if sobject == "UserLogin" and "IsFrozen" in changed:
        return [("frozeuser" if row["IsFrozen"] else "unfrozeuser", f"User {row['UserId']}")]
    if sobject != "User":
        return []
    if kind == "CREATE":
        return [("createduser", f"Created new User {row['Id']}")]
    words = {"ProfileId": "changedprofileforuser", "UserRoleId": "changedroleforuser", "ManagerId": "changedmanagerforuser"}
    words |= {"Username": "changedusername", "Email": "changedemail", "IsActive": "activateduser" if row["IsActive"] else "deactivateduser"}
    return [(word, f"User {row['Id']}") for name, word in words.items() if name in changed]


def _trail(org: Org, action: str, display: str) -> None:
    fields = {name: None for name in ("DelegateUser", "ResponsibleNamespacePrefix", "CreatedByContext", "CreatedByIssuer")}
    row = {"Id": org.store.next_id("SetupAuditTrail"), "Action": action, "Section": "Manage Users", "Display": display}
    org.store.add("SetupAuditTrail", row | fields | {"CreatedDate": org.now(), "CreatedById": org.me})
