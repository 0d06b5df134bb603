"""A company in memory: proposals in, announcements out, ticks fed back; and people made of a few words."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from domain import desk
from domain.brake import Limits
from domain.commands import BRAKE, Command, orders
from domain.company import Company, Settled
from domain.desired import Cause, OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.facts import EndKind, Sealed
from domain.notices import Notice
from domain.proposals import Alert, Case, End, Proposal, ProposalKind, Tick, Transition
from domain.registry import Registry
from domain.rows import Desk, Row
from domain.rules import Rules

NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)
LOGIN_DOMAIN = "halden.example"


class OpenVault:
    """Nothing is hidden here."""

    def names(self, person: str, sealed: Sealed) -> Any:
        def text(blob: bytes | None) -> str | None:
            return blob.decode() if blob else None

        return SimpleNamespace(first=text(sealed.first), last=text(sealed.last), preferred=text(sealed.preferred), mail=text(sealed.mail))

    def peek(self, person: str, sealed: Sealed) -> Any:
        return self.names(person, sealed)

    def open_login(self, person: str, sealed: bytes) -> str:
        return sealed.decode()

    def alike(self, person: str, one: Sealed, other: Sealed) -> bool:
        return one == other

    def seal_login(self, person: str, login: str) -> bytes:
        return login.encode()

    def digest(self, login: str) -> str:
        return f"#{login}"


def cause(at: datetime = NOON, rule: str = "mover") -> Cause:
    return Cause(kind="hr", fact=f"fact-{at.isoformat()}", rule=rule, effective=at, known=at, seen=0.0)


SELLS = SalesforceDesired(state=SalesforceState.ACTIVE, profile="Halden Sales User", role="AE East")
ON = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone",))


def proposal(person: str, **words: Any) -> Proposal:
    """Somebody at work in sales, named after her id; her UKG employeeID is `e-<id>`, `boss` the person id of her supervisor."""
    at = words.pop("at", NOON)
    boss = words.pop("boss", None)
    base = Proposal(
        id=f"{person}/{words.get('version', 1)}",
        person=person,
        kind=ProposalKind.STANDING,
        version=1,
        at=at,
        cause=cause(at),
        policy="policy",
        standing=Standing.EMPLOYED,
        ever_active=True,
        start=datetime(2020, 1, 6, tzinfo=UTC),
        number=person,
        supervisor=f"e-{boss}" if boss else None,
        employees=(f"e-{person}",),
        sealed=Sealed(first=person.encode(), last=b"Miller"),
        okta=ON,
        salesforce=SELLS,
    )
    return replace(base, **words)


def leaver(person: str, **words: Any) -> Proposal:
    """Somebody whose last day is over: suspended, groups gone."""
    at = words.get("at", NOON)
    kind = words.pop("end_kind", EndKind.ORDINARY)
    access = words.pop("access", at)
    end = End(kind=kind, access=access, pay=access, deactivate=access + timedelta(days=1), known=words.pop("known", at))
    off = {
        "okta": OktaDesired(status=OktaStatus.SUSPENDED),
        "salesforce": SalesforceDesired(state=SalesforceState.INACTIVE),
        "standing": Standing.LEFT,
    }
    return proposal(person, **({"version": 2, "end": end} | off | words))


def hire(person: str, **words: Any) -> Proposal:
    """Somebody who is to start: an account in preparation."""
    staged = OktaDesired(status=OktaStatus.STAGED)
    none = SalesforceDesired()
    return proposal(person, **({"standing": Standing.PRE_HIRE, "ever_active": False, "okta": staged, "salesforce": none} | words))


@dataclass
class Town:
    """Rows, registry and everything that was said; ticks go to the end of the line unless `lazy` holds them back."""

    limits: Limits = field(default_factory=Limits)
    rules: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    told: list[Transition] = field(default_factory=list)
    people: dict[str, Transition] = field(default_factory=dict)
    cases: dict[tuple[str, str, str], Case] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    pending: deque[Tick] = field(default_factory=deque)
    own: Desk = field(default_factory=Desk)
    notices: list[Notice] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)  # audit records of orders
    count: int = 0
    ids: int = 0

    def __post_init__(self) -> None:
        self.rebuild()

    def rebuild(self) -> None:
        """As after a restart."""
        self.registry = Registry(self.rows.values(), self.own)
        rules = Rules(login_domain=LOGIN_DOMAIN, limits=self.limits, **self.rules)
        self.company = Company(self.registry, OpenVault(), rules)

    def hear(self, *proposals: Proposal, quiet: bool = True) -> None:
        for one in proposals:
            self._take(self.company.propose(self.rows.get(one.person), one))
            if quiet:
                self.settle()

    def order(self, at: datetime, **asked: Any) -> None:
        """Operators order something; each of them has a key called after her."""
        for command in orders(asked, at, self._id):
            self.hear_order(replace(command, key=f"key of {command.by}"))

    def hear_order(self, command: Command) -> None:
        self.count += 1
        if command.person:
            self._take(self.company.order(self.rows.get(command.person), command, None, f"order/{self.count}"))
        else:
            self._rule(desk.order(self.own, command, None, self.registry, f"order/{self.count}"))
        self.settle()

    def _id(self) -> str:
        self.ids += 1
        return f"order {self.ids}"

    def _rule(self, ruled: desk.Ruled) -> None:
        self.own = ruled.desk
        self.orders += ruled.audits
        self.pending += ruled.ticks
        self.registry.rule(ruled.desk)

    def fates(self) -> list[str]:
        """What became of the orders: accepted, or why not."""
        return [record["unmapped"].get("why") or record["unmapped"]["fate"] for record in self.orders]

    def until(self, at: datetime) -> None:
        """Time passes: whoever is due is woken, the earliest first."""
        while True:
            due = [(row.due[0].at, person) for person, row in self.rows.items() if row.due and row.due[0].at <= at]
            if not due:
                return
            when, person = min(due)
            self.pending.append(Tick(person=person, due=when, what="due"))
            self.settle()

    def told_of(self, about: str) -> list[tuple[str, str]]:
        return [(notice.to, str(notice.kind)) for notice in self.notices if notice.about == about]

    def settle(self) -> None:
        """Feeds the ticks back until nothing is left to say."""
        for _ in range(100_000):
            if not self.pending:
                return
            self.step()
        raise AssertionError("the company does not come to rest")

    def step(self) -> None:
        tick = self.pending.popleft()
        if tick.person == BRAKE:
            self._rule(desk.go_on(self.own, tick.cause))
            return
        self._take(self.company.again(self.rows.get(tick.person), tick))

    def managers(self) -> dict[str, str | None]:
        return {person: said.manager for person, said in self.people.items()}

    def logins(self) -> dict[str, str | None]:
        return {person: said.login.decode() if said.login else None for person, said in self.people.items()}

    def open_cases(self, person: str) -> set[str]:
        return {f"{kind}:{about}" if about else kind for one, kind, about in self.cases if one == person}

    def _take(self, settled: Settled | None) -> None:
        if settled is None:
            return
        self._hear_said(settled)
        for case in settled.cases:
            place = (case.person, case.kind, case.field)
            if case.open:
                self.cases[place] = case
            else:
                del self.cases[place]
        self.alerts += settled.alerts
        self.pending += settled.ticks
        self.notices += settled.notices
        self.orders += settled.audits
        self.rows[settled.row.person] = settled.row
        self.registry.put(settled.row)

    def _hear_said(self, settled: Settled) -> None:
        said = settled.transition
        if said is None:
            assert not settled.told
            assert not settled.held
            return
        before = self.people.get(said.person)
        assert before is None or said.version > before.version
        self.people[said.person] = said
        if settled.told:
            self.told.append(said)
        if settled.held:
            self.held.append(said.person)
