"""Which processes were started here, so that exactly these are ended: a pid alone may be another process's by now."""

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from runtime.health import write_run_file

FILE: Final = "supervised"
PATIENCE: Final = 30.0
"""Seconds a process has to leave after SIGTERM."""
TURN: Final = 0.05


@dataclass(frozen=True, slots=True)
class Mark:
    """One process: its pid, and when the kernel says it was born (clock ticks since boot)."""

    pid: int
    born: str

    def lives(self) -> bool:
        """Whether this very process still runs; one that has ended but was not waited for does not."""
        return _born(self.pid) == self.born

    def signal(self, number: int) -> None:
        """Sends a signal to this process and to no other."""
        if self.lives():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def mark_of(pid: int) -> Mark | None:
    """The mark of a running process; None where there is none."""
    born = _born(pid)
    return None if born is None else Mark(pid, born)


def _born(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *rest = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return None if state in "ZX" else rest[18]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `<run>/supervised.json` says: the supervisor, the processes it started, whether all was ready, and where to look."""

    supervisor: Mark | None = None
    children: Mapping[str, Mark] = field(default_factory=dict)
    ready: bool = False
    look: tuple[str, ...] = ()

    def write(self, run: Path) -> None:
        """Replaces the file."""
        write_run_file(run, FILE, asdict(self))

    @property
    def living(self) -> dict[str, Mark]:
        """The children that still run."""
        return {name: mark for name, mark in self.children.items() if mark.lives()}


def read(run: Path) -> Recorded:
    """The record of a run folder; an empty one where there is none, or where it cannot be read."""
    try:
        said = json.loads((run / f"{FILE}.json").read_text(encoding="utf-8"))
        children = {str(name): _mark(mark) for name, mark in said["children"].items()}
        supervisor = _mark(said["supervisor"]) if said["supervisor"] else None
        return Recorded(supervisor, children, bool(said["ready"]), tuple(said["look"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Recorded()


def _mark(said: Mapping[str, Any]) -> Mark:
    return Mark(int(said["pid"]), str(said["born"]))


async def end(marks: Iterable[Mark], patience: float = PATIENCE) -> None:
    """SIGTERM to all; SIGKILL to those that are still there after `patience` seconds. Returns when they are gone."""
    marks = list(marks)
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        for mark in marks:
            mark.signal(number)
        until = time.monotonic() + seconds
        # the end of a process that is not our child can only be looked for
        while any(mark.lives() for mark in marks) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(TURN)
