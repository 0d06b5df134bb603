"""What works at a Salesforce org, found by harmless calls: describes, counts and names of setup records; no record of a person is read.

What the integration user may do is read from its own UserPermissionAccess; a field that it may not see looks like one that is not there.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from simple_salesforce.exceptions import SalesforceError

from domain.policy import Policy
from domain.salesforce_seen import PERSON_KEY, RECORDS
from runtime.finding import Finding, Of
from runtime.settings import Salesforce, needed
from sinks.salesforce.client import Client, Garbled, LoginFailed, SubrequestFailed
from sinks.salesforce.wire import session_for

HERE: Final = Of("salesforce")
ALL: Final = "no user is made, changed or cut in Salesforce"
KEPT: Final = "a leaver's records stay with her, and she cannot be deactivated in good order"
PERMISSIONS: Final[Mapping[str, tuple[str, str]]] = {
    "ApiEnabled": ("API Enabled", ALL),
    "ManageInternalUsers": ("Manage Internal Users", ALL),
    "FreezeUsers": ("Freeze Users", "who leaves is not cut off at once"),
    "TransferAnyEntity": ("Transfer Record", KEPT),
    "ViewAllData": ("View All Data", "records that the integration user does not see are not moved"),
    "ManageTerritories": ("Manage Territories", "nobody gets or loses a territory"),
    "ViewRoles": ("View Roles and Role Hierarchy", "nobody gets a role"),
    "ViewSetup": ("View Setup and Configuration", "licences and API allowance cannot be watched here"),
}
"""Field of UserPermissionAccess → what Setup calls it, and what fails without it (salesforce.md §2.1, §2.4, §2.5, §3)."""
WATCHING: Final = frozenset({"ViewSetup"})
"""Those that only this page needs."""
LICENCE: Final = "Salesforce"
FEW: Final = 5
LOW: Final = 0.1
FAILURES: Final = (SalesforceError, SubrequestFailed, LoginFailed, Garbled, requests.RequestException)
FIELDS: Final = "deploy ops/salesforce (sf project deploy start --metadata-dir ops/salesforce), and assign its permission set"
ON_LEAVE: Final = "On_Leave__c"
COVER: Final = ("Temporarily_Covered__c", "Original_Owner__c")
"""What marks a record that is lent to a cover rep."""
GRANT: Final = "assign the permission set of ops/salesforce (jml_integration) to the integration user"


@dataclass(slots=True)
class Probe:
    """One org. Raises SettingError where its settings are missing or wrong."""

    settings: Salesforce
    policy: Policy
    now: Callable[[], datetime]

    async def findings(self) -> AsyncIterator[Finding]:
        """All there is to say; where nobody is let in, only that."""
        with ExitStack() as stack:
            client = Client(self.settings, lambda *_: None)
            stack.callback(client.close)
            try:
                headers = await asyncio.to_thread(self._versions)
            except requests.RequestException as lost:
                yield HERE.missing("reachable", type(lost).__name__, ALL, _network(lost))
                return
            yield HERE.ok("reachable", "its certificate is trusted" if self.settings.url.startswith("https") else "in clear, on loopback")
            yield HERE.clock(headers, self.now())
            try:
                await client.query(["SELECT Id FROM Organization"])
            except LoginFailed as failed:
                yield self._denied(failed)
                return
            except FAILURES as failed:
                yield HERE.unknown("credentials", type(failed).__name__, "try again")
                return
            yield HERE.ok("credentials", "JWT bearer" if self.settings.private_key else "client credentials")
            for part in (self._permissions, self._fields, self._names, self._licences, self._allowance):
                try:
                    for finding in await part(client):
                        yield finding
                except FAILURES as failed:
                    yield HERE.unknown(part.__name__.strip("_"), f"could not be read ({type(failed).__name__})", GRANT)

    def _versions(self) -> Mapping[str, str]:
        """The one call that asks for no session: what it says does not matter, that it answers does."""
        url = needed(self.settings.url, "JML_SALESFORCE_URL")
        with session_for(url, (3.0, 10.0), lambda *_: None) as session:
            return session.get(f"https://{urlsplit(url).netloc}/services/data/").headers

    def _denied(self, failed: LoginFailed) -> Finding:
        if not failed.refused:
            return HERE.unknown("credentials", f"the token endpoint is in trouble ({failed.code})", "try again")
        cure = (
            "check JML_SALESFORCE_USER (active, not frozen, pre-authorised for the connected app), that the app holds the certificate of"
            " JML_SALESFORCE_PRIVATE_KEY_FILE, and the clock"
            if self.settings.private_key
            else "in the connected app: turn the client credentials flow on with the integration user as its run-as user, and check"
            " JML_SALESFORCE_CLIENT_ID_FILE and JML_SALESFORCE_CLIENT_SECRET_FILE"
        )
        return HERE.missing("credentials", f"refused ({failed.code})", ALL, cure)

    async def _permissions(self, client: Client) -> Iterable[Finding]:
        columns = ", ".join(f"Permissions{name}" for name in PERMISSIONS)
        ((held, *_),) = await client.query([f"SELECT {columns} FROM UserPermissionAccess"])
        return [_permission(name, bool(held[f"Permissions{name}"])) for name in PERMISSIONS]

    async def _fields(self, client: Client) -> Iterable[Finding]:
        described = await client.call("GET", "sobjects/User/describe")
        known = {field["name"]: field for field in described["fields"]}
        kept = sorted({rule.attribute for rule in self.policy.fields if rule.system == "salesforce"} - {PERSON_KEY})
        cover = [(f"User.{ON_LEAVE}", known.get(ON_LEAVE))]
        for sobject in RECORDS:
            fields = {field["name"]: field for field in (await client.call("GET", f"sobjects/{sobject}/describe"))["fields"]}
            cover += [(f"{sobject}.{name}", fields.get(name)) for name in COVER]
        return [_person(known), *(_field(name, known) for name in kept), _covered(cover)]

    async def _names(self, client: Client) -> Iterable[Finding]:
        jobs = [job for job in self.policy.jobs.values() if job.profile]
        regions = sorted(set(self.policy.settings.regions.values()))
        wanted = {
            "Profile": {str(job.profile) for job in jobs},
            "UserRole": _placed((job.role for job in jobs), regions),
            "Territory2": _placed((job.territory for job in jobs), regions),
        }
        found: list[Finding] = []
        for sobject, names in wanted.items():
            try:
                (rows,) = await client.query([f"SELECT Name FROM {sobject}"])
            except SubrequestFailed:
                rows = []
            lacking = sorted(names - {row["Name"] for row in rows})
            found.append(_named(sobject, names, lacking))
        return found

    async def _licences(self, client: Client) -> Iterable[Finding]:
        (rows,) = await client.query([f"SELECT Name, TotalLicenses, UsedLicenses FROM UserLicense WHERE Name = '{LICENCE}'"])
        if not rows:
            return [HERE.missing("licences", f"the org has no {LICENCE} licences", "nobody can be made active", "buy some")]
        total, used = int(rows[0]["TotalLicenses"]), int(rows[0]["UsedLicenses"])
        said = f"{used} of {total} used"
        if used >= total:
            return [HERE.missing("licences", said, "who joins waits for a leaver", "free a licence or buy one")]
        return [
            HERE.warn("licences", said, "soon who joins waits for a leaver", "buy some")
            if total - used < FEW
            else HERE.ok("licences", said)
        ]

    async def _allowance(self, client: Client) -> Iterable[Finding]:
        daily = (await client.call("GET", "limits"))["DailyApiRequests"]
        left, most = int(daily["Remaining"]), int(daily["Max"])
        said = f"{left} of {most} calls left today"
        if left <= 0:
            return [HERE.missing("API allowance", said, "nothing is done until calls come free", "find who uses them up, or buy calls")]
        return [
            HERE.warn("API allowance", said, "movers and joiners wait", "find who uses them up")
            if left < most * LOW
            else HERE.ok("API allowance", said)
        ]


def _permission(name: str, held: bool) -> Finding:
    shown, breaks = PERMISSIONS[name]
    if held:
        return HERE.ok(f"permission {shown}")
    said = HERE.warn if name in WATCHING else HERE.missing
    return said(f"permission {shown}", "the integration user lacks it", breaks, GRANT)


def _person(known: Mapping[str, Any]) -> Finding:
    what, field = f"field User.{PERSON_KEY}", known.get(PERSON_KEY)
    if field is None:
        return HERE.missing(
            what, "is not there, or the integration user may not see it", "no user can be made or linked to a person", FIELDS
        )
    if not (field.get("createable") and field.get("updateable")):
        return HERE.missing(what, "may not be written", "no user can be made or linked to a person", GRANT)
    if not (field.get("externalId") and field.get("unique")):
        return HERE.warn(what, "is no unique external id", "two users may claim one person", FIELDS)
    return HERE.ok(what, "external id, unique")


def _field(name: str, known: Mapping[str, Any]) -> Finding:
    what, field = f"field User.{name}", known.get(name)
    if field is None or not field.get("updateable"):
        detail = "may not be written" if field else "is not there, or the integration user may not see it"
        cure = "deploy ops/salesforce and assign its permission set, or take the field out of policy/fields.csv"
        return HERE.missing(what, detail, "every user that would have it is refused, with a case", cure)
    return HERE.ok(what)


def _covered(fields: Iterable[tuple[str, Any]]) -> Finding:
    """The fields that mark what is lent while somebody is on leave."""
    lacking = [name for name, field in fields if not (field and field.get("updateable"))]
    if lacking:
        detail = f"{', '.join(lacking)}: not there, or may not be written"
        return HERE.missing("fields for leave", detail, "records of who is on leave are not covered", FIELDS)
    return HERE.ok("fields for leave")


def _placed(patterns: Iterable[str | None], regions: Iterable[str]) -> set[str]:
    return {pattern.format(region=region) for pattern, region in product([one for one in patterns if one], regions)}


def _named(sobject: str, wanted: set[str], lacking: list[str]) -> Finding:
    what = {"Profile": "profiles of the policy", "UserRole": "roles of the policy", "Territory2": "territories of the policy"}[sobject]
    if not lacking:
        return HERE.ok(what, f"all {len(wanted)} are there")
    cure = f"make {'it' if len(lacking) == 1 else 'them'} in Setup, or correct policy/jobs.csv"
    return HERE.missing(what, f"the org has no {', '.join(lacking)}", "who should have it is refused, with a case", cure)


def _network(lost: Exception) -> str:
    if isinstance(lost, requests.exceptions.SSLError):
        return "trust the authority that signed its certificate, or take the interception away"
    return "check JML_SALESFORCE_URL, the network and its proxy"
