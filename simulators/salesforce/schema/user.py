"""User: every standard field of a 2026 org in record order, types and flags of the Object Reference (salesforce.md §2.1, §11)."""

USER = """
Id id dl "User ID"
Username string:80 cul
LastName string:80 cu
FirstName string:40 cun
Name string:121 N "Full Name"
CompanyName string:80 cun
Division string:80 cun
Department string:80 cun
Title string:80 cun
Street textarea:255 cun
City string:40 cun
State string:80 cun "State/Province"
PostalCode string:20 cun "Zip/Postal Code"
Country string:80 cun
StateCode picklist:10 cun
CountryCode picklist:10 cun
Latitude double cun
Longitude double cun
GeocodeAccuracy picklist:40 cunr
Address address n
Email email:128 cul
EmailPreferencesAutoBcc boolean cud =true
EmailPreferencesAutoBccStayInTouch boolean cud
EmailPreferencesStayInTouchReminder boolean cud =true
SenderEmail email:80 cun "Email Sender Address"
SenderName string:80 cun "Email Sender Name"
Signature textarea:1333 cun "Email Signature"
StayInTouchSubject string:80 cun "Stay-in-Touch Email Subject"
StayInTouchSignature textarea:512 cun "Stay-in-Touch Email Signature"
StayInTouchNote string:512 cun "Stay-in-Touch Email Note"
Phone phone:40 cun
Fax phone:40 cun
MobilePhone phone:40 cun "Mobile"
Alias string:8 cu
CommunityNickname string:40 cud "Nickname"
BadgeText string:80 n "User Photo badge text overlay"
IsActive boolean cud =true "Active"
TimeZoneSidKey picklist:40 cur "Time Zone"
UserRoleId reference cun >UserRole:UserRole "Role ID"
LocaleSidKey picklist:40 cur "Locale"
ReceivesInfoEmails boolean cud =true "Info Emails"
ReceivesAdminInfoEmails boolean cud "Admin Info Emails"
EmailEncodingKey picklist:40 cur "Email Encoding"
ProfileId reference cu >Profile:Profile
UserType picklist:40 nr =Standard
StartDay picklist:40 cunr =6
EndDay picklist:40 cunr =23
LanguageLocaleKey picklist:40 cur "Language"
EmployeeNumber string:20 cunl "Employee Number"
DelegatedApproverId reference cun >Group,User
ManagerId reference cun >User:Manager
LastLoginDate datetime n "Last Login"
LastPasswordChangeDate datetime n "Last Password Change or Reset"
CreatedDate datetime d
CreatedById reference d >User:CreatedBy
LastModifiedDate datetime d
LastModifiedById reference d >User:LastModifiedBy
SystemModstamp datetime d
PasswordExpirationDate datetime n
NumberOfFailedLogins int n "Failed Login Attempts"
SuAccessExpirationDate datetime n
OfflineTrialExpirationDate datetime n "Offline Edition Trial Expiration Date"
OfflinePdaTrialExpirationDate datetime n "Sales Anywhere Trial Expiration Date"
UserPermissionsMarketingUser boolean cud "Marketing User"
UserPermissionsOfflineUser boolean cud "Offline User"
UserPermissionsCallCenterAutoLogin boolean cud "Auto-login To Call Center"
UserPermissionsSFContentUser boolean cud "Salesforce CRM Content User"
UserPermissionsKnowledgeUser boolean cud "Knowledge User"
UserPermissionsInteractionUser boolean cud "Flow User"
UserPermissionsSupportUser boolean cud "Service Cloud User"
UserPermissionsJigsawProspectingUser boolean cud "Data.com User"
UserPermissionsSiteforceContributorUser boolean cud "Site.com Contributor User"
UserPermissionsSiteforcePublisherUser boolean cud "Site.com Publisher User"
UserPermissionsWorkDotComUserFeature boolean cud "WDC User"
ForecastEnabled boolean cud "Allow Forecasting"
UserPreferencesActivityRemindersPopup boolean cud =true
UserPreferencesEventRemindersCheckboxDefault boolean cud =true
UserPreferencesTaskRemindersCheckboxDefault boolean cud =true
UserPreferencesReminderSoundOff boolean cud
UserPreferencesDisableAllFeedsEmail boolean cud
UserPreferencesDisableFollowersEmail boolean cud
UserPreferencesDisableProfilePostEmail boolean cud
UserPreferencesDisableChangeCommentEmail boolean cud
UserPreferencesDisableLaterCommentEmail boolean cud
UserPreferencesDisProfPostCommentEmail boolean cud
UserPreferencesContentNoEmail boolean cud
UserPreferencesContentEmailAsAndWhen boolean cud
UserPreferencesApexPagesDeveloperMode boolean cud
UserPreferencesReceiveNoNotificationsAsApprover boolean cud
UserPreferencesReceiveNotificationsAsDelegatedApprover boolean cud
UserPreferencesHideCSNGetChatterMobileTask boolean cud
UserPreferencesDisableMentionsPostEmail boolean cud
UserPreferencesDisMentionsCommentEmail boolean cud
UserPreferencesHideCSNDesktopTask boolean cud
UserPreferencesHideChatterOnboardingSplash boolean cud
UserPreferencesHideSecondChatterOnboardingSplash boolean cud
UserPreferencesDisCommentAfterLikeEmail boolean cud
UserPreferencesDisableLikeEmail boolean cud
UserPreferencesSortFeedByComment boolean cud
UserPreferencesDisableMessageEmail boolean cud
UserPreferencesJigsawListUser boolean cud
UserPreferencesDisableBookmarkEmail boolean cud
UserPreferencesDisableSharePostEmail boolean cud
UserPreferencesEnableAutoSubForFeeds boolean cud
UserPreferencesDisableFileShareNotificationsForApi boolean cud
UserPreferencesShowTitleToExternalUsers boolean cud
UserPreferencesShowManagerToExternalUsers boolean cud
UserPreferencesShowEmailToExternalUsers boolean cud
UserPreferencesShowWorkPhoneToExternalUsers boolean cud
UserPreferencesShowMobilePhoneToExternalUsers boolean cud
UserPreferencesShowFaxToExternalUsers boolean cud
UserPreferencesShowStreetAddressToExternalUsers boolean cud
UserPreferencesShowCityToExternalUsers boolean cud
UserPreferencesShowStateToExternalUsers boolean cud
UserPreferencesShowPostalCodeToExternalUsers boolean cud
UserPreferencesShowCountryToExternalUsers boolean cud
UserPreferencesShowProfilePicToGuestUsers boolean cud
UserPreferencesShowTitleToGuestUsers boolean cud
UserPreferencesShowCityToGuestUsers boolean cud
UserPreferencesShowStateToGuestUsers boolean cud
UserPreferencesShowPostalCodeToGuestUsers boolean cud
UserPreferencesShowCountryToGuestUsers boolean cud
UserPreferencesShowForecastingChangeSignals boolean cud
UserPreferencesLiveAgentMiawSetupDeflection boolean cud
UserPreferencesHideS1BrowserUI boolean cud
UserPreferencesDisableEndorsementEmail boolean cud
UserPreferencesPathAssistantCollapsed boolean cud
UserPreferencesCacheDiagnostics boolean cud
UserPreferencesShowEmailToGuestUsers boolean cud
UserPreferencesShowManagerToGuestUsers boolean cud
UserPreferencesShowWorkPhoneToGuestUsers boolean cud
UserPreferencesShowMobilePhoneToGuestUsers boolean cud
UserPreferencesShowFaxToGuestUsers boolean cud
UserPreferencesShowStreetAddressToGuestUsers boolean cud
UserPreferencesLightningExperiencePreferred boolean cud =true
UserPreferencesPreviewLightning boolean cud
UserPreferencesHideEndUserOnboardingAssistantModal boolean cud
UserPreferencesHideLightningMigrationModal boolean cud
UserPreferencesHideSfxWelcomeMat boolean cud
UserPreferencesHideBiggerPhotoCallout boolean cud
UserPreferencesGlobalNavBarWTShown boolean cud
UserPreferencesGlobalNavGridMenuWTShown boolean cud
UserPreferencesCreateLEXAppsWTShown boolean cud
UserPreferencesFavoritesWTShown boolean cud
UserPreferencesRecordHomeSectionCollapseWTShown boolean cud
UserPreferencesRecordHomeReservedWTShown boolean cud
UserPreferencesFavoritesShowTopFavorites boolean cud
UserPreferencesExcludeMailAppAttachments boolean cud
UserPreferencesSuppressTaskSFXReminders boolean cud
UserPreferencesSuppressEventSFXReminders boolean cud
UserPreferencesPreviewCustomTheme boolean cud
UserPreferencesHasCelebrationBadge boolean cud
UserPreferencesUserDebugModePref boolean cud
UserPreferencesSRHOverrideActivities boolean cud
UserPreferencesNewLightningReportRunPageEnabled boolean cud
UserPreferencesReverseOpenActivitiesView boolean cud
UserPreferencesShowTerritoryTimeZoneShifts boolean cud
UserPreferencesHasSentWarningEmail boolean cud
UserPreferencesHasSentWarningEmail238 boolean cud
UserPreferencesHasSentWarningEmail240 boolean cud
UserPreferencesNativeEmailClient boolean cud
UserPreferencesShowForecastingRoundedAmounts boolean cud
ContactId reference cun >Contact:Contact
AccountId reference n >Account:Account
CallCenterId reference cun >CallCenter
Extension phone:40 cun
FederationIdentifier string:512 cunl "SAML Federation ID"
AboutMe textarea:1000 cun
FullPhotoUrl url:1024 n "Url for full-sized Photo"
SmallPhotoUrl url:1024 n "Photo"
IsExtIndicatorVisible boolean d "Show external indicator"
OutOfOfficeMessage string:40 n "Out of office message"
MediumPhotoUrl url:1024 n "Url for medium profile photo"
DigestFrequency picklist:40 cudr =D "Chatter Email Highlights Frequency"
DefaultGroupNotificationFrequency picklist:40 cudr =N "Default Notification Frequency when Joining Groups"
JigsawImportLimitOverride int cun "Data.com Monthly Addition Limit"
LastViewedDate datetime n
LastReferencedDate datetime n
BannerPhotoUrl url:1024 n "Url for banner photo"
SmallBannerPhotoUrl url:1024 n "Url for IOS banner photo"
MediumBannerPhotoUrl url:1024 n "Url for Android banner photo"
IsProfilePhotoActive boolean d "Has Profile Photo"
IndividualId reference cun >Individual:Individual
"""
