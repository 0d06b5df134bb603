"""Faults that a test asks for: which call goes wrong, how, and how often."""

from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatch
from typing import Any

EDGE = frozenset({"429-bare", "503-empty", "503-html"})  # answered in front of the vendor, in nobody's form
BEFORE = EDGE | {"429", "429-concurrency", "500", "reset", "401", "503-bare", "lock-row"}  # the call has no effect
AFTER = frozenset({"500-after", "reset-after"})  # the call takes effect, its answer is lost
PARTIAL = frozenset({"partial"})  # the first row of a collection fails inside an answer that is good
KINDS = BEFORE | AFTER | PARTIAL | {"slow"}


class UnknownFault(ValueError):
    """A fault that no simulator knows how to make."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    `operation` is a product action (`create`, `suspend`) or `METHOD path` with `*` as wildcard; None means every call.
    `times` None means until cleared. `reset` is the seconds until a 429 lets calls through again, `delay` the seconds a slow call takes.
    `spreads`: once a call has met it, every call does, until cleared.
    """

    kind: str
    operation: str | None = None
    times: int | None = None
    reset: float = 30.0
    delay: float = 5.0
    spreads: bool = False

    def hits(self, operation: str, method: str, path: str) -> bool:
        wanted = self.operation
        return wanted is None or wanted == operation or (" " in wanted and fnmatch(f"{method} {path}", wanted))


@dataclass(slots=True)
class Faults:
    """The faults in force, in the order they were asked for."""

    active: list[Fault] = field(default_factory=list)

    def add(self, asked: dict[str, Any]) -> Fault:
        """Puts a fault in force; raises UnknownFault for a kind or field nobody knows."""
        unknown = set(asked) - {one.name for one in fields(Fault)}
        if unknown or asked.get("kind") not in KINDS:
            raise UnknownFault(
                f"fault {asked}: kind is one of {', '.join(sorted(KINDS))}; fields are operation, times, reset, delay, spreads"
            )
        fault = Fault(**asked)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def take(self, operation: str, method: str, path: str) -> Fault | None:
        """The fault this call meets, counted as used once."""
        for index, fault in enumerate(self.active):
            if fault.hits(operation, method, path):
                if fault.spreads:
                    self.active[index] = replace(fault, operation=None, times=None)
                elif fault.times is not None:
                    left = fault.times - 1
                    self.active[index : index + 1] = [replace(fault, times=left)] if left > 0 else []
                return fault
        return None
