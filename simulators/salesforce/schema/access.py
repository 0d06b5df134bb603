"""What people may do: permission sets, their licences, package licences, groups and queues (salesforce.md §2.5, Object Reference)."""

from simulators.salesforce.schema.setup import STAMPS

PERMISSION_SET = f"""
Id id dl "PermissionSet ID"
Name string:80 cuN "Permission Set Name"
Label string:80 cu "Permission Set Label"
LicenseId reference cn >PermissionSetLicense,UserLicense:License
ProfileId reference n >Profile:Profile
IsOwnedByProfile boolean d
IsCustom boolean d
Description string:255 cun
{STAMPS}
NamespacePrefix string:15 n
HasActivationRequired boolean cud "Session Activation Required"
PermissionSetGroupId reference n >PermissionSetGroup:PermissionSetGroup
Type picklist:255 ndr =Regular "Permission Set Type"
"""

PERMISSION_SET_GROUP = f"""
Id id dl "Permission Set Group ID"
IsDeleted boolean d "Deleted"
DeveloperName string:80 cuN "API Name"
Language picklist:40 cudr =en_US
MasterLabel string:80 cu "Label"
NamespacePrefix string:15 n
{STAMPS}
Description string:255 cun
Status picklist:255 cudr =Updated
HasActivationRequired boolean cud
"""

PERMISSION_SET_GROUP_COMPONENT = f"""
Id id dl
IsDeleted boolean d "Deleted"
{STAMPS}
PermissionSetGroupId reference c >PermissionSetGroup:PermissionSetGroup
PermissionSetId reference c >PermissionSet:PermissionSet
"""

PERMISSION_SET_ASSIGNMENT = """
Id id dl "PermissionSetAssignment ID"
PermissionSetId reference cn >PermissionSet:PermissionSet "PermissionSet ID"
PermissionSetGroupId reference cn >PermissionSetGroup:PermissionSetGroup
AssigneeId reference c >User:Assignee
SystemModstamp datetime d "Date Assigned"
ExpirationDate datetime cun
IsActive boolean d =true
IsRevoked boolean d
"""

PERMISSION_SET_LICENSE = f"""
Id id dl "PermissionSetLicense ID"
IsDeleted boolean d "Deleted"
DeveloperName string:80 N
Language picklist:40 r
MasterLabel string:80 - "Permission Set License Label"
{STAMPS}
PermissionSetLicenseKey string:40 -
TotalLicenses int -
Status picklist:40 r
ExpirationDate date n
MaximumPermissionsCustomizeApplication boolean d
UsedLicenses int -
LicenseExpirationPolicy picklist:40 nr
IsAvailableForIntegrations boolean d
"""

PERMISSION_SET_LICENSE_ASSIGN = f"""
Id id dl "PermissionSetLicenseAssignment ID"
IsDeleted boolean d "Deleted"
{STAMPS}
PermissionSetLicenseId reference c >PermissionSetLicense:PermissionSetLicense
AssigneeId reference c >User:Assignee
"""

PACKAGE_LICENSE = """
Id id dl "Package License ID"
Status picklist:40 r
IsProvisioned boolean d
AllowedLicenses int -
UsedLicenses int -
ExpirationDate datetime n
CreatedDate datetime d
LastModifiedDate datetime d
SystemModstamp datetime d
NamespacePrefix string:15 -
"""

USER_PACKAGE_LICENSE = f"""
Id id dl "User Package License ID"
PackageLicenseId reference c >PackageLicense:PackageLicense
UserId reference c >User:User
{STAMPS}
"""

GROUP = f"""
Id id dl "Group ID"
Name string:40 culN
DeveloperName string:80 cun "Developer Name"
RelatedId reference n >User,UserRole:Related
Type picklist:40 cdr =Regular
Email email:255 cun
OwnerId reference n >Organization,User:Owner
DoesSendEmailToMembers boolean cud "Send Email to Members"
DoesIncludeBosses boolean cud "Include Bosses"
Description string:1000 cun
{STAMPS}
"""

GROUP_MEMBER = """
Id id dl "Group Member ID"
GroupId reference c >Group:Group
UserOrGroupId reference c >Group,User "User/Group ID"
SystemModstamp datetime d
"""

QUEUE_SOBJECT = """
Id id dl
SobjectType picklist:40 cr
QueueId reference c >Group:Queue
CreatedById reference d >User:CreatedBy
SystemModstamp datetime d
"""

AUTH_SESSION = """
Id id dl "Auth Session ID"
UsersId reference n >User:Users
CreatedDate datetime d
LastModifiedDate datetime d
NumSecondsValid int -
UserType picklist:40 r
SourceIp string:39 -
LoginType picklist:40 nr
SessionType picklist:40 nr
SessionSecurityLevel picklist:40 nr
LogoutUrl string:255 n
ParentId reference n >AuthSession:Parent
LoginHistoryId reference n >LoginHistory:LoginHistory
LoginGeoId reference n >LoginGeo:LoginGeo
IsCurrent boolean d
"""

USER_PERMISSION_ACCESS = """
Id id dl
LastCacheUpdate datetime -
PermissionsApiEnabled boolean -
PermissionsAssignPermissionSets boolean -
PermissionsFreezeUsers boolean -
PermissionsManageInternalUsers boolean -
PermissionsManageRoles boolean -
PermissionsManageTerritories boolean -
PermissionsManageUsers boolean -
PermissionsModifyAllData boolean -
PermissionsResetPasswords boolean -
PermissionsTransferAnyEntity boolean -
PermissionsTransferAnyLead boolean -
PermissionsTransferAnyCase boolean -
PermissionsViewAllData boolean -
PermissionsViewAllUsers boolean -
PermissionsViewRoles boolean -
PermissionsViewSetup boolean -
"""
