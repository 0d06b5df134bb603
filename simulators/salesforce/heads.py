"""Every object an org may know: its describe flags, as a 2026 org's describeGlobal shows them (salesforce.md §2), and its fields."""

from simulators.salesforce.schema import access, activity, records, sales, service, setup, user

DATA = (
    "createable deletable feedEnabled layoutable mruEnabled queryable replicateable retrieveable searchable triggerable undeletable"
    " updateable"
)
ACTIVITY = DATA.replace("feedEnabled ", "")
NAMED = "createable deletable mruEnabled queryable retrieveable searchable updateable"
LINK = "createable deletable queryable retrieveable updateable"
HEADS = {
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
    "AuthSession": "AuthSession|0Ak|Auth Session|Auth Sessions|deletable queryable retrieveable",
    "Contact": f"Contact|003|Contact|Contacts|{DATA} mergeable",
    "CurrencyType": "CurrencyType|01L|Currency Type|Currency Types|createable queryable retrieveable updateable",
    "DatedConversionRate": f"DatedConversionRate|04w|Dated Conversion Rate|Dated Conversion Rates|{LINK}",
    "Event": f"Event|00U|Event|Events|{ACTIVITY}",
    "FeedItem": "FeedItem|0D5|Feed Item|Feed Items|createable deletable layoutable queryable replicateable retrieveable searchable"
    " triggerable updateable",
    "Group": "Group|00G|Group|Group|createable deletable queryable replicateable retrieveable searchable updateable",
    "GroupMember": "GroupMember|011|Group Member|Group Member|createable deletable queryable replicateable retrieveable",
    "LoginHistory": "LoginHistory|0Ya|Login History|Login History|queryable retrieveable",
    "ObjectTerritory2Association": "ObjectTerritory2Association|0TY|Object Territory Association|Object Territory Associations"
    "|createable deletable queryable replicateable retrieveable",
    "OpportunityStage": "OpportunityStage|01J|Opportunity Stage|Opportunity Stage|queryable retrieveable",
    "PackageLicense": "PackageLicense|050|Package License|Package License|queryable retrieveable",
    "PermissionSet": f"PermissionSet|0PS|Permission Set|Permission Sets|{NAMED}",
    "PermissionSetAssignment": f"PermissionSetAssignment|0Pa|Permission Set Assignment|Permission Set Assignments|{LINK}",
    "PermissionSetGroup": f"PermissionSetGroup|0PG|Permission Set Group|Permission Set Groups|{NAMED}",
    "PermissionSetGroupComponent": "PermissionSetGroupComponent|0PM|Permission Set Group Component|Permission Set Group Components"
    "|createable deletable queryable retrieveable",
    "PermissionSetLicense": "PermissionSetLicense|0PL|Permission Set License|Permission Set Licenses|layoutable queryable retrieveable"
    " searchable",
    "PermissionSetLicenseAssign": "PermissionSetLicenseAssign|2LA|Permission Set License Assignment|Permission Set License Assignments"
    f"|{LINK}",
    "QueueSobject": "QueueSobject|03g|Queue sObject|Queue sObjects|createable deletable queryable replicateable retrieveable",
    "RecordType": "RecordType|012|Record Type|Record Types|createable mruEnabled queryable replicateable retrieveable searchable"
    " updateable",
    "SetupAuditTrail": "SetupAuditTrail|0Ym|Setup Audit Trail Entry|Setup Audit Trail Entries|queryable retrieveable searchable",
    "Task": f"Task|00T|Task|Tasks|{ACTIVITY}",
    "Territory2Model": "Territory2Model|0MA|Territory Model|Territory Models|createable deletable queryable replicateable retrieveable"
    " searchable updateable",
    "Territory2Type": "Territory2Type|0M5|Territory Type|Territory Types|createable deletable queryable replicateable retrieveable"
    " searchable updateable",
    "UserPermissionAccess": "UserPermissionAccess|0up|User Permission Access|User Permission Access|queryable",
    "UserPackageLicense": f"UserPackageLicense|051|User Package License|User Package License|{LINK}",
}
TEXTS = {
    "Account": service.ACCOUNT,
    "AuthSession": access.AUTH_SESSION,
    "Case": service.CASE,
    "Contact": activity.CONTACT,
    "CurrencyType": records.CURRENCY_TYPE,
    "DatedConversionRate": records.DATED_CONVERSION_RATE,
    "Event": activity.EVENT,
    "FeedItem": records.FEED_ITEM,
    "Group": access.GROUP,
    "GroupMember": access.GROUP_MEMBER,
    "Lead": sales.LEAD,
    "LoginHistory": records.LOGIN_HISTORY,
    "ObjectTerritory2Association": records.OBJECT_TERRITORY,
    "Opportunity": sales.OPPORTUNITY,
    "OpportunityStage": records.OPPORTUNITY_STAGE,
    "Organization": setup.ORGANIZATION,
    "PackageLicense": access.PACKAGE_LICENSE,
    "PermissionSet": access.PERMISSION_SET,
    "PermissionSetAssignment": access.PERMISSION_SET_ASSIGNMENT,
    "PermissionSetGroup": access.PERMISSION_SET_GROUP,
    "PermissionSetGroupComponent": access.PERMISSION_SET_GROUP_COMPONENT,
    "PermissionSetLicense": access.PERMISSION_SET_LICENSE,
    "PermissionSetLicenseAssign": access.PERMISSION_SET_LICENSE_ASSIGN,
    "Profile": setup.PROFILE,
    "QueueSobject": access.QUEUE_SOBJECT,
    "RecordType": records.RECORD_TYPE,
    "SetupAuditTrail": records.SETUP_AUDIT_TRAIL,
    "Task": activity.TASK,
    "Territory2": setup.TERRITORY2,
    "Territory2Model": records.TERRITORY2_MODEL,
    "Territory2Type": records.TERRITORY2_TYPE,
    "User": user.USER,
    "UserLicense": setup.USER_LICENSE,
    "UserLogin": setup.USER_LOGIN,
    "UserPackageLicense": access.USER_PACKAGE_LICENSE,
    "UserPermissionAccess": access.USER_PERMISSION_ACCESS,
    "UserRole": setup.USER_ROLE,
    "UserTerritory2Association": setup.USER_TERRITORY,
}
