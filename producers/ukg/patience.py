"""How long one call to UKG is tried inside a look; what wants to wait longer is left to the next look."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from producers.ukg.rest import NotNow, pause

T = TypeVar("T")
LONGEST_PAUSE: Final = 5.0
"""Seconds a call waits inside a look."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Tries a call again where UKG says "later"."""

    tries: int = 3
    wait: Callable[[int, float | None], Awaitable[None]] = pause

    async def of(self, call: Callable[[], Awaitable[T]]) -> T:
        """What the call brought; raises what its last try raised, or at once what has to wait longer."""
        for attempt in range(self.tries - 1):
            try:
                return await call()
            except NotNow as later:
                if later.after is not None and later.after > LONGEST_PAUSE:
                    raise
                await self.wait(attempt, later.after)
        return await call()
