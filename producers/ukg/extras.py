"""What other resources than employment-details say of a record: user-defined fields, the expected end of a status, moves ahead.

They have no change time of their own that could be ordered by; `Reading` remembers them, so that a look that did not read them, or was not
let, goes on with what was read before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

import msgspec

from domain.facts import JobAhead
from producers.ukg.reader import Malformed, Reader

SLOTS: Final = 14
AROUND: Final = timedelta(days=2)
"""So long after its day a move may still be ahead of somebody, wherever she and UKG are."""
HIRE = "100"
"""The reason of the row with which a job history begins (ukg.md §2.13)."""
FAMILIES: Final = ("personnelUserDefinedFields", "internationalUserDefinedFields")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a termination's own record says; None: nothing, or it was not asked."""

    last_day: date | None = None
    rehirable: bool | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What is known of one record beside its row. Dates are HR's calendar dates; `ahead` is oldest first."""

    contract_end: date | None = None
    leave_cover: str | None = None
    sales_plan: str | None = None
    status_end: date | None = None
    ahead: tuple[JobAhead, ...] = ()
    leaving: Leaving = Leaving()

    def kept(self) -> str | None:
        """As one text, for the reading that remembers it; None where nothing is known."""
        return None if self == NOTHING else msgspec.json.encode(self, order="deterministic").decode()


NOTHING: Final = Extras()


def extras_of(kept: str | None) -> Extras:
    """What `kept` wrote; what cannot be read is nothing."""
    try:
        return NOTHING if kept is None else msgspec.json.decode(kept, type=Extras)
    except msgspec.MsgspecError:
        return NOTHING


@dataclass(frozen=True, slots=True)
class UserFields:
    """The user-defined fields the policy speaks of, of one employee."""

    contract_end: date | None = None
    leave_cover: str | None = None
    sales_plan: str | None = None


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Where they are: the tenant's label, or a slot like `EepUdField05`.."""

    contract_end: str = "Contract end"
    leave_cover: str = "Leave cover"
    sales_plan: str = "Sales plan"


@dataclass(slots=True)
class Found:
    """What a look read beside the rows. What is absent was not read, and stays as it was."""

    fields: dict[str, UserFields] = field(default_factory=dict)  # by employee
    ends: dict[tuple[str, str], date | None] = field(default_factory=dict)  # by employee and company id
    ahead: dict[tuple[str, str], tuple[JobAhead, ...]] = field(default_factory=dict)
    leaving: dict[tuple[str, str], Leaving] = field(default_factory=dict)
    spoilt: list[Malformed] = field(default_factory=list)  # rows that could not be read

    def forget(self, employee: str) -> None:
        """Drops what a lagging copy said of somebody."""
        self.fields.pop(employee, None)
        for read in (self.ends, self.ahead, self.leaving):
            for place in [place for place in read if place[0] == employee]:
                read.pop(place)

    def over(self, before: Extras, employee: str, company_id: str) -> Extras:
        """One record's extras: what was read, else what was known."""
        known = self.fields.get(employee, UserFields(before.contract_end, before.leave_cover, before.sales_plan))
        place = (employee, company_id)
        return Extras(
            contract_end=known.contract_end,
            leave_cover=known.leave_cover,
            sales_plan=known.sales_plan,
            status_end=self.ends.get(place, before.status_end),
            ahead=self.ahead.get(place, before.ahead),
            leaving=self.leaving.get(place, before.leaving),
        )


def user_fields(row: Mapping[str, Any], names: FieldNames, zone: tzinfo) -> UserFields:
    """A user-defined-fields row (ukg.md §2.11); raises Malformed, with the label for the field."""
    values: dict[str, Any] = {"employeeId": row.get("employeeId")}
    for family in FAMILIES:
        cells = row.get(family)
        for slot, cell in cells.items() if isinstance(cells, Mapping) else ():
            if isinstance(cell, Mapping):
                values[plain_name(slot)] = cell.get("value")
                values[plain_name(cell.get("field"))] = cell.get("value")
    return read_fields(values, names, zone)


def read_fields(values: Mapping[str, Any], names: FieldNames, zone: tzinfo) -> UserFields:
    """Fields by label or slot, both as `plain_name` writes them; raises Malformed."""
    read = Reader({**values, **_named(values, names)}, zone)
    return UserFields(
        contract_end=read.day(names.contract_end),
        leave_cover=read.text(names.leave_cover),
        sales_plan=read.text(names.sales_plan),
    )


def _named(values: Mapping[str, Any], names: FieldNames) -> dict[str, Any]:
    return {name: values.get(plain_name(name)) for name in (names.contract_end, names.leave_cover, names.sales_plan)}


def plain_name(name: object) -> str:
    """Labels and slots without what is written differently from place to place: `EepUdField05`, `personnelUDField05` → `ud05`."""
    text = "".join(str(name or "").casefold().split())
    for family, short in (("personnel", "ud"), ("eep", "ud"), ("international", "ein"), ("ein", "ein"), ("eec", "eec")):
        if text.startswith(f"{family}udfield"):
            return short + text.removeprefix(f"{family}udfield")
    return text


def status_end(row: Mapping[str, Any], zone: tzinfo) -> tuple[tuple[str, str], date | None]:
    """(Employee, company id) and the expected end of the status, of employee-employment-details (ukg.md §2.8); raises Malformed."""
    read = Reader(row, zone)
    return (read.needed("employeeID"), read.needed("companyID")), read.day("employeeStatusExpectedEndDate")


def moves_ahead(rows: list[dict[str, Any]], after: date, zone: tzinfo) -> dict[tuple[str, str], tuple[JobAhead, ...]]:
    """Moves later than a day by record, from job history (ukg.md §2.6); of two of one day the one keyed in last. Raises Malformed.

    UKG's day begins elsewhere than hers: a move of these days is kept with the one before it, which is hers until her own midnight. One
    that was keyed in on its day holds at once, whatever day it is where she is: the row says it, and nothing before it counts any more.
    """
    found: dict[tuple[str, str], dict[date, tuple[datetime, JobAhead]]] = {}
    hires: dict[tuple[str, str], tuple[date, datetime]] = {}
    for row in rows:
        read = Reader(row, zone)
        place, effective, keyed = (
            (read.needed("employeeId"), read.needed("companyId")),
            read.day("jobEffectiveDate"),
            read.instant("dateTimeCreated"),
        )
        moves = found.setdefault(place, {})
        if effective is not None and (effective not in moves or moves[effective][0] <= keyed):
            moves[effective] = (keyed, _move(read, effective))
        if effective is not None and row.get("reasonCode") == HIRE:
            hires[place] = (effective, keyed)
    for place, (day, keyed) in hires.items():
        if any(other < day and later > keyed for other, (later, _) in found[place].items()) and found[place][day][0] == keyed:
            del found[place][day]  # corrected since, before the start: the hire's own row is no move ahead
    kept = {place: _kept(sorted(_from_the_last_at_once(moves, after, zone)), after) for place, moves in found.items()}
    return {place: tuple(found[place][day][1] for day in days) for place, days in kept.items()}


def _from_the_last_at_once(moves: dict[date, tuple[datetime, JobAhead]], after: date, zone: tzinfo) -> set[date]:
    """Days of moves without those before the last that held at once; nor that one, where none of these days follows it."""
    held = [day for day, (keyed, _) in moves.items() if after - AROUND < day <= after and keyed.astimezone(zone).date() >= day]
    last = max(held, default=None)
    if last is None:
        return set(moves)
    later = {day for day in moves if day > last}
    return later | {last} if any(day <= after for day in later) else later


def _kept(days: list[date], after: date) -> list[date]:
    news = [day for day in days if day > after - AROUND]
    before = days[: len(days) - len(news)]
    return [*before[-1:], *news] if news and news[0] <= after else news


def _move(read: Reader, effective: date) -> JobAhead:
    return JobAhead(
        effective=effective,
        job=read.code("jobCode"),
        title=read.text("jobTitle"),
        department=read.code("orgLevel1Code"),
        cost_centre=read.code("orgLevel2Code"),
        location=_or_none(read.code("locationCode")),
        worker=read.code("employeeType"),
        supervisor=read.code("supervisorId"),
    )


def _or_none(code: str | None) -> str | None:
    """`0` stands for none in job history's location (ukg.md §2.3)."""
    return None if code == "0" else code
