"""Personnel user-defined fields: which tenant label sits in which of the fourteen slots (ukg.md §1.10, §2.11)."""

import re
from dataclasses import dataclass, field
from typing import Any

NUMBER_SLOTS = (3, 4, 10, 11)
DATE_SLOTS = (5, 6, 12, 13)
TEXT_SLOTS = (1, 2, 7, 8, 9, 14)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _first_labels() -> dict[str, int]:
    return {"Leave cover": 1, "Sales plan": 2, "Contract end": 5}


@dataclass(slots=True)
class Labels:
    """The tenant's labels; a new one takes the next free slot of its value's kind."""

    slots: dict[str, int] = field(default_factory=_first_labels)

    def learn(self, udf: dict[str, Any]) -> None:
        """Gives every label a slot; raises ValueError when none of its kind is free."""
        for label, value in udf.items():
            if label not in self.slots:
                free = [slot for slot in _kind(value) if slot not in self.slots.values()]
                if not free:
                    raise ValueError(f"udf {label}: no free slot for a value of this kind")
                self.slots[label] = free[0]

    def personnel(self, udf: dict[str, Any]) -> dict[str, Any]:
        labels = {slot: label for label, slot in self.slots.items()}
        return {
            f"personnelUDField{slot:02d}": {"field": labels.get(slot), "value": _shown(slot, udf.get(labels.get(slot, "")))}
            for slot in range(1, 15)
        }

    def international(self) -> dict[str, Any]:
        return {f"internationalUDField{slot:02d}": {"field": None, "value": None} for slot in range(1, 15)}


def _kind(value: Any) -> tuple[int, ...]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return NUMBER_SLOTS
    return DATE_SLOTS if isinstance(value, str) and _DAY.match(value) else TEXT_SLOTS


def _shown(slot: int, value: Any) -> Any:
    if value is None or slot in NUMBER_SLOTS:
        return value
    text = str(value)
    return f"{text}T00:00:00" if slot in DATE_SLOTS and len(text) == 10 else text
