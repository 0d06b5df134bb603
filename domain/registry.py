"""What the company remembers of each person, and what it looks up across people. The second is always built from the first."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern

from domain.brake import Ending, Removal, Tally, Verdict, group_key
from domain.desired import CaseRef, OktaStatus, Standing
from domain.org import Member, Org, discard
from domain.proposals import Proposal, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login given or adopted: sealed text and keyed digest. `adopted`: her account had it before the product knew her."""

    sealed: bytes
    digest: str
    adopted: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person.

    `latest` is what lifecycle last proposed, `since` and `was` belong to its supervisor: proposed when, and the one before. `base` digests
    the login that her name gives without a number. `taken`: logins met at somebody unknown; `reserved`: logins of hers at other targets.
    `removals` from groups passed, `waits` (group → since) are held. `announced` is the newest on jml-people; `account` tells whether a
    target was ever told or showed one of hers. `cycle` is who stands on the cycle that holds her edge; `waiting`: her new manager cannot be
    announced before somebody else's. `face`, `owner_face`: whom her reports have as manager and for records. `records_from` is the
    supervisor from whom on an owner for her records is looked for.
    """

    person: str
    latest: Proposal | None = None
    since: datetime | None = None
    was: str | None = None
    version: int = 0
    login: Login | None = None
    base: str | None = None
    taken: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    clash: bool = False
    ending: Ending | None = None
    removals: tuple[Removal, ...] = ()
    waits: dict[str, datetime] = field(default_factory=dict)
    announced: Transition | None = None
    account: bool = False
    sold: bool = False  # had Salesforce at some time
    cycle: tuple[str, ...] = ()
    waiting: bool = False
    face: str | None = None
    owner_face: str | None = None
    records_from: str | None = None
    cases: tuple[CaseRef, ...] = ()


def member(row: Row) -> Member:
    """What the others need to know of her."""
    said, latest = row.announced, row.latest
    return Member(
        person=row.person,
        employees=latest.employees if latest else (),
        supervisor=latest.supervisor if latest else None,
        since=row.since,
        was=row.was,
        face=row.face,
        owner_face=row.owner_face,
        manager=said.manager if said else None,
        watches=_watches(row),
        unsettled=bool(row.cycle) or row.waiting,
    )


def _watches(row: Row) -> tuple[str, ...]:
    named = (row.latest.supervisor if row.latest else None, row.was if row.cycle else None, row.records_from)
    return tuple(sorted({employee for employee in named if employee}))


def works(row: Row) -> bool:
    """Whether she counts among the active population: employed or on leave, contractors too."""
    said = row.announced
    if said is None or said.okta.status not in (OktaStatus.ACTIVE, OktaStatus.SUSPENDED):
        return False
    return said.standing is Standing.ON_LEAVE or said.okta.status is OktaStatus.ACTIVE


Place = tuple[datetime, str, str]
"""Start, employee number, person id: who comes first when two want one login."""


def login_place(row: Row) -> Place | None:
    """Her place in the line for the login her name gives; None where she has one already or none is planned."""
    latest = row.latest
    if latest is None or row.login or row.base is None or latest.standing is not Standing.PRE_HIRE or latest.start is None:
        return None
    return (latest.start, (latest.number or "").rjust(12, "0"), row.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What the indexes hold of one person, so that it can be taken out again."""

    member: Member
    base: str | None
    place: Place | None
    login: str | None
    adopted: bool
    reserved: tuple[str, ...]
    taken: tuple[str, ...]
    groups: tuple[str, ...]
    works: bool
    ending: Ending | None
    removals: tuple[Removal, ...]
    waits: dict[str, datetime]

    def has_adopted(self, digest: str) -> bool:
        return digest in self.reserved or (self.adopted and self.login == digest)


def _entry(row: Row) -> _Entry:
    return _Entry(
        member=member(row),
        base=row.base,
        place=login_place(row),
        login=row.login.digest if row.login else None,
        adopted=row.login is not None and row.login.adopted,
        reserved=row.reserved,
        taken=row.taken,
        groups=tuple(map(intern, row.announced.okta.groups)) if row.announced else (),
        works=works(row),
        ending=row.ending,
        removals=row.removals,
        waits=row.waits,
    )


class Registry:
    """Indexes over all rows: the graph, who holds which login, who waits for one, members of groups, what passed the brake."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.org = Org()
        self.tally = Tally()
        self.working: set[str] = set()
        self._entries: dict[str, _Entry] = {}
        self._logins: dict[str, set[str]] = {}
        self._taken: dict[str, set[str]] = {}
        self._lines: dict[str, list[Place]] = {}
        self._groups: Counter[str] = Counter()
        for row in rows:
            self.put(row)

    def put(self, row: Row) -> None:
        """Takes a row as it is stored now."""
        self.drop(row.person)
        entry = self._entries[row.person] = _entry(row)
        self.org.put(entry.member)
        for digest in _digests(entry):
            self._logins.setdefault(digest, set()).add(row.person)
        for digest in entry.taken:
            self._taken.setdefault(digest, set()).add(row.person)
        if entry.place and entry.base:
            insort(self._lines.setdefault(entry.base, []), entry.place)
        self._groups.update(entry.groups)
        if entry.works:
            self.working.add(row.person)
        self._count(row.person, entry)

    def drop(self, person: str) -> None:
        entry = self._entries.pop(person, None)
        if entry is None:
            return
        self.org.drop(person)
        for digest in _digests(entry):
            discard(self._logins, digest, person)
        for digest in entry.taken:
            discard(self._taken, digest, person)
        if entry.place and entry.base:
            self._lines[entry.base].remove(entry.place)
        self._groups.subtract(entry.groups)
        self.working.discard(person)
        for key in _keys(entry):
            self.tally.forget(key, person)

    def members(self, group: str) -> int:
        """How many people are announced with this group."""
        return self._groups[group]

    def holder(self, digest: str, but: str) -> str | None:
        """Who else holds a login; one that an account already had comes before one that was given."""
        others = self._logins.get(digest, set()) - {but}
        return min(others, key=lambda person: (not self._entries[person].has_adopted(digest), person), default=None)

    def adopted_by_other(self, digest: str, but: str) -> bool:
        holder = self.holder(digest, but)
        return holder is not None and self._entries[holder].has_adopted(digest)

    def taken(self, digest: str, but: str = "") -> bool:
        """Whether somebody unknown was met under this login, by work on others than `but`."""
        return bool(self._taken.get(digest, set()) - {but})

    def before(self, base: str, place: Place) -> int:
        """How many people come first for this login and have none yet."""
        return sum(1 for other in self._lines.get(base, ()) if other < place)

    def snapshot(self) -> dict[str, object]:
        """Everything in the indexes, to compare two of them."""
        logins = {digest: sorted(people) for digest, people in self._logins.items()}
        lines = {base: line for base, line in self._lines.items() if line}
        return {"entries": self._entries, "logins": logins, "lines": lines, "groups": +self._groups, "working": self.working}

    def _count(self, person: str, entry: _Entry) -> None:
        ending = entry.ending
        if ending and ending.verdict is Verdict.PASSED:
            self.tally.passed(ending.key, person, ending.at, ending.whole)
        if ending and ending.held:
            self.tally.wait(ending.key, person, ending.at)
        for removal in entry.removals:
            self.tally.passed(group_key(removal.group), person, removal.at, removal.whole)
        for group, since in entry.waits.items():
            self.tally.wait(group_key(group), person, since)


def _digests(entry: _Entry) -> set[str]:
    return {*entry.reserved, *((entry.login,) if entry.login else ())}


def _keys(entry: _Entry) -> set[str]:
    ends = {entry.ending.key} if entry.ending else set()
    return ends | {group_key(group) for group in (*entry.waits, *(removal.group for removal in entry.removals))}
