"""What was last proposed of a person, and the little that the next decision must remember."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.desired import OktaStatus
from domain.people import Reading, Record
from domain.proposals import End, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of a record that have a row in the policy and so decide access."""

    department: str | None = None
    cost_centre: str | None = None
    location: str | None = None
    job: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The end that took her access: of which record, up to which day (its site's calendar), and which reading told of it."""

    record: str
    last_day: date
    end: End
    contractor: bool
    known: Reading
    rehirable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """Groups of earlier jobs that stay for a while, and until when."""

    until: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """`last` proposal; `facts`: the readings she was made of; `record`: the one that spoke.

    `worked`: the records that gave access when it was last on, with the codes in force; `entitled`: the groups they gave. `former`: where
    the records were that gave access before, by which their days ended. `parted` is set while access is off because work ended. `fresh`:
    access came on for a new employment, and nothing of a former one is given back.
    """

    last: Proposal | None = None
    facts: tuple[str, ...] = ()
    record: str = ""
    worked: dict[str, Codes] = field(default_factory=dict)
    former: dict[str, Codes] = field(default_factory=dict)
    entitled: tuple[str, ...] = ()
    grace: Grace = field(default_factory=Grace)
    parted: Parted | None = None
    fresh: bool = False

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
    def no_show(self) -> bool:
        """An account was staged, and its hire never came."""
        return self.last is not None and any(case.kind == "no-show" for case in self.last.cases)

    def kept_codes(self, record: Record) -> Codes | None:
        """What an unknown code of a record stands for: what she had in it, unless she is new or hired again."""
        hired = record.details.hired
        if not self.ever_active or (self.parted is not None and hired is not None and hired > self.parted.last_day):
            return None
        return self.worked.get(record.key) or self.former.get(record.key)
