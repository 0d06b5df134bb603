"""The reference company's org: profiles, roles, territories, licences, and the users no company makes."""

from typing import Any

from simulators.salesforce.org import Org
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
    put(
        org,
        "Organization",
        Name="Halden Group",
        Country="US",
        OrganizationType="Enterprise Edition",
        InstanceName="USA42",
        DefaultLocaleSidKey="en_US",
        TimeZoneSidKey="America/New_York",
        LanguageLocaleKey="en_US",
        FiscalYearStartMonth=1,
        PrimaryContact="Integration User",
        DefaultAccountAccess="Edit",
        DefaultOpportunityAccess="Edit",
        DefaultLeadAccess="ReadEditTransfer",
        DefaultCaseAccess="ReadEditTransfer",
        DefaultContactAccess="ControlledByParent",
    )
    org.store.settle()


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
    for region in REGIONS:
        put(
            org,
            "Territory2",
            Name=f"T-{region}",
            DeveloperName=f"T_{region}",
            Territory2TypeId="0M5dM0000000001QAA",
            Territory2ModelId="0MAdM0000000001QAA",
        )
