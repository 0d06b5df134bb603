"""What Salesforce asks of records that are owned, and works out by itself: stages, closed flags, assignment rules (salesforce.md §3)."""

from datetime import date

from simulators.salesforce.errors import Refusal
from simulators.salesforce.fiscal import fiscal_quarter
from simulators.salesforce.org import Org
from simulators.salesforce.store import Row

STAGES: dict[str, tuple[bool, bool, int, str, str]] = {  # stage → closed, won, probability, forecast category and its label
    "Prospecting": (False, False, 10, "Pipeline", "Pipeline"),
    "Qualification": (False, False, 10, "Pipeline", "Pipeline"),
    "Needs Analysis": (False, False, 20, "Pipeline", "Pipeline"),
    "Value Proposition": (False, False, 50, "Pipeline", "Pipeline"),
    "Id. Decision Makers": (False, False, 60, "Pipeline", "Pipeline"),
    "Perception Analysis": (False, False, 70, "Pipeline", "Pipeline"),
    "Proposal/Price Quote": (False, False, 75, "Pipeline", "Pipeline"),
    "Negotiation/Review": (False, False, 90, "Pipeline", "Pipeline"),
    "Closed Won": (True, True, 100, "Closed", "Closed"),
    "Closed Lost": (True, False, 0, "Omitted", "Omitted"),
}
OWNED = frozenset({"Account", "Case", "Contact", "Event", "Lead", "Opportunity", "Task"})
ASSIGNED = frozenset({"Lead", "Case", "Account"})


def before_insert(org: Org, sobject: str, values: Row, auto_assign: bool) -> None:
    values["OwnerId"] = values.get("OwnerId") or org.me
    _assign(org, sobject, values, auto_assign)
    _may_own(org, sobject, values["OwnerId"])
    _derive(org, sobject, {"Status": "Not Started"} | values if sobject == "Task" else values, values)
    if sobject == "Case":
        values["CaseNumber"] = f"{1000 + org.table('Case').minted:08d}"


def before_update(org: Org, sobject: str, row: Row, values: Row, auto_assign: bool) -> None:
    if sobject == "Lead" and row["IsConverted"]:
        raise Refusal("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
    _assign(org, sobject, values, auto_assign)
    if "OwnerId" in values and values["OwnerId"] != row["OwnerId"]:
        _may_own(org, sobject, values["OwnerId"])
    elif sobject in org.open_points.edits_refused_under_inactive_owner:
        _may_own(org, sobject, row["OwnerId"])
    _derive(org, sobject, row | values, values)


def is_open(sobject: str, row: Row) -> bool:
    """Open as the selection of a transfer understands it (§3): accounts always are."""
    closed: bool = row["IsConverted"] if sobject == "Lead" else row.get("IsClosed", False)
    return not closed


def _assign(org: Org, sobject: str, values: Row, auto_assign: bool) -> None:
    """Active assignment rules win over the caller's owner unless `Sforce-Auto-Assign: FALSE` said otherwise."""
    chosen = org.assigned.get(sobject)
    if auto_assign and chosen and sobject in ASSIGNED:
        values["OwnerId"] = org.table("User").having("Username", chosen)[0]["Id"]


def _may_own(org: Org, sobject: str, owner: str) -> None:
    """An active user; of cases, leads and tasks also a queue that takes them."""
    person = org.table("User").rows.get(owner)
    if person is None:
        queued = (one["SobjectType"] for one in org.table("QueueSobject").having("QueueId", owner))
        if sobject not in queued:
            raise Refusal("INVALID_OPERATION", "Queue not associated with this SObject type")
    elif not person["IsActive"]:
        raise Refusal("INACTIVE_OWNER_OR_USER", org.open_points.inactive_owner_message)


def _derive(org: Org, sobject: str, after: Row, values: Row) -> None:
    if sobject in ("Lead", "Contact") and {"FirstName", "LastName"} & set(values):
        values["Name"] = " ".join(part for part in (after.get("FirstName"), after.get("LastName")) if part)
    if sobject == "Case" and "Status" in values:
        closed = after["Status"] == "Closed"
        values |= {"IsClosed": closed, "ClosedDate": org.now() if closed else None}
    if sobject == "Task":
        _task(org, after, values)
    if sobject == "Opportunity":
        _opportunity(org, after, values)


def _task(org: Org, after: Row, values: Row) -> None:
    closed = after.get("Status") == "Completed"
    values |= {"IsClosed": closed, "IsHighPriority": after.get("Priority") == "High"}
    if closed and not after.get("CompletedDateTime"):
        values["CompletedDateTime"] = org.now()
    values["TaskSubtype"] = after.get("TaskSubtype") or "Task"


def _opportunity(org: Org, after: Row, values: Row) -> None:
    if "CloseDate" in values:
        year, quarter = fiscal_quarter(date.fromisoformat(after["CloseDate"]), org.options.fiscal_year_start)
        values |= {"FiscalYear": year, "FiscalQuarter": quarter, "Fiscal": f"{year} {quarter}"}
    if "StageName" in values:
        closed, won, probability, category, label = STAGES.get(after["StageName"], STAGES["Prospecting"])
        values |= {"IsClosed": closed, "IsWon": won, "ForecastCategory": category, "ForecastCategoryName": label}
        values["Probability"] = values.get("Probability", probability)
    if {"StageName", "Amount", "Probability"} & set(values):
        amount, probability = after.get("Amount"), (after | values).get("Probability") or 0
        values["ExpectedRevenue"] = None if amount is None else amount * probability / 100
