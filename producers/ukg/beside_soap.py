"""The same by SOAP, for tenants that grant it, or whose REST lacks it: no pay is in these answers (ukg.md §1.9, §1.10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from producers.ukg.beside import Row, ends_of_itself, place_of
from producers.ukg.door import ON_LEAVE, Kinds
from producers.ukg.extras import FieldNames, Found, Leaving, UserFields, plain_name, read_fields
from producers.ukg.reader import Malformed
from producers.ukg.rest import whose
from producers.ukg.soap import UkgSoap
from producers.ukg.soap_items import EMPLOYMENT, FIELDS, TERMINATION, Service

MANY: Final = 50
"""From so many employments on, all are read in pages instead of one by one."""
Identity = tuple[str, str]
Items = dict[Identity, Mapping[str, Any]]


@dataclass(slots=True)
class SoapFields:
    """User-defined fields of all three families; of several employments the first that has a value."""

    soap: UkgSoap
    names: FieldNames
    zone: tzinfo
    name: str = FIELDS.name

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        items = await _items(self.soap, FIELDS, rows)
        for row in rows:
            item = items.get(identity_of(row))
            if item is None:
                continue
            values = {plain_name(slot): value for slot, value in item.items()} | {"employeeId": whose(row)}
            try:
                fields = read_fields(values, self.names, self.zone)
            except Malformed as wrong:
                found.spoilt.append(wrong)
                continue
            if found.fields.get(whose(row), UserFields()) == UserFields():
                found.fields[whose(row)] = fields


@dataclass(slots=True)
class SoapEnds:
    """Expected ends of leaves and of what is worked by contract."""

    soap: UkgSoap
    kinds: Kinds
    name: str = EMPLOYMENT.name

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        mine = [row for row in rows if ends_of_itself(row, self.kinds)]
        items = await _items(self.soap, EMPLOYMENT, mine)
        found.ends.update({place_of(row): None for row in rows if not ends_of_itself(row, self.kinds)})
        for row in mine:
            item = items.get(identity_of(row))
            # an answer of another status is of another moment than the row
            if item is not None and (item.get("EmploymentStatus") == ON_LEAVE) == (_code(row, "employeeStatusCode") == ON_LEAVE):
                found.ends[place_of(row)] = _day(item.get("StatusAnticipatedEnd"))


@dataclass(slots=True)
class SoapTerminations:
    """Last day and rehire flag of who is leaving or gone."""

    soap: UkgSoap
    name: str = TERMINATION.name

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        mine = [row for row in rows if _code(row, "employeeStatusCode") == "T"]
        items = await _items(self.soap, TERMINATION, mine)
        found.leaving.update({place_of(row): Leaving() for row in rows if _code(row, "employeeStatusCode") != "T"})
        for row in mine:
            item = items.get(identity_of(row))
            if item is not None:
                rehirable = item.get("EligibleForRehire")
                found.leaving[place_of(row)] = Leaving(_day(item.get("LastDayWorked")), None if rehirable is None else bool(rehirable))


def identity_of(row: Row) -> Identity:
    """Company code and employee number, by which SOAP goes."""
    return _code(row, "companyCode"), str(row.get("employeeNumber") or "").strip()


async def _items(soap: UkgSoap, service: Service, rows: Sequence[Row]) -> Items:
    wanted = {identity_of(row) for row in rows}
    if len(wanted) >= MANY:
        return {(each.company, each.number): each.item for each in await soap.find(service) if (each.company, each.number) in wanted}
    found: Items = {}
    for company, number in sorted(wanted):
        if company and number:
            for each in await soap.get(service, company, number):
                found[each.company, each.number] = each.item
    return found


def _code(row: Row, name: str) -> str:
    return str(row.get(name) or "").strip().upper()


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else None
