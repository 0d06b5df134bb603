"""employee-job-history-details: a row for each hire, move and end that was keyed, effective when HR says (ukg.md §2.6, §3.3.4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from simulators.ukg import seed, statuses
from simulators.ukg.dates import midnight
from simulators.ukg.listing import Listing, Row, one_of
from simulators.ukg.records import Employment
from simulators.ukg.routes import BASE, Resources
from simulators.ukg.timeline import Edit

NAME: Final = "employee-job-history-details"
JOB: Final = frozenset({"primaryJobCode", "jobTitle", "jobGroupCode", "positionCode", "employeeTypeCode"})
ORG: Final = frozenset({"orgLevel1Code", "orgLevel2Code", "orgLevel3Code", "orgLevel4Code", "primaryWorkLocationCode"})
OTHER: Final = frozenset({"supervisor", "supervisorID", statuses.STATUS, "annualSalary", "hourlyPayRate"})
_NAMES: Final = {
    "employeeType": "employeeTypeCode", "employeeStatus": statuses.STATUS, "fullTimeOrPartTime": "fullTimeOrPartTimeCode",
    "annualSalary": "annualSalary", "hourlyPayRate": "hourlyPayRate", "jobCode": "primaryJobCode", "jobDescription": "jobDescription",
    "jobGroupCode": "jobGroupCode", "orgLevel1Code": "orgLevel1Code", "orgLevel2Code": "orgLevel2Code", "orgLevel3Code": "orgLevel3Code",
    "orgLevel4Code": "orgLevel4Code", "payGroupCode": "payGroup", "payPeriodCode": "payPeriod", "positionCode": "positionCode",
    "salaryOrHourly": "salaryOrHourly", "scheduledAnnualHours": "scheduledAnnualHrs", "scheduledFullTimeEquivalency": "scheduledFTE",
    "scheduledWorkHours": "scheduledWorkHrs", "unionNational": "unionNational", "unionLocal": "unionLocal",
    "weeklyHours": "weeklyHours", "jobTitle": "jobTitle",
}  # fmt: skip
KEYS: Final = tuple(
    """annualSalary companyId dateTimeCreated employeeId employeeType employeeStatus flsaCategory fullTimeOrPartTime hourlyPayRate
    isJobChange isOrgchange isOutsideGuidelines isOutsideRange isPromotion isRateChange isSystem isTransfer jobCode jobDescription
    jobEffectiveDate jobGroupCode locationCode orgLevel1Code orgLevel2Code orgLevel3Code orgLevel4Code otherRate1 otherRate2 otherRate3
    otherRate4 payGroupCode payPeriodCode payScaleCode percentChange periodPayRate piecePayRate positionCode reasonCode salaryGrade
    salaryOrHourly scheduledAnnualHours scheduledFullTimeEquivalency scheduledWorkHours shiftCode shiftGroupCode stepNumber supervisorId
    supervisorNameFirst supervisorNameLast supervisorNameSuffix supervisorNotInList systemId unionNational unionLocal usePayScales
    weeklyPayRate notes homeCompanyId integrationEffectiveDate projectCode numberOfPayments weeklyHours isViewableByEmployee createdByUserId
    jobTitle""".split()
)

NUMBERS: Final = tuple(
    """otherRate1 otherRate2 otherRate3 otherRate4 percentChange periodPayRate piecePayRate stepNumber weeklyPayRate numberOfPayments
    createdByUserId""".split()
)
"""Which real rows have as 0.0 where there is nothing to say."""


class History:
    """The job history of a tenant."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def listings(self) -> Iterable[Listing]:
        flags = ("isjobchange", "isorgchange", "isratechange", "ispromotion")
        yield Listing(NAME, self._all, ("jobeffectivedate", "datetimecreated"), flags, ("companyid", "employeeid", "systemid"))

    def routes(self) -> Iterable[web.RouteDef]:
        yield web.get(f"{BASE}/{NAME}/{{id}}", self.resources.guarded(NAME, self._one))

    def _one(self, request: web.Request, _name: str) -> web.Response:
        return one_of(self._all(self.resources.moment(), {}), "systemId", request.match_info["id"])

    def _all(self, when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        ordered = sorted(self.resources.store.employments.values(), key=lambda one: (one.employee.id, one.order))
        return [row for each in ordered for row in self.rows(each, when)]

    def rows(self, employment: Employment, when: datetime) -> Iterable[Row]:
        """What is known of one employment at an instant, oldest first."""
        values: dict[str, Any] = {}
        for number, edit in enumerate(employment.rows.edits):
            known = edit.known() <= when if self.resources.assumptions.history_ahead else edit.at <= when
            before, values = values, {**({} if edit.fresh else values), **edit.values}
            changed = {name for name in edit.values if edit.fresh or edit.values[name] != before.get(name)}
            if known and not edit.gone and (edit.fresh or changed & (JOB | ORG | OTHER)):
                yield self._row(employment, edit, number, (values, changed))

    def _row(self, employment: Employment, edit: Edit, number: int, state: tuple[dict[str, Any], set[str]]) -> Row:
        values, changed = state
        company = seed.company(str(values.get("companyCode")))
        effective = self._effective(edit, values)
        row: Row = dict.fromkeys(KEYS) | dict.fromkeys(NUMBERS, 0.0)
        row |= {name: values.get(known) for name, known in _NAMES.items()}
        row |= {
            "companyId": company.id,
            "homeCompanyId": company.id,
            "employeeId": employment.employee.id,
            "dateTimeCreated": self.resources.rows.stamp(edit.known()),
            "jobEffectiveDate": effective,
            "integrationEffectiveDate": effective,
            "isJobChange": edit.fresh or bool(changed & JOB),
            "isOrgchange": edit.fresh or bool(changed & ORG),
            "isRateChange": bool(changed & {"annualSalary", "hourlyPayRate"}),
            **dict.fromkeys(("isOutsideGuidelines", "isOutsideRange", "isPromotion", "isSystem", "isTransfer", "usePayScales"), False),
            "isViewableByEmployee": True,
            "supervisorNotInList": False,
            "locationCode": values.get("primaryWorkLocationCode") or "0",
            "projectCode": values.get("primaryProjectCode") or "Z",
            "shiftCode": "Z",
            "shiftGroupCode": "Z",
            "reasonCode": _reason(edit, values, changed),
            "supervisorId": self.resources.rows.supervisor_id(values),
            "systemId": seed.history_id(employment.short, number),
        }
        return row

    def _effective(self, edit: Edit, values: Mapping[str, Any]) -> str:
        if edit.fresh:
            return str(values.get("dateInJob") or midnight(edit.at.astimezone(self.resources.assumptions.tz())))
        if edit.values.get(statuses.STATUS) == "T":
            return str(values.get(statuses.SINCE))
        return midnight((edit.since or edit.at).astimezone(self.resources.assumptions.tz()))


def _reason(edit: Edit, values: Mapping[str, Any], changed: set[str]) -> str:
    """Hire 100, rehire 101, end 800 (or the transfer's TRO), else a change of job 301 (ukg.md §2.13)."""
    if edit.fresh:
        return str(values.get("jobChangeReasonCode") or "100")
    if edit.values.get(statuses.STATUS) == "T":
        return "TRO" if values.get("termReason") == "TRO" else "800"
    if "lastHireDate" in changed and statuses.STATUS in changed:
        return "101"
    return str(edit.values.get("jobChangeReasonCode") or "301")
