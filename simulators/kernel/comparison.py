"""What a simulator's answers look like beside the real system's: rows, differences nobody expected, exceptions with their reasons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


@dataclass(slots=True)
class SetClock:
    """Business time as it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at


class Row(NamedTuple):
    """One exchange: whether status and members are equal, and a line a difference (`expected` ones have their reason behind them)."""

    source: str
    endpoint: str
    status: bool
    keys: bool
    notes: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """All rows; `unexpected` are the differences that no exception explains, `excepted` how often each reason was needed.

    `reason` says for an endpoint and a difference why it is there, or None. A difference that begins with `status ` is one of the status.
    """

    reason: Callable[[str, str], str | None]
    rows: list[Row] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    excepted: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """For people: a line an endpoint, the exceptions with their reasons, then whatever was not expected."""
        told = [self._line(endpoint) for endpoint in sorted({row.endpoint for row in self.rows})]
        told += [f"exception ({count}): {why}" for why, count in sorted(self.excepted.items())]
        return told + [f"UNEXPECTED {one}" for one in self.unexpected]

    def _line(self, endpoint: str) -> str:
        mine = [row for row in self.rows if row.endpoint == endpoint]
        status, keys = sum(row.status for row in mine), sum(row.keys for row in mine)
        return f"{endpoint}: {len(mine)} compared, status equal {status}, members equal {keys}"

    def add(self, source: str, endpoint: str, notes: list[str]) -> None:
        """Files the differences of one exchange."""
        reasons = {note: self.reason(endpoint, note) for note in notes}
        left = [note for note, why in reasons.items() if why is None]
        for why in filter(None, reasons.values()):
            self.excepted[why] = self.excepted.get(why, 0) + 1
        self.unexpected += [f"{source} {endpoint}: {note}" for note in left]
        told = tuple(f"{note} — {why}" if why else note for note, why in reasons.items())
        status = not any(note.startswith("status ") for note in left)
        self.rows.append(Row(source, endpoint, status, status and not left, told))
