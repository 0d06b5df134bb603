"""What the company looks up across people, always built from what it remembers of each."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from sys import intern

from domain.brake import URGENT, Ending, Removal, Tally, Verdict, group_key
from domain.desired import OktaStatus, SalesforceState, Standing
from domain.facts import Sealed
from domain.org import Member, Org, discard
from domain.proposals import Proposal
from domain.rows import Desk, Login, Row


def member(row: Row) -> Member:
    """What the others need to know of her."""
    said, latest = row.announced, row.latest
    return Member(
        person=row.person,
        employees=known_as(latest) if latest else (),
        supervisor=latest.supervisor if latest else None,
        since=row.since,
        was=row.was,
        face=row.face,
        owner_face=row.owner_face,
        manager=said.manager if said else None,
        watches=_watches(row),
        unsettled=bool(row.cycle) or row.waiting,
        contractor=latest is not None and latest.contractor,
        covers=_covers(row),
        zone=latest.zone if latest else None,
    )


def _covers(row: Row) -> bool:
    """Whether she can take over the records of somebody on leave."""
    said = row.announced
    if said is None or said.standing is Standing.ON_LEAVE:
        return False
    return said.okta.status is OktaStatus.ACTIVE and said.salesforce.state is SalesforceState.ACTIVE


def number_key(number: str) -> str:
    """An employee number among employeeIDs, told from them."""
    return f"number:{number.strip().lstrip('0')}"


def known_as(latest: Proposal) -> tuple[str, ...]:
    return (*latest.employees, number_key(latest.number)) if latest.number else latest.employees


def _watches(row: Row) -> tuple[str, ...]:
    latest = row.latest
    cover = latest.cover if latest and latest.salesforce.on_leave else None
    named = (latest.supervisor if latest else None, row.was if row.cycle else None, row.records_from, cover and number_key(cover))
    return tuple(sorted({employee for employee in named if employee}))


def works(row: Row) -> bool:
    """Whether she counts among the active population: employed or on leave, contractors too."""
    said = row.announced
    if said is None or said.okta.status not in (OktaStatus.ACTIVE, OktaStatus.SUSPENDED):
        return False
    return said.standing is Standing.ON_LEAVE or said.okta.status is OktaStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What look-alikes are compared by."""

    person: str
    number: str | None
    sealed: Sealed
    digests: dict[str, str]


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
    known: Known | None
    base: str | None
    place: Place | None
    login: Login | None
    reserved: tuple[str, ...]
    marks: tuple[str, ...]
    taken: tuple[str, ...]
    groups: tuple[str, ...]
    works: bool
    ending: Ending | None
    removals: tuple[Removal, ...]
    waits: dict[str, datetime]
    button: Ending | None
    told: bool
    gate: str

    def has_adopted(self, digest: str) -> bool:
        return digest in self.reserved or (self.login is not None and self.login.adopted and self.login.digest == digest)


def _entry(row: Row) -> _Entry:
    return _Entry(
        member=member(row),
        known=_known(row.person, row.latest) if row.latest and not row.joined else None,
        base=row.base,
        place=login_place(row),
        login=row.login,
        reserved=(*row.reserved, *(old.digest for old in row.retired)),
        marks=marks(row.latest) if row.latest else (),
        taken=row.taken,
        groups=tuple(map(intern, row.announced.okta.groups)) if row.announced else (),
        works=works(row),
        ending=row.ending,
        removals=row.removals,
        waits=row.waits,
        button=row.orders.button.verdict if row.orders.button else None,
        told=row.announced is not None,
        gate=row.gate,
    )


def _known(person: str, latest: Proposal) -> Known:
    return Known(person=person, number=latest.number, sealed=latest.sealed, digests=latest.digests)


def marks(latest: Proposal) -> tuple[str, ...]:
    """What of hers another person's records may show too: keyed digests, the employee number."""
    own = [f"{kind}:{digest}" for kind, digest in latest.digests.items()]
    return tuple(sorted([*own, number_key(latest.number)] if latest.number else own))


class Registry:
    """Indexes over all rows: the graph, who holds which login, who waits for one, members of groups, what passed the brake."""

    def __init__(self, rows: Iterable[Row] = (), desk: Desk | None = None) -> None:
        self.org = Org()
        self.tally = Tally()
        self.working: set[str] = set()
        self.gated: set[str] = set()
        self.loaded = 0
        self._marks: dict[str, set[str]] = {}
        self._entries: dict[str, _Entry] = {}
        self._logins: dict[str, set[str]] = {}
        self._taken: dict[str, set[str]] = {}
        self._lines: dict[str, list[Place]] = {}
        self._groups: Counter[str] = Counter()
        self.rule(desk or Desk())
        for row in rows:
            self.put(row)

    def rule(self, desk: Desk) -> None:
        """Takes the company's own row as it is stored now."""
        self.desk = desk
        self.tally.decided = dict(desk.decided)

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
        for mark in entry.marks:
            self._marks.setdefault(mark, set()).add(row.person)
        if entry.works:
            self.working.add(row.person)
        if entry.gate == "shut":
            self.gated.add(row.person)
        self.loaded += entry.told and entry.gate != "shut"
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
        for mark in entry.marks:
            discard(self._marks, mark, person)
        self.working.discard(person)
        self.gated.discard(person)
        self.loaded -= entry.told and entry.gate != "shut"
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

    def known(self, person: str) -> Known | None:
        """What look-alikes are compared by, of one person."""
        entry = self._entries.get(person)
        return entry.known if entry else None

    def login_of(self, person: str) -> Login | None:
        """The login she has."""
        entry = self._entries.get(person)
        return entry.login if entry else None

    def showing(self, mark: str) -> set[str]:
        """Whose records show this mark."""
        return set(self._marks.get(mark, ()))

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
        button = entry.button
        if button and button.held:
            self.tally.wait(URGENT, person, button.at)
        elif button and button.verdict is Verdict.PASSED and not (ending and (ending.key, ending.verdict) == (URGENT, Verdict.PASSED)):
            self.tally.passed(URGENT, person, button.at, button.whole)
        for removal in entry.removals:
            self.tally.passed(group_key(removal.group), person, removal.at, removal.whole)
        for group, since in entry.waits.items():
            self.tally.wait(group_key(group), person, since)


def _digests(entry: _Entry) -> set[str]:
    return {*entry.reserved, *((entry.login.digest,) if entry.login else ())}


def _keys(entry: _Entry) -> set[str]:
    ends = {ending.key for ending in (entry.ending, entry.button) if ending}
    return ends | {group_key(group) for group in (*entry.waits, *(removal.group for removal in entry.removals))}
