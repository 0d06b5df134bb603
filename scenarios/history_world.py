"""A world in memory whose processes die at work: a crash also ends the process in the midst of what comes next."""

from datetime import datetime
from pathlib import Path

from scenarios.desk import Desk
from scenarios.memory import MemoryWorld


class FragileWorld(MemoryWorld):
    """`crash` kills at once, as everywhere, and again as soon as the process has something in hand."""

    def __init__(self, policy: Path, start: datetime) -> None:
        super().__init__(policy, {}, start, Desk())
        self._to_die: set[str] = set()
        self.deaths = 0

    async def crash(self, process: str) -> None:
        await super().crash(process)
        self.deaths += 1
        if process in self.units:
            self._to_die.add(process)

    async def _drain(self) -> int:
        moved = await super()._drain()
        for name in sorted(self._to_die):
            if any(report.in_flight for probe in self.units[name].probes for report in (probe(),)) or (moved and "sink" not in name):
                self._to_die.discard(name)
                self.deaths += 1
                await super().crash(name)
        return moved
