"""What was last proposed of a person, and the little that the next decision must remember."""

from dataclasses import dataclass, field

from domain.desired import OktaStatus
from domain.proposals import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of a record that have a row in the policy and so decide access."""

    department: str | None = None
    cost_centre: str | None = None
    location: str | None = None
    job: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """`last` proposal; `record` it speaks of; `codes` in force in it; `facts`: the readings she was made of."""

    last: Proposal | None = None
    record: str = ""
    codes: Codes = field(default_factory=Codes)
    facts: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        return self.last.version if self.last else 0

    @property
    def ever_active(self) -> bool:
        return self.last is not None and self.last.ever_active

    @property
    def status(self) -> OktaStatus:
        return self.last.okta.status if self.last else OktaStatus.NONE

    @property
    def cut(self) -> bool:
        """Access was taken because her work ended, and nothing has given it back."""
        over = self.status in (OktaStatus.SUSPENDED, OktaStatus.DEACTIVATED)
        return self.last is not None and over and self.last.end is not None and not self.no_show

    @property
    def no_show(self) -> bool:
        """An account was staged, and its hire never came."""
        return self.last is not None and any(case.kind == "no-show" for case in self.last.cases)
