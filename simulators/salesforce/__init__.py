"""A simulated Salesforce org on real HTTP: what `reference/salesforce.md` says of users, ownership, queries and errors."""

from typing import Any

from simulators.kernel.clock import Clock
from simulators.salesforce.assumptions import Assumptions
from simulators.salesforce.options import Options
from simulators.salesforce.vendor import Salesforce


def salesforce(clock: Clock, client_id: str, client_secret: str, **options: Any) -> Salesforce:
    """The reference company's org; `options` are the fields of `Options`."""
    return Salesforce(clock, client_id=client_id, client_secret=client_secret, options=Options(**options))


__all__ = ["Assumptions", "Options", "Salesforce", "salesforce"]
