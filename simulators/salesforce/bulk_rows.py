"""Rows of Bulk API 2.0 jobs between CSV and records (salesforce.md §5.2)."""

import csv
import io
import re
from typing import Any

from simulators.salesforce import dml
from simulators.salesforce.errors import Refusal, bad_reference
from simulators.salesforce.fields import Sobject
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org
from simulators.salesforce.rest import by_key
from simulators.salesforce.store import Row

NULL = "#N/A"
DELIMITERS = {"COMMA": ",", "TAB": "\t", "SEMICOLON": ";", "PIPE": "|", "CARET": "^", "BACKQUOTE": "`"}
EXTRA = {"successful": ["sf__Id", "sf__Created"], "failed": ["sf__Id", "sf__Error"], "unprocessed": []}


Lines = list[list[str]]


def process(org: Org, shown: dict[str, Any], sobject: Sobject, rows: list[dict[str, str]], tables: dict[str, Lines]) -> None:
    """Does every row by itself and writes down what came of it; results stand in another order than the rows."""
    columns = list(rows[0]) if rows else []
    done: dict[str, list[list[str]]] = {"successful": [], "failed": []}
    for row in rows:
        values = [row.get(name) or "" for name in columns]
        try:
            record, created = _one(org, shown, sobject, row)
            done["successful"].append([record, str(created).lower(), *values])
        except Refusal as error:
            told = org.open_points.bulk_error_form.format(code=error.code, message=error.message, fields=",".join(error.fields or ()))
            done["failed"].append([full(row.get("Id") or "") or "", told, *values])
    shown |= {"numberRecordsProcessed": len(rows), "numberRecordsFailed": len(done["failed"])}
    tables |= {name: written(found[::-1], columns, name) for name, found in done.items()}


def written(rows: Lines, columns: list[str], name: str) -> Lines:
    return [[*EXTRA[name], *columns], *rows]


def text(rows: Lines, shown: dict[str, Any]) -> str:
    """CSV with every value in quotes, delimiter and line ends as the job has them."""
    out = io.StringIO()
    ending = "\r\n" if shown["lineEnding"] == "CRLF" else "\n"
    csv.writer(out, delimiter=DELIMITERS[shown["columnDelimiter"]], quoting=csv.QUOTE_ALL, lineterminator=ending).writerows(rows)
    return out.getvalue()


def _one(org: Org, shown: dict[str, Any], sobject: Sobject, row: dict[str, str]) -> tuple[str, bool]:
    given = _given(row)
    operation = shown["operation"]
    if operation == "insert":
        return dml.insert(org, sobject, given, False), True
    if operation == "upsert" and shown["externalIdFieldName"] != "Id":
        return _upsert(org, sobject, shown["externalIdFieldName"], given)
    record = given.pop("Id", None) or given.pop("id", None)
    if operation == "upsert" and not record:
        return dml.insert(org, sobject, given, False), True
    found = _found(org, sobject, record)
    if operation in ("delete", "hardDelete"):
        dml.delete(org, sobject, found)
    else:
        dml.update(org, sobject, found, given, False)
    return str(found["Id"]), False


def _found(org: Org, sobject: Sobject, record: Any) -> Row:
    if not record:
        raise Refusal("MISSING_ARGUMENT", "Id not specified in an update call")
    if full(str(record)) is None:
        raise Refusal("MALFORMED_ID", f"malformed id {record}", ("Id",))
    row = org.row(sobject.name, str(record))
    if row is None:
        raise bad_reference()
    return row


def _upsert(org: Org, sobject: Sobject, column: str, given: dict[str, Any]) -> tuple[str, bool]:
    key = next((given.pop(name) for name in list(given) if name.lower() == column.lower()), None)
    if not key:
        raise Refusal("MISSING_ARGUMENT", f"{column} not specified")
    found = by_key(org, sobject, sobject.fields[column.lower()], str(key))
    if len(found) > 1:
        raise Refusal("DUPLICATE_EXTERNAL_ID", f"{column}: more than one record found for external id field: {key}")
    if found:
        dml.update(org, sobject, found[0], given, False)
        return str(found[0]["Id"]), False
    return dml.insert(org, sobject, given | {column: key}, False), True


def _given(row: dict[str, str]) -> dict[str, Any]:
    """Empty cells say nothing, `#N/A` says null, `Manager.UKG_Person_Id__c` names a parent."""
    given: dict[str, Any] = {}
    for name, value in row.items():
        if not value or name is None:
            continue
        read = None if value == NULL else value
        parent, _, column = name.partition(".")
        given[parent] = {column: read} if column else read
    return given


def object_of(query: str) -> str:
    found = re.search(r"\bfrom\s+(\w+)", query, re.IGNORECASE)
    return found.group(1) if found else ""


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[list[str]]:
    """Records of a query as lines under their columns, which are there without any record, too; null is nothing."""
    return [list(columns), *([_cell(row, column.split(".")) for column in columns] for row in rows)]


def _cell(row: dict[str, Any], path: list[str]) -> str:
    value: Any = row
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
