"""Is somebody new perhaps somebody known? Scores, evidence, and how long her account waits for an answer (company.md, Look-alikes)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

from domain.calendar import working_hours_later
from domain.naming import Vault
from domain.proposals import Proposal
from domain.registry import Known, Registry, marks, number_key
from domain.rows import Alike, LookAlikes
from domain.rules import Rules

WAITS: Final = timedelta(hours=4)
DOUBT, CERTAIN, SIMILAR = 0.5, 0.9, 0.9
NUMBER, MAIL, PRIVATE, BIRTH, NAME, NEARLY = 0.9, 0.8, 0.5, 0.3, 0.3, 0.2
MOST: Final = 20
"""Candidates named in one review."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Compares a newcomer with everybody known. Names are opened of candidates only: without another agreeing mark nobody is in doubt."""

    registry: Registry
    vault: Vault
    rules: Rules

    def looked_at(self, latest: Proposal) -> LookAlikes | None:
        """Whom she may be; None where nobody comes near."""
        if latest.baseline:
            return None
        scored = (self._scored(latest, other) for other in self._candidates(latest))
        found = sorted((one for one in scored if one.score >= DOUBT), key=lambda one: (-one.score, one.person))[:MOST]
        if not found:
            return None
        sure = len(found) == 1 and found[0].score >= CERTAIN and "number" in found[0].agrees
        deadline = working_hours_later(latest.at, WAITS, self.rules.company(latest))
        return LookAlikes(found=tuple(found), deadline=deadline, certain=sure)

    def _candidates(self, latest: Proposal) -> list[Known]:
        people = {person for mark in marks(latest) for person in self.registry.showing(mark)}
        mail = self.vault.names(latest.person, latest.sealed).mail
        if mail and (holder := self.registry.holder(self.vault.digest(mail.casefold()), latest.person)) is not None:
            people.add(holder)
        found = (self.registry.known(person) for person in sorted(people - {latest.person}))
        return [each for each in found if each is not None]

    def _scored(self, new: Proposal, old: Known) -> Alike:
        agrees = tuple(self._agrees(new, old))
        score = min(1.0, sum(weight for _, weight in agrees))
        return Alike(person=old.person, score=round(score, 6), agrees=tuple(name for name, _ in agrees))

    def _agrees(self, new: Proposal, old: Known) -> Iterator[tuple[str, float]]:
        mine, hers = self.vault.names(new.person, new.sealed), self.vault.peek(old.person, old.sealed)
        if hers is None:
            return  # her key was erased: she is nobody's look-alike
        last = (mine.last or "").casefold() == (hers.last or "").casefold()
        if new.number and old.number and number_key(new.number) == number_key(old.number) and last:
            yield "number", NUMBER
        if mine.mail and self.registry.holder(self.vault.digest(mine.mail.casefold()), new.person) == old.person:
            yield "work-mail", MAIL
        for name, weight in (("private-mail", PRIVATE), ("last-birth", BIRTH)):
            if name in new.digests and new.digests[name] == old.digests.get(name):
                yield name, weight
        one, other = (f"{each.first or ''} {each.last or ''}".strip().lower() for each in (mine, hers))
        if one and one == other:
            yield "name", NAME
        elif one and other and jaro_winkler(one, other) >= SIMILAR:
            yield "similar-name", NEARLY


def jaro_winkler(one: str, other: str) -> float:
    """Likeness of two texts, 0 to 1 (Winkler 1990: prefix of up to 4 letters, weight 0.1)."""
    jaro = _jaro(one, other)
    prefix = sum(1 for _ in _common_prefix(one, other))
    return jaro + prefix * 0.1 * (1 - jaro)


def _common_prefix(one: str, other: str) -> Iterator[str]:
    for mine, hers in islice(zip(one, other, strict=False), 4):
        if mine != hers:
            return
        yield mine


def _jaro(one: str, other: str) -> float:
    if one == other:
        return 1.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    used: set[int] = set()
    mine = []
    for place, letter in enumerate(one):
        near = range(max(0, place - reach), min(len(other), place + reach + 1))
        match = next((each for each in near if each not in used and other[each] == letter), None)
        if match is not None:
            used.add(match)
            mine.append(letter)
    if not mine:
        return 0.0
    swapped = sum(1 for a, b in zip(mine, (other[each] for each in sorted(used)), strict=True) if a != b) / 2
    count = len(mine)
    return (count / len(one) + count / len(other) + (count - swapped) / count) / 3
