"""UKG Pro: REST v1 and SOAP with the quirks of a real tenant."""

from simulators.kernel.clock import Clock
from simulators.ukg.assumptions import Assumptions
from simulators.ukg.routes import Access
from simulators.ukg.vendor import Ukg

__all__ = ["Assumptions", "Ukg", "ukg"]


def ukg(clock: Clock, user: str, password: str, customer_key: str, assumptions: Assumptions | None = None, user_key: str = "") -> Ukg:
    """A tenant with one service account; empty. Without a user API key no SOAP login works."""
    return Ukg(clock, access=Access(user, password, customer_key, user_key), assumptions=assumptions)
