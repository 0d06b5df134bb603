"""The clock of a world in memory: business time as the player sets it, machine time that can be put forward."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class PlayClock:
    """Business time as the player sets it; sleepers wake at once. Machine time runs by itself and may be put forward."""

    at: datetime
    ahead: float = 0.0  # seconds of machine time that nobody had to wait for
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        return self.at

    def machine(self) -> float:
        """Epoch seconds."""
        return time.time() + self.ahead

    def set(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)
        self._wake()

    def skip(self, seconds: float) -> None:
        """Machine time goes on by so much at once."""
        self.ahead += seconds
        self._wake()

    def _wake(self) -> None:
        self.moved.set()
        self.moved = asyncio.Event()

    async def wait_until(self, instant: datetime | None, wake: asyncio.Event) -> None:
        """Returns when told to, when the instant has come, or when machine time was put forward: the sleeper looks for itself."""
        ahead = self.ahead
        while not wake.is_set() and self.ahead == ahead and (instant is None or self.at < instant):
            waits = [asyncio.ensure_future(event.wait()) for event in (wake, self.moved)]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waits:
                    each.cancel()
