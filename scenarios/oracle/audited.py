"""What the targets wrote down, counted against what the audit says: per system and action."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

COUNTED = "create stage activate update suspend unsuspend deactivate add-group remove-group freeze unfreeze reassign set-territory".split()


def unaudited(journals: Mapping[str, list[dict[str, Any]]], audited: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Effects the targets saw and the audit did not tell, or the other way: counts per system and action."""
    for system, entries in journals.items():
        effects: Counter[str] = Counter()
        for entry in entries:
            if entry["write"] and 0 < entry["status"] < 400:
                one_call = entry["operation"] == "reassign"  # one record tells of all rows of one object
                effects.update({entry["operation"]: 1} if one_call else entry["detail"].get("actions") or {entry["operation"]: 1})
        for action in COUNTED:
            told = audited.get((system, action), 0)
            if effects[action] != told:
                yield f"{system} {action}: {effects[action]} effects, {told} audit records"
