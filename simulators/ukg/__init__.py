"""UKG Pro: REST v1 reads of person and employment details with the quirks of a real tenant."""

from simulators.kernel.clock import Clock
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.vendor import Ukg

__all__ = ["Assumptions", "Ukg", "ukg"]


def ukg(clock: Clock, user: str, password: str, customer_key: str, assumptions: Assumptions | None = None) -> Ukg:
    """A tenant with one service account; empty."""
    return Ukg(clock, user=user, password=password, customer_key=customer_key, assumptions=assumptions)
