"""Random histories of people in HR, and an oracle that knows when somebody may have access and when she must."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from domain.announced import Announced
from domain.facts import EndKind, Fact, FactKind
from domain.people import Person, fold
from domain.policy import Policy
from domain.transitions import Decision, decide
from domain.zones import day_end, midnight
from tests.domain.saga import ORIGIN, employment, names, reading

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITES = ("NYC", "LAX", "SYD", "BLR", "HNL", "STJ")
WORK = (("AE", "SALES"), ("ACC", "FIN"), ("CLRK", "OPS"), ("SRE", "ENG"), ("CSDR", "SALES"))


@dataclass
class History:
    """One person's life: facts in the order of HR's edits, read a while later."""

    random: Random
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    now: datetime = ORIGIN
    count: int = 0

    def facts(self, edits: int) -> Iterator[Fact]:
        yield names(self.now, employee="E1", baseline=False)
        for _ in range(edits):
            self.now += self.random.choice((HOUR / 6, HOUR, 5 * HOUR, 30 * HOUR, 6 * DAY, 40 * DAY))
            yield from self._edit()

    def _edit(self) -> Iterator[Fact]:
        if not self.rows or self.random.random() < 0.08:
            key = self.random.choice(("E1", "E2", "E3"))
            if key not in self.rows:
                yield names(self.now, employee=key) if key != "E1" else names(self.now)
                self.rows[key] = self._hired(self.random.choice((-400, -3, 0, 1, 5, 20)))
                yield self._read(key)
                return
        key = self.random.choice(sorted(self.rows))
        if self.random.random() < 0.04:
            self.count += 1
            yield reading(f"gone{self.count}", self.now, FactKind.ABSENT, employee=key)
            return
        self.rows[key] |= self._change(self.rows[key])
        yield self._read(key)

    def _read(self, key: str) -> Fact:
        self.count += 1
        details = employment(**self.rows[key])
        return reading(f"f{self.count}", self.now, employee=key, employment=details)

    def day(self, offset: int) -> date:
        return (self.now + offset * DAY).date()

    def _hired(self, offset: int) -> dict[str, Any]:
        job, department = self.random.choice(WORK)
        worker = self.random.choice(("REG", "REG", "CON"))
        hired = self.day(offset)
        rest = {"contract_end": self.day(offset + self.random.choice((30, 90)))} if worker == "CON" else {}
        site = self.random.choice(SITES)
        return {"hired": hired, "original_hire": hired, "worker": worker, "job": job, "department": department, "location": site, **rest}

    def _change(self, row: dict[str, Any]) -> dict[str, Any]:
        job, department = self.random.choice(WORK)
        last = self.day(self.random.choice((-20, -1, 0, 1, 8)))
        end = {"last_day": last, "terminated": last + self.random.choice((0, 0, 10)) * DAY, "end_kind": self._kind()}
        none = {"last_day": None, "terminated": None, "end_kind": None, "leave_kind": None}
        kind = self.random.choice(("parental", "unpaid", "other"))
        changes: list[dict[str, Any]] = [
            {"job": job, "department": department},
            {"title": f"t{self.count}"},
            {"location": self.random.choice(SITES)},
            end,
            {**end, "status": "T"},
            {**none, "status": "A"},
            {**none, "status": "A"},
            {"status": "L", "leave_kind": kind, "leave_ends": self.day(30)},
            {"status": self.random.choice(("S", "O", "R")), "status_start": self.day(0)},
            {**none, "status": "A", "hired": self.day(self.random.choice((-1, 1, 10)))},
            {"worker": self.random.choice(("REG", "CON")), "contract_end": self.random.choice((None, self.day(12)))},
        ]
        return self.random.choice(changes)

    def _kind(self) -> EndKind:
        return self.random.choice((EndKind.ORDINARY, EndKind.ORDINARY, EndKind.URGENT, EndKind.TRANSFER, EndKind.DEATH))


@dataclass
class Life:
    """Decides as the stream does; every fact at its reading, every due instant in turn."""

    policy: Policy
    was: Announced = field(default_factory=Announced)
    person: Person | None = None
    now: datetime = ORIGIN
    decision: Decision | None = None

    def tell(self, fact: Fact) -> None:
        self.through(fact.read)
        self.person = fold(self.person, fact)
        self.decide(max(self.now, fact.read))

    def through(self, until: datetime) -> None:
        while self.decision and self.decision.due and self.decision.due[0].at <= until:
            self.decide(self.decision.due[0].at)

    def decide(self, now: datetime) -> Decision:
        assert self.person is not None
        self.now = now
        self.decision = decide(self.was, self.person, now, self.policy)
        self.was = self.decision.announced
        return self.decision

    def again(self, now: datetime) -> Decision:
        assert self.person is not None
        return decide(self.was, self.person, now, self.policy)


def _zone(policy: Policy, row: Any) -> str:
    return policy.zone(row.location, row.company)


def may_work(life: Life, now: datetime) -> bool:
    """Whether any record can stand for access: not ended by HR's own dates, or by a transfer only, or going on in the next one."""
    assert life.person is not None
    rows = [(record.details, record.end_known.read) for record in life.person.records.values()]
    if any(_contradicts(record.details) for record in life.person.records.values() if record.key in life.was.worked):
        return True  # who is at work is not cut for dates that cannot be: a case asks
    return any(_grants(life.policy, row, told, now) or _goes_on(life.policy, row, told, rows, now) for row, told in rows)


def _contradicts(row: Any) -> bool:
    """An end of this employment before its own hire, of somebody whom HR does not call terminated."""
    return row.status not in ("T", "R") and any(day < row.hired <= row.original_hire for day in (row.last_day, row.terminated) if day)


def _days(row: Any, told: datetime) -> list[date]:
    days = [day for day in (row.last_day, row.terminated) if day is not None and (row.status == "T" or day >= row.hired)]
    if row.status in ("T", "R"):
        days = days or [row.status_start - DAY if row.status_start else told.date()]
    contract = row.contract_end if row.worker == "CON" else None
    of_this = contract is not None and (contract >= row.hired or row.original_hire >= row.hired)
    return [*days, contract] if contract is not None and of_this else days


def _grants(policy: Policy, row: Any, told: datetime, now: datetime) -> bool:
    days = _days(row, told)
    return row.end_kind is EndKind.TRANSFER or not days or now < day_end(min(days), _zone(policy, row))


def _goes_on(policy: Policy, row: Any, told: datetime, rows: list[tuple[Any, datetime]], now: datetime) -> bool:
    last = min(_days(row, told))
    return any(other.hired <= last + DAY and now < midnight(other.hired, _zone(policy, other)) for other, _ in rows)


def must_work(life: Life, now: datetime) -> bool:
    """Whether HR shows an employment that is plainly on."""
    assert life.person is not None
    rows = [record.details for record in life.person.present()]
    return any(
        row.status == "A"
        and row.worker == "REG"
        and (row.end_kind, row.last_day, row.terminated) == (None, None, None)
        and row.hired is not None
        and midnight(row.hired, _zone(life.policy, row)) <= now
        for row in rows
    )
