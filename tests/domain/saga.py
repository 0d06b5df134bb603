"""Given–when–then for one person: HR shows records at instants, time passes, and what is announced is looked at."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from domain.announced import Announced
from domain.facts import EmploymentDetails, EndKind, Fact, FactKind, PersonDetails, Sealed
from domain.people import Person, fold
from domain.policy import Policy
from domain.proposals import Proposal
from domain.transitions import Decision, decide
from schemas.policy import load_policy

DEFAULTS = {"company": "US01", "company_id": "USCO1", "status": "A", "worker": "REG", "job": "CLRK", "department": "OPS", "location": "NYC"}
DATES = ("hired", "original_hire", "last_day", "terminated", "status_start", "contract_end", "leave_ends")
ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def example_policy(**overrides: str) -> Policy:
    named = {key.replace("__", "."): value for key, value in overrides.items()}
    return load_policy(Path(__file__).parents[2] / "policy", named)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def employment(**values: Any) -> EmploymentDetails:
    dated = {key: date.fromisoformat(value) if key in DATES and isinstance(value, str) else value for key, value in values.items()}
    return EmploymentDetails(**{**DEFAULTS, "hired": date(2020, 1, 6), "number": "000000001", **dated})  # type: ignore[arg-type]


def reading(name: str, at: datetime, kind: FactKind = FactKind.EMPLOYMENT, **rest: Any) -> Fact:
    times = {"changed": rest.pop("changed", at), "read": at, "seen": at.timestamp(), "source": "poll"}
    return Fact(id=name, person="P", kind=kind, employee=rest.pop("employee", "E1"), **times, **rest)


def names(at: datetime, home: str = "USCO1", **rest: Any) -> Fact:
    details = PersonDetails(home=home, sealed=Sealed(first=b"f", last=b"l"), digests={})
    return reading(f"names-{rest.get('employee', 'E1')}", at, FactKind.PERSON, details=details, **rest)


@dataclass
class Saga:
    """`hr` edits the record (values stay until edited again), `at` lets time pass; each decides as the stream does."""

    policy: Policy = field(default_factory=example_policy)
    baseline: bool = False
    was: Announced = field(default_factory=Announced)
    person: Person | None = None
    values: dict[str, Any] = field(default_factory=dict)
    now: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    decision: Decision | None = None
    proposals: list[Proposal] = field(default_factory=list)

    def tell(self, fact: Fact) -> "Saga":
        self.person = fold(self.person, fact)
        return self._decide(max(self.now, fact.read))

    def hr(self, at: str, *, employee: str = "E1", **edits: Any) -> "Saga":
        self.through(instant(at))
        if self.person is None or employee not in self.person.names:
            self.tell(names(instant(at), edits.pop("home", "USCO1"), employee=employee, baseline=self.baseline))
        self.values = {**self.values, **edits}
        details = employment(**self.values)
        fact = reading(f"f{at}{employee}{len(self.proposals)}", instant(at), employment=details, employee=employee, baseline=self.baseline)
        return self.tell(fact)

    def gone(self, at: str, employee: str = "E1") -> "Saga":
        self.through(instant(at))
        return self.tell(reading(f"gone{at}", instant(at), FactKind.ABSENT, employee=employee))

    def at(self, when: str) -> "Saga":
        self.through(instant(when))
        return self

    def through(self, until: datetime) -> None:
        while self.decision and (due := [item.at for item in self.decision.due if item.at <= until]):
            self._decide(due[0])
        self.now = max(self.now, until)

    def _decide(self, now: datetime) -> "Saga":
        assert self.person is not None
        self.now = now
        self.decision = decide(self.was, self.person, now, self.policy)
        self.was = self.decision.announced
        if self.decision.proposal:
            self.proposals.append(self.decision.proposal)
        assert all(item.at > now for item in self.decision.due)
        return self

    @property
    def last(self) -> Proposal:
        assert self.was.last is not None
        return self.was.last

    def then(self, standing: str, okta: str, salesforce: str | None = None, cases: tuple[str, ...] = ()) -> "Saga":
        seen = tuple(f"{case.kind}:{case.field}".rstrip(":") for case in self.last.cases)
        assert (self.last.standing, self.last.okta.status, seen) == (standing, okta, cases)
        assert salesforce in (None, self.last.salesforce.state)
        return self

    def planned(self, *items: str) -> "Saga":
        assert [f"{item.at:%Y-%m-%dT%H:%MZ} {item.what}" for item in self.last.plan] == list(items)
        return self


def urgent(**values: Any) -> dict[str, Any]:
    return {"end_kind": EndKind.URGENT, **values}
