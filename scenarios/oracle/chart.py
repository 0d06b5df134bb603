"""Who is above whom: the nearest one up who counts as a manager, by HR's rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from scenarios.oracle.life import ON, Stand
from scenarios.oracle.tables import Tables
from scenarios.oracle.tape import Row, Tape
from scenarios.oracle.wanted import AT_WORK, MIXED, WHOLLY, absence

UNKNOWN = "?"
"""Nobody can tell: a cycle, a supervisor whom HR does not show, or somebody whose own standing waits for a person."""


@dataclass(frozen=True)
class Chart:
    tape: Tape
    tables: Tables
    stands: Mapping[str, Stand]
    now: datetime

    def manager(self, person: str) -> str | None:
        """A person id, None for nobody, or UNKNOWN."""
        return self._first(person, self._manages)

    def heir(self, person: str, owns: Callable[[str], bool]) -> str | None:
        """The nearest one up at work who can own records."""
        return self._first(person, lambda one: self._works(one) if self._works(one) == UNKNOWN or owns(one) else "")

    def _first(self, person: str, counts: Callable[[str], str]) -> str | None:
        at, seen = self.above(person), {person}
        while at not in (None, UNKNOWN):
            assert at is not None  # said just now
            if at in seen or self._circular(at):
                return UNKNOWN
            seen.add(at)
            if answer := counts(at):
                return at if answer == "yes" else UNKNOWN
            at = self.above(at)
        return UNKNOWN if at == UNKNOWN or self._circular(person) else None

    def above(self, person: str) -> str | None:
        """Whom HR names, of the record that speaks."""
        row = self._speaks(person)
        if row is None:
            return UNKNOWN
        if not row.supervisor:
            return None
        return self.tape.person_of(row.supervisor) or UNKNOWN

    def _speaks(self, person: str) -> Row | None:
        stand = self.stands.get(person)
        if stand and stand.jobs:
            return stand.jobs[0].row
        rows = self.tape.rows(person)
        return next((row for row in rows if row.home), rows[0] if rows else None)

    def _circular(self, person: str) -> bool:
        """Whether the edges through her make a cycle, of which one is held."""
        seen, at = set[str](), self.above(person)
        while at not in (None, UNKNOWN, *seen):
            if at == person:
                return True
            seen.add(str(at))
            at = self.above(str(at))
        return False

    def _manages(self, person: str) -> str:
        works = self._works(person)
        return "" if works == "yes" and self.stands[person].jobs[0].contractor else works

    def _works(self, person: str) -> str:
        """Employed, or on a leave that leaves Okta active."""
        stand = self.stands.get(person)
        if stand is None or stand.state == "held" or "unread" in stand.doubts:
            return UNKNOWN
        if stand.state != ON:
            return ""
        away = absence(stand, self.tape)
        return UNKNOWN if away == MIXED else "" if away == WHOLLY else "yes"

    def at_desk(self, person: str) -> bool:
        stand = self.stands.get(person)
        return stand is not None and stand.state == ON and absence(stand, self.tape) == AT_WORK
