"""The company's policy as values: what operations people wrote in `policy/`, checked (schemas.policy) and looked up here.

Codes are compared trimmed and upper-case. A mapping takes its values from `Source` only; naming anything sensitive is refused by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.commands import Operator
from domain.facts import EndKind
from domain.notices import NoticePolicy

SENSITIVE = frozenset(
    "ssn nationalid sin birthdate dateofbirth birth gender ethnicity ethnicorigin maritalstatus disability veteran smoker health medical "
    "salary annualsalary hourlypayrate payrate pay payamount weeklyhours bankaccount iban directdeposit routing homephone address "
    "leavereason leavereasoncode terminationreason termreason reason privatemail emailaddressalternate".split()
)


class Source(StrEnum):
    """What a target's field may be made of."""

    TITLE = "title"
    DEPARTMENT = "department"
    COMPANY = "company"
    COST_CENTRE = "costCentre"
    NUMBER = "number"
    USER_TYPE = "userType"
    PLAN = "plan"


def is_sensitive(source: str) -> bool:
    """Whether a mapping names something that may never leave HR (ssn, birth date, pay amounts, leave reason …), however it is spelt."""
    return "".join(each for each in source.lower() if each.isalnum()) in SENSITIVE


def as_code(text: str | None) -> str:
    """A code as it is compared: trimmed, upper-case; empty where there is none."""
    return (text or "").strip().upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A group, and whether contractors get it too."""

    group: str
    contractors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    code: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    code: str
    zone: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    code: str
    name: str
    groups: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`profile` None: no Salesforce. `role` and `territory` are patterns with `{region}`."""

    code: str
    title: str
    tier: str
    profile: str | None = None
    role: str | None = None
    territory: str | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerType:
    """`highest` caps the MFA tier; `contract`: HR's contract end ends the employment where no termination is known."""

    code: str
    user_type: str
    contractor: bool = False
    contract: bool = False
    highest: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """One attribute of a target and what it is made of."""

    system: str
    attribute: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The dotted settings of company.yaml; `brake.window` is `brake_window`."""

    first_load: str
    rename: str
    brake_window: timedelta
    brake_passes: int
    brake_share: float
    brake_floor: int
    brake_urgent: int
    guard_window: timedelta
    guard_passes: int
    guard_share: float
    guard_floor: int
    mover_grace: timedelta
    leaver_deactivate_after: timedelta
    leaver_late: timedelta
    prehire_window: timedelta
    contractor_notice: timedelta
    contractor_notice_at: time
    roster_at: time
    roster_zone: str
    poll_every: timedelta
    login_domain: str
    salesforce_suffix: str
    default_zone: str
    tier_prefix: str
    tiers: tuple[str, ...]
    site_group: str
    cost_centre_group: str
    garden_groups: tuple[str, ...]
    sensitive_groups: tuple[str, ...]
    salesforce_groups: tuple[str, ...]
    absence_takes: str
    absence_keeps: tuple[str, ...]
    regions: dict[str, str]
    leaves: dict[str, str]
    protected_accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All tables, by code. `hash` names this content (sha256, hex)."""

    settings: Settings
    companies: Mapping[str, Company] = field(default_factory=lambda: MappingProxyType({}))
    worker_types: Mapping[str, WorkerType] = field(default_factory=lambda: MappingProxyType({}))
    locations: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}))
    departments: Mapping[str, Department] = field(default_factory=lambda: MappingProxyType({}))
    jobs: Mapping[str, Job] = field(default_factory=lambda: MappingProxyType({}))
    everybody: tuple[Grant, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    end_kinds: Mapping[str, EndKind] = field(default_factory=lambda: MappingProxyType({}))
    leave_kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    operators: tuple[Operator, ...] = ()
    notices: NoticePolicy = field(default_factory=NoticePolicy)
    hash: str = ""

    def company(self, code: str | None) -> Company | None:
        return self.companies.get(as_code(code))

    def location(self, code: str | None) -> Location | None:
        return self.locations.get(as_code(code))

    def department(self, code: str | None) -> Department | None:
        return self.departments.get(as_code(code))

    def job(self, code: str | None) -> Job | None:
        return self.jobs.get(as_code(code))

    def worker_type(self, code: str | None) -> WorkerType | None:
        return self.worker_types.get(as_code(code))

    def zone(self, location: str | None, company: str | None) -> str:
        """Where a record's days begin: the location's zone, else the company's, else the default."""
        place, owner = self.location(location), self.company(company)
        return place.zone if place else owner.zone if owner else self.settings.default_zone

    def region(self, location: str | None, company: str | None) -> str:
        """The region's name: the location's, else that of the first row with the company's zone; empty where no row has it."""
        zone = self.zone(location, company)
        place = self.location(location) or next((row for _, row in sorted(self.locations.items()) if row.zone == zone), None)
        return self.settings.regions.get(place.region, "") if place else ""

    def end_kind(self, reason: str | None) -> EndKind | None:
        """What a termination reason means: ordinary where the table has no row; None without a reason."""
        code = as_code(reason)
        return self.end_kinds.get(code, EndKind.ORDINARY) if code else None

    def leave_kind(self, reason: str | None) -> str | None:
        """The kind of leave a reason means; None where the table has no row (then the kind is `other`)."""
        return self.leave_kinds.get(as_code(reason))

    def username(self, login: str) -> str:
        """The Salesforce Username that goes with a login."""
        return login + self.settings.salesforce_suffix

    def is_protected(self, *names: str | None) -> bool:
        """Whether one of an account's names (login, id, person) is on the list of those that are never touched."""
        return any(name is not None and name.casefold() in self.settings.protected_accounts for name in names)

    def managed_groups(self) -> frozenset[str]:
        """Every group named by a row or setting; those made by the site and cost centre patterns are beside it (`is_managed`)."""
        rows = [grant.group for row in self.departments.values() for grant in row.groups]
        workers = [group for worker in self.worker_types.values() for group in worker.groups]
        tiers = [self.settings.tier_prefix + tier for tier in self.settings.tiers]
        return frozenset([*rows, *workers, *tiers, *self.settings.garden_groups, *(grant.group for grant in self.everybody)])

    def is_managed(self, group: str) -> bool:
        """Whether membership in a group is the policy's to give and take."""
        patterns = (self.settings.site_group, self.settings.cost_centre_group)
        return group in self.managed_groups() or any(group.startswith(pattern.split("{")[0]) for pattern in patterns)


def highest_allowed(tier: str, cap: str | None, tiers: Iterable[str]) -> str:
    """The lower of a tier and its cap, by the policy's order of tiers."""
    order = list(tiers)
    return tier if cap is None or order.index(tier) <= order.index(cap) else cap
