"""What the targets must show, worked out from HR's own store by hand. Imports nothing of the product and shares none of its tables:
those below are the reference company's, typed from its description. Reads the simulators' stores only."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

PLACES = dict(
    NYC=("America/New_York", "East"), CHI=("America/Chicago", "Central"), LAX=("America/Los_Angeles", "West"),
    LON=("Europe/London", "EMEA"), HNL=("Pacific/Honolulu", "West"), BER=("Europe/Berlin", "EMEA"),
    BLR=("Asia/Kolkata", "APAC"), SYD=("Australia/Sydney", "APAC"),
)  # fmt: skip
DEPARTMENTS = dict(
    SALES=("Sales", "dept-sales app-salesforce app-gong"), FIN=("Finance", "dept-finance app-netsuite"),
    ENG=("Engineering", "dept-engineering app-github app-pagerduty"), SUPP=("Support", "dept-support app-salesforce"),
    HR=("People", "dept-people app-ukg-admin"), LEGAL=("Legal", "dept-legal"), OPS=("Operations", "dept-operations"),
    EXEC=("Executive", "dept-executive"),
)  # fmt: skip
SALES_USER, SALES_MANAGER, SERVICE_USER = "Halden Sales User", "Halden Sales Manager", "Halden Service User"
JOBS: dict[str, tuple[str, str, str | None, str | None, str | None]] = {  # title, tier, Salesforce profile, role, plan
    "SDR": ("Sales Development Rep", "standard", SALES_USER, "SDR {}", "SDR-26"),
    "AE": ("Account Executive", "standard", SALES_USER, "AE {}", "AE-26"),
    "RSM": ("Regional Sales Manager", "elevated", SALES_MANAGER, "RSM {}", "RSM-26"),
    "CRO": ("Chief Revenue Officer", "executive", SALES_MANAGER, "CRO", None),
    "SUPA": ("Support Agent", "standard", SERVICE_USER, "Support {}", None),
    "ACC": ("Accountant", "elevated", None, None, None), "CFO": ("Chief Financial Officer", "executive", None, None, None),
    "SWE": ("Software Engineer", "standard", None, None, None), "SRE": ("Site Reliability Engineer", "elevated", None, None, None),
    "HRBP": ("People Partner", "elevated", None, None, None),
    "CNSL": ("Counsel", "elevated", None, None, None), "CLRK": ("Operations Clerk", "standard", None, None, None),
}  # fmt: skip
TERRITORY_JOBS = {"SDR", "AE", "RSM"}

State = Mapping[str, Any]
Difference = tuple[str, Any, Any]


def midnight(day: str, zone: ZoneInfo, days: int = 0) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date() + timedelta(days=days), datetime.min.time(), zone)


class Person:
    """One HR record and what follows from it at an instant."""

    def __init__(self, row: Mapping[str, Any], now: datetime) -> None:
        self.row, self.id = row, row["person"]
        location = row["primaryWorkLocationCode"]
        zone, self.region = ZoneInfo(PLACES[location][0]), PLACES[location][1]
        self.job = row["primaryJobCode"]
        self.title, self.tier, self.profile, self.role, self.plan = JOBS[self.job]
        self.start = midnight(row["lastHireDate"], zone)
        self.stage = midnight(row["lastHireDate"], zone, -7)
        days = [day for day in (row.get("dateLastWorked"), row.get("dateOfTermination")) if day]
        changed = datetime.fromisoformat(row["dateTimeChanged"]).replace(tzinfo=ZoneInfo("UTC"))
        self.end = midnight(min(days), zone, 1) if days else None
        self.off = max(midnight(max(days), zone, 1), changed) + timedelta(hours=24) if days else None
        self.now = now

    @property
    def employed(self) -> bool:
        return self.start <= self.now and (self.end is None or self.now < self.end)

    @property
    def gone(self) -> bool:
        return self.end is not None and self.now >= self.end

    def statuses(self) -> set[str]:
        if self.gone:
            return {"DEPROVISIONED"} if self.off is not None and self.now >= self.off else {"SUSPENDED", "DEPROVISIONED"}
        if self.employed:
            return {"ACTIVE", "PROVISIONED"}
        return {"STAGED"} if self.now >= self.stage else {"none"}

    def groups(self) -> set[str]:
        if not self.employed:
            return set()
        named = DEPARTMENTS[self.row["orgLevel1Code"]][1].split()
        centre = self.row.get("orgLevel2Code")
        site = f"site-{self.row['primaryWorkLocationCode'].lower()}"
        return {"everyone-halden", "payroll-self-service", site, f"mfa-{self.tier}", *named, *([f"cc-{centre}"] if centre else [])}


def differences(ukg: State, okta: State, salesforce: State, now: datetime, by_hand: Mapping[str, set[str]]) -> Iterator[str]:
    """Every way in which the targets differ from HR. `by_hand`: person → groups the product did not give and must not take."""
    people = {row["person"]: Person(row, now) for row in ukg["people"].values()}
    shorts = {short: row["person"] for short, row in ukg["people"].items()}
    in_okta = {who: user for user in okta["users"] if (who := user["profile"].get("ukgPersonId"))}
    in_salesforce = {who: user for user in salesforce["users"] if (who := user["fields"].get("UKG_Person_Id__c"))}
    accounts = [("Okta", user["profile"].get("ukgPersonId")) for user in okta["users"]]
    accounts += [("Salesforce", user["fields"].get("UKG_Person_Id__c")) for user in salesforce["users"]]
    yield from (f"{who} has {count} accounts at {where}" for (where, who), count in Counter(accounts).items() if who and count > 1)
    for person in people.values():
        boss = _boss(person, people, shorts)
        for what, wanted, seen in _okta(person, in_okta.get(person.id), in_okta.get(boss or ""), by_hand.get(person.id, set())):
            yield f"{person.id} okta {what}: HR says {wanted}, Okta {seen}"
        for what, wanted, seen in _salesforce(person, in_salesforce.get(person.id), in_salesforce.get(boss or "")):
            yield f"{person.id} salesforce {what}: HR says {wanted}, Salesforce {seen}"


def _boss(person: Person, people: Mapping[str, Person], shorts: Mapping[str, str]) -> str | None:
    """The next one up who works."""
    at, seen = person, {person.id}
    while (short := at.row.get("supervisor")) and (up := shorts.get(short)) and up not in seen:
        if people[up].employed:
            return up
        at = people[up]
        seen.add(up)
    return None


def _okta(person: Person, user: Mapping[str, Any] | None, boss: Mapping[str, Any] | None, by_hand: set[str]) -> Iterator[Difference]:
    status = user["status"] if user else "none"
    if status not in person.statuses():
        yield "status", sorted(person.statuses()), status
    if user is None or status == "none":
        return
    groups = person.groups() | (by_hand if person.employed else set())
    if set(user["groups"]) != groups:
        yield "groups", sorted(groups - set(user["groups"])), sorted(set(user["groups"]) - groups)
    if person.employed:
        row = person.row
        wanted = dict(
            title=row.get("jobTitle") or person.title, department=DEPARTMENTS[row["orgLevel1Code"]][0], division=row["company"],
            employeeNumber=row["employeeNumber"], managerId=boss["id"] if boss else None,
        )  # fmt: skip
        yield from ((key, value, user["profile"].get(key)) for key, value in wanted.items() if user["profile"].get(key) != value)


def _salesforce(person: Person, user: Mapping[str, Any] | None, boss: Mapping[str, Any] | None) -> Iterator[Difference]:
    wants = person.employed and person.profile is not None
    if user is None or user["active"] != wants:
        if wants or user is not None:
            yield "active", wants, user and user["active"]
        return
    if not wants:
        yield from (("owns", 0, count) for count in user["owns"].values() if count)
        return
    territory = [f"T-{person.region}"] if person.job in TERRITORY_JOBS else []
    role = person.role.format(person.region) if person.role else None
    seen = dict(profile=user["profile"], role=user["role"], territory=user["territory"], manager=user["manager"], frozen=user["frozen"])
    wanted = dict(profile=person.profile, role=role, territory=territory, manager=boss["id"] if boss else None, frozen=False)
    yield from ((key, value, seen[key]) for key, value in wanted.items() if seen[key] != value)
    fields = {"Compensation_Plan__c": person.plan, "EmployeeNumber": person.row["employeeNumber"], "FederationIdentifier": person.id}
    yield from ((key, value, user["fields"].get(key)) for key, value in fields.items() if user["fields"].get(key) != value)
