"""UKG Pro as one simulated system: its resources on the wire, and what tests may key into it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import Fault
from simulators.kernel.server import Call, Verb
from simulators.ukg import careers, imports, seed, statuses
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.audit import Audit
from simulators.ukg.changes import Changes
from simulators.ukg.codes import Codes
from simulators.ukg.details import Details
from simulators.ukg.errors import of_fault
from simulators.ukg.feed import Feed, feed_of
from simulators.ukg.history import History
from simulators.ukg.imports import Imports
from simulators.ukg.lookups import Lookups
from simulators.ukg.records import Employment, Moment, to_millisecond
from simulators.ukg.roles import NEVER, Rights
from simulators.ukg.routes import BASE, Access, Resources, params_of
from simulators.ukg.rows import Rows
from simulators.ukg.soap import calls as soap_calls
from simulators.ukg.soap.endpoint import Endpoint
from simulators.ukg.soap.writes import Change
from simulators.ukg.store import Store
from simulators.ukg.timeline import Edit
from simulators.ukg.udf import Labels
from simulators.ukg.webhooks import Subscription, Webhooks

Career = Callable[[Store, str, Mapping[str, Any], Moment], str]


class Ukg:
    """One tenant. Verbs take a JSON object each; `verbs` lists them."""

    name = "ukg"

    def __init__(self, clock: Clock, *, access: Access, assumptions: Assumptions | None = None) -> None:
        self.clock = clock
        self.assumptions = assumptions or Assumptions()
        store = Store(self.assumptions)
        self.resources = Resources(
            store=store,
            rows=Rows(store, self.assumptions, Labels()),
            clock=clock,
            access=access,
            assumptions=self.assumptions,
            feed=Feed(),
        )
        self.webhooks = Webhooks(self.assumptions)
        self.codes = Codes(self.resources)
        self.imports = Imports(self.resources, self._import)
        self.soap = Endpoint(self.resources, self._write)

    @property
    def store(self) -> Store:
        return self.resources.store

    def routes(self) -> Iterable[web.RouteDef]:
        yield from self.resources.routes()
        yield from Changes(self.resources).routes()
        yield from self.codes.routes()
        yield from History(self.resources).routes()
        yield from Lookups(self.resources).routes()
        yield from self.imports.routes()
        yield from self.soap.routes()
        for listing in (
            *History(self.resources).listings(),
            *Details(self.resources).listings(),
            *Audit(self.resources).listings(),
            *self.codes.listings(),
        ):
            yield listing.route(self.resources)
        for resource in sorted(NEVER):
            yield web.get(f"{BASE}/{resource}", self.resources.guarded(resource, lambda _request, _name: web.json_response([])))

    async def call_of(self, request: web.Request) -> Call:
        """`read` for one employee, `list` for the rest; SOAP's are `login`, `read`, `list`, `update`, `terminate`; a file is `import`."""
        self.imports.work(self.clock.now())
        if request.path.startswith(soap_calls.PREFIX):
            return soap_calls.call_of(request.method, await request.read())
        if request.method == "POST" and request.path.endswith(imports.NAME):
            return Call("import", True)
        subject = params_of(request).get("employeeid")
        return Call("read" if subject else "list", False, subject)

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        return soap_calls.of_fault(fault) if request.path.startswith(soap_calls.PREFIX) else of_fault(fault)

    def reset(self) -> None:
        self.resources.store = Store(self.assumptions)
        self.resources.rows = Rows(self.store, self.assumptions, Labels())
        self.resources.feed = Feed()
        self.resources.access.rights = Rights()
        self.webhooks = Webhooks(self.assumptions)
        self.codes.retired.clear()
        self.codes.added.clear()
        self.imports.staged.clear()
        self.soap.tokens.clear()

    def verbs(self) -> dict[str, Verb]:
        return {
            "add": self.add,
            "edit": self.edit,
            "remove": self.remove,
            "feed": self.set_feed,
            "garble": self.garble,
            "pending": self.pending,
            "rehire": self.rehire,
            "transfer": self.transfer,
            "rights": self.rights,
            "codes": self.set_codes,
            "subscribe": self.subscribe,
            "expire_sessions": self.expire_sessions,
        }

    async def add(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: {short: {field: value}}, changed?: ISO}`: new records. Answers `{people: {short: {person, employee}}}`."""
        for short, given in asked["people"].items():
            fields, moment, _ = self._keyed(given or {}, asked)
            self.resources.rows.labels.learn(fields.get("udf") or {})
            self.store.add(short, fields, moment)
        self._keyed_in(asked["people"], "employee.created")
        whose = {short: self.store.employment(short).employee for short in asked["people"]}
        return {"people": {short: {"person": employee.person_id, "employee": employee.id} for short, employee in whose.items()}}

    async def edit(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: {short: {field: value, from?: DATE, changed?: ISO}}, changed?: ISO}`; `C*` and `C1..C8` name several."""
        edited = 0
        for pattern, given in asked["people"].items():
            fields, moment, since = self._keyed(given or {}, asked)
            self.resources.rows.labels.learn(fields.get("udf") or {})
            for short in self.store.named([pattern]):
                self.store.edit(short, fields, moment, since)
                edited += 1
                self._keyed_in([short], "employee.updated")
        return {"edited": edited}

    async def remove(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: [short]}`: gone everywhere."""
        gone = self.store.named(asked["people"])
        for short in gone:
            self.store.remove(short, self._moment(None))
        self.resources.rows.edited()
        return {"removed": len(gone)}

    async def rehire(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: {short: {of: short, hired: DATE, …}}}`, as this tenant gives ids; answers under which short name she is."""
        return {"people": {short: self._career(careers.rehire, short, given, asked) for short, given in asked["people"].items()}}

    async def transfer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: {short: {of: short, company: CODE, from: DATE, …}}}`: out of one company, into another."""
        return {"people": {short: self._career(careers.transfer, short, given, asked) for short, given in asked["people"].items()}}

    def _career(self, key: Career, short: str, given: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
        fields = dict(given)
        moment = self._moment(fields.pop("changed", None) or asked.get("changed"))
        old = str(fields["of"])
        name = key(self.store, short, fields, moment)
        self._keyed_in([old, name], "employee.updated")
        return name

    async def rights(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{withdraw?: [right], grant?: [right]}`, by screen name, with or without the way in brackets; answers `{held}`."""
        for text in asked.get("withdraw", []):
            self.resources.access.rights.withdraw(text)
        for text in asked.get("grant", []):
            self.resources.access.rights.grant(text)
        return {"held": self.resources.access.rights.held()}

    async def set_codes(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{job|location|department|<TABLE>: {CODE: description, or null to retire it}}`."""
        for kind, codes in asked.items():
            for code, description in codes.items():
                self.codes.set(kind, code, description)
        return {"codes": sum(len(codes) for codes in asked.values())}

    async def subscribe(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{url, secret}`: from now on events go there, too; `{}` ends all subscriptions. Answers what was sent, lost, refused so far."""
        await self.webhooks.settled()
        if asked:
            self.webhooks.subscriptions.append(Subscription(asked["url"], asked["secret"]))
        else:
            self.webhooks.subscriptions.clear()
        return self.webhooks.state()

    async def expire_sessions(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """No login token holds any longer (ukg.md §1.3 [?]: how long one does is not known)."""
        self.soap.tokens.clear()
        return {}

    def _keyed_in(self, shorts: Iterable[str], kind: str) -> None:
        """Something was keyed: what was worked out no longer holds, and whoever subscribed is told."""
        self.resources.rows.edited()
        for short in shorts if self.resources.feed.webhook else ():
            employment = self.store.employments.get(short)
            version = employment.rows.version(self.clock.now()) if employment else None
            if employment is not None and version is not None:
                company = seed.company(str(version.values.get("companyCode"))).id
                self.webhooks.tell(kind, employment.employee.id, company, self.clock.now())

    def _import(self, short: str, fields: dict[str, Any]) -> None:
        self.store.edit(short, fields, self._moment(None))
        self._keyed_in([short], "employee.updated")

    def _write(self, employment: Employment, change: Change) -> None:
        """What a SOAP update changes of a record."""
        since = None if change.since is None else statuses.midnight(change.since, self.assumptions)
        if change.slots is not None:
            version = employment.rows.version(self.clock.now())
            if version is not None and version.values.get("_fields", {}) != change.slots:
                self.store.hold(employment, change.slots, self._moment(None))
        self.store.edit(employment.short, change.fields, self._moment(None), since)
        self._keyed_in([employment.short], "employee.updated")

    async def set_feed(self, asked: Any) -> dict[str, Any]:
        """`normal` (or `{}`), or an object of feed modes; replaces the one before."""
        hide = self.store.named(asked.get("hide", [])) if isinstance(asked, dict) else []
        self.resources.feed = feed_of(asked, hide)
        return {"feed": self.resources.feed.asked or "normal"}

    async def garble(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: {short: {key: anything}}}`: rows show this under that key whatever the record says; `{}` ends it."""
        for short, keys in asked["people"].items():
            self.store.employment(short)
            self.resources.rows.garbled[short] = dict(keys)
        return {"garbled": sum(1 for keys in self.resources.rows.garbled.values() if keys)}

    async def pending(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """Instants at which a dated change takes effect by itself: `{at: [ISO, …]}`, soonest first."""
        now = self.clock.now()
        lines = [each.rows for each in self.store.employments.values()] + [each.rows for each in self.store.employees.values()]
        return {"at": sorted({edit.at.astimezone(now.tzinfo).isoformat() for line in lines for edit in line.pending(now)})}

    def state(self) -> dict[str, Any]:
        """What HR says now, whatever the feed shows: `{now, feed, assumptions, people: {short: …}}`."""
        now = self.clock.now()
        people = {short: self._person(each, now) for short, each in self.store.employments.items()}
        return {
            "now": now.isoformat(),
            "feed": self.resources.feed.asked or "normal",
            "assumptions": self.assumptions.as_json(),
            "people": {short: person for short, person in people.items() if person is not None},
        }

    def _person(self, employment: Employment, now: datetime) -> dict[str, Any] | None:
        version, employee = employment.rows.version(now), employment.employee
        person = employee.rows.version(now)
        if version is None or person is None:
            return None
        home = self.store.home(employee, now)
        fields = {**person.values, **version.values}
        return {
            **{name: value for name, value in fields.items() if not name.startswith("_")},
            "person": employee.person_id,
            "employee": employee.id,
            "company": version.values["companyCode"],
            "companyID": seed.company(str(version.values["companyCode"])).id,
            "home": home is not None and home[0] is employment,
            "supervisor": version.values.get("supervisor"),
            "supervisorID": self.resources.rows.supervisor_id(version.values),
            "udf": dict(person.values.get("udf", {})),
            "dateTimeChanged": version.changed.isoformat(),
            "datetimeChanged": self.resources.rows.person_changed(employee, person, now).isoformat(),
            "pending": [_pending(edit) for edit in (*employment.rows.pending(now), *employee.rows.pending(now))],
        }

    def _keyed(self, given: Mapping[str, Any], asked: Mapping[str, Any]) -> tuple[dict[str, Any], Moment, datetime | None]:
        """The fields of one edit, without its `changed` and `from`."""
        fields = dict(given)
        changed = fields.pop("changed", None) or asked.get("changed")
        day = fields.pop("from", None)
        since = None if day is None else statuses.midnight(str(day), self.assumptions)
        if day is not None and since is None:
            raise ValueError(f"from: {day} is no date")
        return fields, self._moment(changed), since

    def _moment(self, changed: Any) -> Moment:
        now = self.clock.now()
        if changed is None:
            return Moment(now, to_millisecond(now + self.resources.feed.skew), False)
        when = datetime.fromisoformat(str(changed))
        return Moment(now, when if when.tzinfo else when.replace(tzinfo=self.assumptions.tz()), True)


def _pending(edit: Edit) -> dict[str, Any]:
    return {"at": edit.at.isoformat(), "fields": {name: value for name, value in edit.values.items() if not name.startswith("_")}}
