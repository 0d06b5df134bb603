"""The org's rows, indexed where people and machines look things up, with undo for what must happen whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from simulators.salesforce.ids import mint

Row = dict[str, Any]
INDEXED = frozenset(
    {
        "UserId",
        "Username",
        "UKG_Person_Id__c",
        "OwnerId",
        "ProfileId",
        "ManagerId",
        "FederationIdentifier",
        "EmployeeNumber",
        "Email",
        "CommunityNickname",
        "AssigneeId",
        "UserOrGroupId",
        "GroupId",
        "ParentId",
    }
)


def _key(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


@dataclass(slots=True)
class Table:
    """The rows of one object in order of creation; `gone` are those that once were, `deleted` when they went."""

    prefix: str
    rows: dict[str, Row] = field(default_factory=dict)
    gone: dict[str, Row] = field(default_factory=dict)
    deleted: dict[str, str] = field(default_factory=dict)
    minted: int = 0
    index: dict[str, dict[Any, dict[str, None]]] = field(default_factory=dict)

    def having(self, column: str, value: Any) -> list[Row]:
        """Rows with this value, text compared without case: through the index where there is one."""
        if column == "Id":
            return [self.rows[value]] if value in self.rows else []
        if column in INDEXED:
            return [self.rows[one] for one in self.index.get(column, {}).get(_key(value), ())]
        return [row for row in self.rows.values() if _key(row.get(column)) == _key(value)]

    def note(self, row: Row, columns: Iterator[str] | set[str], present: bool) -> None:
        for column in INDEXED.intersection(columns):
            bucket = self.index.setdefault(column, {}).setdefault(_key(row[column]), {})
            if present:
                bucket[row["Id"]] = None
            else:
                bucket.pop(row["Id"], None)


@dataclass(slots=True)
class Store:
    """All tables. Every change can be undone within a savepoint."""

    tables: dict[str, Table]
    undo: list[Callable[[], None]] = field(default_factory=list)

    def next_id(self, sobject: str) -> str:
        table = self.tables[sobject]
        table.minted += 1
        return mint(table.prefix, table.minted)

    def add(self, sobject: str, row: Row) -> None:
        table = self.tables[sobject]
        table.rows[row["Id"]] = row
        table.note(row, set(row), True)
        self.undo.append(lambda: self._drop(table, row["Id"]))

    def change(self, sobject: str, row: Row, values: Row) -> None:
        table = self.tables[sobject]
        before = {column: row.get(column) for column in values}
        self._write(table, row, values)
        self.undo.append(lambda: self._write(table, row, before))

    def remove(self, sobject: str, row: Row, at: str = "") -> None:
        table = self.tables[sobject]
        self._drop(table, row["Id"])
        flags = {"IsDeleted": True} | ({"SystemModstamp": at} if at else {})
        table.gone[row["Id"]] = row | {name: value for name, value in flags.items() if name in row}
        table.deleted[row["Id"]] = at
        self.undo.append(lambda: self._restore(table, row))

    @contextmanager
    def savepoint(self) -> Iterator[Callable[[], None]]:
        """Gives a function that takes back everything changed since. Savepoints nest; `settle` forgets what can no longer be taken back."""
        mark = len(self.undo)

        def back() -> None:
            while len(self.undo) > mark:
                self.undo.pop()()

        yield back

    def settle(self) -> None:
        self.undo.clear()

    @staticmethod
    def _write(table: Table, row: Row, values: Row) -> None:
        table.note(row, set(values) & set(row), False)
        row.update(values)
        table.note(row, set(values), True)

    @staticmethod
    def _drop(table: Table, record: str) -> None:
        row = table.rows.pop(record)
        table.note(row, set(row), False)

    @staticmethod
    def _restore(table: Table, row: Row) -> None:
        table.rows[row["Id"]] = row
        table.gone.pop(row["Id"], None)
        table.deleted.pop(row["Id"], None)
        table.note(row, set(row), True)
