"""One program kept running: started, watched, ended when it hangs, started again with back-off."""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from runtime.recorded import PATIENCE, Mark, mark_of

log = logging.getLogger(__name__)
AT_ONCE: Final = frozenset({70, 75})
"""Exit statuses after which nothing is wrong with the program: lost its Kafka or died on purpose, was frozen too long."""
GOOD_MINUTE: Final = 60.0
LONGEST: Final = 30.0
STARTING: Final = 3.0
"""Seconds within which an end is no accident but a failure to start, whatever its status."""
LOG_SIZE: Final = 20 << 20
LOG_FILES: Final = 3


class Probe(Protocol):
    """How a program is asked how it does."""

    async def ready(self, pid: int) -> bool:
        """Whether the process `pid` is at work."""

    async def alive(self, pid: int) -> bool | None:
        """False where only an end helps; None while it cannot be told yet."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is to be kept running. Programs of a lower tier are started before and ended after those of a higher one."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    probe: Probe
    tier: int = 2


@dataclass(slots=True)
class Backoff:
    """How long to wait before a program is started again: at once the first time, then 0.5, 1, 2 … 30 s; a good minute forgives all."""

    failures: int = 0

    def after(self, status: int, lived: float) -> float:
        """Seconds; `status` as Popen gives it, `lived` in seconds."""
        if lived >= GOOD_MINUTE:
            self.failures = 0
        if status in AT_ONCE and lived > STARTING:
            return 0.0
        self.failures += 1
        return 0.0 if self.failures == 1 else min(0.5 * 2.0 ** (self.failures - 2), LONGEST)


class Keeper:
    """Keeps one program. `changed` is called whenever its process starts or ends."""

    def __init__(self, program: Program, logs: Path, changed: Callable[[], None], look: float) -> None:
        self.program, self.log = program, logs / f"{program.name}.log"
        self.mark: Mark | None = None
        self.starts = 0
        self.once: dict[str, str] = {}
        """Environment of the next start, and of no other."""
        self._changed, self._look = changed, look
        self._backoff = Backoff()
        self._child: asyncio.subprocess.Process | None = None
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._on_purpose = self._stopping = self._leaving = False

    async def run(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            await self._wanted.wait()
            if self._stopping:
                return
            begun = time.monotonic()
            status = await self._life()
            if self._stopping:
                return
            pause = 0.0 if self._on_purpose else self._backoff.after(status, time.monotonic() - begun)
            if not self._on_purpose:
                log.warning("ended", extra={"program": self.program.name, "status": status, "again_in": pause})
            self._on_purpose = False
            await asyncio.sleep(pause)

    async def ready(self) -> bool:
        """Whether its process is at work now."""
        return self.mark is not None and await self.program.probe.ready(self.mark.pid)

    def send(self, number: int) -> None:
        """Sends its process a signal, if there is one."""
        if self.mark is not None:
            self.mark.signal(number)

    def kill(self) -> None:
        """Ends its process as a power cut would; it is started again at once."""
        self._on_purpose = True
        self.send(signal.SIGKILL)
        self.mark = None  # whoever asks from now on waits for the next one

    async def hold(self, number: int = signal.SIGTERM) -> None:
        """Ends its process and leaves it ended until `release`."""
        self._wanted.clear()
        self._on_purpose = True
        await self._end(number)

    def release(self) -> None:
        """It may run again."""
        self._on_purpose = False
        self._wanted.set()

    async def stop(self, patience: float = PATIENCE) -> None:
        """Ends it for good: SIGTERM, and SIGKILL when it has not left in time."""
        self._stopping = True
        self._wanted.set()
        await self._end(signal.SIGTERM, patience)

    async def _end(self, number: int, patience: float = PATIENCE) -> None:
        child = self._child
        if child is None or child.returncode is not None:
            return
        self._leaving = True
        for each in (number, signal.SIGKILL):
            child.send_signal(each)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), patience)
                return
            log.warning("has not left in time", extra={"program": self.program.name})

    async def _life(self) -> int:
        """One process from start to end; its exit status."""
        env = {**self.program.env, **self.once}
        self.once = {}
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            child = await asyncio.create_subprocess_exec(
                *self.program.command,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        self._child, self.mark, self._leaving = child, mark_of(child.pid), False
        self.starts += 1
        self._changed()
        watch = asyncio.create_task(self._watch(child.pid))
        try:
            return await child.wait()
        finally:
            watch.cancel()
            self.mark = None
            self._changed()

    async def _watch(self, pid: int) -> None:
        """Ends what says twice in a row that it is stuck."""
        stuck = 0
        while stuck < 2:
            await asyncio.sleep(self._look)
            rotate(self.log)
            stuck = stuck + 1 if await self.program.probe.alive(pid) is False else 0
            if self._leaving:
                return  # it is no longer alive in its own eyes, and has its time to leave
        log.warning("is stuck and is ended", extra={"program": self.program.name})
        self.send(signal.SIGKILL)


def rotate(file: Path, size: int = LOG_SIZE, files: int = LOG_FILES) -> None:
    """Copies a log that has grown to `size` bytes aside and empties it: its writer keeps its open file, which appends."""
    if not file.exists() or file.stat().st_size < size:
        return
    for number in range(files - 1, 1, -1):
        older = file.with_suffix(f".log.{number - 1}")
        if older.exists():
            older.replace(file.with_suffix(f".log.{number}"))
    shutil.copyfile(file, file.with_suffix(".log.1"))
    os.truncate(file, 0)
