"""What UKG's REST answers mean: one table, by status (ukg.md §2.2, §2.4, §2.5, §1.7).

A status that is not in the table is `Wrong`: the answer is not trusted, and nothing follows from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 86_400.0
"""Seconds: a longer wait that UKG asks for is taken for a mistake and cut to this."""
RIGHTS: Final[Mapping[str, str]] = {
    "person-details": "Employee Person Details (View)",
    "employment-details": "Personnel Integration (View)",
    "employee-employment-details": "Personnel Integration (View)",
    "user-defined-fields": "Personnel Integration (View)",
    "employee-job-history-details": "Employee Job History Details (View)",
    "employee-changes": "EmployeeExport (View)",
}
"""The service account's right behind a resource, by the name UKG's screens give it (ukg.md §2.1)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer's body is what was asked for."""


@dataclass(frozen=True, slots=True)
class NoRows:
    """Nothing there: past the last page, or nobody of that id."""


@dataclass(frozen=True, slots=True)
class Later:
    """The same request may work later; `after` is seconds, where UKG said so. `code`: the status, or `fault`."""

    why: str
    after: float | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A person must act. `whole`: nothing works with these credentials; else it is this resource's right that is missing."""

    why: str
    cure: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that the request should not have had. `code`: the status, `sender-fault`, or UKG's own code; `member`: what it is about."""

    why: str
    code: str = ""
    member: str = ""


Answer = Rows | NoRows | Later | Refused | Wrong

_LATER: Final = {
    405: "405, which comes and goes on these servers",
    408: "the request took too long",
    425: "too early",
    429: "too many calls in this minute",
    500: "an error at UKG",
    502: "the gateway has no answer",
    503: "the service is not available",
    504: "the gateway waited too long",
}
_WRONG: Final = {
    204: "an answer without a body",
    400: "UKG does not take a parameter of this request",
    406: "UKG has no JSON for this resource",
    410: "this resource is no longer there",
    414: "the address is too long for UKG",
    415: "UKG does not take this kind of body",
}


def classify(status: int, headers: Mapping[str, str], resource: str) -> Answer:
    """What an answer of this status to a read of this resource means."""
    if status == 200:
        return Rows()
    if status == 404:  # documented beside the empty array as "no rows" (ukg.md §2.2)
        return NoRows()
    if status == 401:
        return Refused("UKG answered 401: it does not know this account", "check JML_UKG_USER and JML_UKG_PASSWORD", whole=True)
    if status == 403:
        return _forbidden(resource)
    if 300 <= status < 400:
        elsewhere = "JML_UKG_URL is not the service host that UKG lists under Web Services"
        return Wrong(f"UKG answered {status} and points elsewhere: {elsewhere}", str(status))
    if status in _LATER or status >= 500:
        return Later(f"{status} ({_LATER.get(status, 'an error at UKG')})", after(headers), str(status))
    return Wrong(f"status {status} ({_WRONG.get(status, 'which UKG does not document')})", str(status))


def _forbidden(resource: str) -> Refused:
    right = RIGHTS.get(resource, "Personnel Integration (View)")
    return Refused(
        f"UKG answered 403 for {resource}",
        f"check JML_UKG_CUSTOMER_KEY, and give the service account the right to {right}",
        whole=resource in ("person-details", "employment-details"),
    )


def after(headers: Mapping[str, str]) -> float | None:
    """Seconds of `Retry-After`, a number or an HTTP date read against the answer's own `Date`; None where there is none or it is no use."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        wait = float(text)
    except ValueError:
        wait = _until(text, headers.get("Date", ""))
    return min(wait, LONGEST) if wait >= 0 else None  # NaN is neither


def _until(text: str, now: str) -> float:
    try:
        return max((parsedate_to_datetime(text) - parsedate_to_datetime(now)).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return -1.0
