"""Smaller personnel resources: supervisors, phones, demographics, users, effective-dated status, platform fields (ukg.md §2.6)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from simulators.ukg import seed, statuses
from simulators.ukg.dates import midnight
from simulators.ukg.listing import Listing, Row, needed_day
from simulators.ukg.records import Employment
from simulators.ukg.routes import Resources
from simulators.ukg.timeline import Version

DEMOGRAPHIC: Final = tuple(
    """ethnicDescription additionalName1 additionalName2 addressId addressIsOnTaxBoundary addressLatitude disabilityType formerName
    healthBloodType healthEyes healthHair healthHeightFeet healthHeightInches healthLastDonateDate healthWeight previousSSN originCountry
    originLocation addressSms homePhoneIsPrivate lastNameNotSameAsSSCard nationality1 nationality2 nationality3 personId employeeId
    companyId firstName middleName lastName preferredName namePrefixCode nameSuffixCode emailAddress emailAddressAlternate homePhoneID
    homePhone homePhoneCountry addressLine1 addressLine2 addressLine3 addressLine4 addressCity addressState addressZipCode addressCountry
    addressCounty dateOfBirth gender ethnicIdCode isSmoker isDisabled maritalStatusCode ssn ssnIsSuppressed userID integrationRecordId
    cellPhoneNumber""".split()
)
_RENAMED: Final = {"nameSuffixCode": "nameSufixCode", "ethnicIdCode": "ethnicIDCode"}


class Details:
    """These resources of one tenant."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def listings(self) -> Iterable[Listing]:
        yield Listing("employee-supervisor-details", self._supervisors, plain=("companyid", "employeeid", "supervisoremployeeid"))
        yield Listing("employee-multi-phone-numbers", self._phones)
        yield Listing("employee-demographic-details", self._demographic, plain=("companyid", "employeeid", "lastname", "emailaddress"))
        yield Listing("user-details", self._users, plain=("employeeid", "username", "userstatus"))
        yield Listing("integration/kronos/employee-status", self._statuses, plain=("companyid",))
        yield Listing("platform-configuration-fields/class-name/{classname}", lambda _when, _params: ())
        yield Listing("platform-configuration-fields/class-name/{classname}", lambda _when, _params: (), base="/personnel/v2")

    def _supervisors(self, when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        for employment, version in self._visible(when):
            chief = self.resources.store.employments.get(str(version.values.get("supervisor")))
            row = dict.fromkeys(_SUPERVISOR)
            row |= {
                "employeeID": employment.employee.id,
                "companyID": _company(version).id,
                "employeeNumber": version.values.get("employeeNumber"),
                "supervisorEmployeeID": self.resources.rows.supervisor_id(version.values),
            }
            theirs = chief.rows.version(when) if chief else None
            yield row | (self._chief(chief, theirs, when) if chief and theirs else {})

    def _chief(self, chief: Employment, version: Version, when: datetime) -> Row:
        person = self._person(chief, when)
        return {
            "supervisorFirstName": person.get("firstName"),
            "supervisorLastName": person.get("lastName"),
            "supervisorEmployeeNumber": version.values.get("employeeNumber"),
            "supervisorCompanyID": _company(version).id,
            "supervisorCompanyCode": version.values.get("companyCode"),
            "supervisorStatusCode": version.values.get(statuses.STATUS),
            "supervisorJobCode": version.values.get("primaryJobCode"),
            "supervisorEmail": person.get("emailAddress"),
            "supervisorPersonId": chief.employee.person_id,
        }

    def _phones(self, when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        for employee_id in sorted(self.resources.store.employees):
            version = self.resources.store.employees[employee_id].rows.version(when)
            if version is not None and version.values.get("homePhone"):
                yield dict.fromkeys(_PHONE) | {
                    "employeeId": employee_id,
                    "firstName": version.values.get("firstName"),
                    "lastName": version.values.get("lastName"),
                    "phoneNumber": version.values["homePhone"],
                    "phoneCountryCode": "USA",
                    "phoneTypeCode": "HOM",
                    "phoneIsPrivate": True,
                    "systemId": seed.record_id(employee_id),
                }

    def _demographic(self, when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        for employee_id in sorted(self.resources.store.employees):
            employee = self.resources.store.employees[employee_id]
            version, home = employee.rows.version(when), self.resources.store.home(employee, when)
            if version is not None and home is not None:
                yield {name: version.values.get(_RENAMED.get(name, name)) for name in DEMOGRAPHIC} | {
                    "personId": employee.person_id,
                    "employeeId": employee_id,
                    "companyId": _company(home[1]).id,
                    "isDisabled": "Y" if version.values.get("isDisabled") else "N",
                    "integrationRecordId": seed.record_id(employee_id),
                }

    def _users(self, when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        for number, (employment, version) in enumerate(self._visible(when)):
            person = self._person(employment, when)
            yield dict.fromkeys(_USER) | {
                "employeeId": employment.employee.id,
                "userId": 1000 + number,
                "userName": person.get("userName"),
                "fullName": f"{person.get('firstName')} {person.get('lastName')}",
                "userStatus": "I" if version.values.get(statuses.STATUS) == "T" else "A",
            }

    def _statuses(self, when: datetime, params: Mapping[str, str]) -> Iterable[Row]:
        """The status on a day, which may lie ahead: dated changes that are keyed count (ukg.md §2.6)."""
        zone = self.resources.assumptions.tz()
        day = needed_day(params, "effectiveDate", when.astimezone(zone))
        wanted = {part.strip().upper() for part in params.get("employeeids", "").strip("[]").split(",") if part.strip()}
        for employment, _ in self._visible(when):
            version = employment.rows.version(max(day, when)) if day > when else employment.rows.version(day)
            if version is None or (wanted and employment.employee.id not in wanted):
                continue
            values = version.values
            left = values.get(statuses.STATUS) == "T"
            yield {
                "asOfDate": midnight(day),
                "employeeId": employment.employee.id,
                "companyId": _company(version).id,
                "triggerTermination": left,
                "status": values.get(statuses.STATUS),
                "statusStartDate": values.get(statuses.SINCE),
                "statusReason": values.get("termReason") if left else values.get("leaveReasonCode"),
                "statusReasonDesc": values.get("terminationReasonDescription") if left else None,
                "isPrimary": self._is_home(employment, when),
                "isPrimaryEffectiveDate": values.get("lastHireDate"),
                "originalHireDate": values.get("originalHireDate"),
            }

    def _is_home(self, employment: Employment, when: datetime) -> bool:
        home = self.resources.store.home(employment.employee, when)
        return home is not None and home[0] is employment

    def _visible(self, when: datetime) -> Iterable[tuple[Employment, Version]]:
        for each in sorted(self.resources.store.employments.values(), key=lambda one: (one.employee.id, one.order)):
            version = each.rows.version(when)
            if version is not None:
                yield each, version

    def _person(self, employment: Employment, when: datetime) -> Mapping[str, Any]:
        version = employment.employee.rows.version(when)
        return version.values if version else {}


def _company(version: Version) -> seed.Company:
    return seed.company(str(version.values.get("companyCode")))


_SUPERVISOR: Final = tuple(
    """employeeID companyID employeeNumber supervisorEmployeeID supervisorFirstName supervisorLastName supervisorEmployeeNumber
    supervisorCompanyID supervisorCompanyCode supervisorStatusCode supervisorJobCode supervisorPositionCode supervisorEmail
    supervisorWorkPhone supervisorPersonId""".split()
)
_PHONE: Final = tuple(
    """employeeId auditKey firstName formerName lastName middleName phoneNumber phoneCountryCode phoneCountryPrefix phoneTypeCode
    phoneExtension phoneIsPrivate systemId""".split()
)
_USER: Final = "employeeId userId userName fullName userLastLogonDate userLastPasswordChangeDate userStatus integrationUserKey".split()
