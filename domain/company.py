"""The company stage as a function: one person's row and what was said of her in, her row and what to tell others out.

Whatever concerns several people is looked up in the registry and never changed there: whoever else is touched is woken by a tick and
decides for herself.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from domain import org
from domain.announcing import LOST, cut, kind_of, priority_of, same, takes_access, visible
from domain.brake import Limits
from domain.cases import case_changes
from domain.desired import CaseRef, Cause, OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.naming import Naming, Vault, wants_account
from domain.org import OrgWith
from domain.proposals import Alert, Case, Priority, Proposal, ProposalKind, Tick, Transition
from domain.registry import Registry, Row, member
from domain.telling import REANNOUNCE, SPREAD, Call, alerts, newly_held, spread_further, woken
from domain.weighing import Scales


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and why the company looks at a person."""

    at: datetime
    cause: Cause
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """`transition` (None: nothing new) goes to jml-people, and where `told` to the targets. `held`: it tells that the brake holds anew."""

    row: Row
    transition: Transition | None = None
    told: bool = False
    held: bool = False
    cases: tuple[Case, ...] = ()
    alerts: tuple[Alert, ...] = ()
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Access:
    """What of a proposal is in force."""

    standing: Standing
    okta: OktaDesired
    salesforce: SalesforceDesired
    brake: str | None = None


class Company:
    """Settles one record at a time against the registry, which it only reads."""

    def __init__(self, registry: Registry, vault: Vault, login_domain: str, limits: Limits | None = None) -> None:
        self._registry, self._vault = registry, vault
        self._naming = Naming(registry, vault, login_domain)
        self._scales = Scales(registry, limits or Limits())

    def propose(self, row: Row | None, proposal: Proposal) -> Settled | None:
        """What a proposal leads to; None where it says nothing new."""
        was = row or Row(person=proposal.person)
        match proposal.kind:
            case ProposalKind.ADOPTED:
                now = self._naming.adopted(was, proposal)
            case ProposalKind.LOGIN_TAKEN:
                now = self._naming.taken(was, proposal)
            case ProposalKind.STANDING if was.latest is not None and proposal.version <= was.latest.version:
                return None
            case ProposalKind.STANDING:
                now = self._proposed(was, proposal)
        return self._settle(was, now, Moment(at=proposal.at, cause=proposal.cause, policy=proposal.policy))

    def again(self, row: Row | None, tick: Tick) -> Settled | None:
        """Somebody she depends on changed: what that leads to for her."""
        if row is None or row.latest is None:
            return None
        cause = tick.cause or row.latest.cause
        if tick.what.startswith(SPREAD):
            further = spread_further(self._registry.org, row, tick.what.removeprefix(SPREAD), Call(tick.due, cause))
            return Settled(row=row, ticks=further)
        return self._settle(row, row, Moment(at=tick.due, cause=cause, policy=row.latest.policy)) if tick.what == REANNOUNCE else None

    def _proposed(self, was: Row, proposal: Proposal) -> Row:
        latest = was.latest
        if latest and self._vault.alike(was.person, latest.sealed, proposal.sealed):
            proposal = replace(proposal, sealed=latest.sealed)
        now = replace(was, latest=proposal, ending=self._scales.end(was, proposal))
        if latest is None or latest.supervisor != proposal.supervisor:
            now = replace(now, since=proposal.cause.known, was=_in_force(was))
        return self._scales.groups(now, proposal)

    def _settle(self, was: Row, now: Row, moment: Moment) -> Settled:
        now = self._naming.named(now)
        latest = now.latest
        if latest is None:
            return Settled(row=now)
        access = _access(now, latest)
        now = _with_records(was, now, latest, access)
        seen = OrgWith(self._registry.org, member(now))
        now, new = self._placed(now, _drafted(now, latest, access, moment), seen)
        cases = _cases(now, latest, new)
        settled = self._announced(was, replace(now, cases=cases), new)
        call = Call(moment.at, _because(moment, was, now))
        return replace(
            settled,
            cases=case_changes(now.person, was.cases, cases, moment.at),
            alerts=alerts(self._registry.tally, was, now, moment.at),
            ticks=woken(self._registry.org, seen, was, settled.row, self._naming.displaced(settled.row), call),
        )

    def _placed(self, now: Row, new: Transition, seen: OrgWith) -> tuple[Row, Transition]:
        """Manager and owner of records, looked up in the graph as it is with her in it."""
        said, person = now.announced, now.person
        kept = said.manager if said else None
        manager, waiting = kept, False
        if not cut(new):
            manager = org.next_active(seen, person)
            waiting = org.closes_announced(seen, person, manager)
        active = new.okta.status is OktaStatus.ACTIVE
        owner = active and new.salesforce.state is SalesforceState.ACTIVE
        row = replace(
            now,
            cycle=org.held(seen, person),
            waiting=waiting,
            face=person if active else org.next_active(seen, person),
            owner_face=person if owner else org.next_owner(seen, org.up(seen, person), person),
        )
        records_to = _records_to(now, new, seen)
        return row, replace(new, manager=kept if waiting else manager, records_to=records_to)

    @staticmethod
    def _announced(was: Row, now: Row, new: Transition) -> Settled:
        said, latest = was.announced, now.latest
        if latest is None or (said is not None and same(said, new)):
            return Settled(row=now)
        told = (now.account or new.okta.status is not OktaStatus.NONE) and (said is None or visible(said) != visible(new))
        new = replace(new, kind=kind_of(said if was.account else None, new, latest.ever_active))
        new = replace(new, priority=priority_of(new, latest))
        row = replace(now, announced=new, version=new.version, account=now.account or told)
        return Settled(row=row, transition=new, told=told, held=newly_held(was, now))


def _access(row: Row, latest: Proposal) -> _Access:
    """The proposal, but for what the brake, the guard or a missing login hold back."""
    said = row.announced
    if row.ending and row.ending.held and takes_access(latest, said):
        if said is None:
            return _Access(standing=Standing.HELD, okta=OktaDesired(), salesforce=SalesforceDesired(), brake="ends")
        return _Access(standing=said.standing, okta=said.okta, salesforce=said.salesforce, brake="ends")
    if row.login is None and wants_account(latest) and not row.account:
        return _Access(standing=Standing.HELD, okta=OktaDesired(), salesforce=SalesforceDesired())
    waits = sorted(row.waits)
    groups = tuple(sorted({*latest.okta.groups, *waits}))
    brake = "ends" if row.ending and row.ending.held else ",".join(waits) or None
    return _Access(standing=latest.standing, okta=replace(latest.okta, groups=groups), salesforce=latest.salesforce, brake=brake)


def _drafted(row: Row, latest: Proposal, access: _Access, moment: Moment) -> Transition:
    version = row.version + 1
    return Transition(
        id=str(uuid5(NAMESPACE_URL, f"transition/{row.person}/{version}")),
        person=row.person,
        version=version,
        at=moment.at,
        cause=moment.cause,
        policy=moment.policy,
        kind="",
        priority=Priority.ORDINARY,
        standing=access.standing,
        baseline=latest.baseline,
        login=row.login.sealed if row.login else None,
        login_digest=row.login.digest if row.login else None,
        number=latest.number,
        sealed=latest.sealed,
        okta=access.okta,
        salesforce=access.salesforce,
        plan=latest.plan,
        brake=access.brake,
    )


def _in_force(row: Row) -> str | None:
    """The supervisor a person had until now: while her edge is held, the one before it."""
    return row.was if row.cycle or row.latest is None else row.latest.supervisor


def _with_records(was: Row, now: Row, latest: Proposal, access: _Access) -> Row:
    """From whom on an owner for her records is looked for, fixed when they are to be moved: a mover's go to the old manager."""
    sold = now.sold or access.salesforce.state is not SalesforceState.NONE
    gone = takes_access(latest, now.announced) and access.okta.status is not OktaStatus.ACTIVE
    if not gone and not (sold and access.salesforce.state in LOST):
        return replace(now, sold=sold, records_from=None)
    current, old = latest.supervisor, _in_force(was)
    fresh = (current or old) if gone else (old or current)
    return replace(now, sold=sold, records_from=now.records_from or fresh)


def _records_to(row: Row, new: Transition, seen: OrgWith) -> str | None:
    said = row.announced
    if row.records_from is None:
        return None
    if said and said.records_to and said.okta.status is OktaStatus.DEACTIVATED is new.okta.status:
        return said.records_to  # settled for good
    return org.next_owner(seen, seen.person_of(row.records_from), row.person)


def _cases(row: Row, latest: Proposal, new: Transition) -> tuple[CaseRef, ...]:
    own = {
        CaseRef(kind="manager-cycle", detail=" ".join(row.cycle)): bool(row.cycle) and not cut(new),
        CaseRef(kind="manager-missing"): row.sold and row.records_from is not None and new.records_to is None,
        CaseRef(kind="brake"): row.ending is not None and row.ending.held,
        CaseRef(kind="data", field="name"): new.standing is Standing.HELD and row.login is None and wants_account(latest),
        CaseRef(kind="duplicate-login", field="login"): row.clash,
    }
    own |= {CaseRef(kind="brake", field=group): True for group in row.waits}
    return tuple(dict.fromkeys((*latest.cases, *(case for case, is_so in own.items() if is_so))))


def _because(moment: Moment, was: Row, now: Row) -> Cause:
    came, left = now.face == now.person, was.face == was.person
    rule = "manager-changed" if came == left else "manager-came" if came else "manager-left"
    return replace(moment.cause, kind="manager", rule=rule)
