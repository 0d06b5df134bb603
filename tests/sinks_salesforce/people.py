"""People as they are announced, and a hand that works on them as the dispatcher does: read, plan, apply, learn."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from domain.desired import Cause, OktaDesired, SalesforceDesired, SalesforceState, Standing
from domain.outcomes import Account, Fate, Result
from domain.proposals import Priority, Transition
from domain.salesforce_seen import Seen
from sinks.salesforce.target import SalesforceTarget
from sinks.target import Answer, Applied, Plan, Step, Unchanged, Wanted

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
CAUSE = Cause(kind="hr", fact="f1", rule="start", effective=NOW, known=NOW, seen=0.0)
AE = SalesforceDesired(
    state=SalesforceState.ACTIVE,
    profile="Halden Sales User",
    role="AE West",
    territory="T-West",
    fields={"Department": "Sales", "Title": "Account Executive", "EmployeeNumber": "000101", "Compensation_Plan__c": "AE-26"},
)
OFF = SalesforceDesired(state=SalesforceState.INACTIVE)


def wanted(person: str = "P1", desired: SalesforceDesired = AE, **more: Any) -> Wanted:
    """One person's announced state; `more` are members of the transition or of Wanted."""
    names = {"first": "Maria", "preferred": None, "last": "Lopez", "login": f"{person.lower()}@halden.example", "mail": None}
    opened = {name: more.pop(name, default) for name, default in names.items()}
    around = {name: more.pop(name, default) for name, default in (("account", None), ("ids", {}))}
    said: dict[str, Any] = {"number": "000101", "manager": None, "okta": OktaDesired(groups=("site-lax",), profile={"division": "US01"})}
    more.setdefault("salesforce_manager", more.get("manager"))
    transition = Transition(
        id=f"{person}-1",
        person=person,
        version=1,
        at=NOW,
        cause=CAUSE,
        policy="p",
        kind="joiner",
        priority=Priority.ORDINARY,
        standing=Standing.EMPLOYED,
        salesforce=desired,
        **(said | more),
    )
    return Wanted(transition=transition, **opened, **around)


def again(was: Wanted, desired: SalesforceDesired | None = None, **more: Any) -> Wanted:
    """The same person as next announced."""
    around = {name: more.pop(name) for name in ("first", "preferred", "last", "login", "mail", "account", "ids") if name in more}
    more |= {"salesforce_manager": more["manager"]} if "manager" in more else {}
    said = more if desired is None else {"salesforce": desired} | more
    return replace(was, transition=replace(was.transition, **said), **around)


@dataclass
class Hand:
    """Works on a crew. `answers` holds what each action came to, in the order applied."""

    target: SalesforceTarget
    accounts: dict[str, Account | None] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    answers: dict[str, list[tuple[str, Answer]]] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)

    async def look(self, crew: Sequence[Wanted]) -> dict[str, Seen]:
        seen = await self.target.read([self._with_account(one) for one in crew])
        assert all(isinstance(one, Seen) for one in seen.values()), seen
        return dict(seen)  # type: ignore[arg-type]

    async def work(self, *crew: Wanted) -> "Hand":
        """Everybody until her plan is through or an answer stops it."""
        seen = self.seen = await self.look(crew)
        self.answers = {one.person: [] for one in crew}
        for one in crew:
            plan = self.plans[one.person] = self.target.plan(self._with_account(one), seen[one.person])
            self.accounts[one.person] = plan.account
        open_ = list(crew)
        while open_ := [one for one in open_ if self._next(one) is not None]:
            steps = [step for one in open_ if (step := self._next(one))]
            for one, step, answer in zip(open_, steps, await self.target.apply(steps), strict=True):
                self.answers[one.person].append((step.action.name, answer))
                if isinstance(answer, Applied | Unchanged):
                    result = Result(action=step.action.id, fate=Fate.DONE, subject=answer.subject)
                    self.accounts[one.person] = self.target.learn(self.accounts[one.person], step.action, result)
        return self

    def names(self, person: str) -> list[str]:
        return [name for name, _ in self.answers[person]]

    def last(self, person: str) -> Answer:
        return self.answers[person][-1][1]

    def id(self, person: str) -> str:
        account = self.accounts[person]
        assert account is not None
        return account.id

    def _with_account(self, one: Wanted) -> Wanted:
        return replace(one, account=self.accounts.get(one.person) or one.account)

    def _next(self, one: Wanted) -> Step | None:
        done, actions = self.answers[one.person], self.plans[one.person].actions
        if len(done) == len(actions) or (done and not isinstance(done[-1][1], Applied | Unchanged)):
            return None
        action, account = actions[len(done)], self.accounts[one.person]
        return Step(
            wanted=one,
            action=replace(action, subject=action.subject or (account.id if account else None)),
            account=account,
            seen=self.seen[one.person],
        )
