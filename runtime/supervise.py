"""Keeps programs running: in order, with back-off, and none outlives it.

supervisor = Supervisor(home)
await supervisor.add(Program("broker", …, tier=0))      # returns when it is ready
supervisor.kill("lifecycle")                            # back at once
await supervisor.stop()
"""

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp

from runtime.keeper import Keeper, Program
from runtime.recorded import Recorded, end, mark_of, read

LOOK: Final = 5.0
"""Seconds between looks at /live."""
ANSWER: Final = 10.0
"""Seconds a health server has to answer: it shares a loop with the work, so no answer means that the loop hangs."""
START: Final = 180.0
"""Seconds after which a process that has never answered counts as stuck."""

STARTS: Final = 4
"""A program that ends so many times while it is waited for will not come to work."""


class NotReady(Exception):
    """A program did not come to work in time; the text names it, its log and the last thing it said."""


@dataclass(slots=True)
class HealthProbe:
    """Asks a process's health server, whose place is in `<run>/<name>.json`."""

    run: Path
    name: str
    _first_asked: dict[int, float] = field(default_factory=dict)
    _answered: set[int] = field(default_factory=set)

    async def ready(self, pid: int) -> bool:
        return await self._status(pid, "/ready") == 200

    async def alive(self, pid: int) -> bool | None:
        begun = self._first_asked.setdefault(pid, time.monotonic())
        status = await self._status(pid, "/live")
        if status is not None:
            self._answered.add(pid)
            return status == 200
        return False if pid in self._answered or time.monotonic() - begun > START else None

    async def _status(self, pid: int, path: str) -> int | None:
        port = self.port(pid)
        if port is None:
            return None
        timeout = aiohttp.ClientTimeout(total=ANSWER)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    def port(self, pid: int) -> int | None:
        """Where that process listens; None while it has not said."""
        said = run_file(self.run, self.name)
        return int(said["port"]) if said.get("pid") == pid else None


@dataclass(frozen=True, slots=True)
class RunFileProbe:
    """For a program without a health server: it is at work when it has written its run file."""

    run: Path
    name: str

    async def ready(self, pid: int) -> bool:
        return run_file(self.run, self.name).get("pid") == pid

    async def alive(self, pid: int) -> bool | None:
        return None


def run_file(run: Path, name: str) -> dict[str, Any]:
    """What `<run>/<name>.json` says; empty where it says nothing."""
    try:
        said = json.loads((run / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


class Supervisor:
    """The programs of one home folder. `look` is the time between looks at /live, in seconds."""

    def __init__(self, home: Path, look: float = LOOK) -> None:
        self.run, self.logs, self._look = home.absolute() / "run", home.absolute() / "logs", look
        self.keepers: dict[str, Keeper] = {}
        self.look_at: tuple[str, ...] = ()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ready = False

    def begin(self, program: Program) -> Keeper:
        """Keeps a program running from now on."""
        keeper = Keeper(program, self.logs, self._record, self._look)
        self.keepers[program.name] = keeper
        self._tasks[program.name] = asyncio.create_task(keeper.run(), name=f"keep {program.name}")
        return keeper

    async def ready(self, names: Iterable[str] | None = None, within: float = 120.0) -> None:
        """Returns when these programs (all) are at work; raises NotReady."""
        until = time.monotonic() + within
        for name in list(self.keepers) if names is None else names:
            keeper = self.keepers[name]
            enough = keeper.starts + STARTS
            while not await keeper.ready():
                if time.monotonic() > until or keeper.starts > enough:
                    raise NotReady(f"{name} does not come to work: see {keeper.log}{last_words(keeper.log)}")
                await asyncio.sleep(0.05)

    def kill(self, name: str) -> None:
        """kill −9; it is started again at once."""
        self.keepers[name].kill()

    def freeze(self, name: str) -> None:
        """SIGSTOP: the process hangs until `thaw`, or until it is found stuck."""
        self.keepers[name].send(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """SIGCONT."""
        self.keepers[name].send(signal.SIGCONT)

    def arm(self, name: str, **env: str) -> None:
        """The next start of this program, and only that one, has these variables too."""
        self.keepers[name].once.update(env)

    async def hold(self, name: str, number: int = signal.SIGTERM) -> None:
        """Ends a program (SIGTERM, or another signal) and leaves it ended until `release`."""
        await self.keepers[name].hold(number)

    def release(self, name: str) -> None:
        """A held program runs again."""
        self.keepers[name].release()

    async def stop(self) -> None:
        """Ends everything, the highest tier first."""
        self._ready = False
        for tier in sorted({keeper.program.tier for keeper in self.keepers.values()}, reverse=True):
            await asyncio.gather(*(keeper.stop() for keeper in self.keepers.values() if keeper.program.tier == tier))
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self.keepers, self._tasks = {}, {}
        (self.run / "supervised.json").unlink(missing_ok=True)

    def is_ready(self, look_at: Iterable[str] = ()) -> None:
        """Tells whoever reads the record that all is at work, and where to look."""
        self._ready, self.look_at = True, tuple(look_at)
        self._record()

    def _record(self) -> None:
        marks = {name: keeper.mark for name, keeper in self.keepers.items() if keeper.mark is not None}
        Recorded(mark_of(os.getpid()), marks, self._ready, self.look_at).write(self.run)


def last_words(file: Path) -> str:
    """The last line of a log, to stand in an error."""
    try:
        lines = file.read_bytes()[-4000:].decode(errors="replace").splitlines()
    except OSError:
        return ""
    return f" ({lines[-1][:300]})" if lines else ""


async def end_recorded(home: Path) -> list[str]:
    """Ends what a supervisor of this home started, itself first; returns the names of what was ended."""
    run = home.absolute() / "run"
    known = read(run)
    ended = []
    if known.supervisor is not None and known.supervisor.lives():
        await end([known.supervisor], patience=120.0)  # it ends its programs, which may take their 30 s tier by tier
        ended.append("supervisor")
    left = read(run).living or known.living
    broker = left.pop("broker", None)
    await end(left.values())
    if broker is not None:
        await end([broker])
    (run / "supervised.json").unlink(missing_ok=True)
    return [*ended, *left, *(["broker"] if broker else [])]
