"""Updates: what is checked, and what is changed; the whole object counts, not what differs (ukg.md §1.9, §1.10)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from simulators.ukg import statuses
from simulators.ukg.records import Employment
from simulators.ukg.routes import Resources
from simulators.ukg.soap.contracts import WIDTHS, slots
from simulators.ukg.soap.shapes import JOB, PERSON
from simulators.ukg.timeline import Version

Entity = Mapping[str, Any]


class Complaint(NamedTuple):
    """Why an entity is not taken: the member it is about, and the words."""

    member: str
    message: str


class Change(NamedTuple):
    """What an entity changes: fields by UKG's REST names, the day it holds from, and slots that the employment holds."""

    fields: dict[str, Any]
    since: str | None = None
    slots: dict[str, Any] | None = None


def change_of(item: str, resources: Resources, employment: Employment, version: Version, entity: Entity) -> Change | list[Complaint]:
    """What an update does to a record, or why it is not taken."""
    if item == "Person":
        return _person(resources, entity)
    kinds: dict[str, Callable[..., Change | list[Complaint]]] = {
        "Job": _job,
        "EmploymentInformation": _employment,
        "Termination": _termination,
    }
    if item == "UserDefinedFields":
        return _fields(resources, entity)
    return kinds[item](employment, version, entity)


def _person(resources: Resources, entity: Entity) -> Change | list[Complaint]:
    """The whole object is taken, SSN included: one that is not sent is emptied, or kept (`soap_ssn`)."""
    assumptions, complaints = resources.assumptions, list(_missing(entity, "FirstName", "LastName"))
    mail = entity.get("EmailAddress")
    if mail and "@" not in mail:
        complaints.append(Complaint("EmailAddress", "The e-mail address is not valid."))
    if mail and len(mail) > assumptions.mail_length:
        complaints.append(Complaint("EmailAddress", f"The e-mail address is longer than {assumptions.mail_length} characters."))
    fields = {known: entity.get(name) for name, known in PERSON.items()}
    if entity.get("SSN") or assumptions.soap_ssn == "emptied":
        fields["ssn"] = entity.get("SSN")
    fields["ssnIsSuppressed"] = str(entity.get("SuppressSSN")).lower() == "true"
    return complaints or Change(fields)


def _job(_employment: Employment, _version: Version, entity: Entity) -> Change | list[Complaint]:
    needed = ("EffectiveDate", "EmployeeType", "FullOrPartTime", "HourlyOrSalaried", "JobCode", "PayGroup", "ReasonCode", "ScheduledHours")
    complaints = list(_missing(entity, *needed))
    if complaints:
        return complaints
    fields = {known: entity.get(name) for name, known in JOB.items() if name != "DateInJob"}
    fields["scheduledWorkHrs"] = float(entity["ScheduledHours"])
    return Change(fields, since=_day(entity["EffectiveDate"]))


def _employment(_employment: Employment, version: Version, entity: Entity) -> Change | list[Complaint]:
    status, was = entity.get("EmploymentStatus"), version.values.get(statuses.STATUS)
    if status == "T" and was != "T":
        return [Complaint("EmploymentStatus", "Use the termination service to terminate an employee.")]
    if status not in ("A", "L", "O", "R", "S", "T"):
        return [Complaint("EmploymentStatus", "The employment status is not valid.")]
    if status == "L" and not entity.get("LeaveReason"):
        return [Complaint("LeaveReason", "A leave reason is required for status L.")]
    since = _day(entity.get("StatusStartDate"))
    if status != was and (since is None or since <= str(version.values.get(statuses.SINCE))[:10]):
        return [Complaint("StatusStartDate", "The status start date must be later than the current one.")]
    fields = {"leaveReasonCode": entity.get("LeaveReason"), "employeeStatusExpectedEndDate": _day(entity.get("StatusAnticipatedEnd"))}
    return Change({**fields, **({statuses.STATUS: status} if status != was else {})}, since=since if status != was else None)


def _termination(_employment: Employment, version: Version, entity: Entity) -> Change | list[Complaint]:
    complaints = list(_missing(entity, "TerminationDate", "TerminationReason"))
    ends = _day(entity.get("TerminationDate"))
    if ends is not None and ends <= str(version.values.get("lastHireDate"))[:10]:
        complaints.append(Complaint("TerminationDate", "The termination date must be later than the last hire date."))
    if version.values.get(statuses.STATUS) == "T":
        complaints.append(Complaint("EmployeeIdentifier", "The employee is terminated already."))
    if complaints:
        return complaints
    return Change(
        {
            "dateOfTermination": ends,
            "dateLastWorked": _day(entity.get("LastDayWorked")) or ends,
            "datePaidThru": _day(entity.get("PaidThroughDate")) or ends,
            "termReason": entity["TerminationReason"],
            "okToRehire": "Y" if str(entity.get("EligibleForRehire")).lower() == "true" else "N",
        }
    )


def _fields(resources: Resources, entity: Entity) -> Change | list[Complaint]:
    """Slots that are not sent, are nil or have what value types have for none are emptied: the whole object is taken."""
    labels = {slot: label for label, slot in resources.rows.labels.slots.items()}
    complaints: list[Complaint] = []
    udf: dict[str, Any] = {}
    company: dict[str, Any] = {}
    for name, (family, number, kind) in slots().items():
        try:
            value = _slot(kind, entity.get(name))
        except ValueError:
            complaints.append(Complaint(name, "The value is not valid for this field."))
            continue
        if not kind and value is not None and len(value) > WIDTHS[family][number]:
            complaints.append(Complaint(name, f"The value is longer than {WIDTHS[family][number]} characters."))
        if family == "Eep":
            udf[labels.get(number, name)] = value
        else:
            company[name] = value
    return complaints or Change({"udf": udf}, slots=company)


def _slot(kind: str, given: Any) -> Any:
    if given is None:
        return None
    if kind == "d":
        return _day(given)
    if kind == "n":
        try:
            number = Decimal(given)
        except InvalidOperation:
            raise ValueError(given) from None
        return float(number) if number else None
    return str(given)


def _missing(entity: Entity, *names: str) -> Iterable[Complaint]:
    for name in names:
        value = entity.get(name)
        if value in (None, "") or (name.endswith("Date") and _day(value) is None):
            yield Complaint(name, f"{name} is required.")


def _day(given: Any) -> str | None:
    """The day of a date-time; year 1 is none. Raises ValueError for what is no date."""
    if not given:
        return None
    text = str(given)[:10]
    return None if text.startswith("0001-") else date.fromisoformat(text).isoformat()
