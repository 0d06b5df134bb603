"""What a simulated org can be told to be."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from simulators.salesforce.assumptions import Assumptions


@dataclass(frozen=True, slots=True)
class Options:
    """Every setting has the value of the reference company's org.

    `lacks`: custom fields the org has not, `Field` for all objects or `Object.Field`. `session_timeout`: seconds of business time a session
    may idle (salesforce.md §6.7), None for ever. `daily_api_requests`: None computes it from the licences (§6.1). `usage_step`: the usage
    counter moves in steps of so many calls, as the real one lags (§6.2). `assignment_rules`: object → Username that active assignment rules
    give new and changed records to, unless `Sforce-Auto-Assign: FALSE` (§3). `certificate`: PEM of the certificate (or public key) that
    vouches for JWT bearer assertions (§1.2), None while the connected app has none. `machine`: epoch seconds, against which assertions run
    out.
    """

    licences: int = 500
    lacks: tuple[str, ...] = ()
    territories: bool = True
    session_timeout: float | None = 7200.0
    daily_api_requests: int | None = None
    usage_step: int = 1
    assignment_rules: dict[str, str] = field(default_factory=dict)
    instance: str = "https://halden.my.salesforce.com"
    certificate: str | None = None
    machine: Callable[[], float] = time.time
    assumptions: Assumptions = field(default_factory=Assumptions)
