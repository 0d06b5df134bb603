"""Business time: the machine's, or a clock file's that development and simulators share.

The file is JSON `{"business": <epoch µs>, "machine": <epoch µs>, "rate": <float>}`: business time is what it was when the file was written
plus the machine time since, times the rate. Only heartbeats, timeouts and latencies may use machine time directly.
"""

import asyncio
import contextlib
import json
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
POLL: Final = 0.02
"""Seconds between looks at the clock file: a jump of business time wakes sleepers within this."""


class Clock(Protocol):
    """Says what time the business has."""

    def now(self) -> datetime:
        """The business instant, aware, in UTC."""

    async def wait_until(self, instant: datetime | None, wake: asyncio.Event) -> None:
        """Returns when business time has reached `instant` (None: never) or `wake` is set, whichever is first. Clears nothing."""


async def _woken(wake: asyncio.Event, seconds: float | None) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(wake.wait(), seconds)
    return wake.is_set()


class MachineClock:
    """Business time is the machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait_until(self, instant: datetime | None, wake: asyncio.Event) -> None:
        while instant is None or self.now() < instant:
            # an hour at most: a suspended machine's monotonic clock may stand still
            left = None if instant is None else min((instant - self.now()).total_seconds(), 3600.0)
            if await _woken(wake, left):
                return


@dataclass(slots=True)
class FileClock:
    """Business time as the clock file says; raises OSError where there is none, ValueError where it is not a clock."""

    path: Path
    _mark: tuple[int, int] = field(default=(0, 0), init=False, repr=False)
    _state: tuple[int, int, float] = field(default=(0, 0, 1.0), init=False, repr=False)

    def now(self) -> datetime:
        status = os.stat(self.path)
        mark = (status.st_mtime_ns, status.st_ino)  # the file is replaced, so a new inode even within one tick of the file system
        if mark != self._mark:
            self._state, self._mark = self._read(), mark
        business, machine, rate = self._state
        elapsed = time.time_ns() // 1000 - machine
        return EPOCH + timedelta(microseconds=business + int(elapsed * rate))

    def _read(self) -> tuple[int, int, float]:
        try:
            state = json.loads(self.path.read_bytes())
            return int(state["business"]), int(state["machine"]), float(state["rate"])
        except (KeyError, TypeError, ValueError) as exc:
            raise ValueError("JML_CLOCK_FILE names a file that is no clock: it needs business, machine (epoch µs) and rate") from exc

    async def wait_until(self, instant: datetime | None, wake: asyncio.Event) -> None:
        while instant is None or self.now() < instant:
            if await _woken(wake, None if instant is None else POLL):
                return


def clock_from(file: str) -> Clock:
    """The clock of JML_CLOCK_FILE, or the machine's where that is empty."""
    return FileClock(Path(file)) if file else MachineClock()
