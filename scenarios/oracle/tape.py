"""Everything that HR ever showed, as the oracle saw it: a record's rows, and between which instants the product can have read each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scenarios.oracle.tables import Tables, code

TERMINATED, LAID_OFF, ON_LEAVE, SUSPENDED = "T", "R", "L", "S"


@dataclass(frozen=True, slots=True)
class Row:
    """One record as HR shows it: the fields that decide, in HR's own words."""

    short: str
    person: str
    employee: str
    home: bool
    status: str
    since: date | None
    hired: date | None
    last: date | None
    terminated: date | None
    reason: str
    leave: str
    expected: date | None
    contract: date | None
    rehirable: bool
    worker: str
    job: str
    title: str
    department: str
    location: str
    centre: str
    company: str
    number: str
    plan: str
    supervisor: str
    given: str
    family: str


def row_of(short: str, shown: Mapping[str, Any]) -> Row:
    """From the simulator's own store."""
    udf = shown.get("udf") or {}
    return Row(
        short=short, person=shown["person"], employee=shown["employee"], home=bool(shown["home"]),
        status=code(shown.get("employeeStatusCode")), since=_day(shown.get("statusStartDate")), hired=_day(shown.get("lastHireDate")),
        last=_day(shown.get("dateLastWorked")), terminated=_day(shown.get("dateOfTermination")), reason=code(shown.get("termReason")),
        leave=code(shown.get("leaveReasonCode")), expected=_day(shown.get("employeeStatusExpectedEndDate")),
        contract=_day(udf.get("Contract end")), rehirable=code(shown.get("okToRehire")) != "N", worker=code(shown.get("employeeTypeCode")),
        job=code(shown.get("primaryJobCode")), title=str(shown.get("jobTitle") or ""), department=code(shown.get("orgLevel1Code")),
        location=code(shown.get("primaryWorkLocationCode")), centre=code(shown.get("orgLevel2Code")),
        company=code(shown.get("companyCode")),
        number=str(shown.get("employeeNumber") or ""), plan=str(udf.get("Sales plan") or ""), supervisor=str(shown.get("supervisor") or ""),
        given=str(shown.get("preferredName") or shown.get("firstName") or ""), family=str(shown.get("lastName") or ""),
    )  # fmt: skip


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


@dataclass(frozen=True, slots=True)
class Known:
    """A record's row from `at` on (None: gone). Keyed at `keyed`, the product can have read it between that and `at`."""

    keyed: datetime
    at: datetime
    row: Row | None


@dataclass(slots=True)
class Tape:
    """Rows by record, oldest first; the first look is the company that the product found. `since`: each record's row is from then."""

    tables: Tables
    records: dict[str, list[Known]] = field(default_factory=dict)
    persons: dict[str, list[str]] = field(default_factory=dict)  # person → short names
    began: datetime | None = None
    active_seen: dict[str, str] = field(default_factory=dict)  # person → Okta status when last seen in use
    ahead: dict[str, set[datetime]] = field(default_factory=dict)  # person → instants at which a move keyed ahead takes effect

    def see(self, ukg: Mapping[str, Any], keyed: datetime, at: datetime) -> None:
        """What HR shows at `at`, whatever of it is new having been keyed at `keyed`."""
        self.began = self.began or at
        rows = {short: row_of(short, shown) for short, shown in ukg["people"].items()}
        for short, row in rows.items():
            if self._latest(short) != row:
                self._put(short, Known(keyed, at, row), row.person)
        for short in self.records.keys() - rows.keys():
            if (was := self._latest(short)) is not None:
                self._put(short, Known(keyed, self._roster_after(at), None), was.person)
        for shown in ukg["people"].values():
            dated = {datetime.fromisoformat(each["at"]) for each in shown.get("pending") or []}
            self.ahead[shown["person"]] = self.ahead.get(shown["person"], set()) | dated

    def watch(self, okta: Mapping[str, Any]) -> None:
        """Remembers how accounts in use stood: whoever never signed in cannot be suspended."""
        for user in okta["users"]:
            if (person := user["profile"].get("ukgPersonId")) and user["status"] in ("ACTIVE", "PROVISIONED", "STAGED"):
                self.active_seen[person] = user["status"]

    def _roster_after(self, at: datetime) -> datetime:
        """Who is gone is missed when the roster is next read, and then asked for by herself."""
        rule = self.tables.settings["roster"]
        hour, minute = map(int, str(rule["at"]).split(":"))
        local = at.astimezone(ZoneInfo(rule["zone"]))
        tonight = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return (tonight if tonight > local else tonight + timedelta(days=1)).astimezone(UTC)

    def _put(self, short: str, known: Known, person: str) -> None:
        self.records.setdefault(short, []).append(known)
        if short not in self.persons.setdefault(person, []):
            self.persons[person].append(short)

    def _latest(self, short: str) -> Row | None:
        known = self.records.get(short)
        return known[-1].row if known else None

    def rows(self, person: str) -> list[Row]:
        return [row for short in self.persons.get(person, ()) if (row := self._latest(short)) is not None]

    def before_end(self, row: Row) -> Row:
        """The row that says whether she is on leave: T and R are about the end, until which a leave goes on."""
        if row.status not in (TERMINATED, LAID_OFF):
            return row
        known = (each.row for each in reversed(self.records.get(row.short, [])))
        return next((each for each in known if each is not None and each.status not in (TERMINATED, LAID_OFF)), row)

    def person_of(self, short: str) -> str | None:
        row = self._latest(short)
        return row.person if row else None

    def entries(self, person: str) -> list[Known]:
        return [known for short in self.persons.get(person, ()) for known in self.records[short]]

    def unsure(self, person: str, slack: timedelta) -> Iterator[tuple[datetime, datetime]]:
        """Spans in which nobody can say what the product had read of her."""
        yield from ((known.keyed, known.at) for known in self.entries(person) if known.at - known.keyed > slack)
