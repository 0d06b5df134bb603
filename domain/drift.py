"""What somebody else changed at a target: set right again, unless two writers fight over an attribute; then it is left until decided."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.desired import CaseRef
from domain.outcomes import Account, Action, Reversal
from domain.planning import Difference

WINDOW = timedelta(hours=1)
MOST = 3
"""So many reversals of one attribute within the window are a fight (cases.md A23)."""
FIGHT = "fight"
PROFILE = frozenset({"update", "rename"})
"""The ids of the actions that write attributes, in every plan. Access is never left to who fights longest."""
Change = tuple[str | None, str | None]


def drift_case(system: str) -> CaseRef:
    """Somebody else changed what the product keeps true; open until it is as it should be."""
    return CaseRef(kind="drift", field=system)


def judged(found: Difference, drifted: bool, system: str, now: datetime) -> Difference:
    """The plan without the attributes that are fought over. `drifted`: the target had agreed before, so each difference is a reversal.

    A fight is decided by either side: the other writer gives in, or something else is announced.
    """
    account = found.account
    if account is None:
        return found
    changes = {name: change for action in found.actions if action.id in PROFILE for name, change in action.changes.items()}
    frozen = {name: wanted for name, wanted in account.frozen.items() if name in changes and _wanted(changes[name]) == wanted}
    free = changes.keys() - frozen.keys()
    recent = [each for each in account.reversals if now - each.at < WINDOW and (drifted or each.attribute not in free)]
    if drifted:
        recent += [Reversal(attribute=name, at=now) for name in sorted(free)]
    counts = Counter(each.attribute for each in recent)
    frozen |= {name: _wanted(changes[name]) for name in sorted(free) if counts[name] >= MOST}
    return _without(replace(found, account=replace(account, reversals=tuple(recent), frozen=frozen)), frozen, system)


def _wanted(change: Change) -> str:
    return change[1] or ""


def _without(found: Difference, frozen: Mapping[str, str], system: str) -> Difference:
    if not frozen:
        return found
    left = (_stripped(action, frozen) for action in found.actions)
    detail = f"{MOST} reversals within the hour"
    fights = tuple(CaseRef(kind=FIGHT, field=f"{system}.{name}", detail=detail) for name in sorted(frozen))
    return replace(found, actions=tuple(action for action in left if action), cases=(*found.cases, *fights))


def _stripped(action: Action, frozen: Mapping[str, str]) -> Action | None:
    if action.id not in PROFILE:
        return action
    changes = {name: change for name, change in action.changes.items() if name not in frozen}
    name = "update" if action.name == "rename" and not {"login", "Username"} & changes.keys() else action.name
    return replace(action, name=name, changes=changes) if changes else None


def is_quiet(before: Account | None, found: Difference) -> bool:
    """Whether a look showed nothing to write, to remember or to wait for."""
    waits = found.doubt or found.waiting_for is not None or found.check_after is not None
    return not found.actions and not waits and found.account == before
