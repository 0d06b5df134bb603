"""Actions as Salesforce's rows: names to ids, personal values filled in. Calls nobody."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from domain.policy import Policy
from domain.salesforce_leave import FLAG, with_line, without_line
from domain.salesforce_new import alias, listed_zone, usernames
from domain.salesforce_records import COVER, ids_of
from domain.salesforce_seen import Seen
from sinks.salesforce.absence import COVERED_FLAG, OWNER_FLAG
from sinks.salesforce.reference import Reference
from sinks.target import Refused, Step

USER_ACTIONS = ("create", "update", "rename", "activate", "deactivate")
LOGIN_ACTIONS = ("freeze", "unfreeze")
RECORD_ACTIONS = ("reassign", "restore", "uncover")
Row = dict[str, Any]


class UnknownName(Exception):
    """A name the org does not have."""

    def __init__(self, field: str, kind: str, name: str) -> None:
        super().__init__(field)
        self.field, self.kind, self.name = field, kind, name

    def refused(self) -> Refused:
        """As the answer it is: nothing is invented in the org."""
        cure = f"make the {self.kind} {self.name} in Salesforce or correct the policy"
        return Refused(code="unknown-name", reason=f"the org has no {self.kind} of that name", field=self.field, cure=cure)


def user_row(step: Step, reference: Reference, policy: Policy, number: int = 1) -> Row:
    """The fields of a User write, without its key. `number`: which form of the Username. Raises UnknownName."""
    row: Row = {"attributes": {"type": "User"}}
    for name, (_, after) in step.action.changes.items():
        row |= _field(step, name, after, reference, policy, number)
    if step.action.name == "create":
        row |= {
            "IsActive": True,
            "TimeZoneSidKey": listed_zone(step.action.args["zone"], reference.zones),
            "LocaleSidKey": reference.locale,
            "LanguageLocaleKey": reference.language,
            "EmailEncodingKey": "UTF-8",
        }
    return row


def _field(step: Step, name: str, after: str | None, reference: Reference, policy: Policy, number: int) -> Row:
    wanted = step.wanted
    match name:
        case "Profile":
            return {"ProfileId": _id(reference.profiles, "ProfileId", "profile", after)}
        case "UserRole":
            return {"UserRoleId": _id(reference.roles, "UserRoleId", "role", after)}
        case "IsActive" | "On_Leave__c":
            return {name: after == "true"}
        case "AboutMe":
            about = step.seen.about if isinstance(step.seen, Seen) else None
            return {name: with_line(about) if step.action.changes[FLAG][1] == "true" else without_line(about)}
    personal: Mapping[str, Callable[[], str | None]] = {
        "FirstName": lambda: wanted.given,
        "LastName": lambda: wanted.last,
        "Email": lambda: wanted.mail or wanted.login,
        "Alias": lambda: alias(wanted.given, wanted.last),
        "Username": lambda: next(islice(usernames(policy.username(wanted.login)), number - 1, None)) if wanted.login else None,
    }
    return {name: personal[name]() if name in personal else after}


def territory_id(step: Step, reference: Reference) -> str | None:
    """The territory to be put into; None where she is only taken out. Raises UnknownName."""
    return _id(reference.territories or {}, "Territory2Id", "territory", step.action.args.get("territory"))


def _id(ids: Mapping[str, str], field: str, kind: str, name: str | None) -> str | None:
    if name is None:
        return None
    if name not in ids:
        raise UnknownName(field, kind, name)
    return ids[name]


def login_row(step: Step) -> Row:
    """Freezing is a write to UserLogin, not to User (salesforce.md §2.4)."""
    return {"attributes": {"type": "UserLogin"}, "id": step.action.args["login"], "IsFrozen": step.action.name == "freeze"}


def record_rows(step: Step) -> list[Row]:
    """Records under their owner: the new one, the one they come back to, or (uncovered only) the one they have."""
    action = step.action
    row: Row = {"attributes": {"type": action.args["object"]}}
    if action.name != "uncover":
        row["OwnerId"] = action.args["to"]
    if action.name == "uncover" or COVER in action.args:
        covered = action.name == "reassign"
        row |= {COVERED_FLAG: covered, OWNER_FLAG: action.subject if covered else None}
    return [row | {"id": record} for record in ids_of(action)]
