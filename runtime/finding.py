"""What a probe of a system found: one line of `jml doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

SKEW: Final = timedelta(seconds=60)
"""How far a system's clock may be from ours: assertions and waits are reckoned by both."""


class State(StrEnum):
    """`unknown`: the probe could not tell, for another reason that is told too."""

    OK = "ok"
    WARN = "warn"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`what` in the words of the system's own screens; `breaks`: what fails without it; `cure`: who does what. Holds no secret, no name."""

    system: str
    what: str
    state: State
    detail: str = ""
    breaks: str = ""
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Of:
    """Findings of one system."""

    system: str

    def ok(self, what: str, detail: str = "") -> Finding:
        return Finding(system=self.system, what=what, state=State.OK, detail=detail)

    def missing(self, what: str, detail: str, breaks: str, cure: str) -> Finding:
        return Finding(system=self.system, what=what, state=State.MISSING, detail=detail, breaks=breaks, cure=cure)

    def warn(self, what: str, detail: str, breaks: str = "", cure: str = "") -> Finding:
        return Finding(system=self.system, what=what, state=State.WARN, detail=detail, breaks=breaks, cure=cure)

    def unknown(self, what: str, detail: str, cure: str = "") -> Finding:
        return Finding(system=self.system, what=what, state=State.UNKNOWN, detail=detail, cure=cure)

    def clock(self, headers: Mapping[str, str], now: datetime) -> Finding:
        """What an answer's Date header says of the two clocks."""
        try:
            there = parsedate_to_datetime(headers["Date"])
        except (KeyError, ValueError, TypeError):
            return self.unknown("clock", "its answers carry no date")
        off = (there if there.tzinfo else there.replace(tzinfo=UTC)) - now
        if abs(off) <= SKEW:
            return self.ok("clock", f"{abs(off).total_seconds():.0f} s apart")
        way = "ahead of" if off > timedelta() else "behind"
        return self.missing(
            "clock",
            f"its clock is {_span(abs(off))} {way} this machine's",
            "logins by private key are refused, and waits end too early or too late",
            "set this machine's clock by NTP (and JML_CLOCK_FILE, in development, as the simulators')",
        )


def _span(off: timedelta) -> str:
    seconds = int(off.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
