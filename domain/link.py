"""Which account is whose: by what the product knows, else by evidence; never by a name alone.

Account id, person id, employee number and name, work address and name: the first of these that finds exactly one account links it. Two
accounts, or an account that shares only a name, a number or an address, is a doubt that a person settles.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from domain.logins import plain
from domain.planning import Asked, taken_from


class Candidate(Protocol):
    """An account as a target shows it: what may tell whose it is."""

    @property
    def id(self) -> str: ...
    @property
    def person(self) -> str | None: ...
    @property
    def federation(self) -> str | None: ...
    @property
    def number(self) -> str | None: ...
    @property
    def first(self) -> str | None: ...
    @property
    def last(self) -> str | None: ...
    @property
    def username(self) -> str: ...
    @property
    def mail(self) -> str | None: ...


U = TypeVar("U", bound=Candidate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Generic[U]):
    """Whose account it is: the one found, or the ids of those that may be hers and need a person's word."""

    user: U | None = None
    doubt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row(Generic[U]):
    """An account in the form in which it is compared."""

    user: U
    name: str
    number: str
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of a person that an account may show too."""

    person: str
    account: str | None
    number: str
    names: frozenset[str]
    addresses: frozenset[str]

    def named(self, row: _Row[U]) -> bool:
        return row.name in self.names

    def numbered(self, row: _Row[U]) -> bool:
        return bool(self.number) and row.number == self.number

    def addressed(self, row: _Row[U]) -> bool:
        return bool(self.addresses & row.addresses)


def link_all(crew: Sequence[Asked], users: Iterable[U], suffix: str) -> Mapping[str, Link[U]]:
    """Person id → her account among `users`. People looked for together do not claim one account twice: then it is nobody's, in doubt.

    `suffix` is what Usernames have behind the login.
    """
    rows = [_row(user) for user in users]
    known = [_evidence(asked, suffix) for asked in crew]
    found = {one.person: _found(one, rows) for one in known}
    claims = Counter(match[0].id for match in found.values() if len(match) == 1)
    claimed = {user.id for match in found.values() for user in match}
    others = [row for row in rows if row.user.id not in claimed and row.user.person is None]
    return {one.person: _decided(one, found[one.person], claims, others) for one in known}


def _name(first: str | None, last: str | None) -> str:
    return f"{plain(first)} {plain(last)}"


def _row(user: U) -> _Row[U]:
    addresses = frozenset(text.casefold() for text in (user.mail, user.username) if text)
    return _Row(user, _name(user.first, user.last), (user.number or "").strip(), addresses)


def _evidence(asked: Asked, suffix: str) -> _Evidence:
    transition = asked.transition
    names = {_name(first, asked.last) for first in (asked.first, asked.given) if plain(first) and plain(asked.last)}
    addresses = {text.casefold() for text in (asked.login, asked.mail) if text}
    addresses |= {address + suffix for address in addresses}
    account = asked.account.id if asked.account else taken_from(asked)
    return _Evidence(transition.person, account, (transition.number or "").strip(), frozenset(names), frozenset(addresses))


def _found(one: _Evidence, rows: Sequence[_Row[U]]) -> list[U]:
    """The accounts of the strongest evidence that finds any; one that carries another person's id is not looked at."""
    free = [row for row in rows if row.user.person is None and one.named(row)]
    steps = (
        [row.user for row in rows if row.user.id == one.account],
        [row.user for row in rows if one.person in (row.user.person, row.user.federation)],
        [row.user for row in free if one.numbered(row)],
        [row.user for row in free if one.addressed(row)],
    )
    return next((step for step in steps if step), [])


def _decided(one: _Evidence, found: list[U], claims: Mapping[str, int], others: Sequence[_Row[U]]) -> Link[U]:
    if len(found) == 1 and (claims[found[0].id] == 1 or found[0].id == one.account):
        return Link(user=found[0])
    if found:
        return Link(doubt=tuple(sorted(user.id for user in found)))
    weak = [row.user.id for row in others if one.named(row) or one.numbered(row) or one.addressed(row)]
    return Link(doubt=tuple(sorted(weak)))
