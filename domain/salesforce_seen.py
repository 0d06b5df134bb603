"""What a Salesforce org shows of a person, and what is asked of her: the two sides that `domain.salesforce` compares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PERSON_KEY = "UKG_Person_Id__c"
RECORDS = ("Opportunity", "Lead", "Case", "Account")
"""The objects whose records change hands when somebody leaves, in the order they do."""


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
class Seen:
    """One person as the org shows her.

    `login` is the id of her UserLogin, `territories` name → id of the association, `records` object → ids of the open ones she owns (read
    only where they are to go to somebody). `owner_active`: whether the one who is to get them may own records. `covered`: object → record →
    owner of those flagged as hers; `owners`: record → owner of those that an end moved, or that a lost call was to move. `on_leave` (None:
    not read) and `about`: how her user is marked.
    """

    user: User | None = None
    doubt: tuple[str, ...] = ()
    login: str | None = None
    frozen: bool = False
    territories: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owner_active: bool = True
    covered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    on_leave: bool | None = None
    about: str | None = field(default=None, repr=False)


def same(one: str | None, other: str | None) -> bool:
    """Whether a text field holds this: Salesforce trims text and stores the empty one as null (salesforce.md §5)."""
    return (one or "").strip() == (other or "").strip()


def same_address(one: str | None, other: str | None) -> bool:
    """Addresses and usernames are compared without case (salesforce.md §2.1)."""
    return same((one or "").casefold(), (other or "").casefold())
