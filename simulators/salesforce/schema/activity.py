"""Task, Event and Contact as a Developer Edition org describes them (salesforce.md §11); activities name fewer objects they are about."""

TASK = """
Id id dl "Activity ID"
WhoId reference cun >Contact,Lead:Who "Name ID"
WhatId reference cun >Account,Asset,Campaign,Case,Contract,Opportunity,Order,Product2,Solution:What "Related To ID"
Subject combobox:255 cunN
ActivityDate date cun "Due Date Only"
Status picklist:255 cud =Not Started
Priority picklist:20 cud =Normal
IsHighPriority boolean d "High Priority"
OwnerId reference cud >Group,User:Owner "Assigned To ID"
Description textarea:32000 cunx
IsDeleted boolean d "Deleted"
AccountId reference n >Account:Account
IsClosed boolean d "Closed"
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
IsArchived boolean d "Archived"
CallDurationInSeconds int cun "Call Duration"
CallType picklist:40 cunr
CallDisposition string:255 cun "Call Result"
CallObject string:255 cun "Call Object Identifier"
ReminderDateTime datetime cun "Reminder Date/Time"
IsReminderSet boolean cud "Reminder Set"
RecurrenceActivityId reference n >Task
IsRecurrence boolean cd "Create Recurring Series of Tasks"
RecurrenceStartDateOnly date cun "Recurrence Start"
RecurrenceEndDateOnly date cun "Recurrence End"
RecurrenceTimeZoneSidKey picklist:40 cunr "Recurrence Time Zone"
RecurrenceType picklist:40 cunr
RecurrenceInterval int cun
RecurrenceDayOfWeekMask int cun "Recurrence Day of Week Mask"
RecurrenceDayOfMonth int cun "Recurrence Day of Month"
RecurrenceInstance picklist:40 cunr
RecurrenceMonthOfYear picklist:40 cunr "Recurrence Month of Year"
RecurrenceRegeneratedType picklist:40 cunr "Repeat This Task"
TaskSubtype picklist:40 cnr
CompletedDateTime datetime n "Completed Date/Time"
"""

EVENT = """
Id id dl "Activity ID"
WhoId reference cun >Contact,Lead:Who "Name ID"
WhatId reference cun >Account,Asset,Campaign,Case,Contract,Opportunity,Order,Product2,Solution:What "Related To ID"
Subject combobox:255 cunN
Location string:255 cun
IsAllDayEvent boolean cud "All-Day Event"
ActivityDateTime datetime cun "Due Date Time"
ActivityDate date cun "Due Date Only"
DurationInMinutes int cun "Duration"
StartDateTime datetime cun
EndDateTime datetime cun
EndDate date n
Description textarea:32000 cunx
AccountId reference n >Account:Account
OwnerId reference cud >Calendar,User:Owner "Assigned To ID"
IsPrivate boolean cud "Private"
ShowAs picklist:40 cundr =Busy "Show Time As"
IsDeleted boolean d "Deleted"
IsChild boolean d
IsGroupEvent boolean d
GroupEventType picklist:40 ndr =0
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
IsArchived boolean d "Archived"
RecurrenceActivityId reference n >Event
IsRecurrence boolean cd "Create Recurring Series of Events"
RecurrenceStartDateTime datetime cun "Recurrence Start"
RecurrenceEndDateOnly date cun "Recurrence End"
RecurrenceTimeZoneSidKey picklist:40 cunr "Recurrence Time Zone"
RecurrenceType picklist:40 cunr
RecurrenceInterval int cun
RecurrenceDayOfWeekMask int cun "Recurrence Day of Week Mask"
RecurrenceDayOfMonth int cun "Recurrence Day of Month"
RecurrenceInstance picklist:40 cunr
RecurrenceMonthOfYear picklist:40 cunr "Recurrence Month of Year"
ReminderDateTime datetime cun "Reminder Date/Time"
IsReminderSet boolean cud "Reminder Set"
EventSubtype picklist:40 cnr
IsRecurrence2Exclusion boolean d "Historical Event, Not Following Recurrence"
Recurrence2PatternText textarea:512 cnx "Recurrence Pattern"
Recurrence2PatternVersion picklist:40 nr "Pattern Version"
IsRecurrence2 boolean d "Repeat"
IsRecurrence2Exception boolean d "Is Exception"
Recurrence2PatternStartDate datetime n "Recurrence Pattern Start Date"
Recurrence2PatternTimeZone string:255 n "Recurrence Pattern Time Zone Reference"
"""

CONTACT = """
Id id dl "Contact ID"
IsDeleted boolean d "Deleted"
MasterRecordId reference n >Contact:MasterRecord
AccountId reference cun >Account:Account
LastName string:80 cu
FirstName string:40 cun
Salutation picklist:40 cun
Name string:121 N "Full Name"
OtherStreet textarea:255 cun
OtherCity string:40 cun
OtherState string:80 cun "Other State/Province"
OtherPostalCode string:20 cun "Other Zip/Postal Code"
OtherCountry string:80 cun
OtherStateCode picklist:10 cunr "Other State/Province Code"
OtherCountryCode picklist:10 cunr
OtherLatitude double cun
OtherLongitude double cun
OtherGeocodeAccuracy picklist:40 cunr
OtherAddress address n
MailingStreet textarea:255 cun
MailingCity string:40 cun
MailingState string:80 cun "Mailing State/Province"
MailingPostalCode string:20 cun "Mailing Zip/Postal Code"
MailingCountry string:80 cun
MailingStateCode picklist:10 cunr "Mailing State/Province Code"
MailingCountryCode picklist:10 cunr
MailingLatitude double cun
MailingLongitude double cun
MailingGeocodeAccuracy picklist:40 cunr
MailingAddress address n
Phone phone:40 cun "Business Phone"
Fax phone:40 cun "Business Fax"
MobilePhone phone:40 cun
HomePhone phone:40 cun
OtherPhone phone:40 cun
AssistantPhone phone:40 cun "Asst. Phone"
ReportsToId reference cun >Contact:ReportsTo
Email email:80 cunl
Title string:128 cun
Department string:80 cun
AssistantName string:40 cun "Assistant's Name"
LeadSource picklist:255 cun
Birthdate date cun
Description textarea:32000 cunx "Contact Description"
OwnerId reference cud >User:Owner
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
LastActivityDate date n "Last Activity"
LastCURequestDate datetime n "Last Stay-in-Touch Request Date"
LastCUUpdateDate datetime n "Last Stay-in-Touch Save Date"
LastViewedDate datetime n
LastReferencedDate datetime n
EmailBouncedReason string:255 cun
EmailBouncedDate datetime cun
IsEmailBounced boolean d
PhotoUrl url:255 n "Photo URL"
Jigsaw string:20 cun "Data.com Key"
JigsawContactId string:20 n
CleanStatus picklist:40 cunr
IndividualId reference cun >Individual:Individual
"""
