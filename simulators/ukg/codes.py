"""Configuration: jobs, locations, organisation levels, companies and code tables, none of them in pages but the companies (ukg.md §2.6)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from simulators.ukg import seed
from simulators.ukg.errors import problem
from simulators.ukg.listing import Listing, Row, one_of
from simulators.ukg.routes import Resources

BASE: Final = "/configuration/v1"
_FLAGS: Final = ("isactive",)
JOBS: Final = {
    "SDR": "Sales Development Rep", "AE": "Account Executive", "RSM": "Regional Sales Manager", "CRO": "Chief Revenue Officer",
    "SUPA": "Support Agent", "ACC": "Accountant", "CFO": "Chief Financial Officer", "SWE": "Software Engineer",
    "SRE": "Site Reliability Engineer", "HRBP": "People Partner", "CNSL": "Counsel", "CLRK": "Operations Clerk",
    "CDEV": "Contract Developer", "CSDR": "Contract Sales Rep",
}  # fmt: skip
LOCATIONS: Final = {
    "NYC": ("New York", "NY", "USA"), "CHI": ("Chicago", "IL", "USA"), "LAX": ("Los Angeles", "CA", "USA"),
    "HNL": ("Honolulu", "HI", "USA"), "STJ": ("St. John's", "NL", "CAN"), "LON": ("London", None, "GBR"),
    "BER": ("Berlin", None, "DEU"), "BLR": ("Bengaluru", None, "IND"), "SYD": ("Sydney", "NSW", "AUS"), "MEL": ("Melbourne", "VIC", "AUS"),
}  # fmt: skip
DEPARTMENTS: Final = {
    "SALES": "Sales", "FIN": "Finance", "ENG": "Engineering", "SUPP": "Support", "HR": "People", "LEGAL": "Legal", "OPS": "Operations",
    "EXEC": "Executive",
}  # fmt: skip
TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "EMPLOYEETYPE": {"REG": "Regular", "FTR": "Full time", "INT": "Intern", "TMP": "Temporary", "CON": "Contractor"},
    "TERMTYPE": {"V": "Voluntary", "I": "Involuntary"},
    "JOBFAMILY": {"ADM": "Administration", "SAL": "Sales", "TEC": "Technology"},
    "EMPLOYEESTATUS": {"A": "Active", "L": "Leave of absence", "O": "On strike", "R": "Released", "S": "Suspended", "T": "Terminated"},
    "TERMREASON": {"202": "Retirement", "203": "Death", "208": "Resignation", "210": "Performance", "213": "Redundancy",
                   "TRO": "Transfer out", "GRM": "Gross misconduct", "SEC": "Security"},
    "LEAVEREASON": {"100": "Long term", "101": "Sick", "102": "Parental", "300": "Military", "400": "Unpaid"},
}  # fmt: skip


class Codes:
    """What the tenant's administrator has set up; verbs add and retire codes."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.retired: set[tuple[str, str]] = set()
        self.added: dict[tuple[str, str], str] = {}

    def listings(self) -> Iterable[Listing]:
        yield Listing("jobs", lambda _when, _params: self.jobs(), flags=_FLAGS, plain=("countrycode",), paged=False, base=BASE)
        yield Listing("locations", lambda _when, _params: self.locations(), flags=_FLAGS, plain=("countrycode",), paged=False, base=BASE)
        plain = ("leveldescription", "code", "reportingcategory", "budgetgroup")
        yield Listing("org-levels", self._levels, flags=_FLAGS, plain=plain, paged=False, base=BASE)
        yield Listing("company-details", self._companies, plain=("companyid", "companycode", "ismastercompany"), base=BASE)
        yield Listing("code-tables", self._tables, paged=False, base=BASE)
        yield Listing("platform-configuration/custom-fields-schema", lambda _when, _params: (), paged=False, base=BASE)

    def routes(self) -> Iterable[web.RouteDef]:
        single = {"jobs": (self.jobs, "jobCode"), "locations": (self.locations, "locationCode")}
        for name, (rows, key) in single.items():
            answer = lambda request, _name, rows=rows, key=key: one_of(rows(), key, request.match_info["code"])  # noqa: E731
            yield web.get(f"{BASE}/{name}/{{code}}", self.resources.guarded(name, answer))
        yield web.get(f"{BASE}/org-levels/{{level}}/{{code}}", self.resources.guarded("org-levels", self._level))
        yield web.get(f"{BASE}/code-tables/{{table}}", self.resources.guarded("code-tables", self._table))

    def set(self, kind: str, code: str, description: str | None) -> None:
        """Adds a code to `job`, `location`, `department` or a table, or retires it (None)."""
        (self.retired.add if description is None else self.retired.discard)((kind, code))
        if description is not None:
            self.added[kind, code] = description

    def jobs(self) -> list[Row]:
        return [
            {
                "jobCode": code,
                "title": title,
                "countryCode": "USA",
                "jobFamilyCode": "ADM",
                "isActive": self._active("job", code),
                "longDescription": title,
                "jobEE0Category": None,  # sic
                "jobGroup": None,
                "flsaTypeCode": "E",
            }
            for code, title in self._of("job", JOBS).items()
        ]

    def locations(self) -> list[Row]:
        found = self._of("location", {code: place[0] for code, place in LOCATIONS.items()})
        return [
            {
                "locationCode": code,
                "description": name,
                "city": name,
                "state": LOCATIONS.get(code, (name, None, "USA"))[1],
                "countryCode": LOCATIONS.get(code, (name, None, "USA"))[2],
                "zipOrPostalCode": None,
                "isActive": self._active("location", code),
            }
            for code, name in found.items()
        ]

    def _levels(self, _when: datetime | None = None, _params: Mapping[str, str] | None = None) -> list[Row]:
        centres = {
            str(edit.values["orgLevel2Code"]): "Cost centre"
            for each in self.resources.store.employments.values()
            for edit in each.rows.edits
            if edit.values.get("orgLevel2Code")
        }
        levels = ((1, "Department", self._of("department", DEPARTMENTS)), (2, "Cost Centre", centres))
        return [self._row(level, name, code, text) for level, name, codes in levels for code, text in codes.items()]

    def _row(self, level: int, name: str, code: str, text: str) -> Row:
        return {
            "level": level,
            "code": code,
            "description": text[:25],
            "levelDescription": name,
            "reportingCategory": None,
            "budgetGroup": None,
            "glSegment": None,
            "currentYearBudgetFTE": 0.0,
            "currentYearBudgetSalary": 0.0,
            "lastYearBudgetFTE": 0.0,
            "lastYearBudgetSalary": 0.0,
            "isActive": self._active("department", code),
        }

    def _level(self, request: web.Request, _name: str) -> web.Response:
        level = request.match_info["level"]
        return one_of([row for row in self._levels() if str(row["level"]) == level], "code", request.match_info["code"])

    def _companies(self, _when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        for number, (code, company) in enumerate(seed.COMPANIES.items()):
            empty: dict[str, Any] = dict.fromkeys(_COMPANY)
            yield empty | {
                "isMasterCompany": "N" if number else "Y",
                "masterCompanyId": next(iter(seed.COMPANIES.values())).id,
                "companyID": company.id,
                "companyCode": code,
                "companyName": company.name,
                "addressCountry": company.country,
                "federalTaxId": f"00-{number:07d}",
            }

    def _tables(self, _when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        return [{"codeTable": name, "url": f"{BASE}/code-tables/{name}"} for name in TABLES]

    def _table(self, request: web.Request, _name: str) -> web.Response:
        name = request.match_info["table"].upper()
        if name not in TABLES:
            return problem(404)
        found = self._of(name, TABLES[name])
        return web.json_response([{"code": code, "description": text} for code, text in found.items() if self._active(name, code)])

    def _of(self, kind: str, built_in: Mapping[str, str]) -> dict[str, str]:
        return {**built_in, **{code: text for (which, code), text in self.added.items() if which == kind}}

    def _active(self, kind: str, code: str) -> bool:
        return (kind, code) not in self.retired


_COMPANY: Final = tuple(
    """isMasterCompany masterCompanyId companyID companyCode companyName addressLine1 addressLine2 addressCity addressState
    addressZipCode addressCountry addressCounty phoneNumber phoneNumberExtension federalTaxId orgLevel1Code orgLevel2Code orgLevel3Code
    orgLevel4Code""".split()
)
