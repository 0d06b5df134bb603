"""The agent beside a target: it only folds, and tells others what a settlement means. It calls nobody."""

from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from domain.accounts import AccountRecord
from domain.audit import audit_headers, audit_key, audit_record, audit_value, parked_record, setting_of
from domain.cases import case_changes
from domain.outcomes import Account, Fate, Outcome, OutcomeKind
from domain.proposals import Alert, Case, Proposal, ProposalKind, Transition
from domain.work import Work, fold_outcome, fold_transition
from runtime.metrics import ACTIONS, CHANGE_SECONDS
from runtime.ports import Out, Record, Result
from schemas.codec import decode_as, encode
from sinks.crash import CrashPoint, never
from sinks.rows import from_bytes, to_bytes

TRANSITIONS = "jml-transitions"
FINAL = frozenset({Fate.DONE, Fate.REFUSED, Fate.RECOVERED})
SEALED_LOGIN = "sealed_login"
"""In `Account.extra`, base64: the login of an adopted account, sealed under the person's key as her field `login`."""

BUSINESS_TIME = "business-time"
"""Header of every outcome: the business instant (ISO) at which it was meant or settled. The record's own time is the machine's."""
Folded = Callable[[bytes, bytes | None], None]


class SinkAgent:
    """A `runtime.ports.Handler`. Pure but for the crash points: every output follows from the record and the row.

    `lists`: whether others must know whose accounts there are which.
    """

    table = "work"
    parallel = 200

    def __init__(self, system: str, crash: CrashPoint = never, lists: bool = True) -> None:
        self.system, self._lists = system, lists
        self.name = f"jml-sink-{system}"
        self.outcomes = f"{system}-outcomes"
        self.topics: tuple[str, ...] = (TRANSITIONS, self.outcomes)
        self._crash = crash
        self._listeners: list[Folded] = []

    def on_folded(self, fn: Folded) -> None:
        """`fn(key, row)` is called whenever a row has been stored."""
        self._listeners.append(fn)

    async def handle(self, record: Record, row: bytes | None) -> Result:
        was = from_bytes(row)
        if record.topic == TRANSITIONS:
            return Result(row=to_bytes(fold_transition(was, decode_as(Transition, record.value or b""))))
        outcome = decode_as(Outcome, record.value or b"")
        now, at = fold_outcome(was, outcome), _instant(record, outcome)
        if outcome.kind is OutcomeKind.INTENDED:
            return Result(tuple(self._cases(was, now, outcome.person, at)), to_bytes(now))
        self._crash("before-fold")
        self._count(outcome)
        return Result((*self._told(outcome, at), *self._changed(was, now, outcome, at)), to_bytes(now))

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Nothing is kept in memory here; the dispatcher looks through the rows when partitions open."""

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        if record.topic == self.outcomes:
            self._crash("before-ack")
        for listener in self._listeners:
            listener(key, row)

    def _count(self, outcome: Outcome) -> None:
        """Figures only: nothing is decided by them, and a settlement that is read again may count twice."""
        names = {action.id: action.name for action in outcome.actions}
        for result in outcome.results:
            ACTIONS.labels(self.system, names.get(result.action, "unknown"), str(result.fate)).inc()
            if result.fate in FINAL and outcome.cause.kind == "hr":
                CHANGE_SECONDS.labels(self.system).observe(max(0.0, result.at - outcome.cause.seen))

    def _told(self, outcome: Outcome, at: datetime) -> Iterable[Out]:
        """One audit record per action that has come to its end. Told again when the settlement is read again, under the same id."""
        about = setting_of(outcome, self.system, self.name, at)
        actions = {action.id: action for action in outcome.actions}
        for result in outcome.results:
            if result.fate in FINAL and result.action in actions:
                yield _audit(audit_record(about, actions[result.action], result))
            if result.fate is Fate.REFUSED:
                field = next((case.field for case in outcome.cases if case.kind == "refused"), "")
                yield _audit(parked_record(about, result.code, result.reason, field))

    def _changed(self, was: Work, now: Work, outcome: Outcome, at: datetime) -> Iterable[Out]:
        """What others must know, by difference: a row that had folded this already has told them."""
        key = outcome.person.encode()
        account = _account_record(self.system, outcome.person, now.account)
        if self._lists and account and account != _account_record(self.system, outcome.person, was.account):
            yield Out(f"{self.system}-accounts", key, encode(account))
        yield from self._cases(was, now, outcome.person, at)
        for proposal in self._proposals(was, now, outcome, at):
            yield Out("jml-proposals", key, encode(proposal), partition=0)

    def _cases(self, was: Work, now: Work, person: str, at: datetime) -> Iterable[Out]:
        """Cases that open or close, and the alerts that go with some of them."""
        for case in case_changes(person, was.cases, now.cases, at):
            yield Out("jml-cases", person.encode(), encode(case))
            match case.kind:  # somebody must buy or free a licence, or find out who writes beside us (company.md, Targets)
                case "licence":
                    yield self.alert("licence", case)
                case "drift":
                    yield self.alert("drift", case)
                case "fight":
                    yield self.alert("fight", case)

    def alert(self, kind: str, case: Case) -> Out:
        """The alert that is on as long as a case is open."""
        said = Alert(kind=kind, key=f"{case.field or self.system}/{case.person}", on=case.open, since=case.at, ids=(case.person,))
        return Out("jml-alerts", kind.encode(), encode(said), partition=0)

    def _proposals(self, was: Work, now: Work, outcome: Outcome, at: datetime) -> Iterable[Proposal]:
        account = now.account
        if account and account.adopted and not (was.account and was.account.adopted and was.account.id == account.id):
            sealed = account.extra.get(SEALED_LOGIN)
            adopted = self._proposal(ProposalKind.ADOPTED, outcome, at)
            yield replace(adopted, login=b64decode(sealed) if sealed else None, login_digest=account.login_digest)
        if was.moving and outcome.complete and not now.moving and outcome.exceptions:
            yield replace(self._proposal(ProposalKind.EXCEPTIONS, outcome, at), groups=outcome.exceptions)
        transition = now.transition
        if transition and any(case.kind == "duplicate-login" for case in set(now.cases) - set(was.cases)):
            taken = self._proposal(ProposalKind.LOGIN_TAKEN, outcome, at)
            yield replace(taken, login=transition.login, login_digest=transition.login_digest)

    def _proposal(self, kind: ProposalKind, outcome: Outcome, at: datetime) -> Proposal:
        return Proposal(
            id=str(uuid5(NAMESPACE_URL, f"{self.system}/{outcome.id}/{kind}")),
            person=outcome.person,
            kind=kind,
            version=outcome.version,
            at=at,
            cause=replace(outcome.cause, kind="adoption", rule=str(kind)),
            policy=outcome.policy,
            system=self.system,
        )


def _instant(record: Record, outcome: Outcome) -> datetime:
    said = record.headers.get(BUSINESS_TIME)
    return datetime.fromisoformat(said.decode()) if said else outcome.cause.known


def _audit(record: dict[str, Any]) -> Out:
    return Out("jml-audit", audit_key(record), audit_value(record), headers=audit_headers(record))


def _account_record(system: str, person: str, account: Account | None) -> AccountRecord | None:
    if account is None:
        return None
    active = account.extra.get("active") != "no"
    return AccountRecord(person=person, system=system, account=account.id, login_digest=account.login_digest, active=active)
