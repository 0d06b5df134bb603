"""Whether audit records show what a scenario wants, in the order in which it wants it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from scenarios.seen import Done

W = TypeVar("W")


def first_missing(done: Sequence[Done], wanted: Iterable[W], shows: Callable[[Done, W], bool]) -> W | None:
    """The first that is not there after the one before it. The targets work side by side: two of them at one instant have no order."""
    after: dict[str, int] = {}
    since = 0
    for each in wanted:
        found = (number for number, entry in enumerate(done) if _follows(entry, number, after, since) and shows(entry, each))
        place = next(found, None)
        if place is None:
            return each
        after[_system(done[place])], since = place + 1, done[place].record["time"]
    return None


def shows(done: Done, wanted: Any) -> bool:
    """`okta suspend`, or `{action, effective, known, cause}`; an action without its system is anybody's."""
    if isinstance(wanted, str):
        return done.action == wanted
    cause = done.cause
    asked = {key: wanted[key] for key in ("effective", "known", "cause") if key in wanted}
    told = {"effective": cause.get("effective"), "known": cause.get("known"), "cause": cause.get("rule")}
    named = wanted["action"] in (done.action, done.action.partition(" ")[2])
    return named and all(_same(told[key], value) for key, value in asked.items())


def _follows(done: Done, number: int, after: dict[str, int], since: int) -> bool:
    return number >= after.get(_system(done), 0) and done.record["time"] >= since


def _system(done: Done) -> str:
    return done.action.partition(" ")[0]


def _same(told: str | None, wanted: str) -> bool:
    """Instants and days are compared as far as the wanted one says."""
    return told is not None and (told == wanted or told.replace("+00:00", "Z").startswith(wanted.removesuffix("Z")))
