"""What a Salesforce org shows of a person, and what is asked of her: the two sides that `domain.salesforce` compares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from domain.desired import CaseRef
from domain.outcomes import Account, Action
from domain.proposals import Transition

PERSON_KEY = "UKG_Person_Id__c"
RECORDS = ("Opportunity", "Lead", "Case", "Account")
"""The objects whose records change hands when somebody leaves, in the order they do."""


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
class User:
    """A row of User. Profile and role by name, manager by id; `fields` are those the policy keeps true, by API name."""

    id: str
    active: bool = True
    profile: str | None = None
    role: str | None = None
    manager: str | None = None
    person: str | None = None
    federation: str | None = None
    number: str | None = None
    first: str | None = field(default=None, repr=False)
    last: str | None = field(default=None, repr=False)
    username: str = field(default="", repr=False)
    mail: str | None = field(default=None, repr=False)
    fields: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Whose account it is: the one found, or the ids of those that may be hers and need a person's word."""

    user: User | None = None
    doubt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One person as the org shows her.

    `login` is the id of her UserLogin, `territories` name → id of the association, `records` object → ids of the open ones she owns (read
    only where her access ends). `owner_active`: whether the one who is to get them may own records.
    """

    user: User | None = None
    doubt: tuple[str, ...] = ()
    login: str | None = None
    frozen: bool = False
    territories: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owner_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What would make the org agree; the members mean what those of `sinks.target.Plan` mean."""

    actions: tuple[Action, ...] = ()
    account: Account | None = None
    adopted_login: str | None = field(default=None, repr=False)
    cases: tuple[CaseRef, ...] = ()
    doubt: bool = False
    waiting_for: str | None = None
    check_after: timedelta | None = None


def same(one: str | None, other: str | None) -> bool:
    """Whether a text field holds this: Salesforce trims text and stores the empty one as null (salesforce.md §5)."""
    return (one or "").strip() == (other or "").strip()


def same_address(one: str | None, other: str | None) -> bool:
    """Addresses and usernames are compared without case (salesforce.md §2.1)."""
    return same((one or "").casefold(), (other or "").casefold())
