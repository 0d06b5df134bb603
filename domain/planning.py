"""What pure planning is given and gives, whatever the target: the shapes of `sinks.target.Wanted` and `Plan` without the sinks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from domain.desired import CaseRef
from domain.outcomes import Account, Action
from domain.proposals import Transition


class Asked(Protocol):
    """One person's announced state with her personal values opened (`sinks.target.Wanted`)."""

    @property
    def transition(self) -> Transition: ...
    @property
    def account(self) -> Account | None: ...
    @property
    def first(self) -> str | None: ...
    @property
    def given(self) -> str | None: ...
    @property
    def last(self) -> str | None: ...
    @property
    def login(self) -> str | None: ...
    @property
    def mail(self) -> str | None: ...
    @property
    def ids(self) -> Mapping[str, str]: ...
    @property
    def intended(self) -> tuple[Action, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What would make the target agree. No actions, and nothing else set: it agrees already.

    `account` is what is known of her account before any of the actions (a found one included; None: there is none). `adopted_login` is
    set once, when an account that the product did not make is linked. `cases` are all the cases she has at this target now: what is missing
    here is closed. `doubt`: nothing may be written and only a change of the facts helps. `waiting_for` names a person whose account is
    missing: only that difference is left out. `check_after`: look again that much later although all actions are done. `exceptions`: the
    groups she has by hand while at work, which her manager reviews when she moves.
    """

    actions: tuple[Action, ...] = ()
    account: Account | None = None
    adopted_login: str | None = field(default=None, repr=False)
    cases: tuple[CaseRef, ...] = ()
    doubt: bool = False
    waiting_for: str | None = None
    check_after: timedelta | None = None
    exceptions: tuple[str, ...] = ()


def untouched(account: Account, leaves: bool, system: str) -> Difference:
    """The account is on the list of those that are never touched; that it stays although its person leaves is for somebody to know."""
    case = CaseRef(kind="protected", field=system, detail=f"{account.id} is on the protected list")
    return Difference(account=account, cases=(case,) if leaves else ())


OF = "of"
"""In `Account.extra`: whose account it was before a review found the two to be one person."""
JOINED = "joined:"
KEPT_BY_HAND = "kept:by-hand"


def is_joined(asked: Asked) -> bool:
    """Whether her accounts have become another person's: what becomes of them is not hers to say."""
    return any(flag.startswith(JOINED) for flag in asked.transition.flags)


def taken_from(asked: Asked) -> str | None:
    """The account of the person she was found to be, where she has none yet."""
    return asked.ids.get(asked.transition.same_as or "") if asked.account is None else None


def is_parted(asked: Asked) -> bool:
    """Whether the account she has was another person's, and that it is hers has been undone."""
    return asked.account is not None and asked.account.extra.get(OF, asked.transition.same_as) != asked.transition.same_as


def parted(asked: Asked, shown: Mapping[str, str | None]) -> Difference:
    """The account goes back to whose it was, in all fields `shown` that link it and can be written; then her own is looked for, or made."""
    account, person = asked.account, asked.transition.person
    of = account.extra.get(OF) if account else None
    changes: dict[str, tuple[str | None, str | None]] = {name: (person, of) for name, has in shown.items() if has == person}
    if account is None or of is None or not changes:
        return Difference(check_after=timedelta(0))
    part = Action(id="part", name="update", subject=account.id, args={"part": of}, changes=changes)
    return Difference(account=account, actions=(part,), check_after=timedelta(0))


def rival(asked: Asked, system: str) -> Difference | None:
    """Why she cannot have the account of the person she was found to be: she has one of her own. Somebody must choose."""
    other = asked.ids.get(asked.transition.same_as or "")
    if asked.account is None or other is None or other == asked.account.id or OF in asked.account.extra:
        return None
    case = CaseRef(kind="ambiguous-match", field=system, detail=f"{asked.account.id} {other}")
    return Difference(account=asked.account, cases=(case,), doubt=True)
