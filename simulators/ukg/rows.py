"""A record as each resource shows it: its own keys, casings, nulls, blanks and sentinels (ukg.md §2.3, §2.7, §2.8, §2.11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.ukg import seed
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.fields import EMPLOYMENT_KEYS, PERSON_KEYS, RICHER_KEYS, RICHER_NAMES, YES_NO
from simulators.ukg.records import Employee, Employment
from simulators.ukg.store import Store
from simulators.ukg.timeline import Version
from simulators.ukg.udf import Labels

# `Z` is "none" in these code columns of employment-details; employee-employment-details has null for the project (ukg.md §2.3, sample).
_NONE_CODES = {"shift": "Z", "shiftGroup": "Z", "primaryProjectCode": "Z"}


@dataclass(slots=True)
class Rows:
    """Renders rows of a store."""

    store: Store
    assumptions: Assumptions
    labels: Labels
    garbled: dict[str, dict[str, Any]] = field(default_factory=dict)
    _chiefs: tuple[datetime | None, frozenset[str]] = (None, frozenset())

    def edited(self) -> None:
        """Something was keyed: what was worked out of all records no longer holds."""
        self._chiefs = (None, frozenset())

    def person(self, employee: Employee, version: Version, when: datetime) -> dict[str, Any]:
        """A person-details row: 94 keys, no number, no status."""
        row: dict[str, Any] = {name: self._text(name, version.values.get(name)) for name in PERSON_KEYS}
        home = self.store.home(employee, when)
        row.update(
            personId=employee.person_id,
            employeeId=employee.id,
            companyId=seed.company(_company(home[1])).id if home else None,
            datetimeCreated=self.stamp(version.created),
            datetimeChanged=self.stamp(self.person_changed(employee, version, when)),
        )
        return self._garble(home[0].short if home else "", row)

    def person_changed(self, employee: Employee, version: Version, when: datetime) -> datetime:
        """When the person row changed: with several employments, also when one of them began or ended, which may move home."""
        rows = self.store.rows_of(employee, when)
        if len(rows) < 2:
            return version.changed
        return max(version.changed, *(row.standing for _, row in rows))

    def employment(self, employment: Employment, version: Version, when: datetime) -> dict[str, Any]:
        """An employment-details row: 77 keys, no mail address, no person id."""
        values = {**_NONE_CODES, **self._employment(employment, version, when)}
        row = {name: self._text(name, values.get(name)) for name in EMPLOYMENT_KEYS}
        return self._garble(employment.short, row)

    def richer(self, employment: Employment, version: Version, when: datetime) -> dict[str, Any]:
        """An employee-employment-details row: 77 keys, other names, salary."""
        values = {"shift": "Z", "shiftGroup": "Z", **self._employment(employment, version, when)}
        canonical = {name: RICHER_NAMES.get(name, name) for name in RICHER_KEYS}
        row = {name: self._text(known, values.get(known)) for name, known in canonical.items()}
        home = self.store.home(employment.employee, when)
        home_code = _company(home[1]) if home else _company(version)
        row.update({name: values.get(known) == "Y" for name, known in canonical.items() if known in YES_NO})
        row.update(
            homeCompany=seed.company(home_code).id,
            isHomeCompany=home is None or home[0] is employment,
            isSupervisor=employment.short in self.chiefs(when),
            integrationRecordId=seed.record_id(employment.short),
            currentCompanyCountryCode=seed.company(_company(version)).country,
            homeCompanyCountryCode=seed.company(home_code).country,
        )
        return self._garble(employment.short, row)

    def chiefs(self, when: datetime) -> frozenset[str]:
        """Short names that somebody reports to."""
        if self._chiefs[0] != when:
            versions = (each.rows.version(when) for each in self.store.employments.values())
            self._chiefs = (when, frozenset(str(row.values["supervisor"]) for row in versions if row and row.values.get("supervisor")))
        return self._chiefs[1]

    def user_defined(self, employee: Employee, version: Version) -> dict[str, Any]:
        """A user-defined-fields row: the personnel family filled, the international one empty."""
        return {
            "employeeId": employee.id,
            "personnelUserDefinedFields": self.labels.personnel(version.values.get("udf", {})),
            "internationalUserDefinedFields": self.labels.international(),
        }

    def stamp(self, when: datetime) -> str:
        """Server local time without a zone; milliseconds without trailing zeros: `2023-03-29T08:24:30.16`."""
        local = when.astimezone(self.assumptions.tz()).replace(tzinfo=None)
        text = local.isoformat(timespec="milliseconds")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def supervisor_id(self, values: Mapping[str, Any]) -> str | None:
        """The employee id of the supervisor, whether that record is there yet or not."""
        short = values.get("supervisor")
        if short is None:
            return values.get("supervisorID")
        known = self.store.employments.get(str(short))
        return known.employee.id if known else seed.employee_id(str(short))

    def _employment(self, employment: Employment, version: Version, when: datetime) -> dict[str, Any]:
        company = seed.company(_company(version))
        return {
            **version.values,
            **self._supervisor(version.values, when),
            "companyID": company.id,
            "companyName": company.name,
            "employeeID": employment.employee.id,
            "dateTimeCreated": self.stamp(version.created),
            "dateTimeChanged": self.stamp(version.changed),
        }

    def _supervisor(self, values: Mapping[str, Any], when: datetime) -> dict[str, Any]:
        found: dict[str, Any] = {"supervisorID": self.supervisor_id(values)}
        chief = self.store.employments.get(str(values.get("supervisor")))
        version = chief.rows.version(when) if chief else None
        person = chief.employee.rows.version(when) if chief else None
        if version is None or person is None:
            return found
        return found | {
            "supervisorFirstName": person.values.get("firstName"),
            "supervisorLastName": person.values.get("lastName"),
            "supervisorEmployeeNumber": version.values.get("employeeNumber"),
            "supervisorCOID": seed.company(_company(version)).id,
            "supervisorCompanyCode": _company(version),
        }

    def _text(self, name: str, value: Any) -> Any:
        width = self.assumptions.padding.get(name)
        return value.ljust(width) if width and isinstance(value, str) and value else value

    def _garble(self, short: str, row: dict[str, Any]) -> dict[str, Any]:
        spoilt = self.garbled.get(short, {})
        row.update({name: value for name, value in spoilt.items() if name in row})
        return row


def _company(version: Version) -> str:
    return str(version.values.get("companyCode"))
