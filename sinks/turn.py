"""One person's turn at a target: what is meant, what came of it, and the records that say so. Makes no calls."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic
from uuid import NAMESPACE_URL, uuid5

from domain.desired import CaseRef
from domain.drift import drift_case
from domain.outcomes import Account, Action, Fate, Outcome, OutcomeKind, Result
from domain.work import Work, retry_at
from sinks.target import Applied, Later, Plan, Refused, S, Step, Unchanged, Wanted, Whole

GOOD = frozenset({Fate.DONE, Fate.UNCHANGED, Fate.RECOVERED})


@dataclass(frozen=True, slots=True)
class Settled:
    """The last record about her is this settlement."""

    seq: int
    denied: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """The last record about her is this intent: its outcome is unknown."""

    intent: str


@dataclass(frozen=True, slots=True)
class Untouched:
    """Nothing was written, nothing is on the log. Look again at `at` (business) or `machine` (epoch s), else at once.

    `vain`: she could not be read back; so often it is later each time, though no row counts it.
    """

    at: datetime | None = None
    machine: float | None = None
    denied: bool = False
    vain: bool = False


Ending = Settled | LeftOpen | Untouched


@dataclass(slots=True, kw_only=True)
class Turn(Generic[S]):
    """A person being worked on. `account`, `results` and `stopped` move as answers come in. `drift`: somebody else made the difference.

    `narrowed`: action id → the action as far as it went, where only a part of it was done.
    """

    system: str
    key: bytes
    row: Work
    wanted: Wanted
    seen: S | None = None
    plan: Plan = field(default_factory=Plan)
    intent: Outcome | None = None
    account: Account | None = None
    results: list[Result] = field(default_factory=list)
    narrowed: dict[str, Action] = field(default_factory=dict)
    stopped: Whole | None = None
    drift: bool = False

    @property
    def person(self) -> str:
        return self.wanted.person

    @property
    def next_action(self) -> Action | None:
        """What is to be called now; None when the plan is through or an answer stopped it."""
        if self.intent is None or self.stopped is not None or len(self.results) == len(self.intent.actions):
            return None
        return self.intent.actions[len(self.results)]

    def step(self, action: Action) -> Step:
        """The action as the target takes it; a new account's id is filled in."""
        subject = action.subject or (self.account.id if self.account else None)
        return Step(wanted=self.wanted, action=replace(action, subject=subject), account=self.account, seen=self.seen)

    def outcome(self, kind: OutcomeKind, at: float) -> Outcome:
        """The bare record: who, which version and number, why."""
        transition = self.wanted.transition
        version, cause, policy = transition.version, transition.cause, transition.policy
        return Outcome(
            id=str(uuid5(NAMESPACE_URL, f"{self.system}/{self.person}/{version}/{self.row.seq}")),
            person=self.person,
            kind=kind,
            version=version,
            seq=self.row.seq,
            at=at,
            cause=cause,
            policy=policy,
            account=self.account,
        )

    def mean(self, at: float) -> Outcome:
        """The intent: the planned actions under their final ids."""
        bare = replace(
            self.outcome(OutcomeKind.INTENDED, at), drift=self.drift, cases=self._with_drift(self.row.cases) if self.drift else ()
        )
        actions = tuple(replace(action, id=str(uuid5(NAMESPACE_URL, f"{bare.id}/{n}"))) for n, action in enumerate(self.plan.actions))
        self.intent = replace(bare, actions=actions)
        return self.intent

    def settle(self, at: float, **said: object) -> Outcome:
        """The settlement, of the intent where there is one: also of an intent that an earlier process left behind."""
        of = self.intent or self.outcome(OutcomeKind.SETTLED, at)
        told = {"kind": OutcomeKind.SETTLED, "at": at, "account": self.account, "results": tuple(self.results), "cases": self.row.cases}
        told["exceptions"] = self.plan.exceptions
        told["actions"] = tuple(self.narrowed.get(action.id, action) for action in of.actions)
        settled = replace(of, **(told | said))  # type: ignore[arg-type]  # mypy cannot see the keys of a dict
        return settled if settled.complete or not settled.drift else replace(settled, cases=self._with_drift(settled.cases))

    def _with_drift(self, cases: tuple[CaseRef, ...]) -> tuple[CaseRef, ...]:
        return tuple(dict.fromkeys((*cases, drift_case(self.system))))


def fate_of(answer: Whole) -> Fate:
    """An action's fate by its answer. Refused for good is final; what will be tried again is not."""
    match answer:
        case Applied():
            return Fate.DONE
        case Unchanged():
            return Fate.UNCHANGED
        case Refused() if not answer.again and answer.retry_after is None:
            return Fate.REFUSED
        case _:
            return Fate.LATER


def result_of(action: Action, answer: Whole, at: float) -> Result:
    """What an answer means for its action."""
    subject = answer.subject if isinstance(answer, Applied | Unchanged) else None
    reason = "" if isinstance(answer, Applied | Unchanged) else answer.reason
    return Result(action=action.id, fate=fate_of(answer), code=answer.code, reason=reason, subject=subject, at=at)


def verdict(turn: "Turn[S]", now: datetime) -> dict[str, object]:
    """What a settlement says after its plan was worked on: complete, or when to look again and why not before."""
    stopped = turn.stopped
    if stopped is None and turn.next_action is None:
        return _through(turn.plan, now)
    attempts = turn.row.attempts + 1
    back_off = retry_at(now, turn.person, turn.row.attempts)
    both = tuple(dict.fromkeys((*turn.plan.cases, *turn.row.cases)))
    match stopped:
        case Refused():
            return _refused(turn, stopped, now, back_off)
        case Later():
            return {"due": stopped.at or back_off, "attempts": attempts, "cases": both}
        case _:
            return {"due": now, "attempts": turn.row.attempts, "cases": both}


def _through(plan: Plan, now: datetime) -> dict[str, object]:
    if plan.doubt:
        return {"cases": plan.cases}
    if plan.check_after is not None:
        return {"due": now + plan.check_after, "cases": plan.cases}
    if plan.waiting_for:
        return {"waiting_for": plan.waiting_for, "cases": plan.cases}
    return {"complete": True, "cases": plan.cases}


def _refused(turn: "Turn[S]", refused: Refused, now: datetime, back_off: datetime) -> dict[str, object]:
    attempts = turn.row.attempts + 1
    if refused.again:
        return {"due": back_off if turn.row.attempts else now, "attempts": attempts, "cases": turn.plan.cases}
    due = now + refused.retry_after if refused.retry_after is not None else None
    return {"due": due, "attempts": attempts, "cases": tuple(dict.fromkeys((*turn.plan.cases, *refusal_cases(turn.system, refused))))}


def refusal_cases(system: str, refused: Refused) -> tuple[CaseRef, ...]:
    """The cases that a refusal opens: which field of which target, the vendor's code, and what helps; one for each thing in the way."""
    field = f"{system}.{refused.field}" if refused.field else system
    if refused.tasks:
        return tuple(CaseRef(kind=refused.case, field=f"{field}.{task}", detail=f"{refused.code}: {cure}") for task, cure in refused.tasks)
    return (CaseRef(kind=refused.case, field=field, detail=": ".join(part for part in (refused.code, refused.cure) if part)),)
