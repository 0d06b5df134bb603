"""Whether a company in trouble came to the same end as one without: same accounts, each effect once and told once, nobody kept waiting."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from scenarios import oracle
from scenarios.effects import SYSTEMS, created_too_often, effects, repeated, told, told_twice
from scenarios.matrix_cell import HER, Cell, Played
from scenarios.matrix_faults import READS, Trouble
from scenarios.matrix_shot import Accounts, Shot
from scenarios.seen import Picture

PATIENCE_MS: Final = 60_000
"""So much later than without the trouble may happen what is done for the others, in business time."""

WAITS_FOR: Final = {"okta": ("ukg",)}
"""An address is written once Okta has the account."""

UNSEEN: Final = ("okta end-sessions", "okta revoke-tokens")
"""What no read shows whether it was done: with whatever follows it still to do, it is done again, and told again."""


def findings(cell: Cell, trouble: Trouble, played: Played, plain: Shot) -> Iterator[str]:
    """Everything that should not be, in words. `plain`: the same play without the trouble."""
    if played.restless:
        yield f"does not come to rest: {played.restless}"
        return
    yield from _otherwise("Okta", played.shot.okta, plain.okta)
    yield from _otherwise("Salesforce", played.shot.salesforce, plain.salesforce)
    yield from _elsewhere(played.shot.addresses, plain.addresses)
    yield from (f"case {case} is open" for case in sorted(played.shot.cases - plain.cases))
    yield from (f"case {case} is not open" for case in sorted(plain.cases - played.shot.cases))
    yield from (f"alert {alert} is on" for alert in sorted(played.shot.alerts - plain.alerts))
    yield from _once(played.shot)
    yield from _delayed(cell, trouble, played, plain)


def _otherwise(where: str, seen: Accounts, wanted: Accounts) -> Iterator[str]:
    for who in sorted(seen.keys() | wanted.keys()):
        if who not in seen or who not in wanted:
            yield f"{who} has {'no' if who not in seen else 'an'} account at {where}"
            continue
        for name, value in wanted[who].items():
            if seen[who][name] != value:
                yield f"{who} {where} {name}: {_shorter(seen[who][name], value)} instead of {_shorter(value, seen[who][name])}"


def _elsewhere(seen: Mapping[str, str | None], wanted: Mapping[str, str | None]) -> Iterator[str]:
    yield from (f"{who} has another work address at UKG" for who in sorted(seen.keys() & wanted.keys()) if seen[who] != wanted[who])


def _shorter(value: Any, other: Any) -> Any:
    """Of two mappings what differs."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        return {key: each for key, each in value.items() if other.get(key) != each}
    return value


def _once(shot: Shot) -> Iterator[str]:
    picture = shot.picture
    journals = {system: effects([each for each in picture.journals[system] if not _wholly_refused(each)]) for system in SYSTEMS}
    yield from oracle.unaudited(journals, _told(picture))
    for system, entries in journals.items():
        yield from (f"{system} {twice}" for twice in repeated(entries))
    yield from created_too_often(picture, journals)
    yield from (word for word in told_twice(picture) if not any(f": {unseen} is told" in word for unseen in UNSEEN))
    if picture.dead:
        yield f"{picture.dead} dead letters"


def _wholly_refused(entry: Mapping[str, Any]) -> bool:
    """No row of the call went through, though its answer is good."""
    failed = entry["detail"].get("failed")
    return bool(failed) and len(failed) == entry["detail"].get("rows")


def _told(picture: Picture) -> Mapping[tuple[str, str], int]:
    """A record that comes back is reassigned, in the words of the journal."""
    counts = Counter(told(picture))
    counts["salesforce", "reassign"] += counts.pop(("salesforce", "restore"), 0)
    return counts


def _delayed(cell: Cell, trouble: Trouble, played: Played, plain: Shot) -> Iterator[str]:
    """What was done for others later than it would have been; of what is told while it is broken nothing may be missing."""
    if cell.system == "ukg":
        return  # who is not heard of cannot be waited for
    shared = trouble.stops or cell.operation in READS
    same = {person for person, system, action in plain.when if (system, action) == (cell.system, cell.operation)}
    seen = played.while_broken.when if played.while_broken else played.shot.when
    last = max(plain.when.values(), default=0) if not played.while_broken else _now_ms(played.while_broken)
    for (person, system, action), at in sorted(plain.when.items()):
        concerned = system in (cell.system, *WAITS_FOR.get(cell.system, ()))
        if (concerned and (shared or person == HER or person in same)) or at > last:
            continue
        done = seen.get((person, system, action))
        if done is None or done - at > PATIENCE_MS:
            late = "not at all" if done is None else f"{(done - at) / 1000:.0f} s later"
            yield f"{person} waits with her: {system} {action} {late}"


def _now_ms(shot: Shot) -> int:
    return int(datetime.fromisoformat(shot.picture.ukg["now"]).timestamp() * 1000)
