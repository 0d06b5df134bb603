"""What may be done together, and by whom: mixed DML, permissions of the integration user, read-only mode (salesforce.md §2.6)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from simulators.salesforce.errors import Refusal, mixed
from simulators.salesforce.fields import Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.store import Row

SETUP_COLUMNS = frozenset({"UserRoleId", "IsActive", "ForecastEnabled", "IsPortalEnabled", "Username", "ProfileId"})
NEEDED = {  # object → permission without which it cannot be written
    "User": "ManageInternalUsers",
    "UserLogin": "FreezeUsers",
    "UserRole": "ManageRoles",
    "PermissionSet": "ManageUsers",
    "PermissionSetAssignment": "AssignPermissionSets",
    "PermissionSetLicenseAssign": "AssignPermissionSets",
    "UserPackageLicense": "ManageUsers",
    "Group": "ManageUsers",
    "GroupMember": "ManageUsers",
    "UserTerritory2Association": "ManageTerritories",
    "ObjectTerritory2Association": "ManageTerritories",
}
NO_RIGHTS = "insufficient access rights on object id"


@contextmanager
def atomic(org: Org) -> Iterator[None]:
    """Within, all changes are one transaction: setup objects and others exclude each other."""
    org.atomic = []
    try:
        yield
    finally:
        org.atomic = None


def check(org: Org, sobject: Sobject, values: Mapping[str, Any], row: Row | None, by_us: bool) -> None:
    """Raises Refusal for a write that the mode, the rights or the rest of the transaction forbid. `row` None: a new record."""
    if org.read_only:
        raise Refusal(org.open_points.read_only_code, org.open_points.read_only_message, None, 403)
    if by_us:
        _rights(org, sobject, values, row)
    if org.atomic is None:
        return
    if sobject.name == "User" and _travels(values, row):
        return
    other = next((one for one in org.atomic if org.objects[one.lower()].setup != sobject.setup), None)
    if other is not None:
        raise mixed(sobject.name, other, org.open_points.mixed_setup_code)
    org.atomic.append(sobject.name)


def _travels(values: Mapping[str, Any], row: Row | None) -> bool:
    """A user may be changed beside other objects as long as nothing of the setup kind is touched."""
    return values.get("UserRoleId") is None if row is None else not SETUP_COLUMNS & set(values)


def _rights(org: Org, sobject: Sobject, values: Mapping[str, Any], row: Row | None) -> None:
    needed = {NEEDED.get(sobject.name)}
    if row is not None and "OwnerId" in values and values["OwnerId"] != row.get("OwnerId"):
        needed.add("TransferAnyEntity")
    if needed & org.denied:
        raise Refusal(org.open_points.insufficient_access_code, NO_RIGHTS, (), org.open_points.insufficient_access_status)
