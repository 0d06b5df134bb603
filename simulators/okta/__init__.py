"""Okta's Management API as far as joining, moving and leaving need it: users, life cycle, groups, direct app assignments, schema."""

from typing import Any

from simulators.kernel.clock import Clock
from simulators.okta.assumptions import Assumptions
from simulators.okta.options import Options
from simulators.okta.vendor import Okta

__all__ = ["Assumptions", "Okta", "Options", "okta"]


def okta(clock: Clock, token: str, **options: Any) -> Okta:
    """One organisation that accepts `token`; options and assumptions by name (`Options`, `Assumptions`)."""
    return Okta(clock, token=token, options=Options.of(options))
