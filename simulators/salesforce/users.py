"""What Salesforce asks of a User (salesforce.md §2.1–§2.4): names unique in all orgs, a licence each, no cycles, blocks on the way out."""

from simulators.salesforce.assumptions import BLOCKS
from simulators.salesforce.errors import DUPLICATE_USERNAME, Refusal, duplicate
from simulators.salesforce.org import Org
from simulators.salesforce.store import Row
from simulators.salesforce.values import EMAIL


def before_insert(org: Org, values: Row) -> None:
    values["Username"] = _free_username(org, values["Username"], None)
    _unique(org, values, None)
    values["IsActive"] = values.get("IsActive", org.open_points.active_by_default)
    if not values.get("CommunityNickname"):
        values["CommunityNickname"] = f"User{int(org.clock.now().timestamp() * 1000)}{org.table('User').minted + 1:07d}"
    _nickname(org, values["CommunityNickname"], None)
    values["Name"] = full_name(values)
    if values["IsActive"]:
        _take_seat(org, licence_of(org, values["ProfileId"]))
    _features(org, {}, values)


def after_insert(org: Org, row: Row) -> None:
    """Every user has one login row, and only users have one (§2.4)."""
    login = {"Id": org.store.next_id("UserLogin"), "UserId": row["Id"], "IsFrozen": False, "IsPasswordLocked": False}
    org.store.add("UserLogin", login | {"LastModifiedDate": row["CreatedDate"], "LastModifiedById": row["CreatedById"]})


def before_update(org: Org, row: Row, values: Row) -> None:
    after = row | values
    if "Username" in values:
        values["Username"] = _free_username(org, values["Username"], row)
    _unique(org, values, row)
    if values.get("CommunityNickname"):
        _nickname(org, values["CommunityNickname"], row)
    if values.get("ManagerId"):
        _manager(org, row["Id"], values["ManagerId"])
    if row["IsActive"] and not after["IsActive"]:
        _may_leave(org, row)
    _move_seat(org, row, after)
    _features(org, row, after)
    if not org.open_points.email_changes_at_once:
        values.pop("Email", None)
    if {"FirstName", "LastName", "MiddleName", "Suffix"} & set(values):
        values["Name"] = full_name(after)


def full_name(row: Row) -> str:
    return " ".join(part for part in (row.get("FirstName"), row.get("MiddleName"), row.get("LastName"), row.get("Suffix")) if part)


def licence_of(org: Org, profile: str | None) -> Row | None:
    """The user licence a profile costs; system users have no profile and cost none."""
    found = org.table("Profile").rows.get(profile or "")
    return org.table("UserLicense").rows.get(found["UserLicenseId"]) if found else None


def login_of(org: Org, user: str) -> Row:
    return org.table("UserLogin").having("UserId", user)[0]


def _free_username(org: Org, username: str, row: Row | None) -> str:
    """Lower case, in the form of an e-mail address, and nobody's: inactive users and other orgs keep theirs."""
    lower = username.lower()
    if not EMAIL.fullmatch(lower):
        told = f"The Username must be in the form of an email address (for example, john@acme.com): {username}"
        raise Refusal(org.open_points.username_form_code, told, ("Username",))
    others = [one for one in org.table("User").having("Username", lower) if row is None or one["Id"] != row["Id"]]
    if others or (lower in org.taken and (row is None or row["Username"] != lower)):
        raise Refusal("DUPLICATE_USERNAME", DUPLICATE_USERNAME, ("Username",))
    return lower


def _unique(org: Org, values: Row, row: Row | None) -> None:
    federated = values.get("FederationIdentifier")
    if not federated or not org.open_points.federation_unique:
        return
    for other in org.table("User").having("FederationIdentifier", federated):
        if row is None or other["Id"] != row["Id"]:
            raise duplicate("FederationIdentifier", other["Id"])


def _nickname(org: Org, nickname: str, row: Row | None) -> None:
    if not org.open_points.nickname_unique or (row is not None and row["CommunityNickname"] == nickname):
        return
    if org.table("User").having("CommunityNickname", nickname):
        told = "Another user has already selected this nickname. Please select another."
        raise Refusal("DUPLICATE_COMM_NICKNAME", told, ("CommunityNickname",))


def _features(org: Org, before: Row, after: Row) -> None:
    """Feature licences: so many active users may have the flag (§2.2)."""
    for flag, total in org.options.feature_licences.items():
        if not after.get(flag) or not after["IsActive"] or (before.get(flag) and before["IsActive"]):
            continue
        used = sum(1 for one in org.table("User").rows.values() if one["IsActive"] and one.get(flag))
        if used >= total:
            raise Refusal("LICENSE_LIMIT_EXCEEDED", org.open_points.feature_licence_message)


def _manager(org: Org, user: str, manager: str) -> None:
    if not org.open_points.deactivated_manager_allowed and not org.table("User").rows[manager]["IsActive"]:
        raise Refusal("INACTIVE_OWNER_OR_USER", org.open_points.inactive_owner_message, ("ManagerId",))
    above: str | None = manager
    seen: set[str] = set()
    while above and above not in seen:
        if above == user:
            raise Refusal(org.open_points.cycle_code, org.open_points.cycle_message, ("ManagerId",))
        seen.add(above)
        above = org.table("User").rows[above]["ManagerId"]


def _may_leave(org: Org, row: Row) -> None:
    """Raises one error a block; freezing is never blocked."""
    points = org.open_points
    told = [
        (points.last_admin_code if block == "last-admin" else points.block_code, BLOCKS.get(block, block))
        for block in org.blocks.get(row["Id"], [])
    ]
    if row["Id"] == org.me:
        told.append((points.block_code, "You cannot deactivate your own user."))
    if points.manager_blocks_deactivation and org.table("User").having("ManagerId", row["Id"]):
        told.append((points.block_code, "Cannot inactivate user that is the value of a hierarchy field:Manager"))
    if told:
        first, *rest = (Refusal(code, text, ("IsActive",)) for code, text in told)
        first.others = tuple(rest) if points.all_blocks_at_once else ()
        raise first
    if not points.territory_survives_deactivation and "userterritory2association" in org.objects:
        for one in org.table("UserTerritory2Association").having("UserId", row["Id"]):
            org.store.remove("UserTerritory2Association", one, org.now())


def _move_seat(org: Org, row: Row, after: Row) -> None:
    """A licence is taken by activation and by a profile of another licence, freed by deactivation."""
    held = licence_of(org, row["ProfileId"]) if row["IsActive"] else None
    wanted = licence_of(org, after["ProfileId"]) if after["IsActive"] else None
    if held is wanted:
        return
    if wanted is not None:
        _take_seat(org, wanted)
    if held is not None:
        org.store.change("UserLicense", held, {"UsedLicenses": held["UsedLicenses"] - 1})


def _take_seat(org: Org, licence: Row | None) -> None:
    if licence is None:
        return
    if licence["UsedLicenses"] >= licence["TotalLicenses"]:
        named = f" - {licence['Name']}" if org.open_points.licence_message_names_licence else ""
        raise Refusal("LICENSE_LIMIT_EXCEEDED", f"License Limit Exceeded{named}")
    org.store.change("UserLicense", licence, {"UsedLicenses": licence["UsedLicenses"] + 1})
