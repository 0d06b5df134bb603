"""What is written beside the records: feeds, audit trail, stages, currencies, territory assignments (Object Reference)."""

from simulators.salesforce.schema.setup import STAMPS

FEED_ITEM = """
Id id dl "Feed Item ID"
ParentId reference c >Account,Case,Contact,Group,Lead,Opportunity,User:Parent
Type picklist:40 cndr =TextPost "Feed Item Type"
CreatedById reference cd >User:CreatedBy
CreatedDate datetime cd
IsDeleted boolean d "Deleted"
LastModifiedDate datetime d
SystemModstamp datetime d
Revision int nu
LastEditById reference n >User
LastEditDate datetime n
CommentCount int d
LikeCount int d
Title string:255 cunx
Body textarea:10000 cunx
LinkUrl url:1000 cnx
IsRichText boolean cudx
RelatedRecordId reference cn
InsertedById reference n >User:InsertedBy
BestCommentId reference n
HasContent boolean d
HasLink boolean d
HasFeedEntity boolean d
HasVerifiedComment boolean d
IsClosed boolean d
Status picklist:40 udr =Published
"""

SETUP_AUDIT_TRAIL = """
Id id dl "Setup Audit Trail Entry ID"
Action string:40 -
Section string:40 n
CreatedDate datetime d
CreatedById reference n >User:CreatedBy
Display string:1000 nx
DelegateUser string:255 n
ResponsibleNamespacePrefix string:15 n
CreatedByContext string:255 n
CreatedByIssuer string:255 n
"""

OPPORTUNITY_STAGE = f"""
Id id dl "Opportunity Stage ID"
MasterLabel string:255 nN
ApiName string:255 n
IsActive boolean d =true
SortOrder int n
IsClosed boolean d
IsWon boolean d
ForecastCategory picklist:40 r
ForecastCategoryName picklist:40 r
DefaultProbability percent n
Description string:255 n
{STAMPS}
"""

CURRENCY_TYPE = f"""
Id id dl "Currency Type ID"
IsoCode picklist:3 cr "Currency ISO Code"
ConversionRate double cu
DecimalPlaces int cu
IsActive boolean cud "Active"
IsCorporate boolean d "Corporate Currency"
{STAMPS}
"""

DATED_CONVERSION_RATE = f"""
Id id dl "Dated Conversion Rate ID"
IsoCode picklist:3 cr "Currency ISO Code"
StartDate date cu
NextStartDate date -
ConversionRate double cu
{STAMPS}
"""

TERRITORY2_TYPE = """
Id id dl "Territory Type ID"
DeveloperName string:80 cu
Language picklist:40 cr
MasterLabel string:80 cuN
Description string:1000 cun
Priority int cu
SystemModstamp datetime d
"""

TERRITORY2_MODEL = f"""
Id id dl "Territory Model ID"
Name string:80 cuN
Description string:1000 cun
ActivatedDate datetime n
DeactivatedDate datetime n
State picklist:40 r
DeveloperName string:80 cu
{STAMPS}
"""

OBJECT_TERRITORY = """
Id id dl "Object Territory Association ID"
ObjectId reference c >Account,Lead:Object
Territory2Id reference c >Territory2:Territory2
AssociationCause picklist:40 cr
SobjectType picklist:40 nr
IsDeleted boolean d "Deleted"
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
"""

LOGIN_HISTORY = """
Id id dl "Login ID"
UserId reference - "User ID"
LoginTime datetime -
LoginType picklist:1 r
SourceIp string:39 n
Application string:64 n
Status string:128 n
"""

RECORD_TYPE = """
Id id dl "Record Type ID"
Name string:80 cuN
DeveloperName string:80 cu "Record Type Name"
NamespacePrefix string:15 n
Description string:255 cun
BusinessProcessId reference cun
SobjectType picklist:40 cr "SObject Type Name"
IsActive boolean cud "Active"
CreatedById reference d >User:CreatedBy
CreatedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
LastModifiedDate datetime d
SystemModstamp datetime d
"""
