"""The reference company's org: profiles, roles, territories, licences, and the users no company makes."""

from typing import Any

from simulators.salesforce.entitlements import follow_profile
from simulators.salesforce.org import Org
from simulators.salesforce.ownership import STAGES
from simulators.salesforce.store import Row

REGIONS = ("East", "Central", "West", "EMEA", "APAC")
JOBS = ("RSM", "AE", "SDR", "Support")
PROFILES = ("System Administrator", "Halden Sales Manager", "Halden Sales User", "Halden Service User")


def put(org: Org, sobject: str, **values: Any) -> Row:
    """A row that was there from the start, made past the rules."""
    now = org.now()
    fields = org.objects[sobject.lower()].fields.values()
    row = {field.name: field.default for field in fields}
    stamps = {"CreatedDate": now, "LastModifiedDate": now, "SystemModstamp": now}
    who = {"CreatedById": org.me or None, "LastModifiedById": org.me or None}
    row |= {name: value for name, value in (stamps | who).items() if name in row}
    row |= {"Id": org.store.next_id(sobject)} | values
    org.store.add(sobject, row)
    return row


def seed(org: Org) -> None:
    licence = _licence(org, "Salesforce", "SFDC", org.options.licences)
    integration = _licence(org, "Salesforce Integration", "INT", 5)
    for name in PROFILES:
        put(org, "Profile", Name=name, UserLicenseId=licence["Id"], UserType="Standard")
    ours = put(org, "Profile", Name="Minimum Access - API Only Integrations", UserLicenseId=integration["Id"], UserType="Standard")
    org.me = _user(org, "integration@halden.example", "Integration", "User", ours["Id"])
    _user(org, "autoproc@halden.example", "Automated", "Process", None)
    org.store.change("UserLicense", integration, {"UsedLicenses": 1})
    _roles(org)
    _territories(org)
    _organization(org)
    _access(org, licence)
    _rest(org)
    org.store.settle()


def _organization(org: Org) -> None:
    put(
        org,
        "Organization",
        Name="Halden Group",
        Country="US",
        OrganizationType="Enterprise Edition",
        InstanceName="USA42",
        DefaultLocaleSidKey="en_US",
        TimeZoneSidKey=org.options.org_time_zone,
        LanguageLocaleKey="en_US",
        FiscalYearStartMonth=org.options.fiscal_year_start,
        PrimaryContact="Integration User",
        DefaultAccountAccess="Edit",
        DefaultOpportunityAccess="Edit",
        DefaultLeadAccess="ReadEditTransfer",
        DefaultCaseAccess="ReadEditTransfer",
        DefaultContactAccess="ControlledByParent",
    )


def _access(org: Org, licence: Row) -> None:
    """Permission sets of each kind: of no licence, of the user licence, of a permission set licence; a package; a group and queues."""
    pool = put(
        org,
        "PermissionSetLicense",
        DeveloperName="SalesEnablement",
        MasterLabel="Sales Enablement",
        PermissionSetLicenseKey="SalesEnablement",
        Language="en_US",
        TotalLicenses=100,
        UsedLicenses=0,
        Status="Active",
    )
    for name, needs in (("Halden_Approvals", None), ("Halden_Reports", licence["Id"]), ("Halden_Enablement", pool["Id"])):
        put(org, "PermissionSet", Name=name, Label=name.replace("_", " "), LicenseId=needs, IsCustom=True)
    group = put(org, "PermissionSetGroup", DeveloperName="Halden_Closing", MasterLabel="Halden Closing")
    first = org.table("PermissionSet").having("Name", "Halden_Approvals")[0]
    put(org, "PermissionSetGroupComponent", PermissionSetGroupId=group["Id"], PermissionSetId=first["Id"])
    for profile in list(org.table("Profile").rows.values()):
        name = f"X00e{profile['Id'][-6:]}"
        put(org, "PermissionSet", Name=name, Label=name, ProfileId=profile["Id"], IsOwnedByProfile=True, Type="Profile")
    for user in list(org.table("User").rows.values()):
        follow_profile(org, user)
    put(org, "PackageLicense", Status="Active", IsProvisioned=True, AllowedLicenses=50, UsedLicenses=0, NamespacePrefix="docsign")
    put(org, "Group", Name="Halden Sales", DeveloperName="Halden_Sales", Type="Regular")
    for sobject in ("Lead", "Case"):
        queue = put(org, "Group", Name=f"{sobject} Queue", DeveloperName=f"{sobject}_Queue", Type="Queue")
        put(org, "QueueSobject", SobjectType=sobject, QueueId=queue["Id"])


def _rest(org: Org) -> None:
    for number, (stage, (closed, won, probability, category, label)) in enumerate(STAGES.items(), 1):
        shown = {"MasterLabel": stage, "ApiName": stage, "SortOrder": number, "IsClosed": closed, "IsWon": won}
        put(org, "OpportunityStage", **shown, DefaultProbability=probability, ForecastCategory=category, ForecastCategoryName=label)
    for number, (code, rate) in enumerate(org.options.currencies.items()):
        put(org, "CurrencyType", IsoCode=code, ConversionRate=rate, DecimalPlaces=2, IsActive=True, IsCorporate=number == 0)
    rights = {one.name: True for one in org.objects["userpermissionaccess"].fields.values() if one.name.startswith("Permissions")}
    put(org, "UserPermissionAccess", **rights | {f"Permissions{one}": False for one in org.denied})


def _licence(org: Org, name: str, key: str, total: int) -> Row:
    return put(
        org, "UserLicense", Name=name, MasterLabel=name, LicenseDefinitionKey=key, TotalLicenses=total, UsedLicenses=0, Status="Active"
    )


def _user(org: Org, username: str, first: str, last: str, profile: str | None) -> str:
    row = put(
        org,
        "User",
        Username=username,
        FirstName=first,
        LastName=last,
        Name=f"{first} {last}",
        Email="noreply@halden.example",
        Alias=first[:8].lower(),
        CommunityNickname=username.partition("@")[0],
        ProfileId=profile,
        TimeZoneSidKey="America/New_York",
        LocaleSidKey="en_US",
        LanguageLocaleKey="en_US",
        EmailEncodingKey="UTF-8",
        IsActive=True,
    )
    put(org, "UserLogin", UserId=row["Id"])
    org.protected.add(row["Id"])
    return str(row["Id"])


def _role(org: Org, name: str, parent: str | None) -> str:
    row = put(
        org,
        "UserRole",
        Name=name,
        DeveloperName=name.replace(" ", "_"),
        ParentRoleId=parent,
        OpportunityAccessForAccountOwner="Edit",
        CaseAccessForAccountOwner="Edit",
        ContactAccessForAccountOwner="Edit",
    )
    return str(row["Id"])


def _roles(org: Org) -> None:
    top = _role(org, "CRO", None)
    for region in REGIONS:
        manager = _role(org, f"RSM {region}", top)
        for job in JOBS[1:]:
            _role(org, f"{job} {region}", manager)


def _territories(org: Org) -> None:
    if "territory2" not in org.objects:
        return
    kind = put(org, "Territory2Type", DeveloperName="Region", MasterLabel="Region", Language="en_US", Priority=1)
    model = put(org, "Territory2Model", Name="Halden", DeveloperName="Halden", State="Active", ActivatedDate=org.now())
    for region in REGIONS:
        put(
            org,
            "Territory2",
            Name=f"T-{region}",
            DeveloperName=f"T_{region}",
            Territory2TypeId=kind["Id"],
            Territory2ModelId=model["Id"],
        )
