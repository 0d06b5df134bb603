"""Permission sets, licences and groups in people's hands: each once, while there are licences left (salesforce.md §2.5)."""

from simulators.salesforce.errors import Refusal
from simulators.salesforce.org import Org
from simulators.salesforce.store import Row

PAIRS = {  # link object → the two columns that may occur together only once
    "PermissionSetLicenseAssign": ("AssigneeId", "PermissionSetLicenseId"),
    "UserPackageLicense": ("UserId", "PackageLicenseId"),
    "GroupMember": ("UserOrGroupId", "GroupId"),
    "UserTerritory2Association": ("UserId", "Territory2Id"),
    "ObjectTerritory2Association": ("ObjectId", "Territory2Id"),
    "PermissionSetGroupComponent": ("PermissionSetId", "PermissionSetGroupId"),
    "QueueSobject": ("QueueId", "SobjectType"),
}
POOLS = {  # link object → column of the licence, its object, how many there are
    "PermissionSetLicenseAssign": ("PermissionSetLicenseId", "PermissionSetLicense", "TotalLicenses"),
    "UserPackageLicense": ("PackageLicenseId", "PackageLicense", "AllowedLicenses"),
}
TWICE = "duplicate value found: <unknown> duplicates value on record with id: <unknown>"


def before_insert(org: Org, sobject: str, values: Row) -> None:
    if sobject == "PermissionSetAssignment":
        _assignment(org, values)
    if sobject == "Group" and values.get("Type", "Regular") not in ("Regular", "Queue"):
        raise Refusal(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", f"Type: bad value for restricted picklist field: {values['Type']}", ("Type",)
        )
    if sobject in PAIRS and (sobject != "GroupMember" or org.open_points.group_member_twice_refused):
        _once(org, sobject, values, PAIRS[sobject], "DUPLICATE_VALUE")
    if sobject == "GroupMember":
        _no_circle(org, values)
    if sobject in POOLS:
        _take(org, sobject, values)


def before_delete(org: Org, sobject: str, row: Row) -> None:
    if sobject == "PermissionSetAssignment" and row["PermissionSetId"] and _owned(org, row["PermissionSetId"]):
        raise _refused_own(org)


def follow_profile(org: Org, user: Row) -> None:
    """Who has a profile is assigned the permission set it owns, and no other profile's (recorded 2023)."""
    due = next((one["Id"] for one in org.table("PermissionSet").having("ProfileId", user["ProfileId"]) if user["ProfileId"]), None)
    for one in org.table("PermissionSetAssignment").having("AssigneeId", user["Id"]):
        if one["PermissionSetId"] == due:
            return
        if one["PermissionSetId"] and _owned(org, one["PermissionSetId"]):
            org.store.remove("PermissionSetAssignment", one, org.now())
    if due:
        row = {field.name: field.default for field in org.objects["permissionsetassignment"].fields.values()}
        ids = {"Id": org.store.next_id("PermissionSetAssignment"), "PermissionSetId": due, "AssigneeId": user["Id"]}
        org.store.add("PermissionSetAssignment", row | ids | {"SystemModstamp": org.now()})


def _owned(org: Org, permission_set: str) -> bool:
    return bool(org.table("PermissionSet").rows[permission_set]["IsOwnedByProfile"])


def _refused_own(org: Org) -> Refusal:
    told = "A permission set that a profile owns is assigned with the profile only."
    return Refusal(org.open_points.own_set_code, told, ("PermissionSetId",))


def after_delete(org: Org, sobject: str, row: Row) -> None:
    if sobject in POOLS:
        column, pool, _ = POOLS[sobject]
        licence = org.table(pool).rows[row[column]]
        org.store.change(pool, licence, {"UsedLicenses": licence["UsedLicenses"] - 1})


def _once(org: Org, sobject: str, values: Row, columns: tuple[str, str], code: str) -> None:
    first, second = columns
    if any(one[second] == values.get(second) for one in org.table(sobject).having(first, values.get(first))):
        raise Refusal(code, TWICE)


def _assignment(org: Org, values: Row) -> None:
    chosen = [name for name in ("PermissionSetId", "PermissionSetGroupId") if values.get(name)]
    if len(chosen) != 1:
        told = "Specify either a permission set or a permission set group."
        raise Refusal("FIELD_INTEGRITY_EXCEPTION" if chosen else "REQUIRED_FIELD_MISSING", told, ("PermissionSetId",))
    if values.get("PermissionSetId") and _owned(org, values["PermissionSetId"]):
        raise _refused_own(org)
    _once(org, "PermissionSetAssignment", values, ("AssigneeId", chosen[0]), org.open_points.assignment_twice_code)
    for permission_set in _sets(org, values):
        _licensed(org, permission_set, values["AssigneeId"])


def _sets(org: Org, values: Row) -> list[Row]:
    table = org.table("PermissionSet").rows
    if values.get("PermissionSetId"):
        return [table[values["PermissionSetId"]]]
    parts = org.table("PermissionSetGroupComponent").having("PermissionSetGroupId", values["PermissionSetGroupId"])
    return [table[one["PermissionSetId"]] for one in parts]


def _licensed(org: Org, permission_set: Row, user: str) -> None:
    """A permission set of a user licence wants that licence, one of a permission set licence wants that assigned before."""
    licence = permission_set["LicenseId"]
    if licence is None:
        return
    person = org.table("User").rows[user]
    profile = org.table("Profile").rows.get(person["ProfileId"] or "")
    held = {one["PermissionSetLicenseId"] for one in org.table("PermissionSetLicenseAssign").having("AssigneeId", user)}
    if licence in held or (profile and profile["UserLicenseId"] == licence):
        return
    told = f"Can't assign permission set {permission_set['Label']} to user {person['Name']}. The user license doesn't allow the permission."
    raise Refusal(org.open_points.licence_mismatch_code, told)


def _no_circle(org: Org, values: Row) -> None:
    todo, seen = [values["UserOrGroupId"]], set()
    while todo:
        group = todo.pop()
        if group == values["GroupId"]:
            raise Refusal("CIRCULAR_DEPENDENCY", "A group cannot be a member of itself.", ("UserOrGroupId",))
        if group not in seen:
            seen.add(group)
            todo += [one["UserOrGroupId"] for one in org.table("GroupMember").having("GroupId", group)]


def _take(org: Org, sobject: str, values: Row) -> None:
    column, pool, total = POOLS[sobject]
    licence = org.table(pool).rows[values[column]]
    if 0 <= licence[total] <= licence["UsedLicenses"]:  # -1 is without limit
        raise Refusal("LICENSE_LIMIT_EXCEEDED", "License Limit Exceeded")
    org.store.change(pool, licence, {"UsedLicenses": licence["UsedLicenses"] + 1})
