"""Whether a worker moves: what it has applied, what waits, and since when nothing has happened."""

import asyncio
import logging
import time
from typing import Any, Final

from runtime.health import Report
from runtime.host import FaustHost
from runtime.kafka import reason_of
from runtime.metrics import LAG
from runtime.safe import KeyedParallel

log = logging.getLogger(__name__)
LOOK: Final = 5.0
"""Seconds between looks at the end offsets."""
RECOVERY: Final = 10
"""A rebalance with its recovery may take this many times as long as a record before the process counts as stuck."""


class Pulse:
    """Progress, not heartbeats: a worker lives as long as its records are applied or there are none."""

    def __init__(self, app: Any, host: FaustHost, lanes: KeyedParallel, stuck: float) -> None:
        self._app, self._host, self._lanes, self._stuck = app, host, lanes, stuck
        self._still_since = time.monotonic()

    async def run(self) -> None:
        """Looks at the end offsets for ever."""
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    self._look(await self._host.highwaters())
            except Exception as exc:
                log.warning("end offsets not read", extra={"reason": reason_of(exc)})
            await asyncio.sleep(LOOK)

    def _look(self, ends: dict[Any, int]) -> None:
        at = self._host.positions
        behind = {tp: max(end - at.get(tp, 0), 0) for tp, end in ends.items()}
        for tp, records in behind.items():
            LAG.labels(tp.topic, str(tp.partition)).set(records)
        if not any(behind.values()):
            self._still_since = time.monotonic()

    def report(self) -> Report:
        """What /live, /ready and /status say of this worker."""
        still = time.monotonic() - max(self._still_since, self._host.moved_at)
        patience = self._stuck * (RECOVERY if self._app.rebalancing else 1)
        applied: dict[str, dict[int, int]] = {}
        for tp, offset in self._host.positions.items():
            applied.setdefault(tp.topic, {})[tp.partition] = offset
        return Report(
            ready=self._host.settled and still <= patience,
            alive=still <= patience and not self._app.should_stop,
            applied=applied,
            in_flight=self._lanes.in_flight,
        )
