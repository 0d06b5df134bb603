"""What a target system must bring so that the dispatcher can make it agree with what was announced.

A target reads, plans and applies; it decides nothing about order, retries, intents or the log, and it never sleeps or repeats a call:
it answers, and the dispatcher settles. Everything takes several people at once; `crew` says how many (1 is fine).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from domain.outcomes import Account, Action, Result
from domain.planning import Difference
from domain.proposals import Priority, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One person's announced state, with her personal values opened. Lives in memory only; its repr shows none of them.

    `first` is the legal name, `preferred` replaces it where HR has one. `mail` is HR's work address, None where HR has none. `ids` gives
    this target's id of each person the transition refers to (manager, records_to); who is missing there has no account yet. `intended` are
    the actions whose answers were lost: a read must show what became of them.
    """

    transition: Transition
    account: Account | None = None
    first: str | None = field(default=None, repr=False)
    preferred: str | None = field(default=None, repr=False)
    last: str | None = field(default=None, repr=False)
    login: str | None = field(default=None, repr=False)
    mail: str | None = field(default=None, repr=False)
    ids: Mapping[str, str] = field(default_factory=dict)
    intended: tuple[Action, ...] = ()

    @property
    def person(self) -> str:
        return self.transition.person

    @property
    def given(self) -> str | None:
        """The first name that is shown."""
        return self.preferred or self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The target took it. `subject` is the id learnt (a new account's)."""

    subject: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The target had it already."""

    subject: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Surely not done; worth trying again. `at` is business time where the server said when, else None: the dispatcher backs off."""

    code: str
    reason: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Surely not done, and it will not be done while nothing changes. `field` is the target's field at fault; `cure` says what helps.

    `case` is the kind of case it opens. `again`: the target had moved on, so no case but a fresh look, which leads somewhere else.
    `retry_after`: the case opens, and it is tried again that much later all the same. Otherwise she is parked until something changes.
    `tasks`: what stands in the way, a case for each: word and cure.
    """

    code: str
    reason: str
    field: str = ""
    cure: str = ""
    case: str = "refused"
    again: bool = False
    retry_after: timedelta | None = None
    tasks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """No telling whether it was done: a timeout, a reset, any 5xx. The intent stays open and is read back."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The target refuses our credentials, not this call: surely not done, and nobody else is called until a probe succeeds."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partly:
    """An action of many rows of which some were taken: `args` are the action's as far as it went, `rest` is what became of the others."""

    args: Mapping[str, str]
    rest: Later | Refused | Denied


Trouble = Later | Refused | Unknown | Denied
"""What a read may answer instead of what is there. A read that is Unknown is simply tried again later."""
Whole = Applied | Unchanged | Trouble
"""What may be said of all of an action."""
Answer = Whole | Partly


Plan = Difference
"""What would make the target agree (`domain.planning`). No actions, and nothing else set: it agrees already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action of one person, to be applied now. `account` is her account as known after the actions before this one, `seen` what the
    target's read showed of her before all of them."""

    wanted: Wanted
    action: Action
    account: Account | None
    seen: Any = field(default=None, repr=False)


S = TypeVar("S")
"""What a target's read shows of one person: the target's own type, opaque to the dispatcher, its repr free of personal values."""


class Target(Protocol[S]):
    """A target system. One task per crew calls it; several crews at a time, never two with the same person."""

    system: str
    """`okta`, `salesforce`: the first word of its topics, alerts and metrics."""
    crew: int
    """How many people are taken together at most."""
    longest_call: float
    """Seconds: the longest that one call may still take effect at the target after it was begun; the timeout on the wire is shorter."""

    async def read(self, people: Sequence[Wanted]) -> Mapping[str, S | Trouble]:
        """Person id → what is there now, looked for by account id, else person id, else employee number, else login and work mail."""

    def plan(self, wanted: Wanted, seen: S) -> Plan:
        """Pure. `Action.id` need only be unique within the plan; the dispatcher makes the final ids."""

    async def apply(self, steps: Sequence[Step]) -> Sequence[Answer]:
        """One action of each of several people; as many answers, in order. Never raises for what a vendor answers, never repeats a call."""

    def holds(self, action: Action, wanted: Wanted, seen: S) -> bool:
        """Pure. Reading back after a lost answer: is its effect there? False where it cannot be seen: it is planned again."""

    def learn(self, account: Account | None, action: Action, result: Result) -> Account | None:
        """Pure. Her account as known once this action is done, unchanged or recovered. `extra["active"]`: "no" where it may own nothing."""

    def find(self, wanted: Wanted, seen: S) -> Account | None:
        """Pure. Her account as the read shows it, before anything is planned (reading back a lost create)."""

    async def changed(self, since: datetime) -> frozenset[str] | Trouble:
        """Ids of the accounts that somebody changed; `since`: when this was last answered. Our own writes may be among them."""

    async def survey(self) -> Mapping[str, S] | Trouble | None:
        """Account id → what a cheap look at everybody shows, to find out whom to read; None: reading everybody is cheap enough."""

    def book(self, actions: Sequence[Action] | None, priority: Priority, share: float, now: datetime) -> datetime | None:
        """Takes the calls that these actions (None: one read) cost from the budget, of which this process may use `share`.

        None: go. Else nothing is taken, and the business time at which to ask again.
        """
