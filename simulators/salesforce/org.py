"""One org: what it is, what it holds, who we are in it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulators.kernel.clock import Clock
from simulators.salesforce.assumptions import Assumptions
from simulators.salesforce.catalogue import catalogue
from simulators.salesforce.fields import Sobject
from simulators.salesforce.ids import full
from simulators.salesforce.options import Options
from simulators.salesforce.store import Row, Store, Table


def stamp(at: datetime) -> str:
    """A datetime as Salesforce writes it: to the second, in UTC (salesforce.md §10.4)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


@dataclass(slots=True)
class Org:
    """The state every operation works on. `me` is the integration user, `taken` the usernames other orgs hold, lower case."""

    clock: Clock
    options: Options
    objects: dict[str, Sobject]
    store: Store
    me: str = ""
    taken: set[str] = field(default_factory=set)
    blocks: dict[str, list[str]] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    by_us: bool = True  # whether the integration user acts, or somebody whom a test sends
    read_only: bool = False
    atomic: list[str] | None = None  # setup and other objects changed so far by a call that is one transaction
    origin: str = ""  # `changeOrigin` of the call that is served
    changes: list[dict[str, Any]] = field(default_factory=list)
    assigned: dict[str, str] = field(default_factory=dict)  # object → Username its assignment rules choose

    @property
    def open_points(self) -> Assumptions:
        return self.options.assumptions

    def now(self) -> str:
        return stamp(self.clock.now())

    def today(self) -> date:
        """The day in the time zone of the running user, which date literals mean."""
        return self.clock.now().astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.options.org_time_zone)

    @property
    def since(self) -> str:
        """When the org was made."""
        return str(next(iter(self.table("Organization").rows.values()))["CreatedDate"])

    def table(self, sobject: str) -> Table:
        return self.store.tables[sobject]

    def object_of(self, record: str) -> Sobject | None:
        """The object an id belongs to, by its prefix."""
        return next((one for one in self.objects.values() if one.prefix and one.prefix == record[:3]), None)

    def row(self, sobject: str, record: str) -> Row | None:
        """A row by 15- or 18-character id."""
        whole = full(record)
        return self.table(sobject).rows.get(whole) if whole else None


def empty_org(clock: Clock, options: Options) -> Org:
    objects = catalogue(options)
    store = Store({one.name: Table(one.prefix) for one in objects.values()})
    return Org(clock, options, objects, store, denied=set(options.denied), assigned=dict(options.assignment_rules))
