"""A record as each service shows it, and what an update may change of it (ukg.md §1.9, §1.10)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from simulators.ukg import seed, statuses
from simulators.ukg.records import Employment
from simulators.ukg.routes import Resources
from simulators.ukg.soap.contracts import slots
from simulators.ukg.timeline import Version

Shape = dict[str, Any]
JOB: Final = {
    "AlternateTitle": "jobTitle", "DateInJob": "dateInJob", "EmployeeType": "employeeTypeCode", "FullOrPartTime": "fullTimeOrPartTimeCode",
    "HourlyOrSalaried": "salaryOrHourly", "JobCode": "primaryJobCode", "JobGroup": "jobGroupCode", "OrgLevel1": "orgLevel1Code",
    "OrgLevel2": "orgLevel2Code", "OrgLevel3": "orgLevel3Code", "OrgLevel4": "orgLevel4Code", "PayFrequency": "payPeriod",
    "PayGroup": "payGroup", "Project": "primaryProjectCode", "ReasonCode": "jobChangeReasonCode", "ScheduledHours": "scheduledWorkHrs",
    "ShiftCode": "shift", "ShiftGroup": "shiftGroup", "TimeClock": "timeclockID",
}  # fmt: skip
PERSON: Final = {
    "AlternateEmailAddress": "emailAddressAlternate", "EmailAddress": "emailAddress", "FirstName": "firstName",
    "FormerLastName": "formerName", "LastName": "lastName", "MiddleName": "middleName", "PreferredFirstName": "preferredName",
    "Prefix": "namePrefixCode", "Suffix": "nameSufixCode",
}  # fmt: skip
EMPLOYMENT: Final = {
    "EmploymentStatus": statuses.STATUS, "LeaveReason": "leaveReasonCode", "StatusStartDate": statuses.SINCE,
    "StatusAnticipatedEnd": "employeeStatusExpectedEndDate", "Job": "primaryJobCode", "JobStart": "dateInJob", "LastHire": "lastHireDate",
    "OriginalHire": "originalHireDate", "Seniority": "dateOfSeniority", "BeneSeniority": "dateOfBenefitSeniority",
    "RegularRetirement": "dateOfRetirement", "EarlyRetirement": "dateOfEarlyRetirement",
}  # fmt: skip
QUERY: Final = {
    "CompanyCode": "companyCode", "EmployeeNumber": "employeeNumber", "FirstName": "firstName", "LastName": "lastName",
    "FormerName": "formerName", "FullOrPartTime": "fullTimeOrPartTimeCode", "Job": "primaryJobCode", "LastHire": "lastHireDate",
    "Location": "primaryWorkLocationCode", "OrganizationLevel1": "orgLevel1Code", "OrganizationLevel2": "orgLevel2Code",
    "OrganizationLevel3": "orgLevel3Code", "OrganizationLevel4": "orgLevel4Code", "OriginalHire": "originalHireDate",
    "PayGroup": "payGroup", "Status": statuses.STATUS, "TerminationDate": "dateOfTermination", "TimeClockId": "timeclockID",
}  # fmt: skip


class Shapes:
    """Shows records of one tenant."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def of(self, item: str) -> Callable[[Employment, Version], Shape]:
        """How a service's item is made of a record."""
        return {
            "Person": self._person,
            "Job": self._job,
            "EmploymentInformation": self._employment,
            "TerminationInfo": self._termination,
            "UserDefinedFields": self._fields,
        }[item]

    def person_values(self, employment: Employment) -> Mapping[str, Any]:
        version = employment.employee.rows.version(self.resources.moment())
        return version.values if version else {}

    def query_value(self, name: str, employment: Employment, version: Version) -> Any:
        """What a member of EmployeeQuery is compared with."""
        if name == "CompanyName":
            return seed.company(str(version.values.get("companyCode"))).name
        if name == "Country":
            return seed.company(str(version.values.get("companyCode"))).country
        if name == "SupervisorLastName":
            chief = self.resources.store.employments.get(str(version.values.get("supervisor")))
            return self.person_values(chief).get("lastName") if chief else None
        return {**self.person_values(employment), **version.values}.get(QUERY[name])

    def _person(self, employment: Employment, version: Version) -> Shape:
        values = self.person_values(employment)
        shown = {name: values.get(known) for name, known in PERSON.items()}
        return shown | {
            "EmployeeIdentifier": identifier(version),
            "SSN": values.get("ssn"),
            "SuppressSSN": bool(values.get("ssnIsSuppressed")),
        }

    def _job(self, employment: Employment, version: Version) -> Shape:
        chief = self.resources.store.employments.get(str(version.values.get("supervisor")))
        theirs = chief.rows.version(self.resources.moment()) if chief else None
        return {name: version.values.get(known) for name, known in JOB.items()} | {
            "EmployeeIdentifier": identifier(version),
            "Supervisor": identifier(theirs) if theirs else None,
            "EffectiveDate": version.values.get("dateInJob"),
        }

    def _employment(self, employment: Employment, version: Version) -> Shape:
        shown = {name: version.values.get(known) for name, known in EMPLOYMENT.items()}
        return shown | {"EmployeeIdentifier": identifier(version), "PayAutomatically": version.values.get("isAutopaid") == "Y"}

    def _termination(self, employment: Employment, version: Version) -> Shape:
        return {
            "EligibleForRehire": version.values.get("okToRehire") != "N",
            "EmployeeIdentifier": identifier(version),
            "LastDayWorked": version.values.get("dateLastWorked") or version.values.get("dateOfTermination"),
            "Status": version.values.get(statuses.STATUS),
        }

    def _fields(self, employment: Employment, version: Version) -> Shape:
        udf = self.person_values(employment).get("udf", {})
        labels = {slot: label for label, slot in self.resources.rows.labels.slots.items()}
        company = version.values.get("_fields", {})
        shown = {
            name: udf.get(labels.get(number, name)) if family == "Eep" else company.get(name)
            for name, (family, number, _) in slots().items()
        }
        dated = {name: f"{value}T00:00:00" for name, value in shown.items() if slots()[name][2] == "d" and value and "T" not in str(value)}
        return shown | dated | {"EmployeeIdentifier": identifier(version)}


def identifier(version: Version) -> Shape:
    """As responses give it: company code and employee number."""
    return {
        "_type": "EmployeeNumberIdentifier",
        "CompanyCode": version.values.get("companyCode"),
        "EmployeeNumber": version.values.get("employeeNumber"),
    }
