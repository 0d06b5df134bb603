"""What can be compared of two plays of the same scene: accounts, cases and alerts as they stand, and when what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from scenarios.effects import DONE
from scenarios.seen import Mark, Picture, look
from scenarios.world import World

FIELDS: Final = tuple(
    "Username Email FirstName LastName Alias Title Department Division EmployeeNumber FederationIdentifier Compensation_Plan__c "
    "On_Leave__c AboutMe TimeZoneSidKey".split()
)
SHOWN_OKTA: Final = ("status", "login", "groups", "apps", "sessions", "tokens")
SHOWN_SALESFORCE: Final = ("active", "frozen", "profile", "role", "territory", "owns", "covered")
Accounts = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Shot:
    """`okta`, `salesforce`: person → her account; `addresses`: → her work address at UKG. `when`: (person, system, action) → business ms at
    which it was first told as done."""

    okta: Accounts
    salesforce: Accounts
    addresses: dict[str, str | None]
    cases: frozenset[tuple[str, str, str]]
    alerts: frozenset[str]
    when: dict[tuple[str, str, str], int]
    picture: Picture
    operations: dict[str, dict[str, int]] = field(default_factory=dict)  # system → operation → how many calls since the mark


async def shot_of(world: World, mark: Mark) -> Shot:
    """Of the world as it is."""
    picture = await look(world, mark)
    okta_ids = {user["id"]: user["profile"].get("ukgPersonId") for user in picture.okta["users"]}
    salesforce_ids = {user["id"]: user["fields"].get("UKG_Person_Id__c") for user in picture.salesforce["users"]}
    latest = {(alert.kind, alert.key): alert.on for alert in picture.alerts}
    return Shot(
        okta={who: _okta(user, okta_ids) for user in picture.okta["users"] if (who := okta_ids[user["id"]])},
        salesforce={who: _salesforce(user, salesforce_ids) for user in picture.salesforce["users"] if (who := salesforce_ids[user["id"]])},
        addresses={row["person"]: row.get("emailAddress") for row in picture.ukg["people"].values()},
        cases=frozenset((person, case.kind, case.field) for person, cases in picture.cases.items() for case in cases),
        alerts=frozenset(kind for (kind, _), on in latest.items() if on),
        when=_when(picture),
        picture=picture,
        operations={system: _operations(entries[mark.journal.get(system, 0) :]) for system, entries in picture.journals.items()},
    )


def _okta(user: Mapping[str, Any], ids: Mapping[str, str | None]) -> dict[str, Any]:
    profile = {key: value for key, value in user["profile"].items() if key != "managerId"}
    return {name: user[name] for name in SHOWN_OKTA} | {"profile": profile, "manager": ids.get(user["manager"])}


def _salesforce(user: Mapping[str, Any], ids: Mapping[str, str | None]) -> dict[str, Any]:
    fields = {name: user["fields"].get(name) for name in FIELDS}
    return {name: user[name] for name in SHOWN_SALESFORCE} | {"fields": fields, "manager": ids.get(user["manager"])}


def _when(picture: Picture) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for done in picture.new_audit():
        if done.fate in DONE:
            system, _, action = done.action.partition(" ")
            found.setdefault((done.person, system, action), int(done.record["time"]))
    return found


def _operations(entries: list[dict[str, Any]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for entry in entries:
        counted[entry["operation"]] = counted.get(entry["operation"], 0) + 1
    return counted
