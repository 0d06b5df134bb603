"""The clock that simulators have in tests: it stands where it is put."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from simulators.kernel import comparison


@dataclass
class SetClock(comparison.SetClock):
    """A Monday morning, unless told otherwise."""

    at: datetime = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)
