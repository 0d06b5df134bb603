"""UKG Pro as one simulated system: its resources on the wire, and what tests may key into it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import Fault
from simulators.kernel.server import Call, Verb
from simulators.ukg import seed, statuses
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.errors import of_fault
from simulators.ukg.feed import Feed, feed_of
from simulators.ukg.records import Employment, Moment, to_millisecond
from simulators.ukg.routes import Access, Resources, params_of
from simulators.ukg.rows import Rows
from simulators.ukg.store import Store
from simulators.ukg.timeline import Edit
from simulators.ukg.udf import Labels


class Ukg:
    """One tenant. Verbs: `add`, `edit`, `remove`, `feed`, `garble`, `pending`; each takes a JSON object."""

    name = "ukg"

    def __init__(self, clock: Clock, *, user: str, password: str, customer_key: str, assumptions: Assumptions | None = None) -> None:
        self.clock = clock
        self.assumptions = assumptions or Assumptions()
        store = Store(self.assumptions)
        self.resources = Resources(
            store=store,
            rows=Rows(store, self.assumptions, Labels()),
            clock=clock,
            access=Access(user, password, customer_key),
            assumptions=self.assumptions,
            feed=Feed(),
        )

    @property
    def store(self) -> Store:
        return self.resources.store

    def routes(self) -> Iterable[web.RouteDef]:
        return self.resources.routes()

    async def call_of(self, request: web.Request) -> Call:
        """`read` for one employee, `list` for the rest; every call is a read."""
        subject = params_of(request).get("employeeid")
        return Call("read" if subject else "list", False, subject)

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        return of_fault(fault)

    def reset(self) -> None:
        self.resources.store = Store(self.assumptions)
        self.resources.rows = Rows(self.store, self.assumptions, Labels())
        self.resources.feed = Feed()

    def verbs(self) -> dict[str, Verb]:
        return {
            "add": self.add,
            "edit": self.edit,
            "remove": self.remove,
            "feed": self.set_feed,
            "garble": self.garble,
            "pending": self.pending,
        }

    async def add(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: {short: {field: value}}, changed?: ISO}`: new records. Answers `{people: {short: {person, employee}}}`."""
        for short, given in asked["people"].items():
            fields, moment, _ = self._keyed(given or {}, asked)
            self.resources.rows.labels.learn(fields.get("udf") or {})
            self.store.add(short, fields, moment)
        self.resources.rows.edited()
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
        self.resources.rows.edited()
        return {"edited": edited}

    async def remove(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{people: [short]}`: gone everywhere."""
        gone = self.store.named(asked["people"])
        for short in gone:
            self.store.remove(short, self._moment(None))
        self.resources.rows.edited()
        return {"removed": len(gone)}

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
