"""How true the simulator is: each endpoint of UKG's own description, and what was observed of real answers, held against a small tenant."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import aiohttp

from simulators.kernel.comparison import Report, SetClock
from simulators.kernel.server import Simulator, serve
from simulators.ukg import Ukg, ukg
from simulators.ukg.exceptions import CLOSED, reason
from simulators.ukg.history import History
from simulators.ukg.soap.contracts import SERVICES
from simulators.ukg.soap.wsdl import describe

USER, PASSWORD, KEY = "replayed", "replayed", "CAN12"
MORNING: Final = datetime(2026, 5, 4, 9, tzinfo=UTC)
BARE: Final = ("/jobs", "/locations", "/termType", "/employeeType")
"""Paths that the description writes without their base."""
WRITTEN: Final = ("/personnel/v1/employee-ids", "/personnel/v1/import-tool")
"""What is posted to; org levels, code tables and pto plans are not written in this scope."""
PEOPLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "M": {"job": "RSM", "department": "SALES", "email": "m@halden.example", "preferred": "Em"},
    "P": {"supervisor": "M", "worker": "CON", "udf": {"Contract end": "2026-12-31"}, "costCentre": "100"},
    "L": {"status": "L", "leaveReason": "102", "leaveEnds": "2026-09-30", "supervisor": "M"},
    "T": {"status": "T", "terminated": "2026-04-20", "reason": "208"},
}


def check(folder: Path) -> Report:
    """Everything in the folder; raises FileNotFoundError where it is not there."""
    return asyncio.run(checked(folder))


async def checked(folder: Path) -> Report:
    """The same, inside a running loop."""
    report, clock = Report(reason), SetClock(MORNING)
    vendor = ukg(clock, USER, PASSWORD, KEY)
    runner, port = await serve(Simulator(vendor, clock), 0)
    headers = {"US-Customer-Api-Key": KEY, "Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as http:
            await vendor.add({"people": PEOPLE})
            clock.at += timedelta(hours=4)
            await _description(json.loads((folder / "openapi-subset.json").read_text(encoding="utf-8")), http, report, vendor)
            await _observed(folder, http, report)
    finally:
        await runner.cleanup()
    for file in sorted((folder / "wsdl").glob("*.wsdl")):
        _services(file, report)
    return report


async def _description(spec: Mapping[str, Any], http: aiohttp.ClientSession, report: Report, vendor: Ukg) -> None:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method == "get" or path in WRITTEN:
                await _endpoint((spec, path, method, operation), http, report, vendor)


async def _endpoint(asked: tuple[Any, str, str, Any], http: aiohttp.ClientSession, report: Report, vendor: Ukg) -> None:
    spec, path, method, operation = asked
    responses = operation["responses"]
    wanted = next((int(code) for code in responses if code.startswith("2")), 200)
    if path.rpartition("/")[2] in CLOSED:
        wanted = 403
    async with http.request(method, _filled(path, vendor), json=_body(path)) as answer:
        body = await answer.json() if answer.content_type == "application/json" else None
        notes = [] if answer.status == wanted else [f"status {answer.status} instead of {wanted}"]
    if not notes and wanted < 300:
        content = responses[str(wanted)].get("content", {})
        schema: Any = next((each["schema"] for each in content.values()), {})
        notes += _differences(_one(body), _one_of_schema(schema, spec), spec)
    report.add("description", f"{method.upper()} {path}", notes)


def _filled(path: str, vendor: Ukg) -> str:
    employee = vendor.store.employments["P"].employee.id
    ids = {
        "companyId": "6Y4NV",
        "employeeId": employee,
        "className": "Employee",
        "level": "1",
        "systemId": _history(vendor),
        "stagingId": next(iter(vendor.imports.staged), "none"),
    }
    codes = {"/jobs/{code}": "AE", "/locations/{code}": "NYC"}
    base = "/configuration/v1" if path.startswith(BARE) else ""
    where = path.replace("/termType", "/code-tables/TERMTYPE").replace("/employeeType", "/code-tables/EMPLOYEETYPE")
    return base + re.sub(r"{(\w+)}", lambda found: ids.get(found[1]) or codes.get(path, "SALES"), where)


def _history(vendor: Ukg) -> str:
    (first, *_) = History(vendor.resources).rows(vendor.store.employments["P"], vendor.clock.now())
    return str(first["systemId"])


def _body(path: str) -> Any:
    if path.endswith("/employee-ids"):
        return [{"employeeIdentifierType": "EmailAddress", "employeeIdentifierValue": "m@halden.example"}]
    return {"transaction": "PEltcG9ydC8+", "uniqueFileName": "one.xml"} if path.endswith("/import-tool") else None


def _one(body: Any) -> Any:
    return body[0] if isinstance(body, list) and body else body


def _resolved(schema: Any, spec: Mapping[str, Any]) -> Any:
    while "$ref" in schema:
        place: Any = spec
        for step in schema["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        schema = place
    return schema


def _one_of_schema(schema: Any, spec: Mapping[str, Any]) -> Any:
    found = _resolved(schema, spec)
    return _resolved(found["items"], spec) if found.get("type") == "array" else found


def _differences(row: Any, schema: Any, spec: Mapping[str, Any]) -> list[str]:
    """Members that one has and the other lacks, and values of another kind; nulls are any kind's."""
    members = schema.get("properties", {})
    if not members or not isinstance(row, dict):
        return []
    notes = [f"lacks {name}" for name in sorted(members.keys() - row.keys())] + [
        f"has {name}" for name in sorted(row.keys() - members.keys())
    ]
    for name in sorted(members.keys() & row.keys()):
        kind = _resolved(members[name], spec).get("type")
        if row[name] is not None and kind and not _is(row[name], kind):
            notes.append(f"{name} is {type(row[name]).__name__}, not {kind}")
    return notes


def _is(value: Any, kind: str) -> bool:
    if kind in ("number", "integer"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "array": list, "object": dict}[kind])


async def _observed(folder: Path, http: aiohttp.ClientSession, report: Report) -> None:
    """Real answers: the same members, kinds and blanks."""
    changes = await _rows(http, "/personnel/v1/employee-changes")
    shapes = json.loads((folder / "employee-changes.observed-shapes.json").read_text(encoding="utf-8"))
    report.add("observed", "GET employee-changes", list(_shaped(changes, shapes)))
    for file, path in (("employee-changes", "employee-changes"), ("employee-employment-details", "employee-employment-details")):
        sample = json.loads((folder / f"{file}.sample.json").read_text(encoding="utf-8"))[0]
        rows = await _rows(http, f"/personnel/v1/{path}")
        report.add("sample", f"GET {path}", [note for row in rows for note in _like(row, sample)])


async def _rows(http: aiohttp.ClientSession, path: str) -> list[dict[str, Any]]:
    async with http.get(path) as answer:
        rows: list[dict[str, Any]] = await answer.json()
        return rows


def _shaped(rows: list[dict[str, Any]], shapes: Mapping[str, Any]) -> Iterator[str]:
    known = {name: shape for name, shape in shapes.items() if not name.startswith("_")}
    seen = {each for name in _PATTERNED for each in known[name].get("shapes", [])}
    for row in rows:
        yield from _like(row, dict.fromkeys(known))
        for name, shape in known.items():
            value = row.get(name)
            if type(value).__name__ != shape["json_type"]:
                yield f"{name} is {type(value).__name__}, not {shape['json_type']}"
            elif value and name in _PATTERNED and _pattern(value) not in seen:
                yield f"{name} looks like {_pattern(value)}"


_PATTERNED: Final = ("terminationDate", "hireDate", "emplStatusStartDate", "dateInJob", "dateOfLastHire", "zipCode")


def _pattern(value: str) -> str:
    digits = re.sub(r"\d", "9", value)
    return re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", digits))


def _like(row: Mapping[str, Any], sample: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"lacks {name}" for name in sample.keys() - row.keys())
    yield from (f"has {name}" for name in row.keys() - sample.keys())
    for name in sample.keys() & row.keys():
        ours, theirs = row[name], sample[name]
        if ours is not None and theirs is not None and type(ours) is not type(theirs):
            yield f"{name} is {type(ours).__name__}, not {type(theirs).__name__}"


def _services(file: Path, report: Report) -> None:
    """A service's operations and the members of its types, in the order of the wire."""
    name = file.stem
    theirs = _described(ElementTree.fromstring(file.read_text(encoding="utf-8")))
    ours = _described(ElementTree.fromstring(describe(name.lower(), f"https://host/services/{name}")))
    notes = [f"{what} differs" for what in sorted(theirs) if ours.get(what) != theirs[what]]
    report.add("services", name if name.lower() in SERVICES or name == "LoginService" else f"unknown {name}", notes)


def _described(root: ElementTree.Element) -> dict[str, list[str]]:
    schema, wsdl = "{http://www.w3.org/2001/XMLSchema}", "{http://schemas.xmlsoap.org/wsdl/}"
    found = {
        f"type {kind.get('name')}": [
            f"{each.get('name')}:{str(each.get('type')).rpartition(':')[2]}" for each in kind.iter(f"{schema}element")
        ]
        for kind in root.iter(f"{schema}complexType")
        if kind.get("name")
    }
    port = root.find(f"{wsdl}portType")
    operations = [] if port is None else list(port.iter(f"{wsdl}operation"))
    return found | {f"operation {each.get('name')}": [str(part.get(_ACTION)) for part in each] for each in operations}


_ACTION: Final = "{http://www.w3.org/2006/05/addressing/wsdl}Action"
