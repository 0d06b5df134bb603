"""Rows as answers show them: attributes first, canonical names, parents nested."""

from typing import Any

from simulators.salesforce.fields import ADDRESS, Field, Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.soql.bind import Bound, parent_row
from simulators.salesforce.store import Row


def attributes(sobject: str, row: Row, version: str) -> dict[str, str]:
    return {"type": sobject, "url": f"/services/data/v{version}/sobjects/{sobject}/{row['Id']}"}


def shown(row: Row, field: Field) -> Any:
    """A field's value; addresses are put together from their parts."""
    if field.type != "address":
        return row.get(field.name)
    prefix = field.name.removesuffix("Address")
    parts = {part: row.get(prefix + part[0].upper() + part[1:]) for part in ADDRESS}
    present = {part: value for part, value in parts.items() if prefix + part[0].upper() + part[1:] in row}
    return present if any(value is not None for value in present.values()) else None


def record(sobject: Sobject, row: Row, version: str, names: list[Field] | None = None) -> dict[str, Any]:
    """A row by itself: all fields, or those asked for (and its id)."""
    fields = sobject.fields.values() if names is None else names
    body: dict[str, Any] = {"attributes": attributes(sobject.name, row, version)}
    body |= {field.name: shown(row, field) for field in fields}
    return body | {"Id": row["Id"]}


def selected(org: Org, sobject: Sobject, row: Row, columns: list[Bound], version: str) -> dict[str, Any]:
    """A row of a query: `Profile.Name` becomes `"Profile": {"attributes": …, "Name": …}`, or null without a parent.

    What may be of several objects, as a case's owner, is of type `Name` (recorded 2024).
    """
    body: dict[str, Any] = {"attributes": attributes(sobject.name, row, version)}
    for column in columns:
        _place(org, body, row, column, version)
    return body


def _place(org: Org, body: dict[str, Any], row: Row, column: Bound, version: str) -> None:
    here: Row | None = row
    for link in column.links:
        here = parent_row(org, here, link)
        name = link.relationship or link.name
        if here is None:
            body.setdefault(name, None)
            return
        owner = org.object_of(here["Id"])
        told = attributes(owner.name if owner else link.targets[-1], here, version)
        body = body.setdefault(name, {"attributes": told | ({"type": "Name"} if len(link.targets) > 1 else {})})
    body[column.field.name] = shown(here or {}, column.field)
