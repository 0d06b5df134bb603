"""The objects an org knows, by name: fixed by its options."""

from dataclasses import replace

from simulators.salesforce.fields import Field, Sobject, read_fields, sobject
from simulators.salesforce.heads import HEADS, TEXTS
from simulators.salesforce.options import Options

RECORDS = ("Opportunity", "Lead", "Case", "Account")

STAGES = (
    "Prospecting",
    "Qualification",
    "Needs Analysis",
    "Value Proposition",
    "Id. Decision Makers",
    "Perception Analysis",
    "Proposal/Price Quote",
    "Negotiation/Review",
    "Closed Won",
    "Closed Lost",
)
LEAD_STATUSES = ("Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted")
CASE_STATUSES = ("New", "Working", "Escalated", "Closed")
TASK_STATUSES = ("Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred")
SUBTYPES = ("Task", "Email", "ListEmail", "Cadence", "Call", "LinkedIn")
CALLS = ("Internal", "Inbound", "Outbound")
CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD", "INR", "JPY", "CHF", "SGD")
ACCESS = ("None", "Read", "Edit")

USER_CUSTOM = """
UKG_Person_Id__c string:64 cunekq "UKG Person Id"
Compensation_Plan__c string:40 cunk "Compensation Plan"
On_Leave__c boolean cudk "On Leave"
"""
PRICED = frozenset({"User", "Account", "Opportunity", "Lead", "Case", "Contact", "Task", "Event"})
ISO = 'CurrencyIsoCode picklist:3 cundr "Currency ISO Code"'
RECORD_CUSTOM = """
Temporarily_Covered__c boolean cudk "Temporarily Covered"
Original_Owner__c string:18 cunk "Original Owner"
"""


def _values(options: Options) -> dict[str, dict[str, tuple[str, ...]]]:
    open_points = options.assumptions
    access: dict[str, tuple[str, ...]] = {
        "AccountAccessLevel": ACCESS,
        "OpportunityAccessLevel": ACCESS,
        "CaseAccessLevel": ACCESS,
        "ContactAccessLevel": ACCESS,
    }
    return {
        "User": {
            "TimeZoneSidKey": open_points.time_zones,
            "LocaleSidKey": open_points.locales,
            "LanguageLocaleKey": open_points.languages,
            "EmailEncodingKey": open_points.encodings,
            "DigestFrequency": ("D", "W", "N"),
            "DefaultGroupNotificationFrequency": ("P", "D", "W", "N"),
        },
        "UserRole": {f"{kind}AccessForAccountOwner": ACCESS for kind in ("Opportunity", "Case", "Contact")},
        "UserTerritory2Association": {"RoleInTerritory2": ("Owner", "Administrator", "Sales Rep")},
        "Territory2": access,
        "Task": {"Status": TASK_STATUSES, "Priority": ("High", "Normal", "Low"), "TaskSubtype": SUBTYPES, "CallType": CALLS},
        "Event": {"ShowAs": ("Busy", "OutOfOffice", "Free"), "EventSubtype": ("Event",)},
        "Group": {"Type": ("Regular", "Queue", "AllCustomerPortal", "Organization", "Role", "RoleAndSubordinates")},
        "QueueSobject": {"SobjectType": ("Case", "Lead", "Task")},
        "ObjectTerritory2Association": {"AssociationCause": ("Territory2Manual", "Territory2AssignmentRule")},
        "FeedItem": {"Type": ("TextPost", "LinkPost", "ContentPost")},
        "CurrencyType": {"IsoCode": CURRENCIES},
        "Opportunity": {"StageName": STAGES, "ForecastCategoryName": ("Omitted", "Pipeline", "Best Case", "Commit", "Closed")},
        "Lead": {"Status": LEAD_STATUSES},
        "Case": {"Status": CASE_STATUSES, "Priority": ("High", "Medium", "Low")},
    }


def _fields(name: str, options: Options, values: dict[str, tuple[str, ...]]) -> list[Field]:
    custom = USER_CUSTOM if name == "User" else RECORD_CUSTOM if name in RECORDS else ""
    custom += options.custom.get(name, "")
    own = read_fields(custom)
    if options.currencies and name in PRICED:
        own = [replace(one, values=tuple(options.currencies), default=next(iter(options.currencies))) for one in read_fields(ISO)] + own
    every = read_fields(TEXTS[name], values) + own
    fields = [one for one in every if one.name not in options.lacks and f"{name}.{one.name}" not in options.lacks]
    if name == "UserLogin" and options.assumptions.login_is_a_relationship:
        fields = [replace(one, relationship="User") if one.name == "UserId" else one for one in fields]
    return fields


def _exists(name: str, options: Options) -> bool:
    """Features that are off have no objects at all (salesforce.md §2.5, §9.2)."""
    if "Territory2" in name:
        return options.territories
    return name not in ("CurrencyType", "DatedConversionRate") or bool(options.currencies)


def catalogue(options: Options) -> dict[str, Sobject]:
    """Lower-case name → object."""
    values = _values(options)
    known = {name: sobject(head, _fields(name, options, values.get(name, {}))) for name, head in sorted(HEADS.items())}
    return {name.lower(): one for name, one in known.items() if _exists(name, options)}
