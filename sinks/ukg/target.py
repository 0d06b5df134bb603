"""UKG as a target: one person at a time, few at once, and nobody's record is read who is not to have an address written."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from domain import ukg
from domain.logins import plain
from domain.outcomes import Account, Action, Result
from domain.proposals import Priority
from domain.ukg import Seen
from runtime.settings import Ukg
from sinks.accounts import Accounts
from sinks.target import Answer, Applied, Plan, Refused, Step, Trouble, Unchanged, Wanted
from sinks.ukg.classify import is_nobody, of_read, of_write
from sinks.ukg.client import People, Shown, Times

Digest = Callable[[str], str]
"""The keyed digest of a login, in lower case."""


class UkgTarget:
    """A `sinks.target.Target[Seen]`. `accounts`: who has which Okta account. `close` it in the end."""

    system = "ukg"
    crew = 1

    def __init__(self, people: People, accounts: Accounts, digest: Digest, times: Times) -> None:
        self.longest_call = times.longest
        self._people, self._accounts, self._digest = people, accounts, digest
        self._open = False
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Gives threads and connections back."""
        if self._open:
            await self._people.__aexit__(None, None, None)

    async def read(self, people: Sequence[Wanted]) -> Mapping[str, Seen | Trouble]:
        return {wanted.person: await self._read(wanted) for wanted in people}

    async def _read(self, wanted: Wanted) -> Seen | Trouble:
        """A lost answer is read back whatever is wanted now; else only what may be written is looked at."""
        if not wanted.intended:
            if not ukg.wants(wanted):
                return Seen()
            if self._accounts.get(ukg.awaited(wanted)) is None and not wanted.transition.report:
                return Seen(waits=True)
        try:
            company, number = _place(wanted)
            return self._seen(wanted, await (await self._opened()).address(company, number))
        except Exception as failed:  # the classifier knows them; what it does not know says no more than its name
            return Seen(asked=True) if is_nobody(failed) else of_read(failed)

    def _seen(self, wanted: Wanted, shown: Shown | None) -> Seen:
        if shown is None:
            return Seen(asked=True)
        return Seen(asked=True, there=True, named=_named(wanted, shown), address=self._of(shown.address))

    def _of(self, address: str | None) -> str | None:
        return self._digest(address.casefold()) if address else None

    def plan(self, wanted: Wanted, seen: Seen) -> Plan:
        return ukg.plan(wanted, seen)

    async def apply(self, steps: Sequence[Step]) -> Sequence[Answer]:
        return [await self._apply(step) for step in steps]

    async def _apply(self, step: Step) -> Answer:
        login, seen = step.wanted.login, step.seen
        if login is None or not isinstance(seen, Seen):
            return Refused(code="no-login", reason="there is no login to write", again=True)
        try:
            company, number = _place(step.wanted)
            people = await self._opened()
            wrote = await people.write(company, number, login, lambda found: self._of(found) == seen.address)
        except Exception as failed:
            return of_write(failed)
        return Applied(subject=step.action.subject) if wrote else Unchanged(subject=step.action.subject)

    async def _opened(self) -> People:
        async with self._opening:
            if not self._open:
                await self._people.__aenter__()
                self._open = True
            return self._people

    def holds(self, action: Action, wanted: Wanted, seen: Seen) -> bool:
        return ukg.holds(action, wanted, seen)

    def learn(self, account: Account | None, action: Action, result: Result) -> Account | None:
        return ukg.learn(account, action, result)

    def find(self, wanted: Wanted, seen: Seen) -> Account | None:
        return wanted.account

    async def changed(self, since: datetime) -> frozenset[str] | Trouble:
        return frozenset()  # HR's changes come with facts

    async def survey(self) -> Mapping[str, Seen] | Trouble | None:
        return {}

    def book(self, actions: Sequence[Action] | None, priority: Priority, share: float, now: datetime) -> datetime | None:
        return None  # UKG tells no count (ukg.md §2.4): two people at once at most, and a 429 is waited out


def _place(wanted: Wanted) -> tuple[str, str]:
    """Where her record is, or was when a lost write was meant for it."""
    meant = wanted.intended[0].subject if wanted.intended else None
    company, _, number = (meant or ukg.place(wanted)).partition("/")
    return company, number


def _named(wanted: Wanted, shown: Shown) -> bool:
    """Whether one of the names is hers: numbers are given anew, and nobody gets another's address. Both never change at once."""
    firsts = {plain(name) for name in (wanted.first, wanted.preferred) if name}
    return plain(shown.last) == plain(wanted.last) or bool(firsts & {plain(name) for name in shown.first})


def build(settings: Ukg, accounts: Accounts, digest: Digest, times: Times | None = None, cache: Path | None = None) -> UkgTarget:
    """The target that settings describe. Raises SettingError where the address or one of the SOAP credentials is missing or wrong."""
    known = times or Times()
    return UkgTarget(People(settings, known, cache), accounts, digest, known)
