"""What a sink means to do at a target, and what became of it: the records its own topic holds."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.desired import CaseRef, Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One write, in the product's words. Nothing in it names a person: personal values are taken from the desired state when it is applied.

    `name` is one of scenarios.md's actions. `subject` is the target's own id. `args` are codes and target ids (a group name, a group id).
    `changes` are before and after per field; for a personal field both are None, which says only that it changed.
    """

    id: str
    name: str
    subject: str | None = None
    args: dict[str, str] = field(default_factory=dict)
    changes: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)


class Fate(StrEnum):
    """What became of an action."""

    DONE = "done"
    UNCHANGED = "unchanged"  # the target had it already
    REFUSED = "refused"
    LATER = "later"  # not done; to be tried again
    RECOVERED = "recovered"  # its answer was lost; reading back shows the effect
    NOT_APPLIED = "not_applied"  # its answer was lost; reading back shows no effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One action's fate. `code` is the vendor's code or HTTP status, `reason` redacted text, `subject` the id learnt (a new account's)."""

    action: str
    fate: Fate
    code: str = ""
    reason: str = ""
    subject: str | None = None
    at: float = 0.0  # machine time, epoch s, of the target's answer


class OutcomeKind(StrEnum):
    INTENDED = "intended"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account at one target. `managed` are groups the product put her in; `adopted`: made by somebody else."""

    id: str
    login_digest: str | None = None
    managed: tuple[str, ...] = ()
    adopted: bool = False
    ever_active: bool = False
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """INTENDED: what is about to be written, on the log before the first call. SETTLED: what became of it.

    An INTENDED without its SETTLED is unknown, not failed. `seq` counts settlements of this person, `at` is machine time (epoch s).
    SETTLED with `complete` says the target agrees with `version`; else `due` (business time) says when to look again.
    """

    id: str
    person: str
    kind: OutcomeKind
    version: int
    seq: int
    at: float
    cause: Cause
    policy: str
    actions: tuple[Action, ...] = ()
    results: tuple[Result, ...] = ()
    account: Account | None = None
    complete: bool = False
    due: datetime | None = None
    waiting_for: str | None = None  # a person id whose account is missing
    attempts: int = 0
    cases: tuple[CaseRef, ...] = ()
