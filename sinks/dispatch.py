"""The dispatcher beside a sink's agent: takes the most urgent due people of the owned partitions and makes the target agree.

Rules and their measurements: kafka.md §11. A person is busy until the last record written about her is folded. Rows say what is to be done;
what is kept here is rebuilt from them whenever partitions open. Nothing here sleeps through a wait: waits are due times.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from domain.proposals import Alert, Priority
from domain.work import RANK, Work, retry_at
from runtime.health import Report
from runtime.ports import Out
from schemas.codec import encode
from schemas.seal import KeyMissing, Unreadable
from sinks.agent import SinkAgent
from sinks.attempt import Attempt
from sinks.gate import Gate
from sinks.queue import Queue
from sinks.rounds import Rounds
from sinks.rows import from_bytes
from sinks.target import Refused, S, Target, Wanted
from sinks.tools import Tools
from sinks.turn import Ending, LeftOpen, Settled, Turn, Untouched

log = logging.getLogger(__name__)
PRIORITY_OF = {rank: priority for priority, rank in RANK.items()}


@dataclass(slots=True)
class Busy:
    """Somebody is at work on her, or (`ending` set) her last record is not folded yet."""

    ending: Settled | LeftOpen | None = None


@dataclass(slots=True)
class Epoch:
    """One span of owning partitions."""

    closed: bool = False
    busy: dict[bytes, Busy] = field(default_factory=dict)
    calls: dict["asyncio.Task[None]", int] = field(default_factory=dict)  # and the rank of whom they are for


@dataclass(frozen=True, slots=True)
class Pause:
    """The budget is used up for people of this rank and those behind them, until this business time."""

    rank: int
    until: datetime


class Dispatcher(Generic[S]):
    """`run` is a task of the worker. Takes `on_open` and `on_close` of the host and `on_folded` of the agent for itself."""

    def __init__(self, agent: SinkAgent, target: Target[S], tools: Tools) -> None:
        self._target, self._tools = target, tools
        self._queue, self._epoch = Queue(tools, target.longest_call), Epoch()
        self._gate = Gate(target.system, tools.limits.refusals, tools.limits.maintenance, tools.limits.careful)
        self._rounds = Rounds(target, tools, self._ask)
        self._on_round: asyncio.Task[None] | None = None
        self._pause: Pause | None = None
        self._wake = asyncio.Event()
        agent.on_folded(self.folded)
        tools.host.on_open(self.opened)
        tools.host.on_close(self.close)
        tools.accounts.on_arrival(self._look_again)

    # What others ask

    def due_now(self) -> int:
        """People who could be worked on now and are not; none while the target may not be called or the budget is used up."""
        return 0 if self._gate.is_shut or self._is_paused(self._tools.clock.now()) else self._queue.index.ready

    def in_flight(self) -> int:
        """People being worked on, not folded yet, or waiting for a lost call's time to run out."""
        return len(self._epoch.busy) + self._queue.index.held + (self._on_round is not None)

    def next_due(self) -> datetime | None:
        """The earliest business time at which there is something to do."""
        times = [self._queue.index.next_later(), self._ready_at() if self._queue.index.ready else None]
        return min((at for at in times if at), default=None)

    def _ready_at(self) -> datetime | None:
        """When those who are ready may be taken: a target that is left alone is asked out of the budget, too."""
        waits = [self._pause.until] if self._pause else []
        if self._gate.is_shut:
            if self._gate.next_probe is None:
                return None
            waits.append(self._gate.next_probe)
        return max(waits, default=None)

    def probe(self) -> Report:
        """What the worker's health tells of this."""
        return Report(due=self.due_now(), in_flight=self.in_flight(), next_due=self.next_due())

    # What the worker says

    def opened(self, partitions: frozenset[int]) -> None:
        """These partitions are folded up to their ends: their due people may be taken."""
        rows = self._tools.host.rows
        for key, row in rows.items():
            if rows.partition_of(key) in partitions and key not in self._epoch.busy:
                self._queue.open(key, row)
        self._wake.set()

    async def close(self) -> None:
        """Takes nothing new; waits for calls in flight and their settlements, never for a fold. What does not end in time stays open."""
        epoch, self._epoch = self._epoch, Epoch()
        epoch.closed = True
        self._queue.clear()
        self._gate.forget()
        if epoch.calls:
            _, late = await asyncio.wait(epoch.calls, timeout=self._tools.limits.drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def folded(self, key: bytes, row: bytes | None) -> None:
        """Her row was stored."""
        work, busy = from_bytes(row), self._epoch.busy.get(key)
        if busy is not None:
            if busy.ending is None or not _is_folded(busy.ending, work):
                return
            del self._epoch.busy[key]
        self._queue.place(key, work)
        self._wake.set()

    # The task

    async def run(self) -> None:
        """Until the process stops. Whatever fails in here ends the process; its work is found again in the rows."""
        await self._tell(self._gate.at_start(self._tools.clock.now()))
        while not self._tools.host.stopping:
            self._wake.clear()
            self._go_round()
            self._fill()
            await self._wait()

    def _go_round(self) -> None:
        """Rounds are not work that is due: nothing waits for them, and nobody is told when the next one is."""
        if self._may_go_round() and self._rounds.due(self._tools.clock.now()):
            self._on_round = asyncio.get_running_loop().create_task(self._round())

    def _may_go_round(self) -> bool:
        free = self._on_round is None and not self._gate.is_shut
        return self._tools.limits.rounds and free and bool(self._tools.host.owned())

    async def _round(self) -> None:
        try:
            await self._rounds.go()
        except asyncio.CancelledError:
            raise
        except Exception:  # a look that nobody asked for must not end the work of those who wait
            log.exception("a round failed", extra={"system": self._target.system})
        finally:
            self._on_round = None
            self._wake.set()

    def _ask(self, key: bytes, rank: int) -> None:
        self._queue.ask(key, rank)
        self._look_again(key)

    async def _wait(self) -> None:
        held = self._queue.index.next_held()
        timer = None
        if held is not None:
            timer = asyncio.get_running_loop().call_later(max(0.0, held - self._tools.machine()), self._wake.set)
        # what cannot be taken now waits for a call to end, not for a time that may be over
        times = (
            self.next_due() if self._has_room() and not self._gives_way() else None,
            self._rounds.next() if self._may_go_round() else None,
        )
        await self._tools.clock.wait_until(min((at for at in times if at), default=None), self._wake)
        if timer:
            timer.cancel()

    def _has_room(self) -> bool:
        return len(self._epoch.calls) < self._tools.limits.crews

    def _is_paused(self, now: datetime) -> bool:
        rank = self._queue.index.rank()
        return self._pause is not None and now < self._pause.until and rank is not None and rank >= self._pause.rank

    def _fill(self) -> None:
        now = self._tools.clock.now()
        if self._pause and now >= self._pause.until:
            self._pause = None
        for key in self._queue.index.matured(now, self._tools.machine()):
            self._look_again(key)
        while self._may_take(now):
            rank = self._queue.index.rank()
            crew = self._crew(1 if self._gate.is_shut else self._target.crew, now)
            if crew:
                probe = self._gate.ask()
                self._epoch.busy |= {turn.key: Busy() for turn in crew}
                self._epoch.calls[asyncio.get_running_loop().create_task(self._one(crew, self._epoch, probe))] = rank or 0

    def _may_take(self, now: datetime) -> bool:
        ready = self._has_room() and self._queue.index.ready > 0 and not self._gives_way()
        return ready and self._gate.may_call(now) and not self._is_paused(now)

    def _gives_way(self) -> bool:
        """Ordinary work begins when the calls for leavers are made: first in line means first written, after trouble above all."""
        rank, ordinary = self._queue.index.rank(), RANK[Priority.ORDINARY]
        return rank is not None and rank >= ordinary and any(other < ordinary for other in self._epoch.calls.values())

    def _crew(self, size: int, now: datetime) -> list[Turn[S]]:
        """The most urgent people, all of one rank (nobody urgent waits for ordinary calls), as far as the budget has reads left."""
        crew: list[Turn[S]] = []
        index = self._queue.index
        rank = index.rank()
        while rank is not None and index.rank() == rank and len(crew) < size:
            ask_again = self._target.book(None, PRIORITY_OF[rank], self._share(), now)
            if ask_again is not None:
                self._pause = Pause(rank, ask_again)
                break
            key = index.pop()
            if key is not None:
                self._queue.taken(key)
            turn = self._turn(key) if key is not None and key not in self._epoch.busy and self._queue.is_owned(key) else None
            if turn:
                crew.append(turn)
        return crew

    def _turn(self, key: bytes) -> Turn[S] | None:
        """Her turn, if something was announced and her values can be opened by now."""
        row = self._queue.row(key)
        if row.transition is None:
            return None
        try:
            return Turn(system=self._target.system, key=key, row=row, wanted=self._tools.opened(row))
        except KeyMissing:
            self._queue.index.hold(key, self._tools.machine() + self._tools.limits.key_wait)
            return None
        except Unreadable:
            stopped = Refused(code="unreadable", reason="sealed values do not open", case="data")
            return Turn(system=self._target.system, key=key, row=row, wanted=Wanted(transition=row.transition), stopped=stopped)

    def _share(self) -> float:
        return len(self._tools.host.owned()) / self._tools.limits.partitions

    async def _one(self, crew: Sequence[Turn[S]], epoch: Epoch, probe: bool) -> None:
        try:
            endings = await Attempt(self._target, self._tools, lambda: epoch.closed, self._share()).run(crew)
            answered = any(turn.seen is not None for turn in crew)
            await self._tell(self._gate.heard(endings.values(), probe, self._tools.clock.now(), answered))
        except asyncio.CancelledError:
            return  # partitions are going and the call did not end in time: its intent stays open
        except Exception as wrong:  # the log is in trouble: only a new start helps
            self._tools.host.crash(wrong)
            return
        finally:
            epoch.calls.pop(_this_task(), None)
        if epoch is self._epoch:
            for key, ending in endings.items():
                self._ended(key, ending)
        self._wake.set()

    def _ended(self, key: bytes, ending: Ending) -> None:
        vain = self._queue.in_vain(key, isinstance(ending, Untouched) and ending.vain)
        row = self._queue.row(key)
        if not isinstance(ending, Untouched) and not _is_folded(ending, row):
            self._epoch.busy[key].ending = ending
            return
        del self._epoch.busy[key]
        if isinstance(ending, Untouched) and ending.at is not None:
            now = self._tools.clock.now()
            self._queue.index.push_later(key, max(ending.at, retry_at(now, key.decode(), vain - 1)) if vain > 1 else ending.at)
        elif isinstance(ending, Untouched) and ending.machine is not None:
            self._queue.index.hold(key, ending.machine)
        else:
            self._queue.place(key, row)

    async def _tell(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            await self._tools.host.send(Out("jml-alerts", alert.kind.encode(), encode(alert)))

    def _look_again(self, key: bytes) -> None:
        if key not in self._epoch.busy:
            self._queue.place(key, self._queue.row(key))
            self._wake.set()


def _is_folded(ending: Settled | LeftOpen, row: Work) -> bool:
    if isinstance(ending, Settled):
        return row.seq > ending.seq
    return row.intent is not None and row.intent.id == ending.intent


def _this_task() -> "asyncio.Task[None]":
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("outside a task")
    return task
