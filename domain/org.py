"""Who reports to whom, whatever order HR's records come in.

Everybody names one supervisor, so cycles in what HR says never touch each other, and which edge of a cycle is held follows from the edges
alone: the newest, of one batch that of the greatest person id.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What others need to know of a person. `supervisor` and `was` (the one before) are UKG employeeIDs, `manager` the one last announced.

    `face` is whom her reports have as manager: herself while she is active, else the next active one up; `owner_face` whom they leave
    records to. Both are as she last settled them: nobody looks past her supervisor, so her reports are exactly who must hear.
    `watches`: the employeeIDs on whom her managers depend. `unsettled`: her edge is held, or waits for another's. A contractor is nobody's
    manager. `covers`: she can take over records of somebody on leave. `zone` is her site's.
    """

    person: str
    employees: tuple[str, ...] = ()
    supervisor: str | None = None
    since: datetime | None = None
    was: str | None = None
    face: str | None = None
    owner_face: str | None = None
    manager: str | None = None
    watches: tuple[str, ...] = ()
    unsettled: bool = False
    contractor: bool = False
    covers: bool = False
    zone: str | None = None


class Directory(Protocol):
    def member(self, person: str | None) -> Member | None: ...

    def person_of(self, employee: str | None) -> str | None: ...


class Org:
    """Everybody, found by person, by employeeID and by supervisor."""

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}
        self._people: dict[str, set[str]] = {}
        self._reports: dict[str, set[str]] = {}
        self.unsettled: set[str] = set()

    def put(self, member: Member) -> None:
        self.drop(member.person)
        self._members[member.person] = member
        for employee in member.employees:
            self._people.setdefault(employee, set()).add(member.person)
        for employee in member.watches:
            self._reports.setdefault(employee, set()).add(member.person)
        if member.unsettled:
            self.unsettled.add(member.person)

    def drop(self, person: str) -> None:
        member = self._members.pop(person, None)
        if member is None:
            return
        for employee in member.employees:
            discard(self._people, employee, person)
        for employee in member.watches:
            discard(self._reports, employee, person)
        self.unsettled.discard(person)

    def member(self, person: str | None) -> Member | None:
        return self._members.get(person) if person else None

    def person_of(self, employee: str | None) -> str | None:
        return min(self._people.get(employee or "", ()), default=None)

    def reports(self, employees: Iterable[str]) -> set[str]:
        """People whose managers depend on somebody with one of these employeeIDs."""
        return {person for employee in employees for person in self._reports.get(employee, ())}


@dataclass(frozen=True, slots=True)
class OrgWith:
    """The same people with one of them as she is about to be."""

    org: Org
    changed: Member

    def member(self, person: str | None) -> Member | None:
        return self.changed if person == self.changed.person else self.org.member(person)

    def person_of(self, employee: str | None) -> str | None:
        if employee and employee in self.changed.employees:
            return self.changed.person
        found = self.org.person_of(employee)
        return None if found == self.changed.person else found


def cycle(org: Directory, person: str) -> tuple[str, ...]:
    """The people on the cycle of supervisors that HR's records make through this person, herself first; empty if there is none."""
    return _loop(person, lambda one: _named(org, one))


def held(org: Directory, person: str) -> tuple[str, ...]:
    """The cycle on which this person's edge is the newest and therefore held; empty if hers is in force."""
    around = cycle(org, person)
    return around if around and max(around, key=lambda one: _age(org, one)) == person else ()


def up(org: Directory, person: str) -> str | None:
    """Whom a person reports to by the edge in force: the one before where hers is held, nobody where that would be a cycle as well."""
    if not held(org, person):
        return _named(org, person)
    around = _loop(person, lambda one: _fallback(org, one) if held(org, one) else _named(org, one))
    newest = max((one for one in around if held(org, one)), key=lambda one: _age(org, one), default=None)
    return None if newest == person else _fallback(org, person)


def next_active(org: Directory, person: str) -> str | None:
    """The nearest active person above."""
    above = org.member(up(org, person))
    return above.face if above and above.face != person else None


def next_owner(org: Directory, start: str | None, but: str) -> str | None:
    """Who takes over Salesforce records: the nearest from this person upwards who can own them."""
    first = org.member(start)
    return first.owner_face if first and first.owner_face != but else None


def closes_announced(org: Directory, person: str, manager: str | None) -> bool:
    """Whether announcing this manager would make a cycle with what is announced of the others."""
    seen: set[str] = set()
    while manager and manager not in seen:
        if manager == person:
            return True
        seen.add(manager)
        member = org.member(manager)
        manager = member.manager if member else None
    return False


def _named(org: Directory, person: str) -> str | None:
    member = org.member(person)
    return org.person_of(member.supervisor) if member else None


def _fallback(org: Directory, person: str) -> str | None:
    member = org.member(person)
    return org.person_of(member.was) if member else None


def _age(org: Directory, person: str) -> tuple[datetime, str]:
    member = org.member(person)
    return (member.since if member and member.since else _BEFORE_ALL, person)


def _loop(person: str, step: Callable[[str], str | None]) -> tuple[str, ...]:
    around, at = [person], step(person)
    seen = {person}
    while at is not None and at not in seen:
        seen.add(at)
        around.append(at)
        at = step(at)
    return tuple(around) if at == person else ()


def discard(index: dict[str, set[str]], key: str, person: str) -> None:
    """Takes a person out of an index, and the key with the last one."""
    index[key].discard(person)
    if not index[key]:
        del index[key]
