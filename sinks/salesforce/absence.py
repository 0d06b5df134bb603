"""What the org shows of somebody who is away or comes back: how she is marked, and with whom her records are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simple_salesforce.format import format_soql

from domain.desired import SalesforceState
from domain.salesforce_leave import ABOUT, FLAG, marks
from domain.salesforce_records import ids_of
from domain.salesforce_seen import RECORDS, Seen
from sinks.target import Trouble, Wanted

COVERED_FLAG, OWNER_FLAG = "Temporarily_Covered__c", "Original_Owner__c"
USERS = 100
OWNING = frozenset({"reassign", "restore"})
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Rows by kind, `owners` record → owner. `missing`: what keeps those `marked` from being read."""

    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    missing: Trouble | None = None

    def told(self, seen: Seen) -> Seen | Trouble:
        """One person with what is known of her absence."""
        if seen.user is None:
            return seen
        user = seen.user.id
        if self.missing is not None:
            return self.missing if user in self.marked else seen
        mark = next((row for row in self.rows.get("User", ()) if row["Id"] == user), None)
        hers = {kind: {row["Id"]: row["OwnerId"] for row in self.rows.get(kind, ()) if row[OWNER_FLAG] == user} for kind in RECORDS}
        return replace(
            seen,
            covered={kind: owners for kind, owners in hers.items() if owners},
            owners=self.owners,
            on_leave=bool(mark[FLAG]) if mark else None,
            about=mark[ABOUT] if mark else None,
        )


def is_covered(wanted: Wanted) -> bool:
    """Whether her records are to be covered."""
    return wanted.transition.salesforce.state is SalesforceState.FROZEN and wanted.transition.salesforce.on_leave


def may_be_marked(wanted: Wanted) -> bool:
    """Whether she is on leave, was when last looked at, or a lost call was about it."""
    lost = any(action.name == "uncover" or marks(action) for action in wanted.intended)
    return is_covered(wanted) or lost or (wanted.account is not None and wanted.account.on_leave)


def marks_asked(users: Sequence[str]) -> dict[str, list[str]]:
    """The queries for flags and covered records of these users."""
    chunks = [list(users[at : at + USERS]) for at in range(0, len(users), USERS)]
    asked = {"User": [f"SELECT Id, {FLAG}, {ABOUT} FROM User WHERE " + format_soql("Id IN {}", chunk) for chunk in chunks]}
    head = f"SELECT Id, OwnerId, {OWNER_FLAG} FROM {{}} WHERE {COVERED_FLAG} = true AND "
    return asked | {kind: [head.format(kind) + format_soql(f"{OWNER_FLAG} IN {{}}", chunk) for chunk in chunks] for kind in RECORDS}


def records_asked(crew: Sequence[Wanted]) -> dict[str, list[str]]:
    """Object → records whose owner tells something: those an end moved, of who comes back, and those of lost calls."""
    asked: dict[str, list[str]] = {}
    for wanted in crew:
        back = wanted.transition.salesforce.state is SalesforceState.ACTIVE or is_covered(wanted)
        for moved in wanted.account.moved if wanted.account and back else ():
            asked.setdefault(moved.object, []).extend(moved.ids)
        for action in wanted.intended:
            if action.name in OWNING:
                asked.setdefault(action.args["object"], []).extend(ids_of(action))
    return asked
