"""audit-details: what changed of audited fields, old and new, out of what was keyed (ukg.md §2.6)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from simulators.ukg import seed, statuses
from simulators.ukg.listing import Listing, Row, needed_day
from simulators.ukg.routes import Resources
from simulators.ukg.timeline import Edit, Timeline


class Audited(NamedTuple):
    """A column that is audited: its table, its name there, and what REST calls it."""

    table: str
    column: str
    field: str


COLUMNS: Final = (
    Audited("EmpPers", "EepNameFirst", "firstName"),
    Audited("EmpPers", "EepNameLast", "lastName"),
    Audited("EmpPers", "EepNamePreferred", "preferredName"),
    Audited("EmpPers", "EepAddressEMail", "emailAddress"),
    Audited("EmpComp", "EecEmplStatus", statuses.STATUS),
    Audited("EmpComp", "EecEmplStatusStartDate", statuses.SINCE),
    Audited("EmpComp", "EecDateOfTermination", "dateOfTermination"),
    Audited("EmpComp", "EecTermReason", "termReason"),
    Audited("EmpComp", "EecJobCode", "primaryJobCode"),
    Audited("EmpComp", "EecOrgLvl1", "orgLevel1Code"),
    Audited("EmpComp", "EecOrgLvl2", "orgLevel2Code"),
    Audited("EmpComp", "EecLocation", "primaryWorkLocationCode"),
    Audited("EmpComp", "EecSupervisorID", "supervisor"),
)


class Audit:
    """The audit trail of a tenant."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def listings(self) -> Iterable[Listing]:
        yield Listing("audit-details", self._all, plain=())
        yield Listing("integration-audit-configuration", self._columns, plain=("tablename", "fieldname"))

    def _columns(self, _when: datetime, _params: Mapping[str, str]) -> Iterable[Row]:
        for each in COLUMNS:
            yield {"tableName": each.table, "fieldName": each.column, "isAudited": "Y", "isDefaultAudit": "Y"}

    def _all(self, when: datetime, params: Mapping[str, str]) -> Iterable[Row]:
        first, last = (
            needed_day(params, name, fallback)
            for name, fallback in (("startDateTime", datetime.min.replace(tzinfo=UTC)), ("endDateTime", when))
        )
        store = self.resources.store
        found: list[tuple[datetime, Row]] = []
        for employee in store.employees.values():
            keys = {"EepEEID": employee.id}
            found += self._of("EmpPers", employee.rows, keys)
        for employment in store.employments.values():
            code = str(employment.rows.edits[0].values.get("companyCode")) if employment.rows.edits else ""
            found += self._of("EmpComp", employment.rows, {"EecEEID": employment.employee.id, "EecCoID": seed.company(code).id})
        shown = [each for each in found if first <= each[0] <= min(last, when)]
        return [row for _, row in sorted(shown, key=lambda each: each[0]) if _wanted(row, params)]

    def _of(self, table: str, rows: Timeline, keys: Mapping[str, str]) -> list[tuple[datetime, Row]]:
        values: dict[str, Any] = {}
        found = []
        for number, edit in enumerate(rows.edits):
            before, values = values, {**({} if edit.fresh else values), **edit.values}
            for column in COLUMNS:
                changed = column.table == table and column.field in edit.values and values[column.field] != before.get(column.field)
                if changed or (edit.gone and column.field in (statuses.STATUS, "lastName") and column.table == table):
                    found.append((edit.known(), self._row(column, edit, (before, values), keys, number)))
        return found

    def _row(self, column: Audited, edit: Edit, states: tuple[Any, Any], keys: Mapping[str, str], number: int) -> Row:
        labels = [*keys, None, None][:3]
        mark = sha256(f"{column}/{keys}/{number}".encode()).digest()[:16]
        return {
            "audDateTime": self.resources.rows.stamp(edit.known()),
            **{f"audKey{place}Label": label for place, label in enumerate(labels, 1)},
            **{f"audKey{place}Value": keys[label] if label else None for place, label in enumerate(labels, 1)},
            "audTableName": column.table,
            "audFieldName": column.column,
            "audOldValue": _text(states[0].get(column.field)),
            "audNewValue": None if edit.gone else _text(states[1].get(column.field)),
            "audAction": "D" if edit.gone else "I" if edit.fresh else "U",
            "audSystemID": str(uuid.UUID(bytes=mark, version=4)),
        }


def _wanted(row: Row, params: Mapping[str, str]) -> bool:
    filters = {"tablename": "audTableName", "fieldname": "audFieldName", "action": "audAction"}
    return all(not params.get(name) or str(row[key]).lower() == params[name].lower() for name, key in filters.items())


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
