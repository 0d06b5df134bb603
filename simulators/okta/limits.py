"""Rate limits per bucket, minute and principal, on the business clock (okta.md §3)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from simulators.okta.options import Options
from simulators.okta.shares import PrincipalLimit

WINDOW = 60


def bucket_of(method: str, segments: tuple[str, ...]) -> str:
    """The bucket that a call below `/api/v1` drains (okta.md §3.2; lifecycle and sessions drain `users`, recorded)."""
    if segments[:1] == ("token",):
        return "oauth"
    head, exact = segments[:1], len(segments) == 2
    if head == ("users",):
        if not exact:
            return "users"
        return "user-read" if method == "GET" else "user-write"
    if head == ("groups",):
        return "group" if exact and segments[1] != "rules" else "groups"
    if head == ("apps",):
        return "app" if exact else "apps"
    return head[0] if head in {("logs",), ("meta",), ("sessions",), ("authn",)} else "other"


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
    """Counts calls by bucket: all of the organisation's, and each principal's share of them (okta.md §3.3).

    A window begins with its first call, not on the wall minute (§3.1). `shares` are those set for single principals.
    """

    options: Options
    shares: dict[str, PrincipalLimit]
    at_once: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _windows: dict[tuple[str, str | None], tuple[float, int]] = field(default_factory=dict)

    def take(self, bucket: str, now: datetime, principal: str = "") -> Reading:
        """Counts one call, or refuses it: too many a minute, or (limit and remaining 0) too many at once."""
        limit, at = self.limit(bucket, principal), now.timestamp()
        if not self.options.rate_limits:
            return Reading(limit, limit - 1, ceil(at) + WINDOW)
        if self._too_many_at_once(principal):
            return Reading(0, 0, ceil(at) + WINDOW, refused=True)
        mine, all_ = ((bucket, principal), (bucket, None))
        began, used = self._window(mine, at)
        org_began, org_used = self._window(all_, at)
        if used >= limit:
            return Reading(limit, 0, ceil(began) + WINDOW, refused=True)
        if org_used >= self.options.org_limit(bucket):
            return Reading(limit, 0, ceil(org_began) + WINDOW, refused=True)
        self._windows[mine] = (began, used + 1)
        self._windows[all_] = (org_began, org_used + 1)
        return Reading(limit, limit - used - 1, ceil(began) + WINDOW)

    def limit(self, bucket: str, principal: str) -> int:
        """What a principal gets of a bucket a minute."""
        share = self._share(principal)
        if share is None or bucket in self.options.limits or share.percentage == int(self.options.share * 100):
            return self.options.limit(bucket)
        return max(1, self.options.org_limit(bucket) * share.percentage // 100)

    def _too_many_at_once(self, principal: str) -> bool:
        share = self._share(principal)
        usual = share is None or share.concurrency == int(self.options.share * 100)
        most = self.options.concurrency if usual or share is None else max(1, self.options.org_concurrency * share.concurrency // 100)
        return self.at_once[principal] > most or sum(self.at_once.values()) > self.options.org_concurrency

    def _share(self, principal: str) -> PrincipalLimit | None:
        return next((one for one in self.shares.values() if one.principal == principal), None)

    def clear(self) -> None:
        self._windows.clear()

    def _window(self, key: tuple[str, str | None], at: float) -> tuple[float, int]:
        began, used = self._windows.get(key, (at, 0))
        return (began, used) if began <= at < began + WINDOW else (at, 0)
