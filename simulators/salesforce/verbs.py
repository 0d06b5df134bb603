"""What tests do to the org from outside, and what the org shows them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from simulators.salesforce import dml
from simulators.salesforce.catalogue import RECORDS
from simulators.salesforce.errors import Refusal
from simulators.salesforce.org import Org
from simulators.salesforce.ownership import is_open
from simulators.salesforce.store import Row
from simulators.salesforce.users import login_of

Asked = dict[str, Any]
LICENCES = (
    ("UserLicense", "Name", "TotalLicenses"),
    ("PermissionSetLicense", "MasterLabel", "TotalLicenses"),
    ("PackageLicense", "NamespacePrefix", "AllowedLicenses"),
)
KEYS = ("UKG_Person_Id__c", "FederationIdentifier", "Username")


def user(org: Org, name: str) -> Row:
    """A user by id, UKG person id, federation identifier or Username; raises ValueError."""
    found = org.row("User", name)
    for key in () if found else KEYS:
        found = next(iter(org.table("User").having(key, name)), None) if org.objects["user"].find(key) else None
        if found:
            break
    if not found:
        raise ValueError(f"no user {name}")
    return found


def named(org: Org, sobject: str, name: str) -> str:
    """The id of a profile, role or territory; raises ValueError."""
    found = org.table(sobject).having("Name", name)
    if not found:
        raise ValueError(f"no {sobject} {name}")
    return str(found[0]["Id"])


@contextmanager
def somebody(org: Org) -> Iterator[None]:
    """Changes by another than the integration user; refusals become ValueError, the language of the admin routes."""
    ours, org.me = org.me, org.table("User").having("Username", "autoproc@halden.example")[0]["Id"]
    org.by_us = False
    try:
        yield
    except Refusal as refused:
        raise ValueError(f"{refused.code}: {refused.message}") from refused
    finally:
        org.me, org.by_us = ours, True


def seed_user(org: Org, asked: Asked) -> Asked:
    """An account that was there before us."""
    unknown = set(asked) - {"username", "first", "last", "email", "profile", "role", "active", "frozen", "manager", "territories", "fields"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    username, last = asked["username"], asked.get("last") or asked["username"].partition("@")[0]
    given: Asked = {
        "Username": username,
        "LastName": last,
        "FirstName": asked.get("first"),
        "Email": asked.get("email") or username.removesuffix(".halden"),
        "Alias": last[:8].lower(),
        "ProfileId": named(org, "Profile", asked.get("profile") or "Halden Sales User"),
        "UserRoleId": named(org, "UserRole", asked["role"]) if asked.get("role") else None,
        "ManagerId": user(org, asked["manager"])["Id"] if asked.get("manager") else None,
        "IsActive": asked.get("active", True),
    }
    places = {"TimeZoneSidKey": "America/New_York", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8"}
    with somebody(org):
        record = dml.insert(org, org.objects["user"], given | places | asked.get("fields", {}))
        for territory in asked.get("territories", ()):
            _join(org, record, territory)
        if asked.get("frozen"):
            dml.update(org, org.objects["userlogin"], login_of(org, record), {"IsFrozen": True})
    return {"id": record}


def _join(org: Org, record: str, territory: str) -> None:
    given = {"UserId": record, "Territory2Id": named(org, "Territory2", territory)}
    dml.insert(org, org.objects["userterritory2association"], given)


def own(org: Org, asked: Asked) -> Asked:
    """Gives a user records: so many open ones of each object, and `closed` closed ones beside them. Returns their ids."""
    owner = user(org, asked["user"])
    made: dict[str, list[str]] = {}
    for sobject, count in asked["records"].items():
        if sobject not in RECORDS:
            raise ValueError(f"{sobject} is none of {', '.join(RECORDS)}")
        closed = 0 if sobject == "Account" else int(asked.get("closed", 0))
        made[sobject] = [_record(org, sobject, owner["Id"], at >= count) for at in range(count + closed)]
    return made


def _record(org: Org, sobject: str, owner: str, closed: bool) -> str:
    number = org.table(sobject).minted + 1
    soon = (org.clock.now() + timedelta(days=30)).date().isoformat()
    stage = "Closed Won" if closed else "Prospecting"
    given: dict[str, Asked] = {
        "Opportunity": {
            "Name": f"Opportunity {number}",
            "StageName": stage,
            "CloseDate": soon,
            "Amount": 1000,
        },
        "Lead": {"LastName": f"Lead {number}", "Company": f"Company {number}", "IsConverted": closed},
        "Case": {"Subject": f"Case {number}", "Status": "Closed" if closed else "New"},
        "Account": {"Name": f"Account {number}"},
    }
    holder = org.table("User").rows[owner]
    with somebody(org):
        record = dml.insert(org, org.objects[sobject.lower()], given[sobject] | ({"OwnerId": owner} if holder["IsActive"] else {}), False)
        org.store.change(sobject, org.table(sobject).rows[record], {"OwnerId": owner})
    return record


def act(org: Org, asked: Asked) -> Asked:
    """Somebody else changes a user, freezes, hands on records: `{user, active, frozen, fields, manager, owns: {Lead: 4, to: …}}`."""
    unknown = set(asked) - {"user", "active", "frozen", "fields", "manager", "owns"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    row = user(org, asked["user"])
    values = dict(asked.get("fields", {}))
    if "active" in asked:
        values["IsActive"] = asked["active"]
    if "manager" in asked:
        values["ManagerId"] = user(org, asked["manager"])["Id"] if asked["manager"] else None
    with somebody(org):
        if values:
            dml.update(org, org.objects["user"], row, values)
        if "frozen" in asked:
            dml.update(org, org.objects["userlogin"], login_of(org, row["Id"]), {"IsFrozen": asked["frozen"]})
        if "owns" in asked:
            _hand_on(org, row["Id"], asked["owns"])
    return {"id": row["Id"]}


def _hand_on(org: Org, owner: str, owns: Asked) -> None:
    receiver = user(org, owns["to"])["Id"]
    for sobject, count in owns.items():
        if sobject == "to":
            continue
        held = [row for row in org.table(sobject).having("OwnerId", owner) if is_open(sobject, row)]
        if len(held) < count:
            raise ValueError(f"{count} {sobject} wanted, {len(held)} open ones owned")
        for row in held[:count]:
            dml.update(org, org.objects[sobject.lower()], row, {"OwnerId": receiver}, False)


def change(org: Org, asked: Asked) -> Asked:
    """Somebody else makes, changes or deletes any record; raises ValueError for what the org refuses."""
    sobject = org.objects.get(str(asked["object"]).lower())
    if sobject is None:
        raise ValueError(f"no object {asked['object']}")
    with somebody(org):
        if "id" not in asked:
            return {"id": dml.insert(org, sobject, asked.get("fields", {}), False)}
        row = org.row(sobject.name, asked["id"])
        if row is None:
            raise ValueError(f"no {sobject.name} {asked['id']}")
        if asked.get("delete"):
            dml.delete(org, sobject, row)
        else:
            dml.update(org, sobject, row, asked.get("fields", {}), False)
    return {"id": row["Id"]}


def licence(org: Org, name: str, total: int) -> None:
    """Sets how many licences of a name there are: user, permission set or package; raises ValueError."""
    for sobject, column, count in LICENCES:
        for row in org.table(sobject).having(column, name):
            org.store.change(sobject, row, {count: total})
            return
    raise ValueError(f"no licence {name}")


def deny(org: Org, names: list[str]) -> None:
    """Takes exactly these permissions from the integration user; raises ValueError for one that is not known."""
    row = next(iter(org.table("UserPermissionAccess").rows.values()))
    unknown = [name for name in names if f"Permissions{name}" not in row]
    if unknown:
        raise ValueError(f"no permission {', '.join(unknown)}")
    org.denied = set(names)
    rights = {name: name.removeprefix("Permissions") not in org.denied for name in row if name.startswith("Permissions")}
    org.store.change("UserPermissionAccess", row, rights)


def state(org: Org) -> Asked:
    """Everything, as expectations and the oracle read it."""
    licences = {row["Name"]: {"total": row["TotalLicenses"], "used": row["UsedLicenses"]} for row in org.table("UserLicense").rows.values()}
    territories: dict[str, list[str]] = {}
    if "territory2" in org.objects:
        for row in org.table("UserTerritory2Association").rows.values():
            territories.setdefault(row["UserId"], []).append(org.table("Territory2").rows[row["Territory2Id"]]["Name"])
    return {"users": [_shown(org, row, territories) for row in org.table("User").rows.values()], "licences": licences}


def _name(org: Org, sobject: str, record: str | None) -> str | None:
    row = org.table(sobject).rows.get(record or "")
    return row["Name"] if row else None


def _shown(org: Org, row: Row, territories: dict[str, list[str]]) -> Asked:
    kept = {name: value for name, value in row.items() if not name.startswith(("UserPermissions", "UserPreferences", "EmailPreferences"))}
    held = {sobject: org.table(sobject).having("OwnerId", row["Id"]) for sobject in RECORDS}
    covered = Counter(bool(one.get("Temporarily_Covered__c")) for rows in held.values() for one in rows)[True]
    return {
        "id": row["Id"],
        "username": row["Username"],
        "active": row["IsActive"],
        "frozen": login_of(org, row["Id"])["IsFrozen"],
        "profile": _name(org, "Profile", row["ProfileId"]),
        "role": _name(org, "UserRole", row["UserRoleId"]),
        "manager": row["ManagerId"],
        "territory": sorted(territories.get(row["Id"], [])),
        "email": row["Email"],
        "fields": kept,
        "owns": {sobject: sum(is_open(sobject, one) for one in rows) for sobject, rows in held.items()},
        "covered": covered,
        "blocks": list(org.blocks.get(row["Id"], [])),
        "protected": row["Id"] in org.protected,
    }
