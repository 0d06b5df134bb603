"""What a scenario is played in: the whole product and the simulated systems, on a business clock that only the player moves.

Two worlds implement it: `memory` (one process, the log in memory) and `real` (Apache Kafka and the product's own processes).
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from domain.commands import Command
from scenarios.desk import Desk
from scenarios.systems import Systems

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Seen(NamedTuple):
    """One record as it lies on the log."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    headers: Mapping[str, bytes]


class NotQuiet(Exception):
    """The product did not come to rest in time; says what was still moving."""


class World(Protocol):
    """Where a scenario is played."""

    systems: Systems
    desk: Desk

    def now(self) -> datetime: ...

    def set_clock(self, at: datetime) -> None:
        """Business time stands at this instant."""

    async def look(self) -> None:
        """A hint to the poller, answered when it has looked."""

    async def roster(self) -> None:
        """Everybody is read, as each night."""

    async def settle(self) -> None:
        """Returns when everything on the log is applied, nothing is due and nothing in flight; raises NotQuiet."""

    async def next_due(self) -> datetime | None:
        """The earliest instant at which the product has something to do, polls and rosters aside."""

    async def records(self, topic: str) -> Sequence[Seen]:
        """Everything on a topic so far."""

    async def everything(self) -> Mapping[str, bytes]:
        """All that is stored or said outside the simulators, by place: topics, tables, logs, metrics."""

    async def govern(self, changed: Mapping[str, str]) -> None:
        """From now on the policy with these settings of company.yaml (dotted, all that ever changed) is in force; raises PolicyRefused."""

    async def order(self, command: Command) -> None:
        """A signed order arrives on its topic."""

    async def crash(self, process: str) -> None:
        """kill −9; it is started again."""

    async def restart_broker(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ClockFile:
    """Writes the clock file that product and simulators read."""

    path: Path

    def set(self, at: datetime) -> None:
        business = (at - EPOCH) // timedelta(microseconds=1)
        part = self.path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps({"business": business, "machine": time.time_ns() // 1000, "rate": 0}), encoding="utf-8")
        part.replace(self.path)
