"""Account and Case as a Developer Edition org describes them (salesforce.md §11), without that org's own custom fields."""

ACCOUNT = """
Id id dl "Account ID"
IsDeleted boolean d "Deleted"
MasterRecordId reference n >Account:MasterRecord
Name string:255 cuN "Account Name"
Type picklist:255 cun "Account Type"
ParentId reference cun >Account:Parent "Parent Account ID"
BillingStreet textarea:255 cun
BillingCity string:40 cun
BillingState string:80 cun "Billing State/Province"
BillingPostalCode string:20 cun "Billing Zip/Postal Code"
BillingCountry string:80 cun
BillingStateCode picklist:10 cunr "Billing State/Province Code"
BillingCountryCode picklist:10 cunr
BillingLatitude double cun
BillingLongitude double cun
BillingGeocodeAccuracy picklist:40 cunr
BillingAddress address n
ShippingStreet textarea:255 cun
ShippingCity string:40 cun
ShippingState string:80 cun "Shipping State/Province"
ShippingPostalCode string:20 cun "Shipping Zip/Postal Code"
ShippingCountry string:80 cun
ShippingStateCode picklist:10 cunr "Shipping State/Province Code"
ShippingCountryCode picklist:10 cunr
ShippingLatitude double cun
ShippingLongitude double cun
ShippingGeocodeAccuracy picklist:40 cunr
ShippingAddress address n
Phone phone:40 cun "Account Phone"
Fax phone:40 cun "Account Fax"
AccountNumber string:40 cun
Website url:255 cun
PhotoUrl url:255 n "Photo URL"
Sic string:20 cun "SIC Code"
Industry picklist:255 cun
AnnualRevenue currency cun
NumberOfEmployees int cun "Employees"
Ownership picklist:255 cun
TickerSymbol string:20 cun
Description textarea:32000 cunx "Account Description"
Rating picklist:255 cun "Account Rating"
Site string:80 cun "Account Site"
OwnerId reference cud >User:Owner
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
LastActivityDate date n "Last Activity"
LastViewedDate datetime n
LastReferencedDate datetime n
Jigsaw string:20 cun "Data.com Key"
JigsawCompanyId string:20 n
CleanStatus picklist:40 cunr
AccountSource picklist:255 cun
DunsNumber string:9 cun "D-U-N-S Number"
Tradestyle string:255 cun
NaicsCode string:8 cun "NAICS Code"
NaicsDesc string:120 cun "NAICS Description"
YearStarted string:4 cun
SicDesc string:80 cun "SIC Description"
DandbCompanyId reference cun >DandBCompany:DandbCompany "D&B Company ID"
OperatingHoursId reference cun >OperatingHours:OperatingHours "Operating Hour ID"
"""

CASE = """
Id id dl "Case ID"
IsDeleted boolean d "Deleted"
MasterRecordId reference n >Case:MasterRecord
CaseNumber string:30 dlN
ContactId reference cun >Contact:Contact
AccountId reference cun >Account:Account
AssetId reference cun >Asset:Asset
ParentId reference cun >Case:Parent "Parent Case ID"
SuppliedName string:80 cun "Name"
SuppliedEmail email:80 cun "Email Address"
SuppliedPhone string:40 cun "Phone"
SuppliedCompany string:80 cun "Company"
Type picklist:40 cun "Case Type"
Status picklist:40 cund =New
Reason picklist:40 cun "Case Reason"
Origin picklist:40 cun "Case Origin"
Subject string:255 cun
Priority picklist:40 cund =Medium
Description textarea:32000 cunx
IsClosed boolean d "Closed"
ClosedDate datetime n
IsEscalated boolean cud "Escalated"
OwnerId reference cud >Group,User:Owner
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
ContactPhone phone:40 n
ContactMobile phone:40 n
ContactEmail email:80 n
ContactFax phone:40 n
Comments textarea:4000 cunx "Internal Comments"
LastViewedDate datetime n
LastReferencedDate datetime n
"""
