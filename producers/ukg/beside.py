"""Reads what employment-details lacks: user-defined fields, expected ends of leaves and contracts, moves ahead (ukg.md §2.6, §2.8, §2.11).

Each is a source of its own with a right of its own; one that the tenant does not grant is told once and done without, and what was known
of it stays. Rows with pay in them (employee-employment-details, job history) end here: one date or the codes of a move go on.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import partial
from typing import Any, Protocol

from producers.ukg.door import ON_LEAVE, Kinds
from producers.ukg.extras import AROUND, FieldNames, Found, moves_ahead, status_end, user_fields
from producers.ukg.patience import Patience
from producers.ukg.reader import Malformed, Reader
from producers.ukg.rest import FIELDS, HISTORY, RICHER, RightMissing, UkgRest, whose

Row = Mapping[str, Any]
log = logging.getLogger("poller")


class Source(Protocol):
    """One thing that is read beside the rows."""

    name: str

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        """Reads what belongs to these employment-details rows into `found`; `everybody`: they are all there are."""


@dataclass(slots=True)
class RestFields:
    """User-defined fields, personnel and international."""

    rest: UkgRest
    names: FieldNames
    zone: tzinfo
    name: str = FIELDS

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        for row in await _rows(self.rest, self.name, {whose(row) for row in rows}, everybody, [{}]):
            try:
                found.fields[whose(row)] = user_fields(row, self.names, self.zone)
            except Malformed as wrong:
                found.spoilt.append(wrong)


@dataclass(slots=True)
class RestEnds:
    """The expected end of a leave, or of what is worked by contract; of nobody else, for these rows hold pay."""

    rest: UkgRest
    kinds: Kinds
    zone: tzinfo
    name: str = RICHER

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        mine = [row for row in rows if ends_of_itself(row, self.kinds)]
        types = sorted(_types(mine, self.kinds))
        filters: list[Row] = [{"employeeStatusCode": ON_LEAVE}, *({"employeeTypeCode": code} for code in types)]
        places = {place_of(row) for row in mine}
        for row in await _rows(self.rest, self.name, {whose(row) for row in mine}, everybody, filters):
            try:
                place, end = status_end(row, self.zone)
            except Malformed as wrong:
                found.spoilt.append(wrong)
                continue
            if place in places:
                found.ends[place] = end
        found.ends.update({place_of(other): None for other in rows if place_of(other) not in places})


@dataclass(slots=True)
class RestAhead:
    """Moves that are keyed in for later."""

    rest: UkgRest
    zone: tzinfo
    today: date = date.min
    name: str = HISTORY

    async def read(self, rows: Sequence[Row], everybody: bool, found: Found) -> None:
        wanted = {"jobEffectiveDate": f">{(self.today - AROUND).strftime('%m-%d-%Y')}"}
        employees = {whose(row) for row in rows}
        if everybody:
            found.ahead.update({place_of(row): () for row in rows})
            employees = {whose(row) for row in await _rows(self.rest, self.name, employees, True, [wanted], fill=False)}
        histories: dict[str, list[dict[str, Any]]] = {employee: [] for employee in employees}
        for row in await _rows(self.rest, self.name, employees, False, [wanted]):
            histories.setdefault(whose(row), []).append(row)
        found.ahead.update({place_of(row): () for row in rows if whose(row) in employees})
        for history in histories.values():
            try:
                found.ahead.update(moves_ahead(history, self.today, self.zone))
            except Malformed as wrong:
                found.spoilt.append(wrong)

    async def upcoming(self) -> set[tuple[str, str, date]]:
        """Everybody's moves later than today: employee, company id, day. They change no row, so nothing else tells of them."""
        wanted = {"jobEffectiveDate": f">{self.today.strftime('%m-%d-%Y')}"}
        found = set()
        async for page in self.rest.pages(self.name, wanted):
            for row in page.rows:
                with suppress(Malformed):
                    read = Reader(row, self.zone)
                    day = read.day("jobEffectiveDate")
                    if day is not None and day > self.today:
                        found.add((read.needed("employeeId"), read.needed("companyId"), day))
        return found


@dataclass(slots=True)
class Beside:
    """All sources there are."""

    sources: Sequence[Source] = ()
    missing: dict[str, str] = field(default_factory=dict)
    """What the tenant does not grant, with the cure, by source."""

    async def read(self, rows: Sequence[Row], everybody: bool, patience: Patience, today: date) -> Found:
        """Raises what a look raises when UKG cannot be read now."""
        found = Found()
        for source in self.sources if rows else ():
            if isinstance(source, RestAhead):
                source.today = today
            try:
                await patience.of(partial(source.read, rows, everybody, found))
            except RightMissing as missing:
                if source.name not in self.missing:
                    log.warning("a right is missing at UKG", extra={"resource": source.name, "cure": str(missing)})
                self.missing[source.name] = str(missing)
            else:
                self.missing.pop(source.name, None)
        return found

    async def moved(self, known: Iterable[tuple[str, str, date]], patience: Patience, today: date) -> set[tuple[str, str, date]]:
        """Moves ahead that are not known, and known ones that are gone; none where job history is not read, or not granted."""
        source = next((each for each in self.sources if isinstance(each, RestAhead)), None)
        if source is None or source.name in self.missing:
            return set()
        source.today = today
        try:
            upcoming = await patience.of(source.upcoming)
        except RightMissing:
            return set()
        return upcoming ^ {each for each in known if each[2] > today}


def place_of(row: Row) -> tuple[str, str]:
    """Employee and company id of an employment-details row, as far as it has them."""
    return whose(row), str(row.get("companyID") or "").strip()


def ends_of_itself(row: Row, kinds: Kinds) -> bool:
    """Whether the status of this row is one with an expected end."""
    return _code(row, "employeeStatusCode") == ON_LEAVE or kinds.contract(_code(row, "employeeTypeCode"))


def _types(rows: Iterable[Row], kinds: Kinds) -> set[str]:
    return {code for row in rows if kinds.contract(code := _code(row, "employeeTypeCode"))}


def _code(row: Row, name: str) -> str:
    return str(row.get(name) or "").strip().upper()


async def _rows(
    rest: UkgRest, resource: str, employees: Collection[str], everybody: bool, filters: Sequence[Mapping[str, str]], fill: bool = True
) -> list[dict[str, Any]]:
    """Rows of these employees: of everybody by pages under each filter, and those who are not in there by themselves (`fill`)."""
    if not employees:
        return []
    found: list[dict[str, Any]] = []
    if everybody:
        for wanted in filters:
            found += [row async for page in rest.pages(resource, wanted) for row in page.rows if whose(row) in employees]
    seen = {whose(row) for row in found}
    left = set(employees) - seen if fill or not everybody else set()
    return found + await rest.employees(resource, left)
