"""The objects an org knows, by name: fixed by its options."""

from simulators.salesforce.fields import Field, Sobject, read_fields, sobject
from simulators.salesforce.options import Options
from simulators.salesforce.schema.sales import LEAD, OPPORTUNITY
from simulators.salesforce.schema.service import ACCOUNT, CASE
from simulators.salesforce.schema.setup import ORGANIZATION, PROFILE, TERRITORY2, USER_LICENSE, USER_LOGIN, USER_ROLE, USER_TERRITORY
from simulators.salesforce.schema.user import USER

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
ACCESS = ("None", "Read", "Edit")

DATA = (
    "createable deletable feedEnabled layoutable mruEnabled queryable replicateable retrieveable searchable triggerable undeletable"
    " updateable"
)
HEADS = {  # flags as a 2026 org's describeGlobal shows them (salesforce.md §2.1, §2.4, §2.5)
    "Account": f"Account|001|Account|Accounts|{DATA} mergeable",
    "Case": f"Case|500|Case|Cases|{DATA}",
    "Lead": f"Lead|00Q|Lead|Leads|{DATA} mergeable",
    "Opportunity": f"Opportunity|006|Opportunity|Opportunities|{DATA} deepCloneable",
    "Organization": "Organization|00D|Organization|Organizations|queryable replicateable retrieveable updateable",
    "Profile": "Profile|00e|Profile|Profiles|createable deletable mruEnabled queryable replicateable retrieveable searchable updateable",
    "Territory2": "Territory2|0MI|Territory|Territories|createable deletable queryable replicateable retrieveable searchable updateable",
    "User": "User|005|User|Users|createable feedEnabled layoutable mruEnabled queryable replicateable retrieveable searchable triggerable"
    " updateable",
    "UserLicense": "UserLicense|100|User License|User Licenses|queryable retrieveable searchable",
    "UserLogin": "UserLogin|0Yw|User Login|User Login|queryable retrieveable updateable",
    "UserRole": "UserRole|00E|Role|Role|createable deletable layoutable mruEnabled queryable replicateable retrieveable searchable"
    " updateable",
    "UserTerritory2Association": "UserTerritory2Association|0U8|User Territory Association|User Territory Associations"
    "|createable deletable queryable replicateable retrieveable",
}
TEXTS = {
    "Account": ACCOUNT,
    "Case": CASE,
    "Lead": LEAD,
    "Opportunity": OPPORTUNITY,
    "Organization": ORGANIZATION,
    "Profile": PROFILE,
    "Territory2": TERRITORY2,
    "User": USER,
    "UserLicense": USER_LICENSE,
    "UserLogin": USER_LOGIN,
    "UserRole": USER_ROLE,
    "UserTerritory2Association": USER_TERRITORY,
}

USER_CUSTOM = """
UKG_Person_Id__c string:64 cunekq "UKG Person Id"
Compensation_Plan__c string:40 cunk "Compensation Plan"
On_Leave__c boolean cudk "On Leave"
"""
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
        "Opportunity": {"StageName": STAGES, "ForecastCategoryName": ("Omitted", "Pipeline", "Best Case", "Commit", "Closed")},
        "Lead": {"Status": LEAD_STATUSES},
        "Case": {"Status": CASE_STATUSES, "Priority": ("High", "Medium", "Low")},
    }


def _fields(name: str, options: Options, values: dict[str, tuple[str, ...]]) -> list[Field]:
    custom = USER_CUSTOM if name == "User" else RECORD_CUSTOM if name in RECORDS else ""
    own = [one for one in read_fields(custom) if one.name not in options.lacks and f"{name}.{one.name}" not in options.lacks]
    return read_fields(TEXTS[name], values) + own


def catalogue(options: Options) -> dict[str, Sobject]:
    """Lower-case name → object. Without Sales Territories its objects do not exist at all (salesforce.md §2.5)."""
    values = _values(options)
    known = {name: sobject(head, _fields(name, options, values.get(name, {}))) for name, head in HEADS.items()}
    return {name.lower(): one for name, one in known.items() if options.territories or "Territory2" not in name}
