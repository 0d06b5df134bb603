"""Insert, update and delete of one row: what is common to all objects, then the object's own rules."""

from typing import Any

from simulators.salesforce import entitlements, ownership, trail, transactions, users
from simulators.salesforce.errors import Refusal, duplicate, missing, unknown_column
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.ownership import OWNED
from simulators.salesforce.store import Row
from simulators.salesforce.values import read_value

VERBS = {"createable": "inserted", "updateable": "updated", "deletable": "deleted"}


def insert(org: Org, sobject: Sobject, given: dict[str, Any], auto_assign: bool = True) -> str:
    """Makes a row and returns its id; raises Refusal, having changed nothing."""
    may(sobject, "createable")
    values = _read(org, sobject, given, "c")
    lacking = [one.name for one in sobject.fields.values() if one.required and values.get(one.name) is None]
    if lacking:
        raise missing(lacking)
    values = {name: value for name, value in values.items() if value is not None or not sobject.fields[name.lower()].has("d")}
    _unique(org, sobject, values, None)
    with org.store.savepoint() as back:
        try:
            return _insert(org, sobject, values, auto_assign)
        except Refusal:
            back()
            raise


def _insert(org: Org, sobject: Sobject, values: Row, auto_assign: bool) -> str:
    transactions.check(org, sobject, values, None, org.by_us)
    if sobject.name in OWNED:
        ownership.before_insert(org, sobject.name, values, auto_assign)
    elif sobject.name == "User":
        users.before_insert(org, values)
    else:
        entitlements.before_insert(org, sobject.name, values)
    row = {one.name: one.default for one in sobject.fields.values()} | values
    now = org.now()
    stamps = {"CreatedDate": now, "CreatedById": org.me, "LastModifiedDate": now, "LastModifiedById": org.me, "SystemModstamp": now}
    row |= {name: value for name, value in stamps.items() if name in row} | {"Id": org.store.next_id(sobject.name)}
    org.store.add(sobject.name, row)
    if sobject.name == "User":
        users.after_insert(org, row)
        entitlements.follow_profile(org, row)
    trail.note(org, sobject, "CREATE", row, values)
    return str(row["Id"])


def update(org: Org, sobject: Sobject, row: Row, given: dict[str, Any], auto_assign: bool = True) -> None:
    """Changes a row; raises Refusal, having changed nothing."""
    may(sobject, "updateable")
    values = _read(org, sobject, given, "u")
    nulled = [name for name, value in values.items() if value is None and not sobject.fields[name.lower()].has("n")]
    if nulled:
        raise missing(nulled)
    _unique(org, sobject, values, row)
    with org.store.savepoint() as back:
        try:
            _update(org, sobject, row, values, auto_assign)
        except Refusal:
            back()
            raise


def _update(org: Org, sobject: Sobject, row: Row, values: Row, auto_assign: bool) -> None:
    transactions.check(org, sobject, values, row, org.by_us)
    if sobject.name in OWNED:
        ownership.before_update(org, sobject.name, row, values, auto_assign)
    elif sobject.name == "User":
        users.before_update(org, row, values)
    elif sobject.name == "UserLogin" and values.get("IsPasswordLocked"):
        raise Refusal("FIELD_INTEGRITY_EXCEPTION", "IsPasswordLocked can only be set to false", ("IsPasswordLocked",))
    changed = {name: row.get(name) for name, value in values.items() if row.get(name) != value}
    stamps = {"LastModifiedDate": org.now(), "LastModifiedById": org.me, "SystemModstamp": org.now()}
    org.store.change(sobject.name, row, values | {name: value for name, value in stamps.items() if name in row})
    if sobject.name == "User" and "ProfileId" in changed:
        entitlements.follow_profile(org, row)
    trail.note(org, sobject, "UPDATE", row, changed)


def delete(org: Org, sobject: Sobject, row: Row) -> None:
    """Removes a row; raises Refusal where that is not possible: users never are."""
    may(sobject, "deletable")
    transactions.check(org, sobject, {}, row, org.by_us)
    held = {"UserRole": "UserRoleId", "Profile": "ProfileId"}.get(sobject.name)
    if held and org.table("User").having(held, row["Id"]):
        raise Refusal("DELETE_FAILED", f"Your attempt to delete {row['Name']} could not be completed because it is associated with users.")
    entitlements.before_delete(org, sobject.name, row)
    org.store.remove(sobject.name, row, org.now())
    entitlements.after_delete(org, sobject.name, row)
    trail.note(org, sobject, "DELETE", row, {})


def may(sobject: Sobject, what: str) -> None:
    if what not in sobject.can:
        raise Refusal("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"entity type cannot be {VERBS[what]}: {sobject.label}")


def _read(org: Org, sobject: Sobject, given: dict[str, Any], flag: str) -> Row:
    values: Row = {}
    closed: list[str] = []
    for key, raw in given.items():
        if key == "attributes":
            continue
        name, value = _through_parent(org, sobject, key, raw) if isinstance(raw, dict) else (key, raw)
        field = sobject.find(name)
        if field is None:
            raise unknown_column(name, sobject.name)
        if field.has(flag):
            values[field.name] = read_value(org, field, value)
        else:
            closed.append(field.name)
    if closed:
        hint = "Please check the security settings of this field and verify that it is read/write for your profile or permission set."
        raise Refusal("INVALID_FIELD_FOR_INSERT_UPDATE", f"Unable to create/update fields: {', '.join(closed)}. {hint}", tuple(closed))
    return values


def _through_parent(org: Org, sobject: Sobject, key: str, raw: dict[str, Any]) -> tuple[str, Any]:
    """`"Manager": {"UKG_Person_Id__c": "P1"}` names a parent by its external id."""
    link = sobject.parents.get(key.lower())
    if link is None:
        raise unknown_column(key, sobject.name)
    named = {name: value for name, value in raw.items() if name != "attributes"}
    parent = org.objects.get(link.targets[-1].lower())
    field = parent.find(next(iter(named), "")) if parent and len(named) == 1 else None
    if parent is None or field is None or not field.key:
        raise unknown_column(next(iter(named), key), link.targets[-1])
    found = org.table(parent.name).having(field.name, named[next(iter(named))])
    if not found:
        told = f"Foreign key external ID: {named[next(iter(named))]} not found for field {field.name} in entity {parent.name}"
        raise Refusal("INVALID_FIELD", told, ())
    return link.name, found[0]["Id"]


def _unique(org: Org, sobject: Sobject, values: Row, row: Row | None) -> None:
    for field in sobject.fields.values():
        if not field.has("q") or values.get(field.name) is None:
            continue
        for other in org.table(sobject.name).having(field.name, values[field.name]):
            if row is None or other["Id"] != row["Id"]:
                raise duplicate(field.name, other["Id"])
