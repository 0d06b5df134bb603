"""The CSV tables: their columns, and the rows they make. Lines that begin with # are comments."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from domain.commands import Operator
from domain.facts import EndKind
from domain.policy import Company, Department, FieldRule, Grant, Job, Location, Settings, Source, WorkerType, is_sensitive
from schemas.policy import values
from schemas.policy.values import Parser, Wrong, shown

R = TypeVar("R")

OKTA_FIELDS = ("title", "department", "division", "costCenter", "employeeNumber", "userType", "organization")
SALESFORCE_FIELDS = ("Department", "Title", "EmployeeNumber", "Division", "CompanyName")
OWN_FIELDS = ("UKG_Person_Id__c", "On_Leave__c")


@dataclass(frozen=True, slots=True)
class Reason:
    """A row that maps a reason's code to a kind."""

    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file, its columns with their checks, what a row becomes, and the columns that name it."""

    file: str
    columns: Mapping[str, Parser[Any]]
    make: Callable[..., Any]
    key: tuple[str, ...] = ("code",)


OPERATORS = Table("operators.csv", {"name": values.group, "roles": values.roles, "key": values.public_key}, Operator, ("name",))


def tables(settings: Settings) -> dict[str, Table]:
    """All tables, whose closed lists come from the settings."""
    tier = values.one_of(settings.tiers)
    region = values.pattern("region", values.text)
    place = {"code": values.code, "zone": values.zone, "region": values.one_of(settings.regions)}
    return {
        "companies": Table("companies.csv", {"code": values.code, "zone": values.zone}, Company),
        "worker_types": Table(
            "worker_types.csv",
            {
                "code": values.code,
                "user_type": values.one_of(("employee", "intern", "temporary", "contractor")),
                "contractor": values.flag,
                "contract": values.flag,
                "highest": values.optional(tier),
                "groups": values.groups,
            },
            WorkerType,
        ),
        "locations": Table("locations.csv", place, Location),
        "departments": Table("departments.csv", {"code": values.code, "name": values.text, "groups": values.grants}, Department),
        "jobs": Table(
            "jobs.csv",
            {
                "code": values.code,
                "title": values.text,
                "tier": tier,
                "profile": values.optional(values.text),
                "role": values.optional(region),
                "territory": values.optional(region),
                "plan": values.optional(values.text),
            },
            _job,
        ),
        "everybody": Table("everybody.csv", {"group": values.group, "contractors": values.flag}, Grant, ("group",)),
        "end_kinds": Table("termination_reasons.csv", {"code": values.code, "kind": values.one_of(EndKind)}, Reason),
        "leave_kinds": Table("leave_reasons.csv", {"code": values.code, "kind": values.one_of(settings.leaves)}, Reason),
        "fields": Table(
            "fields.csv",
            {"system": values.one_of(("okta", "salesforce")), "attribute": values.text, "source": _source},
            _field,
            ("system", "attribute"),
        ),
        "operators": OPERATORS,
    }


def _job(**cells: Any) -> Job:
    if cells["profile"] is None and (cells["role"] or cells["territory"]):
        raise Wrong("a role or territory without a profile; a Salesforce profile, or neither")
    return Job(**cells)


def _source(value: str) -> Source:
    if is_sensitive(value):
        raise Wrong(f"{shown(value)} is sensitive and never leaves HR; {', '.join(Source)}")
    return Source(values.one_of(Source)(value))


def _field(**cells: Any) -> FieldRule:
    system, attribute = cells["system"], cells["attribute"]
    custom = system == "salesforce" and attribute.endswith("__c") and attribute.isidentifier() and attribute not in OWN_FIELDS
    allowed = OKTA_FIELDS if system == "okta" else SALESFORCE_FIELDS
    if is_sensitive(attribute.removesuffix("__c")):
        raise Wrong(f"{shown(attribute)} is sensitive and goes to no target; {', '.join(allowed)}")
    if attribute not in allowed and not custom:
        yours = ", or a field of yours that ends in __c" if system == "salesforce" else ""
        raise Wrong(f"{shown(attribute)} is not the policy's to keep in {system}; {', '.join(allowed)}{yours}")
    return FieldRule(**cells)


def read(directory: Path, table: Table, problems: list[str]) -> dict[str, Any]:
    """The rows by their key, in its order; each wrong row is added to `problems`."""
    try:
        lines = (directory / table.file).read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        problems.append(f"{table.file}: cannot be read; a readable file with the columns {','.join(table.columns)}")
        return {}
    except UnicodeDecodeError:
        problems.append(f"{table.file}:1: is not UTF-8; save it as UTF-8")
        return {}
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    head = _cells(numbered[0][1]) if numbered else None
    if head is None or sorted(head) != sorted(table.columns):
        problems.append(f"{table.file}:{numbered[0][0] if numbered else 1}: is no header; the columns {','.join(table.columns)}")
        return {}
    return _rows(table, head, numbered[1:], problems)


def _rows(table: Table, head: list[str], numbered: list[tuple[int, str]], problems: list[str]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for number, line in numbered:
        try:
            row = _row(table, head, _cells(line))
            key = " ".join(getattr(row, column) for column in table.key)
            if key in rows:
                raise Wrong(f"{shown(key)} has a row already; one row each")
            rows[key] = row
        except Wrong as exc:
            problems.append(f"{table.file}:{number}: {exc}")
    return dict(sorted(rows.items()))


def _cells(line: str) -> list[str] | None:
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return None


def _row(table: Table, head: list[str], cells: list[str] | None) -> Any:
    if cells is None or len(cells) != len(head):
        raise Wrong(f"{'unreadable' if cells is None else len(cells)} cells; {len(head)}, separated by commas, quoted where they hold one")
    parsed = {}
    for column, cell in zip(head, cells, strict=True):
        try:
            parsed[column] = table.columns[column](cell)
        except Wrong as exc:
            raise Wrong(f"{column}: {exc}") from None
    return table.make(**parsed)
