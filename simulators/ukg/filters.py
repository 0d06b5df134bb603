"""Query filters: operators inside date values, comma lists, parameter names in any case (ukg.md §2.3, §2.6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulators.ukg.assumptions import Assumptions

Get = Callable[[str], Any]
Test = Callable[[Get], bool]
Params = Mapping[str, str]  # names in lower case, as ASP.NET binds them

_DATES = ("datetimecreated", "datetimechanged")
FILTERS: dict[str, tuple[str, ...]] = {
    "person-details": (
        "companyid", "employeeid", "lastname", "emailaddress", "addressstate", "addresscountry", "cobraisactive", "cobrastatus",
        "nationalid", "nationalidcountry", "dateofcobraevent", *_DATES,
    ),
    "employment-details": (
        "companyid", "employeeid", "primaryjobcode", "jobtitle", "fulltimeorparttimecode", "primaryworklocationcode", "primaryprojectcode",
        "deductiongroupcode", "earninggroupcode", "employeetypecode", "employeestatuscode", "employeenumber", "supervisorid", "paygroup",
        "ishomecompany", "originalhiredate", "lasthiredate", "dateoftermination", "dateofretirement", "datelastpaydatepaid", *_DATES,
    ),
    "user-defined-fields": ("companyid", "employeeid"),
}  # fmt: skip
FILTERS["employee-employment-details"] = FILTERS["employment-details"]
_LISTED = frozenset({"employee-employment-details", "user-defined-fields"})
_LISTABLE = frozenset(
    """companyid employeeid primaryjobcode primaryworklocationcode primaryprojectcode deductiongroupcode earninggroupcode
    employeetypecode employeestatuscode paygroup""".split()
)


class BadFilter(ValueError):
    """A value that the named parameter cannot take."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The value of {name} is not valid.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Bounds:
    """Date values with an operator inside: `>x`, `<x`, `=x`, `{x,y}` (ukg.md §2.3)."""

    assumptions: Assumptions

    def test(self, name: str, value: str) -> Callable[[Any], bool]:
        """Whether a value of a row passes; raises BadFilter where unreadable filters are refused."""
        bounds = self._bounds(value.removeprefix("="))
        if bounds is not None:
            return lambda shown: bounds(self._instant(shown))
        if self.assumptions.bad_filter == "ignore":
            return lambda _shown: True
        raise BadFilter(name)

    def _bounds(self, value: str) -> Callable[[datetime | None], bool] | None:
        """`>x`, `<x`, `{x,y}` (both ends in), `x` (that day, or that very instant)."""
        if value.startswith("{") and value.endswith("}"):
            ends = [self._given(part) for part in value[1:-1].split(",")]
            if len(ends) != 2 or ends[0] is None or ends[1] is None:
                return None
            first, last = ends[0][0], ends[1][0]
            return lambda when: when is not None and first <= when <= last
        sign = value[0] if value[0] in "<>" else ""
        parsed = self._given(value[len(sign) :])
        if parsed is None:
            return None
        at, width = parsed
        if sign == ">":
            return lambda when: when is not None and when > at
        if sign == "<":
            return lambda when: when is not None and when < at
        return lambda when: when is not None and (at <= when < at + width if width else when == at)

    def _given(self, text: str) -> tuple[datetime, timedelta] | None:
        """A date or date-time of the query as an instant, with the span it names."""
        text = text.strip()
        zone = self.assumptions.tz()
        try:
            return datetime.strptime(text, "%m-%d-%Y").replace(tzinfo=zone), timedelta(days=1)
        except ValueError:
            pass
        if not self.assumptions.iso_filters:
            return None
        try:
            when = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        except ValueError:
            return None
        span = timedelta(days=1) if len(text) == 10 else timedelta()
        return (when if when.tzinfo else when.replace(tzinfo=zone)), span

    def _instant(self, value: Any) -> datetime | None:
        if isinstance(value, datetime):
            return value
        try:
            when = datetime.fromisoformat(str(value))
        except ValueError:
            return None
        return when if when.tzinfo else when.replace(tzinfo=self.assumptions.tz())


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters one resource knows; other parameters are ignored."""

    resource: str
    assumptions: Assumptions

    def tests(self, params: Params) -> list[Test]:
        """One test per filter given; raises BadFilter where unreadable values are refused."""
        found = []
        for name in FILTERS[self.resource]:
            if value := params.get(name, "").strip():
                found.append(self._test(name, value))
        return found

    def _test(self, name: str, value: str) -> Test:
        if name.startswith("date") or name.endswith("date"):
            bounded = Bounds(self.assumptions).test(name, value)
            return lambda get: bounded(get(name))
        if name == "ishomecompany":
            wanted = value.lower() in ("true", "y", "yes", "1")
            return lambda get: bool(get(name)) is wanted
        choices = self._choices(name, value)
        return lambda get: _plain(get(name)) in choices

    def _choices(self, name: str, value: str) -> frozenset[str]:
        if name in _LISTABLE and (self.resource in _LISTED or self.assumptions.lists_everywhere):
            return frozenset(_plain(part) for part in value.strip("[]").split(","))
        return frozenset({_plain(value)})


def _plain(value: Any) -> str:
    """Text as the database compares it: without trailing blanks, upper or lower case alike."""
    return "" if value is None else str(value).strip().lower()
