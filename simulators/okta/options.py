"""How one simulated organisation is set up."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from simulators.okta.assumptions import Assumptions

WORKFORCE = {
    "users": 600,
    "user-write": 600,
    "user-read": 2000,
    "groups": 500,
    "group": 1000,
    "apps": 100,
    "app": 500,
    "logs": 120,
    "meta": 1000,
    "oauth": 2000,
    "sessions": 750,
    "authn": 600,
    "other": 1200,
}
INTEGRATOR = {bucket: 20 if bucket in {"apps", "logs"} else 100 for bucket in WORKFORCE} | {"oauth": 300, "sessions": 750, "authn": 500}
LIMITS = {"workforce": WORKFORCE, "integrator": INTEGRATOR}
CONCURRENCY = {"workforce": 75, "integrator": 35}


SINCE = {
    "resetFactors": 2025,
    "forgotPassword": 2025,
    "realmId": 2026,
    "owners": 2026,
    "orn": 2025,
    "autoLaunch": 2025,
    "universalLogout": 2025,
    "manualProvisioning": 2025,
    "universalLogoutStatus": 9999,
    "emOptInStatus": 9999,
    "participate_slo": 9999,
    "notes": 2022,
    "uploadLogo": 2022,
    "pkce_required": 2025,
    "profileEnrollment": 2025,
    "accessPolicy": 2025,
    "policies": 2025,
    "clientCredentials": 2025,
    "allGroupsValid": 2025,
    "mappings": 2025,
    "resourceType": 2025,
    "nullRelayState": 2026,
    "consent_method": 2025,
    "riskScore": 2020,
    "breachedProtection": 2026,
    "master": 2025,
}
"""What answers show of late, with the generation from which on they do (recorded); 9999: some organisations only."""


@dataclass(slots=True)
class Options:
    """The organisation's settings; unknown names are refused.

    `lag` is machine seconds until searches and group member lists see a change, `log_lag` until the system log shows an event,
    `latency` machine seconds every call takes.
    `edition` is workforce or integrator (org limits per minute, okta.md §3.2), `share` the part of a limit that one token gets (§3.3).
    `generation` 2020, 2025 or 2026 chooses how answers look (`resetFactors`, `realmId`, `owners`, `emails`: §2.1).
    `read_only`: Okta fails over, reads work and writes answer 503; `at_once`: calls one token may have in flight, 0 as the edition has it.
    `shows` says of single parts (`SINCE`) whether they are there, `limits` what one token gets of single buckets.
    `subdomain` is the first part of the organisation's address, and of the names of its own apps.
    `person_attribute` says whether the org has the custom attribute `ukgPersonId`.
    """

    rate_limits: bool = True
    lag: float = 1.0
    log_lag: float = 0.0
    latency: float = 0.0
    edition: str = "workforce"
    share: float = 0.5
    generation: int = 2026
    person_attribute: bool = True
    subdomain: str = "halden"
    read_only: bool = False
    at_once: int = 0
    seed: int = 1
    shows: dict[str, bool] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    machine: Callable[[], float] = time.monotonic
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def org_concurrency(self) -> int:
        """Calls all callers may have in flight together."""
        return CONCURRENCY[self.edition]

    @property
    def concurrency(self) -> int:
        """Calls one token may have in flight (okta.md §3.4)."""
        return self.at_once or max(1, int(CONCURRENCY[self.edition] * self.share))

    def has(self, part: str) -> bool:
        """Whether answers show a part that came with some generation."""
        return self.shows.get(part, self.generation >= SINCE[part])

    @property
    def shows_mails(self) -> bool:
        """`credentials.emails`: never where answers carry `realmId` (okta.md §2.1)."""
        return self.shows.get("emails", not self.has("realmId"))

    def org_limit(self, bucket: str) -> int:
        """Calls per minute of a bucket that all callers have together."""
        return self.limits.get(bucket, LIMITS[self.edition][bucket])

    def limit(self, bucket: str) -> int:
        """Calls per minute that one token gets of a bucket."""
        return self.limits.get(bucket) or max(1, int(self.org_limit(bucket) * self.share))

    def change(self, wanted: dict[str, Any]) -> None:
        """Sets options or assumptions by name; raises ValueError for a name nobody knows, changing nothing."""
        own = {one.name for one in fields(self)} - {"machine", "assumptions"}
        guesses = {one.name for one in fields(self.assumptions)}
        for name in wanted:
            if name not in own | guesses:
                raise ValueError(f"no option {name}; there are {', '.join(sorted(own | guesses))}")
        if wanted.get("edition", self.edition) not in LIMITS:
            raise ValueError(f"option edition: {wanted['edition']!r} is not one of {', '.join(LIMITS)}")
        for name, value in wanted.items():
            setattr(self if name in own else self.assumptions, name, value)

    @classmethod
    def of(cls, wanted: dict[str, Any]) -> "Options":
        """Options from keyword arguments; assumptions may stand among them."""
        options = cls()
        if "machine" in wanted:
            options.machine = wanted["machine"]
        options.change({name: value for name, value in wanted.items() if name != "machine"})
        return options
