"""The import tool: XML in base64 goes into workflow tables and shows in production later (ukg.md §2.12).

Its schema is each tenant's own and not public. This tenant's: `<Import><Employee employeeNumber="…" companyCode="…"><Field name="…">…
</Field></Employee></Import>`, where a name is a key of UKG's or the label of a user-defined field.
"""

import base64
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from xml.etree import ElementTree

from aiohttp import web

from simulators.ukg.errors import problem
from simulators.ukg.fields import UnknownField, resolve
from simulators.ukg.routes import BASE, Resources

NAME: Final = "import-tool"
ERROR: Final = 2
Edit = Callable[[str, dict[str, Any]], None]


@dataclass(slots=True)
class Staged:
    """One file that was taken."""

    id: str
    name: str
    taken: datetime
    number: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    status: str = "Pending"
    messages: list[dict[str, Any]] = field(default_factory=list)
    processed: datetime | None = None


class Imports:
    """Takes files; `work` brings into production what is due, by `edit`."""

    def __init__(self, resources: Resources, edit: Edit) -> None:
        self.resources = resources
        self._edit = edit
        self.staged: dict[str, Staged] = {}

    def routes(self) -> Iterable[web.RouteDef]:
        async def post(request: web.Request) -> web.StreamResponse:
            try:
                asked = await request.json()
            except ValueError:
                asked = None
            return await self.resources.guarded(NAME, lambda _request, _name: self._take(asked))(request)

        yield web.post(f"{BASE}/{NAME}", post)
        yield web.get(f"{BASE}/{NAME}/status/{{id}}", self.resources.guarded(NAME, self._status))

    def work(self, now: datetime) -> None:
        """Processes what has waited long enough."""
        delay = timedelta(seconds=self.resources.assumptions.import_delay)
        for staged in self.staged.values():
            if staged.status == "Pending" and now >= staged.taken + delay:
                self._process(staged, now)

    def _take(self, asked: Any) -> web.Response:
        if not isinstance(asked, dict) or not asked.get("transaction") or not asked.get("uniqueFileName"):
            return problem(400, "transaction and uniqueFileName are required.", "transaction")
        name, now = str(asked["uniqueFileName"]), self.resources.clock.now()
        if any(each.name == name for each in self.staged.values()):
            return problem(400, "A file of this name was imported already.", "uniqueFileName")
        staged = Staged(str(uuid.uuid5(uuid.NAMESPACE_URL, name)), name, now)
        self.staged[staged.id] = staged
        self._read(staged, str(asked["transaction"]))
        stamp = self.resources.rows.stamp(now)
        return web.json_response([{"stagingId": staged.id, "dateTimeCreated": stamp, "fileName": name}])

    def _read(self, staged: Staged, transaction: str) -> None:
        try:
            root = ElementTree.fromstring(base64.b64decode(transaction, validate=True))
            employee = root if root.tag == "Employee" else root[0]
        except (ValueError, ElementTree.ParseError, IndexError):
            self._failed(staged, "The transaction is not base64 of an XML that this configuration knows.")
            return
        staged.number = employee.get("employeeNumber", "")
        staged.changes = {str(each.get("name")): each.text for each in employee.iter("Field")}

    def _process(self, staged: Staged, now: datetime) -> None:
        staged.processed = now
        short = next((each.short for each in self.resources.store.employments.values() if self._is(each.rows, staged.number, now)), None)
        if short is None:
            self._failed(staged, "No employee of this number was found.")
            return
        udf, plain = {}, {}
        for name, value in staged.changes.items():
            try:
                resolve(name)
            except UnknownField:
                if name not in self.resources.rows.labels.slots:
                    self._failed(staged, f"{name} is no field of this configuration.")
                    return
                udf[name] = value
            else:
                plain[name] = value
        self._edit(short, {**plain, **({"udf": udf} if udf else {})})
        staged.status = "Complete"

    def _is(self, rows: Any, number: str, now: datetime) -> bool:
        version = rows.version(now)
        return version is not None and version.values.get("employeeNumber") == number

    def _failed(self, staged: Staged, message: str) -> None:
        staged.status = "Failed"
        staged.messages.append({"message": message, "severity": ERROR})

    def _status(self, request: web.Request, _name: str) -> web.Response:
        staged = self.staged.get(request.match_info["id"])
        if staged is None:
            return problem(404)
        done = self.resources.rows.stamp(staged.processed) if staged.processed else None
        return web.json_response(
            {
                "stagingId": staged.id,
                "fileProcessDate": done,
                "serviceSubmittalDate": self.resources.rows.stamp(staged.taken),
                "lastRepostDate": None,
                "employeeName": None,
                "employeeNumber": staged.number,
                "status": staged.status,
                "transaction": None,
                "fileName": staged.name,
                "messages": staged.messages,
                "childTransactionStatuses": [],
            }
        )
