"""The company stage as a function: one person's row and what was said of her in, her row and what to tell others out.

Whatever concerns several people is looked up in the registry and never changed there: whoever else is touched is woken by a tick and
decides for herself.
"""

from dataclasses import dataclass, replace
from typing import Any

from domain import org
from domain.announcing import kind_of, priority_of, same, visible
from domain.brake import Verdict
from domain.cases import case_changes
from domain.command_audit import command_record, lapsed_record
from domain.commands import Command, Refusal
from domain.contracts import Ending, ending
from domain.desired import Cause, OktaStatus
from domain.duties import due_of, waiting_turn
from domain.identity import Looking
from domain.naming import Naming, Vault
from domain.notices import Notice
from domain.notifying import Change, notices
from domain.ordering import carried_out, heard, lapsed
from domain.org import OrgWith
from domain.overlay import in_doubt, in_force
from domain.proposals import Alert, Case, Proposal, ProposalKind, Tick, Transition
from domain.records import in_force_before, new_owner, with_records
from domain.registry import Registry, known_as, member
from domain.reviewing import after_move, begun, over
from domain.rows import Row, pressed
from domain.rules import Rules
from domain.settling import JOINED, OPEN, Moment, because, drafted, gate, handling, open_cases, placed, planned, without_old_logins
from domain.telling import SPREAD, Call, alerts, latched, newly_held, repeated, spread_further, woken
from domain.weighing import Scales

APP = "jml-company"
DUE, APPROVED, REJECTED, LOADED, PARTED = "due", "approved", "rejected", "loaded", "parted"
"""What ticks say: her time has come; what the brake held of her was decided (`approved:G`: of one group); the first load was approved;
the accounts are hers again."""


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
    notices: tuple[Notice, ...] = ()
    audits: tuple[dict[str, Any], ...] = ()


class Company:
    """Settles one record at a time against the registry, which it only reads."""

    def __init__(self, registry: Registry, vault: Vault, rules: Rules) -> None:
        self._registry, self._vault, self._rules = registry, vault, rules
        self._naming = Naming(registry, vault, rules.login_domain, rules.rename == "login")
        self._scales = Scales(registry, rules.limits)
        self._looking = Looking(registry, vault, rules)

    def propose(self, row: Row | None, proposal: Proposal) -> Settled | None:
        """What a proposal leads to; None where it says nothing new."""
        was = row or Row(person=proposal.person)
        match proposal.kind:
            case ProposalKind.ADOPTED:
                now = self._naming.adopted(was, proposal)
            case ProposalKind.LOGIN_TAKEN:
                now = self._naming.taken(was, proposal)
            case ProposalKind.EXCEPTIONS:
                now = begun(was, proposal.groups, proposal.at, self._rules)
            case ProposalKind.STANDING if was.latest is not None and proposal.version <= was.latest.version:
                return None
            case ProposalKind.STANDING:
                now = self._proposed(was, proposal)
        return self._settle(was, now, Moment(at=proposal.at, cause=proposal.cause, policy=proposal.policy))

    def in_turn(self, row: Row | None, proposal: Proposal) -> Settled | None:
        """As `propose`; an end that the brake counts waits for a tick of its own, so that of one time the smallest person id goes first."""
        newer = (
            row is not None and row.latest is not None and proposal.kind is ProposalKind.STANDING and proposal.version > row.latest.version
        )
        if row is None or not newer:
            return self.propose(row, proposal)
        if not self._scales.counts(row, proposal):
            return self.propose(replace(row, turn=None), proposal)
        return Settled(row=waiting_turn(row, proposal))

    def again(self, row: Row | None, tick: Tick) -> Settled | None:
        """Her time has come, or somebody she depends on changed: what that leads to for her."""
        if row is None or row.latest is None:
            return None
        if row.turn is not None and tick.what == DUE:
            return self.propose(replace(row, turn=None), row.turn)
        cause = tick.cause or replace(row.latest.cause, kind="due", rule=_rule(row, tick), effective=tick.due, known=tick.due)
        if tick.what.startswith(SPREAD):
            further = spread_further(self._registry.org, row, tick.what.removeprefix(SPREAD), Call(tick.due, cause))
            return Settled(row=row, ticks=further)
        now = _ticked(row, tick)
        return None if now is None else self._settle(row, now, Moment(at=tick.due, cause=cause, policy=row.latest.policy))

    def order(self, row: Row | None, command: Command, refusal: Refusal | None, place: str) -> Settled:
        """What an order on one person leads to; `refusal`: why it is not looked at, `place` names the record that carried it."""
        was = row or Row(person=command.person)
        ids = None if refusal else heard(was.orders.heard, command)
        if ids is None:
            why = refusal or Refusal.REPLAYED
            return Settled(row=was, audits=(command_record(command, APP, place, command.at, why),))
        known = replace(was, orders=replace(was.orders, heard=ids))
        now = carried_out(known, command, self._registry, self._rules.limits)
        if isinstance(now, Refusal):
            return Settled(row=known, audits=(command_record(command, APP, place, command.at, now),))
        cause = Cause(kind="command", fact=command.id, rule=command.kind, effective=command.at, known=command.at, seen=0.0)
        policy = was.latest.policy if was.latest else ""
        settled = self._settle(was, now, Moment(at=command.at, cause=cause, policy=policy))
        return replace(settled, audits=(command_record(command, APP, place, command.at), *settled.audits))

    def _proposed(self, was: Row, proposal: Proposal) -> Row:
        latest, told = was.latest, self._naming.without_echo(was, proposal.sealed)
        now = was
        if latest is None:
            now = replace(now, alike=self._looking.looked_at(proposal))
        elif self._vault.alike(was.person, self._naming.without_echo(was, latest.sealed), told):
            proposal = replace(proposal, sealed=latest.sealed)
        else:
            now, proposal = self._naming.noted(now, latest, told), replace(proposal, sealed=told)
        now = replace(now, latest=proposal, ending=self._scales.end(was, proposal))
        if latest is None or latest.supervisor != proposal.supervisor:
            now = replace(now, since=proposal.cause.known, was=in_force_before(was))
        return self._scales.groups(after_move(was, now), proposal)

    def _settle(self, was: Row, now: Row, moment: Moment) -> Settled:
        now, gone_by = lapsed(replace(now, as_of=max(now.as_of or moment.at, moment.at)), moment.at)
        now = self._named(without_old_logins(over(now, moment.at), moment.at), moment)
        if now.login != was.login:
            now = self._naming.heard(now)
        audits = tuple(lapsed_record(now.person, order, first.by, APP, moment.at) for order, first in gone_by)
        latest = now.latest
        if latest is None:
            return Settled(row=replace(now, due=due_of(now, self._rules, None, moment.at)), audits=audits)
        force = in_force(now, latest, moment.at)
        now = replace(now, stand=force.stand, gate=gate(now, self._registry, self._rules))
        if force.stand.okta.status is OktaStatus.DEACTIVATED:
            now = pressed(now, None)  # HR's word has ended what the button began
        now = with_records(was, now, latest, force.said)
        seen = OrgWith(self._registry.org, member(now))
        now, new = placed(now, drafted(now, latest, force, moment), seen)
        now, owner = new_owner(now, latest, force.said, seen)
        ends = ending(now, self._rules, self._manager_zone(now, seen))
        new = replace(new, records_to=owner, plan=planned(now, new, ends, moment.at))
        cases = open_cases(now, latest, new, self._rules, moment.at)
        settled = self._announced(was, replace(now, cases=cases), new)
        return self._told(was, settled, seen, ends, replace(moment, cause=because(moment, was, now)), audits)

    def _named(self, now: Row, moment: Moment) -> Row:
        """Her login; none while it is not known who she is, and none for whose accounts went to somebody else."""
        if now.same_as is not None:
            now = self._naming.taken_over(now, now.same_as)
        if now.joined or in_doubt(now, moment.at):
            return now
        return self._naming.named(now)

    def _manager_zone(self, now: Row, seen: OrgWith) -> str | None:
        manager = seen.member(org.next_active(seen, now.person))
        return manager.zone if manager else None

    def _told(
        self, was: Row, settled: Settled, seen: OrgWith, ends: Ending | None, moment: Moment, audits: tuple[dict[str, Any], ...]
    ) -> Settled:
        """What others hear of it: notices, cases, alerts, ticks; and when she is to be looked at again."""
        registry, rules, at, row = self._registry, self._rules, moment.at, settled.row
        reports = bool(row.latest and registry.org.reports(known_as(row.latest)) - {row.person})
        begun = latched(registry.tally, was, row)
        change = Change(was=was, now=row, new=settled.transition, seen=seen, reports=reports, ends=ends, at=at, latched=begun)
        row, told = notices(change, rules)
        row = replace(row, due=due_of(row, rules, ends, at))
        call = Call(at, moment.cause)
        return replace(
            settled,
            row=row,
            notices=told,
            cases=case_changes(row.person, was.cases, row.cases, at, handling(row, rules.limits)),
            alerts=(*alerts(registry.tally, was, row, at), *repeated(registry.tally, row, was.as_of, rules.limits, at)),
            ticks=(*woken(registry.org, seen, was, row, self._naming.displaced(row), call), *_joining(was, row, call)),
            audits=audits,
        )

    @staticmethod
    def _announced(was: Row, now: Row, new: Transition) -> Settled:
        said, latest = was.announced, now.latest
        if latest is None or (said is not None and same(said, new)):
            return Settled(row=now, held=False)
        told = (now.account or new.okta.status is not OktaStatus.NONE) and (said is None or visible(said) != visible(new))
        new = replace(new, kind=_kind(was, now, new, latest))
        new = replace(new, priority=priority_of(new, latest, now.cut_by_button))
        row = replace(now, announced=new, version=new.version, account=now.account or told)
        return Settled(row=row, transition=new, told=told, held=newly_held(was, now))


def _kind(was: Row, now: Row, new: Transition, latest: Proposal) -> str:
    if now.cut_by_button and not was.cut_by_button:
        return "leaver"
    return kind_of(was.announced if was.account else None, new, latest.ever_active)


def _ticked(row: Row, tick: Tick) -> Row | None:
    """The row as a tick leaves it; None for one that says nothing to this row."""
    what, _, group = tick.what.partition(":")
    match what:
        case "due" | "reannounce":
            return row
        case "approved" | "rejected":
            return _group_decided(row, what, group, tick) if group else _decided(row, what, tick)
        case "loaded":
            return replace(row, gate=OPEN) if row.gate else row
        case "joined":
            return replace(row, joined=group, login=None)
        case "parted":
            return replace(row, joined=None)
    return None


def _decided(row: Row, what: str, tick: Tick) -> Row:
    """What waited when it was decided goes on, or stays undone until HR says something else."""
    verdict = Verdict.APPROVED if what == APPROVED else Verdict.REJECTED
    if row.ending and row.ending.held and row.ending.at <= tick.due:
        row = replace(row, ending=replace(row.ending, verdict=verdict))
    button = row.orders.button
    if button and button.verdict and button.verdict.held and button.verdict.at <= tick.due:
        settled = replace(button, verdict=replace(button.verdict, verdict=verdict)) if what == APPROVED else None
        row = replace(row, orders=replace(row.orders, button=settled))
    return row


def _group_decided(row: Row, what: str, group: str, tick: Tick) -> Row:
    since = row.waits.get(group)
    if since is None or since > tick.due or row.latest is None:
        return row
    waits = {name: at for name, at in row.waits.items() if name != group}
    rejects = row.rejects if what == APPROVED else {**row.rejects, group: row.latest.okta.groups}
    return replace(row, waits=waits, rejects=rejects)


def _joining(was: Row, now: Row, call: Call) -> tuple[Tick, ...]:
    """Whoever gives her accounts to this person, or gets them back."""
    if was.same_as == now.same_as:
        return ()
    gone = [call.tick(was.same_as, PARTED)] if was.same_as else []
    return (*gone, *([call.tick(now.same_as, JOINED + now.person)] if now.same_as else []))


def _rule(row: Row, tick: Tick) -> str:
    """What has come due."""
    return next((item.what for item in row.due if item.at <= tick.due), tick.what) if tick.what == DUE else tick.what
