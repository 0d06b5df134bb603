"""Who has which account: what every dispatcher must know of people whose rows lie on another partition."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One person's account at one target, the value of the compacted `okta-accounts` and `salesforce-accounts` (key: the person id).

    `account` is the target's own id, `login_digest` the keyed digest of its login, `active` whether it may own records and be a manager.
    """

    person: str
    system: str
    account: str
    login_digest: str | None = None
    active: bool = True


UNDER = " under "


def under(person: str, login_digest: str) -> str:
    """What is waited for where not any account of hers will do, but one of this login."""
    return f"{person}{UNDER}{login_digest}"
