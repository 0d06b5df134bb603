"""What an Okta organisation shows of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PERSON_ATTRIBUTE = "ukgPersonId"
OFF = frozenset({"DEPROVISIONED"})
SUSPENDED = "SUSPENDED"
NEVER_IN = frozenset({"STAGED", "PROVISIONED"})
"""Nobody has signed in yet: such an account cannot be suspended, so it is deactivated at once (company.md, Times)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account. `profile` holds the attributes made of codes and ids; names, login and mail stay apart and out of the repr."""

    id: str
    status: str
    person: str | None = None
    number: str | None = None
    first: str | None = field(default=None, repr=False)
    last: str | None = field(default=None, repr=False)
    username: str = field(default="", repr=False)
    mail: str | None = field(default=None, repr=False)
    federation: str | None = None
    profile: Mapping[str, str | None] = field(default_factory=dict)
    signed_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One person as the organisation shows her. `groups`: name → id of those of type OKTA_GROUP; `taken`: another has her login.

    `apps`: id → label of those assigned to her directly; None: not read. `unmade`: groups she is to have and that do not exist.
    """

    user: User | None = None
    doubt: tuple[str, ...] = ()
    taken: bool = False
    groups: Mapping[str, str] = field(default_factory=dict)
    apps: Mapping[str, str] | None = None
    unmade: frozenset[str] = frozenset()
