"""Every request a simulator saw, in order: the evidence tests and the oracle count with. Holds no bodies, so no secrets."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `at` is business time (ISO), `machine` epoch seconds when the answer left; `subject` is the target's own id, if one."""

    number: int
    at: str
    machine: float
    method: str
    path: str
    operation: str
    write: bool
    status: int
    subject: str | None = None
    fault: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


NAMES = tuple(each.name for each in fields(Entry))


@dataclass(slots=True)
class Journal:
    """Append-only; read by number."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, at: datetime, **fields: Any) -> None:
        self.entries.append(Entry(number=len(self.entries) + 1, at=at.isoformat(), **fields))

    def after(self, number: int) -> list[dict[str, Any]]:
        """Entries with a number greater than the one given, as JSON objects."""
        return [{name: getattr(entry, name) for name in NAMES} for entry in self.entries[number:]]
