"""UKG's records: employees (one person row each) and their employments (one row per company), with all that was ever keyed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from simulators.ukg import seed, statuses
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.records import DEFAULTS, Employee, Employment, Moment, Parts
from simulators.ukg.timeline import Edit, Version

_SPAN = re.compile(r"([A-Za-z_]*)(\d+)\.\.([A-Za-z_]*)(\d+)$")


@dataclass(slots=True)
class Store:
    """Everything in UKG."""

    assumptions: Assumptions
    employees: dict[str, Employee] = field(default_factory=dict)
    employments: dict[str, Employment] = field(default_factory=dict)
    by_employee: dict[str, list[Employment]] = field(default_factory=dict)
    by_person: dict[str, list[Employee]] = field(default_factory=dict)
    began: datetime | None = None
    _names: set[tuple[str, str]] = field(default_factory=set)
    _numbers: set[str] = field(default_factory=set)
    _count: int = 0

    def add(self, short: str, given: Mapping[str, Any], moment: Moment) -> None:
        """A new record; `person` and `employeeId` in `given` say whose, else the short name. ValueError when it is there already."""
        known = self.employments.get(short)
        if known is not None and known.rows.version(moment.now) is not None:
            raise ValueError(f"{short} is in UKG already")
        given = dict(given)
        person_id = str(given.pop("person", None) or short)
        explicit = given.pop("employeeId", None)
        parts = Parts.of(given)
        company = parts.employment.get("companyCode", DEFAULTS["companyCode"])
        employee = self._employee(short, person_id, explicit, str(company), moment.now)
        self._add_person(employee, parts, short, moment)
        self._add_employment(employee, parts, short, moment)
        self.began = min(self.began or moment.now, moment.now)

    def edit(self, short: str, given: Mapping[str, Any], moment: Moment, since: datetime | None = None) -> None:
        """HR changes a record; from `since` (the first instant of a day) on, when that lies ahead. Raises KeyError for nobody."""
        employment = self.employment(short)
        if employment.rows.version(moment.now) is None:
            raise KeyError(f"{short} was removed from UKG")
        parts = Parts.of(given)
        dated = since is not None and since > moment.now
        at = since if since is not None and dated else moment.now
        stamp = at if dated and self.assumptions.effective_moves_changed and not moment.given else moment.stamp
        touch = not given
        if parts.person or parts.udf is not None or touch:
            self._edit_person(employment.employee, parts, Edit(at, stamp), moment)
        if parts.employment or touch:
            self._edit_employment(employment, parts.employment, Edit(at, stamp), moment, since)

    def hold(self, employment: Employment, slots: dict[str, Any], moment: Moment) -> None:
        """The company's and the international user-defined fields of an employment."""
        employment.rows.put(Edit(moment.now, moment.stamp, {"_fields": slots}), stamped=moment.given)

    def remove(self, short: str, moment: Moment) -> None:
        """The record is gone; the person row with the last of its employments. Raises KeyError for nobody."""
        employment = self.employment(short)
        employment.rows.call_off(moment.now)
        employment.rows.put(Edit(moment.now, moment.stamp, gone=True), stamped=moment.given)
        if not self.rows_of(employment.employee, moment.now):
            employment.employee.rows.put(Edit(moment.now, moment.stamp, gone=True), stamped=moment.given)

    def employment(self, short: str) -> Employment:
        if short not in self.employments:
            raise KeyError(f"{short} is not in UKG")
        return self.employments[short]

    def named(self, patterns: Iterable[str]) -> list[str]:
        """Short names for `P3`, `C*` and `C1..C8`; a name nobody has stays as it is."""
        return [name for pattern in patterns for name in self._matching(str(pattern))]

    def rows_of(self, employee: Employee, when: datetime) -> list[tuple[Employment, Version]]:
        """Visible employment rows of one employee, oldest first."""
        found = ((each, each.rows.version(when)) for each in self.by_employee.get(employee.id, ()))
        return [(each, version) for each, version in found if version is not None]

    def home(self, employee: Employee, when: datetime) -> tuple[Employment, Version] | None:
        """The employment whose company is home: the first one keyed, and when that has ended the one with the oldest hire date."""
        rows = self.rows_of(employee, when)
        active = [row for row in rows if row[1].values.get(statuses.STATUS) != "T"]
        if not self.assumptions.home_follows_active or not active or active[0] is rows[0]:
            return rows[0] if rows else None
        return min(active, key=lambda row: str(row[1].values.get("lastHireDate") or ""))

    def _matching(self, pattern: str) -> list[str]:
        if pattern.endswith("*"):
            head = pattern[:-1]
            return [name for name in self.employments if name.startswith(head) and name[len(head) :].isdigit()]
        if span := _SPAN.match(pattern):
            return [f"{span[1]}{number}" for number in range(int(span[2]), int(span[4]) + 1)]
        return [pattern]

    def _employee(self, short: str, person_id: str, explicit: str | None, company: str, now: datetime) -> Employee:
        """The person's employee that has no row in this company yet, else a new one (ukg.md §3.3.1: both patterns occur)."""
        if explicit is None:
            for employee in self.by_person.get(person_id, ()):
                codes = {version.values["companyCode"] for _, version in self.rows_of(employee, now)}
                if codes and company not in codes:
                    return employee
        number = explicit or seed.employee_id(short)
        if number not in self.employees:
            self.employees[number] = Employee(number, person_id)
            self.by_person.setdefault(person_id, []).append(self.employees[number])
        if self.employees[number].person_id != person_id:
            raise ValueError(f"{short}: employee {number} is person {self.employees[number].person_id} already")
        return self.employees[number]

    def _add_person(self, employee: Employee, parts: Parts, short: str, moment: Moment) -> None:
        if employee.rows.version(moment.now) is not None:
            if parts.person or parts.udf is not None:
                self._edit_person(employee, parts, Edit(moment.now, moment.stamp), moment)
            return
        before = self._same_person(employee, moment.now)
        values = {**seed.private(employee.id), **(before or self._new_name(short)), **parts.person, "udf": parts.udf or {}}
        self._names.add((str(values.get("firstName")), str(values.get("lastName"))))
        employee.rows.put(Edit(moment.now, moment.stamp, values, fresh=True), stamped=moment.given)

    def _same_person(self, employee: Employee, now: datetime) -> dict[str, Any] | None:
        """What another record of the same person says of her."""
        for other in self.by_person.get(employee.person_id, ()):
            version = other.rows.version(now)
            if version is not None:
                return {name: value for name, value in version.values.items() if name != "udf"}
        return None

    def _new_name(self, short: str) -> dict[str, Any]:
        attempt = 0
        while (name := seed.name(short, attempt)) in self._names:
            attempt += 1
        return {"firstName": name[0], "lastName": name[1]}

    def _add_employment(self, employee: Employee, parts: Parts, short: str, moment: Moment) -> None:
        self._count += 1
        values = {**DEFAULTS, **seed.pay(short), **parts.employment}
        values.setdefault("employeeNumber", self._new_number())
        self._numbers.add(str(values["employeeNumber"]))
        hired = values["lastHireDate"]
        begun = (
            hired if hired is None or statuses.midnight(hired, self.assumptions) else _day(moment.now)
        )  # a slip of the pen stays where it is
        for name in ("originalHireDate", "dateInJob", "dateOfSeniority", "dateOfBenefitSeniority"):
            values.setdefault(name, begun)
        keyed = statuses.key(values, {statuses.STATUS: "A"}, moment.now, self.assumptions)
        keyed.now.setdefault(statuses.SINCE, begun)
        employment = self.employments.get(short)
        if employment is None or employment.employee is not employee:
            self._forget(employment)
            employment = Employment(short, employee, self._count)
            self.employments[short] = employment
            self.by_employee.setdefault(employee.id, []).append(employment)
        employment.rows.put(Edit(moment.now, moment.stamp, keyed.now, fresh=True), stamped=moment.given)
        self._put_ending(employment, keyed, moment)

    def _forget(self, employment: Employment | None) -> None:
        if employment is not None:
            self.by_employee[employment.employee.id].remove(employment)

    def _new_number(self) -> str:
        count = 10_000 + self._count
        while (number := f"{count:09d}") in self._numbers:
            count += 10_000
        return number

    def _edit_person(self, employee: Employee, parts: Parts, edit: Edit, moment: Moment) -> None:
        values: dict[str, Any] = dict(parts.person)
        stamp = edit.changed
        if parts.udf is not None:
            values["udf"] = parts.udf
            was = employee.rows.version(edit.at)
            if not parts.person and not self.assumptions.udf_moves_person and was is not None:
                stamp = was.changed
        employee.rows.put(Edit(edit.at, stamp, values), stamped=moment.given or stamp != edit.changed)

    def _edit_employment(self, employment: Employment, given: dict[str, Any], edit: Edit, moment: Moment, since: datetime | None) -> None:
        version = employment.rows.version(edit.at)
        was = dict(version.values) if version else {}
        values = dict(given)
        if since is not None and _differs(statuses.STATUS, values, was):
            values.setdefault(statuses.SINCE, _day(since))
        if _differs("primaryJobCode", values, was):
            values.setdefault("dateInJob", _day(since or edit.at.astimezone(self.assumptions.tz())))
        keyed = statuses.key(values, was, edit.at, self.assumptions)
        if keyed.decides:
            employment.rows.call_off(moment.now)
        landed = replace(edit, values=keyed.now, keyed=moment.now, since=since)
        employment.rows.put(landed, stamped=moment.given)
        self._put_ending(employment, keyed, moment)

    def _put_ending(self, employment: Employment, keyed: statuses.Keyed, moment: Moment) -> None:
        if keyed.at is not None:
            stamp = keyed.at if self.assumptions.effective_moves_changed else moment.stamp
            employment.rows.put(Edit(keyed.at, stamp, keyed.later, ending=True, keyed=moment.now), stamped=True)


def _differs(name: str, values: Mapping[str, Any], was: Mapping[str, Any]) -> bool:
    return name in values and values[name] != was.get(name)


def _day(when: datetime) -> str:
    return f"{when.date().isoformat()}T00:00:00"
