"""The parts of a settlement: who is above, what the announcement says, which cases are open."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from domain import org
from domain.announcing import cut
from domain.brake import Limits
from domain.cases import Handling
from domain.contracts import Ending, is_outlived
from domain.desired import CaseRef, Cause, OktaStatus, Planned, SalesforceState, Standing
from domain.duties import is_told, unconfirmed
from domain.naming import wants_account
from domain.org import OrgWith
from domain.overlay import InForce, in_doubt
from domain.planning import KEPT_BY_HAND
from domain.proposals import Priority, Proposal, Transition
from domain.records import NOBODY
from domain.registry import Registry
from domain.rows import Row, exempt
from domain.rules import Rules

OWNS = (SalesforceState.ACTIVE, SalesforceState.FROZEN)
SHUT, OPEN = "shut", "open"
CONTRACTOR = "manager-is-contractor"
JOINED = "joined:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and why the company looks at a person."""

    at: datetime
    cause: Cause
    policy: str


def drafted(row: Row, latest: Proposal, force: InForce, moment: Moment) -> Transition:
    """What is to be announced, but for the people in it."""
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
        standing=force.said.standing,
        baseline=latest.baseline,
        login=row.login.sealed if row.login else None,
        login_digest=row.login.digest if row.login else None,
        number=latest.number,
        company=latest.company,
        sealed=latest.sealed,
        okta=force.said.okta,
        salesforce=force.said.salesforce,
        plan=latest.plan,
        brake=force.brake,
        gives_back=latest.gives_back,
        renames=row.renamed,
        excepted=force.excepted,
        report=row.gate == SHUT and not row.cut_by_button,
        same_as=row.same_as,
        flags=_flags(row, force, moment.at),
    )


def _flags(row: Row, force: InForce, at: datetime) -> tuple[str, ...]:
    kept = exempt(row, at) and not force.excepted and force.said.okta.status is OktaStatus.ACTIVE
    return (*((JOINED + row.joined,) if row.joined else ()), *((KEPT_BY_HAND,) if kept else ()))


def placed(now: Row, new: Transition, seen: OrgWith) -> tuple[Row, Transition]:
    """Manager, looked up in the graph as it is with her in it; and whom her reports have instead of her."""
    said, person = now.announced, now.person
    manager, sold_to = (said.manager, None if cut(new) else said.salesforce_manager) if said else (None, None)
    waiting, above = False, org.up(seen, person)
    if not cut(new):
        found = org.next_active(seen, person)
        waiting = org.closes_announced(seen, person, found)
        if not waiting:
            manager, sold_to = found, org.next_owner(seen, above, person)
    contractor = now.latest is not None and now.latest.contractor
    active = new.okta.status is OktaStatus.ACTIVE and not contractor
    owner = active and new.salesforce.state in OWNS
    row = replace(
        now,
        cycle=org.held(seen, person),
        waiting=waiting,
        face=person if active else org.next_active(seen, person),
        owner_face=person if owner else org.next_owner(seen, above, person),
    )
    boss = seen.member(above)
    flags = (CONTRACTOR, *new.flags) if boss and boss.contractor and not cut(new) else new.flags
    return row, replace(new, manager=manager, salesforce_manager=sold_to, flags=flags)


def planned(row: Row, new: Transition, ends: Ending | None, at: datetime) -> tuple[Planned, ...]:
    """What lies ahead: HR's plan, an exception's end instead of the one it outlives, and the notice of a contract's end."""
    exemption, items = row.choices.exemption, set(new.plan)
    if exemption is not None and at < exemption.until:
        outlived = {item for item in items if item.what == "end" and item.at < exemption.until}
        if outlived or new.excepted:
            items = (items - outlived) | {Planned(at=exemption.until, what="end")}
    if ends is not None and ends.at > at and not is_told(row, ends) and not cut(new):
        items.add(Planned(at=ends.at, what="notice"))
    return tuple(sorted(items, key=lambda item: (item.at, item.what)))


def gate(row: Row, registry: Registry, rules: Rules) -> str:
    """Whether the first load is only reported of her: decided once, and opened by approval."""
    if row.gate or not rules.report or row.announced is not None:
        return row.gate
    return "" if registry.desk.loaded is not None or registry.loaded else SHUT


def open_cases(row: Row, latest: Proposal, new: Transition, rules: Rules, at: datetime) -> tuple[CaseRef, ...]:
    """Every case she has at this instant; lifecycle's among them."""
    button = row.orders.button
    stopped = (row.ending is not None and row.ending.held) or (button is not None and button.verdict is not None and button.verdict.held)
    nameless = new.standing is Standing.HELD and row.login is None and wants_account(latest) and not in_doubt(row, at)
    own = {
        CaseRef(kind="manager-cycle", detail=" ".join(row.cycle)): bool(row.cycle) and not cut(new),
        CaseRef(kind="manager-missing"): _orphaned(row, new),
        CaseRef(kind="brake"): stopped,
        CaseRef(kind="data", field="name"): nameless,
        CaseRef(kind="duplicate-login", field="login"): row.clash,
        CaseRef(kind="cut-not-confirmed"): unconfirmed(row, at),
        CaseRef(kind="data", field="contract-end"): is_outlived(row, rules) and cut(new),
        CaseRef(kind="ambiguous-match", field="person", detail=_evidence(row)): _ambiguous(row),
    }
    own |= {CaseRef(kind="brake", field=group): True for group in row.waits}
    return tuple(dict.fromkeys((*latest.cases, *(case for case, is_so in own.items() if is_so))))


def handling(row: Row, limits: Limits) -> Handling:
    """By when her cases should have been looked at, and who last decided something of her."""
    deadlines = {("brake", group): since + limits.patience for group, since in row.waits.items()}
    if row.ending is not None:
        deadlines["brake", ""] = row.ending.at + limits.patience
    if row.alike is not None:
        deadlines["ambiguous-match", "person"] = row.alike.deadline
    choices = row.choices
    answer = " ".join(filter(None, (choices.answer, choices.same_as)))
    return Handling(deadlines=deadlines, answer=answer, by=choices.by)


def _orphaned(row: Row, new: Transition) -> bool:
    """Her records want another owner and nobody is there. Of somebody on leave whom HR puts under nobody they simply stay hers."""
    wanted = row.records_from is not None and (row.records_from != NOBODY or not new.salesforce.on_leave)
    return row.sold and wanted and new.records_to is None


def _ambiguous(row: Row) -> bool:
    return row.alike is not None and not row.alike.certain and row.choices.answer in ("", "hold")


def _evidence(row: Row) -> str:
    """What agrees, never what it says."""
    found = row.alike.found if row.alike else ()
    return "; ".join(f"{each.person} {each.score:.1f} agrees: {' '.join(each.agrees)}" for each in found[:5])


def because(moment: Moment, was: Row, now: Row) -> Cause:
    """What those who depend on her are told as the cause."""
    came, left = now.face == now.person, was.face == was.person
    rule = "manager-changed" if came == left else "manager-came" if came else "manager-left"
    return replace(moment.cause, kind="manager", rule=rule)


def without_old_logins(row: Row, at: datetime) -> Row:
    """The row without the logins that are anybody's again."""
    kept = tuple(old for old in row.retired if old.until > at)
    return row if len(kept) == len(row.retired) else replace(row, retired=kept)
