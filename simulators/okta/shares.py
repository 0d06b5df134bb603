"""What part of the organisation's limits single principals get (okta.md §3.3)."""

from dataclasses import dataclass


@dataclass(slots=True)
class PrincipalLimit:
    """Percentages of one principal; times without milliseconds (recorded)."""

    id: str
    principal: str
    kind: str
    percentage: int
    concurrency: int
    created: str
    updated: str
