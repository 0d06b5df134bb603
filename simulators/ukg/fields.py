"""The keys of each resource, the short names tests use, and what kind of value a key holds (ukg.md §2.7, §2.8)."""

import re
from difflib import get_close_matches
from typing import Any, Literal

Scope = Literal["person", "employment"]

PERSON_KEYS = tuple(
    """additionalName1 additionalName2 addressId addressIsOnTaxBoundary addressLatitude cobraExport cobraIsActive cobraReason cobraStatus
    cobraStatusDate communityBroadcastSmsCode consentElectronicW2 consentElectronicw2pr dateDeceased dateOfCobraEvent dateOfCobraExport
    dateOfCobraLetter dateOfI9Expiration datetimeChanged datetimeCreated disabilityType ethnicDescription formerName healthBloodType
    healthEyes healthHair healthHeightFeet healthHeightInches healthLastDonateDate healthWeight i9AlienNumber i9DocA i9DocB i9DocC
    i9Verified i9VisaType i9WorkAuth isDisabled isMultiPayGroup isSmoker militaryService militaryBranchServed militaryEra
    militaryIsDisabledVet militaryIsOthEligVet militaryIsOthEligVetBasis militaryIsActiveWartimeVet nameFormer previousSSN originCountry
    originLocation w2IsDeceased cobraNotes addressSms militarySeparationDate homePhoneIsPrivate smsApprovals smsPayNotification
    i9VisaExpirationDate militaryIsMedalVet lastNameNotSameAsSSCard chkCashingInstCode nationality1 nationality2 nationality3 personId
    employeeId companyId userName firstName middleName lastName preferredName namePrefixCode nameSufixCode emailAddress
    emailAddressAlternate homePhone homePhoneCountry addressLine1 addressLine2 addressCity addressState addressZipCode addressCountry
    addressCounty nationalId nationalIdCountry dateOfBirth gender ethnicIDCode maritalStatusCode ssn ssnIsSuppressed""".split()
)
EMPLOYMENT_KEYS = tuple(
    """companyID companyCode companyName employeeID jobDescription payGroupDescription primaryJobCode orgLevel1Code orgLevel2Code
    orgLevel3Code orgLevel4Code originalHireDate lastHireDate fullTimeOrPartTimeCode primaryWorkLocationCode languageCode
    primaryProjectCode workPhoneNumber workPhoneExtension workPhoneCountry dateInJob dateLastWorked dateOfBenefitSeniority
    dateOfSeniority deductionGroupCode earningGroupCode employeeTypeCode employeeStatusCode employeeNumber jobChangeReasonCode jobTitle
    leaveReasonCode supervisorID supervisorFirstName supervisorLastName autoAllocate clockCode dateLastPayDatePaid dateOfEarlyRetirement
    dateOfLocalUnion dateOfNationalUnion dateOfRetirement dateOfSuspension dateOfTermination datePaidThru statusStartDate hireSource
    isAutoAllocated isAutopaid isMultipleJob jobGroupCode mailstop okToRehire payGroup payPeriod plannedLeaveReason positionCode
    salaryOrHourly scheduledAnnualHrs scheduledFTE scheduledWorkHrs shift shiftGroup termReason terminationReasonDescription termType
    timeclockID unionLocal unionNational weeklyHours dateTimeCreated dateTimeChanged supervisorEmployeeNumber supervisorCOID
    supervisorCompanyCode companyGLSegment locationGLSegment""".split()
)
RICHER_KEYS = tuple(
    """companyID employeeID homeCompany isHomeCompany isSupervisor primaryJobCode orgLevel1Code orgLevel2Code orgLevel3Code orgLevel4Code
    originalHireDate lastHireDate fullTimeOrPartTimeCode primaryWorkLocationCode languageCode primaryProjectCode workPhoneNumber
    workPhoneExtension workPhoneCountry dateInJob dateLastWorked benefitSeniorityDate seniorityDate deductionGroupCode earningGroupCode
    jobChangeReasonCode jobTitle employeeTypeCode employeeStatusCode employeeNumber leaveReasonCode supervisorID autoAllocate clockCode
    dateLastPayDatePaid earlyRetirementDate retirementDate suspensionDate terminationDate payGroupCode payPeriod paidThruDate
    employeeStatusStartDate hireSource isAutoAllocated isAutoPaid isHighlyCompensated isMultipleJob jobCode jobGroupCode annualSalary
    mailstop okToRehire plannedLeaveReason positionCode salaryOrHourly scheduledAnnualHours scheduledFTE scheduledWorkHours shift
    shiftGroup terminationReasonCode terminationDescription termType timeClockID weeklyHours dateTimeCreated dateTimeChanged
    employeeStatusExpectedEndDate integrationRecordId currentCompanyCountryCode homeCompanyCountryCode isKeyEmployee hourlyPayRate
    salaryEffectiveDate unionLocalCode unionNationalCode""".split()
)
# employee-employment-details' own names for what employment-details calls otherwise.
RICHER_NAMES = {
    "terminationDate": "dateOfTermination",
    "terminationReasonCode": "termReason",
    "terminationDescription": "terminationReasonDescription",
    "employeeStatusStartDate": "statusStartDate",
    "timeClockID": "timeclockID",
    "isAutoPaid": "isAutopaid",
    "benefitSeniorityDate": "dateOfBenefitSeniority",
    "seniorityDate": "dateOfSeniority",
    "earlyRetirementDate": "dateOfEarlyRetirement",
    "retirementDate": "dateOfRetirement",
    "suspensionDate": "dateOfSuspension",
    "payGroupCode": "payGroup",
    "paidThruDate": "datePaidThru",
    "scheduledAnnualHours": "scheduledAnnualHrs",
    "scheduledWorkHours": "scheduledWorkHrs",
    "unionLocalCode": "unionLocal",
    "unionNationalCode": "unionNational",
    "jobCode": "primaryJobCode",
}
ALIASES = {
    "first": "firstName",
    "last": "lastName",
    "preferred": "preferredName",
    "email": "emailAddress",
    "birthDate": "dateOfBirth",
    "number": "employeeNumber",
    "company": "companyCode",
    "worker": "employeeTypeCode",
    "job": "primaryJobCode",
    "department": "orgLevel1Code",
    "costCentre": "orgLevel2Code",
    "location": "primaryWorkLocationCode",
    "status": "employeeStatusCode",
    "hired": "lastHireDate",
    "originalHire": "originalHireDate",
    "lastDay": "dateLastWorked",
    "terminated": "dateOfTermination",
    "reason": "termReason",
    "leaveReason": "leaveReasonCode",
    "leaveEnds": "employeeStatusExpectedEndDate",
    "rehirable": "okToRehire",
    "title": "jobTitle",
}
# What employee-changes and UKG's screens call them (ukg.md §2.9, §1.4).
OTHER_NAMES = {
    "alternateEmailAddress": "emailAddressAlternate",
    "alternateJobTitle": "jobTitle",
    "dateOfLastHire": "lastHireDate",
    "hireDate": "lastHireDate",
    "employeeStatus": "employeeStatusCode",
    "emplStatusStartDate": "statusStartDate",
    "employeeType": "employeeTypeCode",
    "workLocationCode": "primaryWorkLocationCode",
    "workPhone": "workPhoneNumber",
    "lastDayWorked": "dateLastWorked",
    "paidThroughDate": "datePaidThru",
}
DERIVED = frozenset(
    """datetimeChanged datetimeCreated personId employeeId companyId companyID companyName employeeID dateTimeCreated dateTimeChanged
    supervisorFirstName supervisorLastName supervisorEmployeeNumber supervisorCOID supervisorCompanyCode homeCompany isHomeCompany
    isSupervisor integrationRecordId currentCompanyCountryCode homeCompanyCountryCode""".split()
)
NUMBERS = frozenset(
    "addressLatitude healthWeight scheduledAnnualHrs scheduledFTE scheduledWorkHrs weeklyHours annualSalary hourlyPayRate".split()
)
BOOLEANS = frozenset(
    """addressIsOnTaxBoundary cobraIsActive consentElectronicW2 consentElectronicw2pr i9Verified isDisabled isMultiPayGroup isSmoker
    militaryService w2IsDeceased homePhoneIsPrivate smsApprovals smsPayNotification ssnIsSuppressed isHighlyCompensated
    isKeyEmployee""".split()
)
# Text in employment-details, booleans in employee-employment-details.
YES_NO = frozenset({"isAutoAllocated", "isAutopaid", "isMultipleJob"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_PERSON = {key: key for key in PERSON_KEYS}
_EMPLOYMENT = {**{key: key for key in EMPLOYMENT_KEYS}, **{key: RICHER_NAMES.get(key, key) for key in RICHER_KEYS}}
_LOWER = {name.lower(): name for name in (*_PERSON, *_EMPLOYMENT, *ALIASES)} | {name.lower(): known for name, known in OTHER_NAMES.items()}


class UnknownField(ValueError):
    """A name that is neither a key of UKG's nor a short name, or one that UKG works out itself."""


def resolve(name: str) -> tuple[Scope, str]:
    """Where a field lives and what UKG calls it; raises UnknownField."""
    known = ALIASES.get(name) or name
    if known not in _PERSON and known not in _EMPLOYMENT:
        known = _LOWER.get(known.lower(), known)
        known = ALIASES.get(known, known)
    if known in DERIVED:
        raise UnknownField(f"{name}: UKG works this out itself")
    if known in _PERSON:
        return "person", known
    if known in _EMPLOYMENT:
        return "employment", _EMPLOYMENT[known]
    near = get_close_matches(name, [*ALIASES, *_PERSON, *_EMPLOYMENT], 3)
    raise UnknownField(f"{name}: no field of UKG's" + (f"; did you mean {', '.join(near)}?" if near else ""))


def is_date(name: str) -> bool:
    return name.startswith("date") or name.endswith("Date")


def stored(name: str, value: Any) -> Any:
    """A value as UKG would hold it: codes as text, days as date-times at midnight; what cannot be read stays as it is."""
    if value is None or name in NUMBERS or name in BOOLEANS:
        return value
    if isinstance(value, bool):
        return "Y" if value else "N"
    text = value if isinstance(value, str) else str(value)
    return f"{text}T00:00:00" if is_date(name) and _DAY.match(text) else text
