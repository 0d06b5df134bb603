"""The task that wakes people when their time has come: a keyed tick to her own partition; no timer writes a table (kafka.md §4)."""

import asyncio
from datetime import datetime
from typing import Protocol

from domain.proposals import Tick
from runtime.clock import Clock
from runtime.health import Report
from runtime.ports import Host, Out
from schemas.codec import encode
from streams.timers import Timers

DUE = "due"
AT_ONCE = 500
"""Ticks sent before the loop is given back: a night's worth must not hold up the agent."""


class Timed(Protocol):
    """A stage whose people are woken in time: its timers, and the topic on which it is woken (and the one partition, if so)."""

    timers: Timers
    ticks: str
    partition: int | None


class Ticks:
    """Runs beside the agent. A tick is sent once per due instant and assignment; sent again, it would change nothing."""

    def __init__(self, stage: Timed, host: Host, clock: Clock) -> None:
        self._stage, self._timers, self._host, self._clock = stage, stage.timers, host, clock
        self._sent: dict[bytes, datetime] = {}
        self._wake = asyncio.Event()
        self._timers.on_change(self._wake.set)
        host.on_open(self._opened)
        host.on_close(self._closed)

    def _opened(self, partitions: frozenset[int]) -> None:
        self._sent = {key: at for key, at in self._sent.items() if self._host.rows.partition_of(key) not in partitions}
        self._wake.set()

    async def _closed(self) -> None:
        self._sent = {}
        self._wake.set()

    def _waiting(self) -> dict[bytes, datetime]:
        owned, rows = self._host.owned(), self._host.rows
        return {key: at for key, at in self._timers.due(self._clock.now()).items() if rows.partition_of(key) in owned}

    def due_now(self) -> int:
        """People whose time has come and who have not been looked at since: ticks on their way included."""
        return len(self._waiting())

    def next_due(self) -> datetime | None:
        """When the next person is due."""
        return self._timers.next()

    def probe(self) -> Report:
        """What the worker's health tells of this."""
        return Report(due=self.due_now(), next_due=self.next_due())

    async def fire(self) -> int:
        """Sends what is due and not sent yet, the earliest first; returns how many. Raises Trouble where the broker does not take it."""
        for key in self._timers.moved():
            self._sent.pop(key, None)
        waiting = {key: at for key, at in self._waiting().items() if self._sent.get(key) != at}
        ordered = sorted(waiting.items(), key=lambda item: item[1])[:AT_ONCE]
        for key, at in ordered:
            if self._host.stopping or self._host.rows.partition_of(key) not in self._host.owned():
                break
            await self._host.send(self._tick(key, at))
            self._sent[key] = at
        self._forget()
        return len(ordered)

    def _tick(self, key: bytes, at: datetime) -> Out:
        return Out(self._stage.ticks, key, encode(Tick(person=key.decode(), due=at, what=DUE)), partition=self._stage.partition)

    def _forget(self) -> None:
        due = self._timers.due(self._clock.now())
        self._sent = {key: at for key, at in self._sent.items() if due.get(key) == at}

    async def run(self) -> None:
        """Until the process stops; what fails in here ends the process, and the rows say again what is due."""
        while not self._host.stopping:
            self._wake.clear()
            if await self.fire() < AT_ONCE:
                await self._clock.wait_until(self.next_due(), self._wake)
