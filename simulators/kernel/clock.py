"""The business clock the simulators answer with.

A clock file is JSON `{"business": <epoch µs>, "machine": <epoch µs>, "rate": <float>}`: business time is what it was when the file was
written plus the machine time since, times the rate (0 stands still). The file is replaced atomically, so every process that reads it sees
one time at once. Without a file, business time is the machine's.
"""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Says what time the business has."""

    def now(self) -> datetime:
        """The business instant, aware, in UTC."""


class MachineClock:
    """Business time is the machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FileClock:
    """Business time as the clock file says; raises FileNotFoundError when there is none."""

    path: Path

    def now(self) -> datetime:
        state = json.loads(self.path.read_bytes())
        elapsed = time.time_ns() // 1000 - state["machine"]
        return EPOCH + timedelta(microseconds=state["business"] + int(elapsed * state["rate"]))


def clock_from(path: Path | None) -> Clock:
    """The clock a simulator runs on: the file's where one is named, else the machine's."""
    return FileClock(path) if path else MachineClock()
