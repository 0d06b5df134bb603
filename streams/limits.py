"""The brake's numbers as the policy gives them."""

from domain.brake import Limit, Limits
from domain.policy import Policy


def brake_limits(policy: Policy) -> Limits:
    """Settings `brake.*` and `guard.*` as the company stage weighs with them."""
    numbers = policy.settings
    return Limits(
        window=numbers.brake_window,
        group_window=numbers.guard_window,
        ends=Limit(numbers.brake_passes, numbers.brake_share, numbers.brake_floor),
        urgent=Limit(numbers.brake_urgent, 1.0, numbers.brake_urgent),
        group=Limit(numbers.guard_passes, numbers.guard_share, numbers.guard_floor),
    )
