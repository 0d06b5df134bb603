"""Where the simulator differs from UKG's description on purpose, each with its reason."""

import re
from typing import Final

from simulators.ukg.roles import NEVER

CLOSED: Final = NEVER
_EXCEPTIONS: Final = (
    (r"employee-changes", r"(lacks workLocation|has workLocationCode)$", "real rows say workLocationCode (ukg.md §2.9)"),
    (
        r"employee-employment-details",
        r"(lacks|has) |isHomeCompany is bool",
        "the description repeats the parameters; real rows differ (ukg.md §2.8)",
    ),
    (
        r"/jobs",
        r"(lacks code|has (jobCode|flsaTypeCode|jobEE0Category|jobGroup|longDescription))$",
        "real rows say jobCode and have more (§2.6)",
    ),
    (r"/locations", r"lacks (id|name|type|country)$|state is str", "the description mixes two generations; real rows are flat (§2.6)"),
    (r"employee-job-history-details", r"has unionLocal$", "real rows have it (ukg.md §0, S10)"),
    (r"custom-fields-schema", r"", "no custom fields in this tenant: nothing to compare"),
    (r"employee-changes", r"employeeNumber is str", "a string with leading zeros in real rows (ukg.md §2.7)"),
)


def reason(endpoint: str, note: str) -> str | None:
    """Why this difference is no mistake; None where it is one."""
    return next((why for where, what, why in _EXCEPTIONS if re.search(where, endpoint) and re.match(what, note)), None)
