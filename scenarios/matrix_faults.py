"""The columns of the fault matrix: what goes wrong with a call, at whom, and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

ALL: Final = frozenset({"ukg", "okta", "salesforce"})
TARGETS: Final = frozenset({"okta", "salesforce"})
LONGER_THAN_WE_WAIT: Final = {"ukg": 1.0, "okta": 8.5, "salesforce": 6.5}
"""Seconds of a slow call: the effect comes after our own time limit, where waiting for that is bearable (UKG's is 30 s)."""
LAG: Final = 3.0
"""Seconds until Okta's search shows what was written."""
READS: Final = frozenset({"read", "list", "login", "token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One column. `fault` is what the simulator is asked for, for one call of the operation.

    `switch`: system → verb, body that begins it, body that ends it. `lasting`: it stays until it is repaired.
    `stops`: by its nature everybody at that system waits. `only`: operations that can meet it at all.
    """

    name: str
    fault: Mapping[str, Any] = field(default_factory=dict)
    systems: frozenset[str] = ALL
    writes: bool = False
    only: frozenset[str] = frozenset()
    switch: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=dict)
    lasting: bool = False
    stops: bool = False

    def can_meet(self, system: str, operation: str) -> bool:
        """Whether such a call can go wrong in this way."""
        if system not in self.systems or (self.writes and operation in READS):
            return False
        return not self.only or operation in self.only

    def asked(self, system: str, operation: str) -> dict[str, Any]:
        """The fault as the simulator takes it; empty where there is none."""
        if not self.fault:
            return {}
        delay = {"delay": LONGER_THAN_WE_WAIT[system]} if self.fault["kind"] == "slow" else {}
        return {"operation": operation, "times": None if self.fault.get("spreads") else 1, **self.fault, **delay}


LICENCE: Final = "no-licence"
TROUBLES: Final = (
    Trouble(name="before", fault={"kind": "500"}),
    Trouble(name="after", fault={"kind": "500-after"}),
    Trouble(name="slow", fault={"kind": "slow"}),
    Trouble(name="reset", fault={"kind": "reset"}),
    Trouble(name="reset-after", fault={"kind": "reset-after"}),
    Trouble(name="401-once", fault={"kind": "401"}, stops=True),
    Trouble(name="401-for-good", fault={"kind": "401", "spreads": True}, lasting=True, stops=True),
    Trouble(name="429", fault={"kind": "429", "reset": 30.0}, systems=frozenset({"ukg", "okta"})),
    Trouble(name="429-bare", fault={"kind": "429-bare"}),
    Trouble(name="concurrency", fault={"kind": "429-concurrency"}, systems=TARGETS),
    Trouble(name="503-bare", fault={"kind": "503-empty"}),
    Trouble(name="503-html", fault={"kind": "503-html"}),
    Trouble(name="outage", fault={"kind": "503-html", "spreads": True}, lasting=True, stops=True),
    Trouble(name="lock-row", fault={"kind": "lock-row"}, systems=TARGETS, writes=True),
    Trouble(name="partial", fault={"kind": "partial"}, systems=frozenset({"salesforce"}), writes=True),
    Trouble(
        name="read-only",
        systems=TARGETS,
        writes=True,
        lasting=True,
        stops=True,
        switch={
            "okta": ("options", {"read_only": True}, {"read_only": False}),
            "salesforce": ("maintenance", {"read_only": True}, {"read_only": False}),
        },
    ),
    Trouble(name=LICENCE, systems=frozenset({"salesforce"}), only=frozenset({"create", "activate"}), lasting=True),
    Trouble(
        name="search-lag",
        fault={"kind": "reset-after"},
        systems=frozenset({"okta"}),
        writes=True,
        switch={"okta": ("options", {"lag": LAG}, {"lag": 1.0})},
    ),
)
CRASHES: Final = ("none", "after-intend", "after-call", "before-settle")
"""Where the worker dies while the call is under way (`sinks.crash`)."""
