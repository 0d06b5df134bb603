"""Rate limits per bucket, minute and token, on the business clock (okta.md §3)."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from simulators.okta.options import Options

WINDOW = 60


def bucket_of(method: str, segments: tuple[str, ...]) -> str:
    """The bucket that a call below `/api/v1` drains (okta.md §3.2; lifecycle and sessions drain `users`, recorded)."""
    head, exact = segments[:1], len(segments) == 2
    if head == ("users",):
        if not exact:
            return "users"
        return "user-read" if method == "GET" else "user-write"
    if head == ("groups",):
        return "group" if exact and segments[1] != "rules" else "groups"
    if head == ("apps",):
        return "app" if exact else "apps"
    return head[0] if head in {("logs",), ("meta",)} else "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the three headers say; `refused` is the 429. `reset` is epoch seconds of business time."""

    limit: int
    remaining: int
    reset: int
    refused: bool = False

    def headers(self) -> dict[str, str]:
        return {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(self.remaining),
            "x-rate-limit-reset": str(self.reset),
        }


@dataclass(slots=True)
class Limits:
    """Counts the calls of our token. A window begins with its first call, not on the wall minute (okta.md §3.1)."""

    options: Options
    in_flight: int = 0
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def take(self, bucket: str, now: datetime) -> Reading:
        """Counts one call, or refuses it: too many a minute, or (limit and remaining 0) too many at once."""
        limit, at = self.options.limit(bucket), now.timestamp()
        if not self.options.rate_limits:
            return Reading(limit, limit - 1, ceil(at) + WINDOW)
        if self.in_flight > self.options.concurrency:
            return Reading(0, 0, ceil(at) + WINDOW, refused=True)
        began, used = self._windows.get(bucket, (at, 0))
        if not began <= at < began + WINDOW:
            began, used = at, 0
        reset = ceil(began) + WINDOW
        if used >= limit:
            return Reading(limit, 0, reset, refused=True)
        self._windows[bucket] = (began, used + 1)
        return Reading(limit, limit - used - 1, reset)

    def clear(self) -> None:
        self._windows.clear()
