"""Opportunity and Lead as a Developer Edition org describes them (salesforce.md §11), without that org's own custom fields."""

OPPORTUNITY = """
Id id dl "Opportunity ID"
IsDeleted boolean d "Deleted"
AccountId reference cun >Account:Account
IsPrivate boolean cud "Private"
Name string:120 culN
Description textarea:32000 cunx
StageName picklist:255 cu "Stage"
Amount currency cun
Probability percent cund "Probability (%)"
ExpectedRevenue currency n "Expected Amount"
TotalOpportunityQuantity double cun "Quantity"
CloseDate date cu
Type picklist:255 cun "Opportunity Type"
NextStep string:255 cun
LeadSource picklist:255 cun
IsClosed boolean d "Closed"
IsWon boolean d "Won"
ForecastCategory picklist:40 r
ForecastCategoryName picklist:255 cundr "Forecast Category"
CampaignId reference cun >Campaign:Campaign
HasOpportunityLineItem boolean d "Has Line Item"
Pricebook2Id reference cund >Pricebook2:Pricebook2 "Price Book ID"
OwnerId reference cud >User:Owner
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
LastActivityDate date n "Last Activity"
LastStageChangeDate datetime n
FiscalQuarter int n
FiscalYear int n
Fiscal string:6 n "Fiscal Period"
ContactId reference cn >Contact
LastViewedDate datetime n
LastReferencedDate datetime n
HasOpenActivity boolean dx
HasOverdueTask boolean dx
LastAmountChangedHistoryId reference n >OpportunityHistory:LastAmountChangedHistory "Opportunity History ID"
LastCloseDateChangedHistoryId reference n >OpportunityHistory:LastCloseDateChangedHistory "Opportunity History ID"
"""

LEAD = """
Id id dl "Lead ID"
IsDeleted boolean d "Deleted"
MasterRecordId reference n >Lead:MasterRecord
LastName string:80 cu
FirstName string:40 cun
Salutation picklist:40 cun
Name string:121 N "Full Name"
Title string:128 cun
Company string:255 cu
Street textarea:255 cun
City string:40 cun
State string:80 cun "State/Province"
PostalCode string:20 cun "Zip/Postal Code"
Country string:80 cun
StateCode picklist:10 cunr "State/Province Code"
CountryCode picklist:10 cunr
Latitude double cun
Longitude double cun
GeocodeAccuracy picklist:40 cunr
Address address n
Phone phone:40 cun
MobilePhone phone:40 cun
Fax phone:40 cun
Email email:80 cunl
Website url:255 cun
PhotoUrl url:255 n "Photo URL"
Description textarea:32000 cunx
LeadSource picklist:255 cun
Status picklist:255 cud =Open - Not Contacted
Industry picklist:255 cun
Rating picklist:255 cun
AnnualRevenue currency cun
NumberOfEmployees int cun "Employees"
OwnerId reference cud >Group,User:Owner
IsConverted boolean cd "Converted"
ConvertedDate date n
ConvertedAccountId reference n >Account:ConvertedAccount
ConvertedContactId reference n >Contact:ConvertedContact
ConvertedOpportunityId reference n >Opportunity:ConvertedOpportunity
IsUnreadByOwner boolean cud "Unread By Owner"
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
LastActivityDate date n "Last Activity"
LastViewedDate datetime n
LastReferencedDate datetime n
Jigsaw string:20 cun "Data.com Key"
JigsawContactId string:20 n
CleanStatus picklist:40 cunr
CompanyDunsNumber string:9 cun "Company D-U-N-S Number"
DandbCompanyId reference cun >DandBCompany:DandbCompany "D&B Company ID"
EmailBouncedReason string:255 un
EmailBouncedDate datetime un
IndividualId reference cun >Individual:Individual
"""
