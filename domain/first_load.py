"""What a first load that is only reported would do: read from what was announced and what each sink found (company.md, first_load)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.desired import OktaStatus
from domain.outcomes import Outcome, OutcomeKind
from domain.proposals import Transition


class Effect(StrEnum):
    """What approval does to somebody at a target; the ones to look at first come first."""

    OFF = "taken off"
    DOUBT = "in doubt"  # a case, and nothing is written
    NEW = "new account"
    CHANGED = "changed"
    SAME = "as it should be"
    UNSEEN = "not looked at yet"


OFF: Final = frozenset({"suspend", "deactivate", "freeze"})
NEW: Final = frozenset({"create", "stage"})
MAKE: Final = "create-group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One person: her announced state, and by system what its sink found last."""

    said: Transition
    found: Mapping[str, Outcome | None] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return self.said.person

    def effect(self, system: str) -> Effect:
        outcome = self.found[system]
        if outcome is None:
            return Effect.UNSEEN
        names = {action.name for action in outcome.actions}
        if names & OFF:
            return Effect.OFF
        if names & NEW:
            return Effect.NEW
        if names:
            return Effect.CHANGED
        return Effect.DOUBT if outcome.cases else Effect.SAME


def reported(said: Iterable[Transition], found: Mapping[str, Iterable[Outcome]]) -> tuple[Reported, ...]:
    """Everybody of whom the first load is only reported, whom it concerns most first. `said`, `found`: in the order of the log.

    Left out are those for whom no target is told anything yet: hires of later than the pre-hire window.
    """
    latest = {each.person: each for each in said}
    settled = {
        system: {each.person: each for each in outcomes if each.kind is OutcomeKind.SETTLED and not each.results}
        for system, outcomes in found.items()
    }
    people = [
        Reported(said=each, found={system: mine.get(each.person) for system, mine in settled.items()})
        for each in latest.values()
        if each.report and _is_told(each, settled.values())
    ]
    return tuple(sorted(people, key=lambda one: (min(_RANKS[one.effect(system)] for system in one.found), one.person)))


def effects(people: Iterable[Reported], system: str) -> Counter[Effect]:
    """How many people are affected in which way."""
    return Counter(one.effect(system) for one in people)


def actions(people: Iterable[Reported], system: str) -> Counter[str]:
    """How many writes of which kind. A group that is to be made is made once, however many people need it."""
    outcomes = [one.found[system] for one in people]
    planned = [action for outcome in outcomes if outcome for action in outcome.actions]
    made = {action.id for action in planned if action.name == MAKE}
    return Counter([*(action.name for action in planned if action.name != MAKE), *(MAKE for _ in made)])


_RANKS: Final = {effect: rank for rank, effect in enumerate(Effect)}


def _is_told(said: Transition, settled: Iterable[Mapping[str, Outcome]]) -> bool:
    return said.okta.status is not OktaStatus.NONE or any(said.person in mine for mine in settled)
