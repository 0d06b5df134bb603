"""What searches see: a copy of the organisation that runs behind (okta.md §2.1, §2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from simulators.okta.options import Options

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Index(Generic[Thing]):
    """The versions of each thing with the machine time from which they show; None is a deletion."""

    options: Options
    _versions: dict[str, list[tuple[float, Thing | None]]] = field(default_factory=dict)

    def put(self, key: str, thing: Thing | None, after: float = 1.0) -> None:
        """Shows from `after` times the lag on; a version that shows earlier may be put before it."""
        shows = self.options.machine() + self.options.lag * after
        versions = self._versions.setdefault(key, [])
        versions.append((shows, thing))
        self._forget(versions)

    def get(self, key: str) -> Thing | None:
        """The version that shows now."""
        now, seen = self._now(), None
        for shows, thing in self._versions.get(key, ()):
            if shows <= now:
                seen = thing
        return seen

    def all(self) -> Iterator[Thing]:
        """Everything that shows now, in order of first appearance."""
        for key in self._versions:
            thing = self.get(key)
            if thing is not None:
                yield thing

    def clear(self) -> None:
        self._versions.clear()

    def _now(self) -> float:
        return self.options.machine() if self.options.lag else float("inf")

    def _forget(self, versions: list[tuple[float, Thing | None]]) -> None:
        now = self._now()
        while len(versions) > 1 and versions[1][0] <= now:
            versions.pop(0)
