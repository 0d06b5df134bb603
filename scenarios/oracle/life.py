"""A person's life as HR told it: at every instant at which something of her changes it is asked anew how she stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from scenarios.oracle.spells import (
    A_DAY,
    AHEAD,
    ENDLESS,
    MOVED_OUT,
    ODD,
    OVER,
    TRANSFER,
    VOID,
    WORKING,
    End,
    Heard,
    Spell,
    ends_at,
    midnight,
)
from scenarios.oracle.tables import Tables
from scenarios.oracle.tape import LAID_OFF, ON_LEAVE, TERMINATED, Known, Row, Tape

OLDEST: Final = date(1950, 1, 1)
SLACK: Final = timedelta(minutes=3)
ON, STAGED, NONE, OFF, HELD = "on staged none off held".split()


@dataclass(frozen=True, slots=True)
class Stand:
    """`state`: on, staged, none, off, or held (a person decides). `jobs`: what she works in, the one that speaks first.

    `end`: the one that took her access; `gone`: whether the account must have gone, may have, or not; what is gone is not staged again.
    `doubts`: what cannot be told.
    """

    state: str
    jobs: tuple[Spell, ...] = ()
    end: End | None = None
    gone: str = "no"
    doubts: tuple[str, ...] = ()
    was_staged: bool = False


@dataclass(slots=True)
class Life:
    """Runs once, up to an instant."""

    tape: Tape
    person: str
    rows: dict[str, Row | None] = field(default_factory=dict)
    last: dict[str, Row] = field(default_factory=dict)
    ends_heard: dict[str, Heard] = field(default_factory=dict)
    hires_heard: dict[str, Heard] = field(default_factory=dict)
    ever: bool = False
    parted: Spell | None = None
    deactivated: bool = False
    staged: bool = False
    worked: set[str] = field(default_factory=set)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    cuts: int = 0
    moments: list[datetime] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)

    @property
    def tables(self) -> Tables:
        return self.tape.tables

    @property
    def at_work(self) -> bool:
        return self.ever and self.parted is None

    def run(self, until: datetime) -> Stand:
        entries = sorted((known for known in self.tape.entries(self.person) if known.at <= until), key=lambda known: known.at)
        stand, now = Stand(NONE), None
        while True:
            due = min((at for at in self._due(now) if now is not None and now < at <= until), default=None)
            read = entries[0].at if entries else None
            now = min((at for at in (due, read) if at is not None), default=None)
            if now is None:
                break
            while entries and entries[0].at == now:
                self._read(entries.pop(0))
            stand = self._at(now)
            self.moments.append(now)
        stand = self._at(until)
        return replace(stand, doubts=tuple(sorted({*stand.doubts, *self.doubts, *self._unsure(until)})))

    # What is read

    def _read(self, known: Known) -> None:
        short = known.row.short if known.row else self._gone(known)
        was, row = self.last.get(short), known.row
        heard = Heard(known.keyed, known.at, known.at == self.tape.began)
        if row is not None:
            if was is None or _end_words(was, self.tables) != _end_words(row, self.tables):
                self.ends_heard[short] = heard
            if was is None or was.hired != row.hired:
                self.hires_heard[short] = heard
            self.last[short] = row
        self.rows[short] = row

    def _gone(self, known: Known) -> str:
        return next(short for short in self.tape.persons[self.person] if known in self.tape.records[short])

    def _unsure(self, until: datetime) -> Iterator[str]:
        """Something was due while nobody can say what had been read."""
        for keyed, at in self.tape.unsure(self.person, SLACK):
            if any(keyed < moment < at for moment in self.moments) or keyed < until < at:
                yield "unread"

    def _due(self, now: datetime | None) -> Iterator[datetime]:
        if now is None:
            return
        for spell in self._spells(now):
            yield from (at for at in (spell.stage, spell.start) if at is not None)
            if spell.end is not None:
                yield from (spell.end.access, spell.end.pay, *spell.end.off)
        if self.parted is not None and self.parted.end is not None:
            yield from (self.parted.end.pay, *self.parted.end.off)

    # Records

    def _spells(self, now: datetime) -> list[Spell]:
        shown = [row for row in self.rows.values() if row is not None]
        absent = [self.last[short] for short in self.worked if self.rows.get(short) is None and self.at_work]
        spells = [self._spell(row, now) for row in (*shown, *absent)]
        return sorted(spells, key=lambda each: (not each.row.home, each.contractor, each.row.hired or date.max, each.row.short))

    def _spell(self, row: Row, now: datetime) -> Spell:
        codes, doubtful = self._codes(row)
        zone = self.tables.zone(codes.get("location"), row.company)
        contractor = bool(self.tables.workers.get(row.worker, {}).get("contractor"))
        heard = self.hires_heard[row.short]
        begins = midnight(row.hired, zone) if row.hired else None
        start = begins if begins is None or heard.baseline else max(begins, heard.last)
        stage = midnight(row.hired - self.tables.span("prehire", "window"), zone) if row.hired else None
        end = ends_at(row, zone, self.ends_heard[row.short], self.tables)
        worked = row.short in self.worked and self.at_work
        if worked and end is not None and not end.contract and _mistaken(row):
            end = None
        found = Spell(row, WORKING, zone, start, end, contractor, codes, doubtful, heard, stage)
        return replace(found, phase=self._phase(found, begins, now, worked))

    def _phase(self, spell: Spell, begins: datetime | None, now: datetime, worked: bool) -> str:
        row, end, start = spell.row, spell.end, spell.start
        if begins is not None and start is not None and end is not None and end.kind != TRANSFER and not worked:
            told = self.ends_heard[row.short]
            before = row.status == TERMINATED and told.last < start and not told.baseline
            if end.access <= begins or before:
                return VOID
        if end is not None and end.access <= now:
            return MOVED_OUT if end.kind == TRANSFER else OVER
        if start is None or row.hired is None or row.hired < OLDEST:
            return ODD
        if spell.contractor and end is None:
            return ENDLESS
        return WORKING if start <= now else AHEAD

    def _codes(self, row: Row) -> tuple[dict[str, str], bool]:
        """For a code without a row somebody active keeps what she had."""
        tables, kept = self.tables, self.kept.get(row.short, {})
        asked = {
            "department": (row.department, row.department in tables.departments), "job": (row.job, row.job in tables.jobs),
            "location": (row.location, row.location in tables.locations), "centre": (row.centre, row.centre.isdecimal()),
        }  # fmt: skip
        found = {name: text if known else kept.get(name, "") if text else "" for name, (text, known) in asked.items()}
        return found, any(text and not known for text, known in asked.values())

    # How she stands

    def _at(self, now: datetime) -> Stand:
        spells = self._spells(now)
        stand = self._stand(spells, now)
        if stand.state == ON:
            self.ever, self.parted, self.deactivated = True, None, False
            self.worked = {spell.row.short for spell in stand.jobs}
            for spell in stand.jobs:
                self.kept[spell.row.short] = {name: text for name, text in spell.codes.items() if text}
        elif stand.state == STAGED:
            self.staged = True
        return stand

    def _stand(self, spells: list[Spell], now: datetime) -> Stand:
        working = tuple(each for each in spells if each.phase == WORKING or (each.phase in (ODD, ENDLESS) and self._begun(each)))
        ahead = [each for each in spells if each.phase == AHEAD]
        if (back := next(iter(working or ahead), None)) is not None and self._forbidden(back, now):
            return self._off(now, ("rehire-not-allowed",))
        if working:
            return Stand(ON, working, doubts=tuple(self._odd_jobs(working)))
        moved = [each for each in spells if each.phase == MOVED_OUT]
        over = [each for each in spells if each.phase == OVER]
        if moved and not any(_access(each) >= max(map(_access, moved)) for each in over):
            if self.ever and self.parted is None:
                return Stand(ON, (max(moved, key=_access),), doubts=("transfer-out",))
            return Stand(HELD, doubts=("transfer-out-of-nothing",))
        gone = [each for each in over if each.row.short in self.worked]
        if self.at_work and any(_follows(new, old) for new in ahead for old in gone):
            return Stand(ON, (max(gone, key=_access),))
        if self.at_work and ahead and not gone:
            return Stand(HELD, tuple(ahead[:1]), doubts=("hire-date-moved",))
        if any(each.phase in (ENDLESS, ODD) for each in spells):
            return self._off(now, ("data",)) if self.parted or gone else Stand(HELD, doubts=("data",))
        return self._not_working(over, ahead, now)

    def _not_working(self, over: list[Spell], ahead: list[Spell], now: datetime) -> Stand:
        if self.at_work:
            if not over:
                return Stand(HELD, doubts=("absent",))
            mine = [each for each in over if each.row.short in self.worked] or over
            self.parted, self.cuts, self.deactivated = max(mine, key=_access), self.cuts + 1, False
        elif self.parted is not None:
            again = [each for each in over if each.row.short == self.parted.row.short]
            self.parted = max([*again, *(each for each in over if _access(each) > _access(self.parted))], key=_access, default=self.parted)
        elif over and not self.ever:
            self.parted = max(over, key=_access)
        if self.parted is not None:
            return self._off(now, (), waits=bool(ahead))
        if ahead:
            first = min(ahead, key=lambda each: each.start or now)
            staged = self.staged or (first.stage is not None and first.stage <= now)
            return Stand(STAGED if staged else NONE, (first,), gone="yes" if self.deactivated else "no")
        self.deactivated = self.deactivated or self.staged
        return Stand(NONE, was_staged=self.staged)

    def _off(self, now: datetime, doubts: tuple[str, ...], waits: bool = False) -> Stand:
        """Off since an end; whoever is to come back keeps a suspended account."""
        if self.parted is None or self.parted.end is None:
            return Stand(HELD, doubts=doubts or ("off",))
        end = self.parted.end
        if not waits and now >= end.off[1]:
            self.deactivated = True
        maybe = not waits and end.off[0] <= now
        gone = "yes" if self.deactivated else "maybe" if maybe else "no"
        return Stand(OFF, (self.parted,), end, gone, tuple(each for each in doubts if each == "data"))

    def _begun(self, spell: Spell) -> bool:
        return self.at_work and spell.row.short in self.worked

    def _forbidden(self, job: Spell, now: datetime) -> bool:
        """Hired again although HR said that she must not be."""
        parted = self.parted
        if parted is None or parted.end is None or job.row.hired is None or job.row.hired <= parted.end.last_day:
            return False
        known = job.heard.last - parted.end.access
        converts = parted.contractor != job.contractor and known <= A_DAY and job.row.hired <= parted.end.last_day + A_DAY
        left = self.rows.get(parted.row.short) or parted.row
        return not converts and not (job.row.rehirable and left.rehirable)

    def _odd_jobs(self, working: tuple[Spell, ...]) -> Iterator[str]:
        if self.parted is not None or self.cuts:
            yield from ("codes-after-end" for each in working if each.doubtful)
        homes = [each for each in working if each.row.home and not each.contractor]
        if len(homes) > 1 and len({each.row.hired for each in homes}) < len(homes):
            yield "two-homes"


def _access(spell: Spell) -> datetime:
    assert spell.end is not None  # what is over has an end
    return spell.end.access


def _follows(new: Spell, old: Spell) -> bool:
    return new.row.hired is not None and old.end is not None and new.row.hired <= old.end.last_day + A_DAY


def _mistaken(row: Row) -> bool:
    """An end before the hire of somebody at work, whom HR does not call terminated."""
    days = [day for day in (row.last, row.terminated) if day]
    return bool(days) and row.hired is not None and min(days) < row.hired and row.status not in (TERMINATED, LAID_OFF)


def _end_words(row: Row, tables: Tables) -> tuple[object, ...]:
    """What HR says of an end: told anew, it is heard anew. What is left of a leave's end is the end of nobody without a contract."""
    dated = bool(row.last or row.terminated)
    stopped = (row.status, row.since) if row.status in (TERMINATED, LAID_OFF) and not dated else None
    ends = row.status != ON_LEAVE and tables.workers.get(row.worker, {}).get("contract")
    contract = row.contract or (row.expected if ends else None)
    return row.last, row.terminated, row.reason if dated or stopped else "", stopped, contract
