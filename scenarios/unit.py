"""One process of the product in a world in memory: what a kill ends, and what outlives it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.health import Report
from runtime.memory import MemoryTable, MemoryWorker


@dataclass(slots=True)
class Unit:
    """One process of the product: a worker, what runs beside it, and how to make it anew after a kill."""

    make: Callable[["Unit"], None]
    worker: MemoryWorker = field(init=False)
    probes: list[Callable[[], Report]] = field(default_factory=list)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    apply: Callable[[bytes, bytes | None], None] | None = None  # the accounts view, fed as a compacted topic would
    follows: str = ""
    read_to: dict[int, int] = field(default_factory=dict)
    table: MemoryTable | None = None
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)

    def start(self) -> None:
        self.probes, self.tasks, self.read_to = [], [], {}
        self.make(self)
        self.table = self.worker.table

    async def kill(self) -> None:
        """Whatever was under way is lost; the table and the offsets stay."""
        self.worker.host.kill()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
