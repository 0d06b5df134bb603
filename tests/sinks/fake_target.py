"""A target with state, held in memory: accounts that are in groups. Answers as told, and finishes calls whose caller is gone."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.outcomes import Account, Action, Result
from domain.proposals import Priority
from sinks.target import Answer, Applied, Denied, Later, Plan, Refused, Step, Trouble, Unchanged, Unknown, Wanted
from tests.sinks.memory_host import StillClock

NOT_DONE: dict[str, Answer] = {
    "later": Later(code="429", reason="slow down"),
    "backoff": Later(code="409", reason="busy"),
    "refused": Refused(code="E1", reason="no such field", field="title", cure="add the field"),
    "again": Refused(code="E2", reason="state moved on", again=True),
    "denied": Denied(code="401", reason="token"),
    "500": Unknown(code="500", reason="broken"),
}


@dataclass
class Person:
    id: str
    groups: set[str] = field(default_factory=set)


@dataclass
class FakeTarget:
    """`answers` says how the next calls end, first come first served; afterwards all is well. `effects` is every effect, in order."""

    clock: StillClock
    system: str = "okta"
    crew: int = 1
    longest_call: float = 10.0
    answers: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    effects: list[tuple[str, str, str]] = field(default_factory=list)
    late: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    overlaps: int = 0
    touched: set[str] = field(default_factory=set)
    calls: int = 0
    reading: int = 0
    pace: Callable[[Priority], timedelta | None] = lambda _priority: None
    gate: asyncio.Event | None = None

    async def read(self, people: Sequence[Wanted]) -> Mapping[str, Person | Trouble]:
        self.reading += 1
        self.release()
        await asyncio.sleep(0)
        kind = self.reads.pop(0) if self.reads else "ok"
        return {wanted.person: self._seen(wanted.person, kind) for wanted in people}

    def _seen(self, person: str, kind: str) -> Person | Trouble:
        if kind == "ok":
            there = self.people.get(person)
            return Person(there.id, set(there.groups)) if there else Person("")
        return {"denied": Denied(code="401", reason="no"), "later": Later(code="429", reason="slow down")}.get(
            kind, Unknown(code="500", reason="broken")
        )

    def plan(self, wanted: Wanted, seen: Person) -> Plan:
        account = self.find(wanted, seen)
        manager = wanted.transition.manager
        groups = set(wanted.transition.okta.groups)
        if manager in wanted.ids:
            groups.add(f"reports-of-{wanted.ids[manager]}")
        actions = [] if account else [Action(id="create", name="create")]
        actions += [Action(id=f"+{g}", name="add-group", args={"group": g}) for g in sorted(groups - seen.groups)]
        actions += [Action(id=f"-{g}", name="remove-group", args={"group": g}) for g in sorted(seen.groups - groups)]
        waiting = manager if manager and manager not in wanted.ids else None
        return Plan(actions=tuple(actions), account=account, waiting_for=waiting)

    def find(self, wanted: Wanted, seen: Person) -> Account | None:
        return (wanted.account or Account(id=seen.id)) if seen.id else None

    def holds(self, action: Action, wanted: Wanted, seen: Person) -> bool:
        if action.name == "create":
            return bool(seen.id)
        return (action.args["group"] in seen.groups) == (action.name == "add-group")

    async def changed(self, since: datetime) -> frozenset[str] | Trouble:
        found, self.touched = frozenset(self.touched), set()
        return found

    async def survey(self) -> Mapping[str, Person] | Trouble | None:
        return None

    def learn(self, account: Account | None, action: Action, result: Result) -> Account | None:
        if action.name == "create" and result.subject:
            return Account(id=result.subject)
        return replace(account, extra={"last": action.name}) if account else None

    def book(self, actions: Sequence[Action] | None, priority: Priority, share: float, now: datetime) -> datetime | None:
        wait = self.pace(priority)
        return None if wait is None else now + wait

    async def apply(self, steps: Sequence[Step]) -> Sequence[Answer]:
        self.calls += 1
        people = {step.wanted.person for step in steps}
        self.overlaps += len(self.inside & people)
        self.inside |= people
        try:
            await asyncio.sleep(0)
            if self.gate:
                await self.gate.wait()
            return [await self._one(step) for step in steps]
        finally:
            self.inside -= people

    async def _one(self, step: Step) -> Answer:
        kind = self.answers.pop(0) if self.answers else "ok"
        if kind == "late":
            self.late.append((self.clock.machine() + self.longest_call * 0.9, lambda: self._effect(step)))
            return Unknown(code="timeout", reason="no answer")
        if kind in NOT_DONE:
            at = self.clock.now() + timedelta(seconds=43) if kind == "later" else None
            return replace(NOT_DONE[kind], at=at) if at else NOT_DONE[kind]
        answer = self._effect(step)
        if kind == "raises":
            raise ValueError("the client broke")
        return Unknown(code="500", reason="broken after") if kind == "500-after" else answer

    def _effect(self, step: Step) -> Answer:
        person, action = step.wanted.person, step.action
        there = self.people.get(person)
        if action.name == "create":
            if there:
                self.effects.append((person, "create", "twice"))
                return Unchanged(subject=there.id)
            self.people[person] = Person(f"id-{person}")
            self.effects.append((person, "create", ""))
            return Applied(subject=f"id-{person}")
        assert there is not None
        assert step.action.subject == there.id
        group = action.args["group"]
        (there.groups.add if action.name == "add-group" else there.groups.discard)(group)
        self.effects.append((person, action.name, group))
        return Applied()

    def release(self) -> None:
        """Late effects whose time has come."""
        for item in [item for item in self.late if item[0] <= self.clock.machine()]:
            self.late.remove(item)
            item[1]()
