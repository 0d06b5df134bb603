"""What of the policy the company stage goes by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from types import MappingProxyType

from domain.brake import Limits
from domain.proposals import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`report`: a first load is only reported until it is approved; `zones`: company → zone; `tier`: prefix of the groups of tiers."""

    login_domain: str
    limits: Limits = field(default_factory=Limits)
    rename: str = "login"
    report: bool = False
    notice: timedelta = timedelta(days=7)
    notice_at: time = time(9)
    zone: str = "America/New_York"
    zones: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tier: str = "mfa-"

    def site(self, latest: Proposal | None) -> str:
        """Her site's zone."""
        return (latest.zone if latest else None) or self.company(latest)

    def company(self, latest: Proposal | None) -> str:
        """The zone of her company, whose calendar counts."""
        code = (latest.company if latest else None) or ""
        return self.zones.get(code.strip().upper(), self.zone)
