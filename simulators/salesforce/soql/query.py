"""What a query says, as values."""

from dataclasses import dataclass, field
from typing import Any

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A field, or a path through parents to one, perhaps within a date function. `at` is its place in the text."""

    path: Names
    at: int
    alias: str | None = None
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`COUNT(Id) n`; `column` None is `COUNT()`."""

    function: str
    column: Column | None
    alias: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Child:
    """`(SELECT Id FROM PermissionSetAssignments)`: the query's object is the name of a relationship."""

    query: "Query"
    at: int


@dataclass(frozen=True, slots=True)
class Typed:
    """`TYPEOF Who WHEN Contact THEN Email ELSE Name END`: fields by the object that a reference leads to."""

    relationship: str
    branches: tuple[tuple[str, tuple[Column, ...]], ...]
    otherwise: tuple[Column, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Every:
    """`FIELDS(ALL)`, `FIELDS(STANDARD)`, `FIELDS(CUSTOM)`."""

    which: str
    at: int


@dataclass(frozen=True, slots=True)
class Literal:
    """`kind`: string, number, boolean, null, date, datetime, or day (a date literal such as TODAY)."""

    kind: str
    value: Any
    at: int


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison; `values` has several entries for IN and NOT IN only."""

    column: Column
    operator: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class Semi:
    """`OwnerId IN (SELECT Id FROM User …)`, or NOT IN."""

    column: Column
    negative: bool
    query: "Query"


@dataclass(frozen=True, slots=True)
class Having:
    """`COUNT(Id) > 1` on groups."""

    aggregate: "Aggregate"
    operator: str
    value: Literal


Selected = Column | Aggregate | Child | Typed | Every
Condition = Test | Both | Either | Negation | Semi | Having


@dataclass(frozen=True, slots=True)
class Order:
    column: Column | Aggregate
    descending: bool
    nulls_last: bool


@dataclass(slots=True)
class Query:
    """One SELECT. `text` is the query as sent, for error messages."""

    text: str
    selected: list[Selected]
    sobject: str
    sobject_at: int
    where: Condition | None = None
    grouped: list[Column] = field(default_factory=list)
    having: Condition | None = None
    ordered: list[Order] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0

    @property
    def counts_only(self) -> bool:
        return any(isinstance(one, Aggregate) and one.column is None for one in self.selected)

    @property
    def aggregates(self) -> bool:
        return bool(self.grouped) or any(isinstance(one, Aggregate) for one in self.selected)
