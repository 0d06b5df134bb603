"""What a simulated org can be told to be."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from simulators.salesforce.assumptions import Assumptions


@dataclass(frozen=True, slots=True)
class Options:
    """Every setting has the value of the reference company's org.

    feature_licences    UserPermissions… flag → how many active users may have it; a flag not named is not counted (salesforce.md §2.2)
    lacks               fields the org has not, `Field` for all objects or `Object.Field`
    territories         whether Sales Territories are on: without them their objects do not exist (§2.5)
    session_timeout     seconds of business time a session may idle (§6.7), None for ever
    daily_api_requests  None computes it from the licences (§6.1)
    usage_step          the usage counter moves in steps of so many calls, as the real one lags (§6.2)
    assignment_rules    object → Username that active rules give new and changed records to, unless `Sforce-Auto-Assign: FALSE` (§3)
    denied              permissions taken from the integration user, as UserPermissionAccess names them, without `Permissions`
    currencies          ISO code → rate to the corporate currency, which comes first; none is an org of one currency (§9.2)
    custom              object → further fields, lines as in `schema`
    fiscal_year_start   month 1 to 12
    org_time_zone       the zone that day literals are of
    bulk_polls          how often a bulk job says that it is still at work before it is done
    certificate         PEM of the certificate (or public key) that vouches for JWT bearer assertions (§1.2); None: the app has none
    machine             epoch seconds, against which assertions run out
    """

    licences: int = 500
    feature_licences: dict[str, int] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    territories: bool = True
    session_timeout: float | None = 7200.0
    daily_api_requests: int | None = None
    usage_step: int = 1
    assignment_rules: dict[str, str] = field(default_factory=dict)
    instance: str = "https://halden.my.salesforce.com"
    denied: tuple[str, ...] = ()
    currencies: dict[str, float] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    fiscal_year_start: int = 1
    org_time_zone: str = "America/New_York"
    bulk_polls: int = 1
    certificate: str | None = None
    machine: Callable[[], float] = time.time
    assumptions: Assumptions = field(default_factory=Assumptions)
