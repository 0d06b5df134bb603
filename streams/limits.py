"""What the company stage goes by, as the policy gives it."""

from domain.brake import Limit, Limits
from domain.policy import Policy
from domain.rules import Rules


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


def rules_of(policy: Policy) -> Rules:
    """All of the policy that concerns more than one person."""
    numbers = policy.settings
    return Rules(
        login_domain=numbers.login_domain,
        limits=brake_limits(policy),
        rename=numbers.rename,
        report=numbers.first_load == "report",
        notice=numbers.contractor_notice,
        notice_at=numbers.contractor_notice_at,
        zone=numbers.default_zone,
        zones={company.code: company.zone for company in policy.companies.values()},
        tier=numbers.tier_prefix,
    )
