"""What is to be done for one person at one target, folded from announcements and from what became of them.

A row is level, not edge: the newest announced state, what is known of her account, and when to look next. Folding is free of time and bears
repetition: an older version or an already counted settlement changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from domain.desired import CaseRef
from domain.outcomes import Account, Outcome, OutcomeKind
from domain.proposals import Priority, Transition

RANK = {Priority.URGENT: 0, Priority.LEAVER: 1, Priority.ORDINARY: 2, Priority.BULK: 3}
BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(minutes=15)
MOVE = "mover"
"""The rung of the ladder of causes that says that she moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One person's row at one target.

    `due` is business time; None with `done` behind the transition's version means parked (refused, or in doubt) or `waiting_for` somebody's
    account. `intent` is the INTENDED without its settlement. `seq` is the number of the next settlement. `moving`: a move was announced and
    is not through yet; when it is, what she has by hand is told for review.
    """

    transition: Transition | None = None
    account: Account | None = None
    intent: Outcome | None = None
    due: datetime | None = None
    waiting_for: str | None = None
    attempts: int = 0
    seq: int = 0
    done: int = 0
    cases: tuple[CaseRef, ...] = ()
    moving: bool = False

    @property
    def version(self) -> int:
        """The newest announced version; 0 where nothing was announced."""
        return self.transition.version if self.transition else 0

    @property
    def priority(self) -> Priority:
        return self.transition.priority if self.transition else Priority.ORDINARY

    @property
    def agreed(self) -> bool:
        """Whether the target agreed with what is announced when it was last looked at, so that a difference now is somebody else's."""
        return self.transition is not None and self.done >= self.version and self.intent is None and self.due is None

    @property
    def parked(self) -> bool:
        """Refused for good, or in doubt: only news of her, or a cure at the target, can change that."""
        return not (self.done >= self.version or self.intent or self.due or self.waiting_for)

    @property
    def refused(self) -> bool:
        """Whether the target would not take something of hers."""
        return any(case.kind == "refused" for case in self.cases)


NOTHING = Work()


def fold_transition(row: Work, transition: Transition) -> Work:
    """The newest whole state replaces every older one and is due at once, whatever was waited for before."""
    if transition.version <= row.version:
        return row
    moving = row.moving or (transition.cause.rule == MOVE and transition.cause.kind != "policy")
    return replace(row, transition=transition, due=transition.at, waiting_for=None, attempts=0, moving=moving)


def fold_outcome(row: Work, outcome: Outcome) -> Work:
    """What is meant, or what became of it. A settlement tells about the version it tried; a newer announcement stays due."""
    if outcome.seq < row.seq:
        return row
    if outcome.kind is OutcomeKind.INTENDED:
        # what somebody else changed is a case from the moment at which it is known, not only if it cannot be set right
        return replace(row, intent=outcome, cases=outcome.cases if outcome.drift else row.cases)
    settled = replace(row, intent=None, seq=outcome.seq + 1, account=outcome.account, cases=outcome.cases)
    if outcome.version < row.version:
        return settled
    return replace(
        settled,
        due=None if outcome.complete else outcome.due,
        waiting_for=outcome.waiting_for,
        attempts=outcome.attempts,
        done=outcome.version if outcome.complete else row.done,
        moving=row.moving and not outcome.complete,
    )


def retry_at(now: datetime, person: str, attempts: int) -> datetime:
    """When to try again after so many attempts in vain: doubling from 2 s to 15 min, spread by up to a half, the same for every asker."""
    wait = min(BACK_OFF * 2 ** min(attempts, 20), LONGEST_BACK_OFF)
    digest = sha256(f"{person}/{attempts}".encode()).digest()
    return now + timedelta(seconds=wait.total_seconds() * (1 - digest[0] / 512))
