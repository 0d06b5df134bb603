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
class Moved:
    """Open records of one object that went to somebody when access ended; `to` is the new owner's id at the target."""

    object: str
    to: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """Somebody else set back an attribute that the product keeps true, found at this business instant."""

    attribute: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's account at one target. `managed` are groups the product put her in; `adopted`: made by somebody else.

    What an end of access took and her return gives back: `taken_groups` and `taken_apps` (id → label), both given by hand, and the records
    `moved`. At most `MOST_TAKEN` of each are remembered (`MOST_MOVED` records in all); what goes beyond is taken and audited all the same
    and comes back by hand only. `heirs` are the owners her records were meant for while she is away: an owner that is none of them was set
    by somebody else. `on_leave`: she is marked as on leave, her records as covered. `reversals` of the last hour and the attributes
    `frozen` because of them, with the value that was wanted then.
    """

    id: str
    login_digest: str | None = None
    managed: tuple[str, ...] = ()
    adopted: bool = False
    ever_active: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    taken_groups: tuple[str, ...] = ()
    taken_apps: dict[str, str] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()
    heirs: tuple[str, ...] = ()
    on_leave: bool = False
    reversals: tuple[Reversal, ...] = ()
    frozen: dict[str, str] = field(default_factory=dict)


MOST_TAKEN = 500
"""Groups, and apps: some 25 kB of a row that every settlement carries."""
MOST_MOVED = 10_000
"""Records: some 200 kB, a fifth of what a record on the log may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """INTENDED: what is about to be written, on the log before the first call. SETTLED: what became of it.

    An INTENDED without its SETTLED is unknown, not failed. `seq` counts settlements of this person, `at` is machine time (epoch s).
    SETTLED with `complete` says the target agrees with `version`; else `due` (business time) says when to look again. `drift`: the target
    had agreed before, and somebody else changed it. `exceptions` are the groups she has by hand, told where she is at work.
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
    waiting_for: str | None = None  # a person id whose account is missing, or is not `under` the login that is meant yet
    attempts: int = 0
    cases: tuple[CaseRef, ...] = ()
    drift: bool = False
    exceptions: tuple[str, ...] = ()
