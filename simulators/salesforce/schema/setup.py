"""The setup objects: profiles, roles, licences, territories, logins, the organization (salesforce.md §2.4, §2.5)."""

STAMPS = """
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
"""

PROFILE = f"""
Id id dl "Profile ID"
Name string:255 culN
UserLicenseId reference c >UserLicense:UserLicense "User License ID"
UserType picklist:40 nr
{STAMPS}
Description string:255 cun
LastViewedDate datetime n
LastReferencedDate datetime n
"""

USER_LICENSE = """
Id id dl "User License ID"
LicenseDefinitionKey string:40 - "License Def. ID"
TotalLicenses int -
Status picklist:40 r
UsedLicenses int n
UsedLicensesLastUpdated datetime n
Name string:40 nN
MasterLabel string:40 -
MonthlyLoginsUsed int n
MonthlyLoginsEntitlement int n
CreatedDate datetime d
LastModifiedDate datetime d
SystemModstamp datetime d
"""

USER_ROLE = """
Id id dl "Role ID"
Name string:80 culN
ParentRoleId reference cun >UserRole "Parent Role ID"
RollupDescription string:80 cun "Description"
OpportunityAccessForAccountOwner picklist:40 cur "Opportunity Access Level for Account Owner"
CaseAccessForAccountOwner picklist:40 cunr "Case Access Level for Account Owner"
ContactAccessForAccountOwner picklist:40 cunr "Contact Access Level for Account Owner"
ForecastUserId reference cun >User "User ID"
MayForecastManagerShare boolean d
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
DeveloperName string:80 cun "Developer Name"
PortalAccountId reference cn >Account "Account ID"
PortalType picklist:40 cnr
PortalAccountOwnerId reference n >User "User ID"
"""

USER_LOGIN = """
Id id dl "User Login ID"
UserId reference - >User
IsFrozen boolean ud "Frozen"
IsPasswordLocked boolean ud "Password Locked"
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
"""

TERRITORY2 = """
Id id dl "Territory ID"
Name string:80 cuN "Label"
Territory2TypeId reference cu >Territory2Type:Territory2Type "Territory Type ID"
Territory2ModelId reference c >Territory2Model:Territory2Model "Territory Model ID"
ParentTerritory2Id reference cun >Territory2:ParentTerritory2 "Parent Territory ID"
Description string:1000 cun
ForecastUserId reference cun >User:ForecastUser "Forecast Manager ID"
AccountAccessLevel picklist:40 cudr =Edit
OpportunityAccessLevel picklist:40 cunr
CaseAccessLevel picklist:40 cunr
ContactAccessLevel picklist:40 cunr
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
DeveloperName string:80 cu "Developer Name"
"""

USER_TERRITORY = """
Id id dl "User Territory Association ID"
UserId reference c >User:User
Territory2Id reference c >Territory2:Territory2 "Territory ID"
IsActive boolean d =true "Active"
RoleInTerritory2 picklist:40 cn "Role in Territory"
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
"""

ORGANIZATION = """
Id id dl "Organization ID"
Name string:80 uN
Division string:80 un
Street textarea:255 un
City string:40 un
State string:80 un
PostalCode string:20 un
Country string:80 un
Latitude double un
Longitude double un
GeocodeAccuracy picklist:40 unr
Address address n
Phone phone:40 un
Fax phone:40 un
PrimaryContact string:80 un
DefaultLocaleSidKey picklist:40 ur
TimeZoneSidKey picklist:40 ur "Time Zone"
LanguageLocaleKey picklist:40 ur
ReceivesInfoEmails boolean ud
ReceivesAdminInfoEmails boolean ud
PreferencesRequireOpportunityProducts boolean ud
PreferencesTransactionSecurityPolicy boolean ud
PreferencesTerminateOldestSession boolean ud
PreferencesConsentManagementEnabled boolean ud
PreferencesAutoSelectIndividualOnMerge boolean ud
PreferencesLightningLoginEnabled boolean ud =true
PreferencesOnlyLLPermUserAllowed boolean ud
FiscalYearStartMonth int u
UsesStartDateAsFiscalYearName boolean ud
DefaultAccountAccess picklist:40 r
DefaultContactAccess picklist:40 r
DefaultOpportunityAccess picklist:40 r
DefaultLeadAccess picklist:40 r
DefaultCaseAccess picklist:40 r
DefaultCalendarAccess picklist:40 r
DefaultPricebookAccess picklist:40 r
DefaultCampaignAccess picklist:40 r
DelegatedAuthenticationServiceUrl url:255 n
SystemModstamp datetime d
ComplianceBccEmail email:80 n
UiSkin picklist:40 ur
SignupCountryIsoCode string:2 n
TrialExpirationDate datetime n
NumKnowledgeService int n
OrganizationType picklist:40 r
NamespacePrefix string:15 n
InstanceName string:5 n
IsSandbox boolean d
WebToCaseDefaultOrigin string:40 un
MonthlyPageViewsUsed int n
MonthlyPageViewsEntitlement int n
IsReadOnly boolean d
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
"""
