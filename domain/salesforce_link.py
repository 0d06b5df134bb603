"""Which account is whose: by what the product knows, else by evidence; never by a name alone.

Account id, person id, employee number and name, work address and name: the first of these that finds exactly one account links it. Two
accounts, or an account that shares only a name, a number or an address, is a doubt that a person settles.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.logins import plain
from domain.salesforce_seen import Asked, Link, User


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of a person that an account may show too."""

    person: str
    account: str | None
    number: str
    names: frozenset[str]
    addresses: frozenset[str]

    def named(self, user: User) -> bool:
        return _name(user.first, user.last) in self.names

    def numbered(self, user: User) -> bool:
        return bool(self.number) and (user.number or "").strip() == self.number

    def addressed(self, user: User) -> bool:
        return bool(self.addresses & {(user.mail or "").casefold(), user.username.casefold()})


def _name(first: str | None, last: str | None) -> str:
    return f"{plain(first)} {plain(last)}"


def _evidence(asked: Asked, suffix: str) -> _Evidence:
    transition = asked.transition
    names = {_name(first, asked.last) for first in (asked.first, asked.given) if plain(first) and plain(asked.last)}
    addresses = {text.casefold() for text in (asked.login, asked.mail) if text}
    addresses |= {address + suffix for address in addresses}
    account = asked.account.id if asked.account else None
    return _Evidence(transition.person, account, (transition.number or "").strip(), frozenset(names), frozenset(addresses))


def link_all(crew: Sequence[Asked], users: Iterable[User], suffix: str) -> Mapping[str, Link]:
    """Person id → her account among `users`. People looked for together do not claim one account twice: then it is nobody's, in doubt.

    `suffix` is what Usernames have behind the login.
    """
    rows = {user.id: user for user in users}
    known = [_evidence(asked, suffix) for asked in crew]
    found = {one.person: _found(one, rows.values()) for one in known}
    claims = Counter(match[0].id for match in found.values() if len(match) == 1)
    claimed = {match[0].id for match in found.values() if match}
    return {one.person: _decided(one, found[one.person], claims, [row for row in rows.values() if row.id not in claimed]) for one in known}


def _found(one: _Evidence, users: Iterable[User]) -> list[User]:
    """The accounts of the strongest evidence that finds any."""
    mine = [user for user in users if one.person in (user.person, user.federation)]
    free = [user for user in users if user.person is None]
    steps = (
        [user for user in users if user.id == one.account],
        mine,
        [user for user in free if one.numbered(user) and one.named(user)],
        [user for user in free if one.addressed(user) and one.named(user)],
    )
    return next((step for step in steps if step), [])


def _decided(one: _Evidence, found: list[User], claims: Mapping[str, int], others: list[User]) -> Link:
    if len(found) == 1 and (claims[found[0].id] == 1 or found[0].id == one.account):
        return Link(user=found[0])
    if found:
        return Link(doubt=tuple(sorted(user.id for user in found)))
    weak = [user.id for user in others if user.person is None and (one.named(user) or one.numbered(user) or one.addressed(user))]
    return Link(doubt=tuple(sorted(weak)))
