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


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What would make the target agree; the members mean what those of `sinks.target.Plan` mean."""

    actions: tuple[Action, ...] = ()
    account: Account | None = None
    adopted_login: str | None = field(default=None, repr=False)
    cases: tuple[CaseRef, ...] = ()
    doubt: bool = False
    waiting_for: str | None = None
    check_after: timedelta | None = None
