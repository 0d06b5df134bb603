"""A company in memory: proposals in, announcements out, ticks fed back; and people made of a few words."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from domain.brake import Limits
from domain.company import Company, Settled
from domain.desired import Cause, OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.facts import EndKind, Sealed
from domain.proposals import Alert, Case, End, Proposal, ProposalKind, Tick, Transition
from domain.registry import Registry, Row

NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)
LOGIN_DOMAIN = "halden.example"


class OpenVault:
    """Nothing is hidden here."""

    def names(self, person: str, sealed: Sealed) -> Any:
        def text(blob: bytes | None) -> str | None:
            return blob.decode() if blob else None

        return SimpleNamespace(first=text(sealed.first), last=text(sealed.last), preferred=text(sealed.preferred))

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
    rows: dict[str, Row] = field(default_factory=dict)
    told: list[Transition] = field(default_factory=list)
    people: dict[str, Transition] = field(default_factory=dict)
    cases: dict[tuple[str, str, str], Case] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    pending: deque[Tick] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.rebuild()

    def rebuild(self) -> None:
        """As after a restart."""
        self.registry = Registry(self.rows.values())
        self.company = Company(self.registry, OpenVault(), LOGIN_DOMAIN, self.limits)

    def hear(self, *proposals: Proposal, quiet: bool = True) -> None:
        for one in proposals:
            self._take(self.company.propose(self.rows.get(one.person), one))
            if quiet:
                self.settle()

    def settle(self) -> None:
        """Feeds the ticks back until nothing is left to say."""
        for _ in range(100_000):
            if not self.pending:
                return
            self.step()
        raise AssertionError("the company does not come to rest")

    def step(self) -> None:
        tick = self.pending.popleft()
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
