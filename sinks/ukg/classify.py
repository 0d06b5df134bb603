"""What UKG's SOAP answers mean for a write: one table, by status, kind of loss or UKG's own code (ukg.md §1.7).

UKG's codes for business errors are not documented: one that is not in the table is a refusal of that person's value. Texts are ours, for
UKG's may quote a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow, RightMissing
from producers.ukg.soap_answers import ERROR
from sinks.target import Answer, Denied, Later, Refused, Trouble, Unknown
from sinks.ukg.client import Lost, Moved, NotBegun

HOUR: Final = timedelta(hours=1)
RIGHT: Final = "give the service account the right to Employee Person (View and Edit)"
LOGIN: Final = "check the service account, JML_UKG_USER_KEY and JML_UKG_CUSTOMER_KEY"
CORRECT: Final = "see what UKG's rules for the work address do not take, and correct the login or the rule"
OUR_FAULT: Final = "report it: the product sent what UKG does not take"
ADDRESS: Final = "check JML_UKG_URL: System Configuration, Security, Web Services lists the host"


class Kind(Enum):
    """What an answer leads to."""

    LATER = "try again"
    UNKNOWN = "the write may have happened: read back"
    AGAIN = "look again: the record has moved on"
    REFUSED = "park with a case"
    HOURLY = "a case, tried again hourly: it is nobody's own fault"
    DENIED = "call nobody"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer's meaning. `cure` is for the one who opens the case."""

    kind: Kind
    reason: str
    cure: str = ""


BUSY: Final = Entry(Kind.LATER, "UKG asks to wait")
FAILED: Final = Entry(Kind.LATER, "UKG does not answer")
UNSURE: Final = Entry(Kind.UNKNOWN, "no answer from UKG")
STRANGE: Final = Entry(Kind.HOURLY, "UKG answers what it should not", ADDRESS)
SEVERAL: Final = Entry(Kind.AGAIN, "UKG has several people of one company and number")
GONE: Final = Entry(Kind.AGAIN, "the record is not there any more")
ANSWERS: Final[Mapping[str, Entry]] = {
    "401": Entry(Kind.DENIED, "UKG refuses the account", LOGIN),
    "login": Entry(Kind.LATER, "UKG's login fails"),
    "403": Entry(Kind.DENIED, "a right is missing at UKG", RIGHT),
    "404": Entry(Kind.HOURLY, "there is no such service", ADDRESS),
    "405": Entry(Kind.LATER, "405, which comes and goes on these servers"),
    "425": BUSY,
    "429": BUSY,
    "sender-fault": Entry(Kind.HOURLY, "a fault that blames the request", OUR_FAULT),
    "several": SEVERAL,
    "moved": Entry(Kind.AGAIN, "the address was changed meanwhile"),
    "late": Entry(Kind.LATER, "it was too late to begin, or UKG could not be reached"),
    "NotFound": GONE,
    "Ambiguous": SEVERAL,
    ERROR: Entry(Kind.REFUSED, "UKG does not take the address", CORRECT),
}
"""What surely was not done, by code. The last one stands for every code of UKG's that is not here."""


def code_of(failed: Exception) -> str:
    """The word under which the table has it."""
    match failed:
        case RightMissing():
            return "403"
        case CredentialsRefused():
            return "401"
        case Moved():
            return "moved"
        case NotBegun():
            return "late"
        case NotNow(code=code) | BadAnswer(code=code) | Lost(code=code):
            return code
    return type(failed).__name__


def entry_of(failed: Exception) -> Entry:
    """Its row; UKG's own codes that have none share one, and a loss or status that has none is waited out or asked about hourly."""
    code = code_of(failed)
    match failed:
        case Lost():
            return UNSURE
        case _ if code in ANSWERS:
            return ANSWERS[code]
        case NotNow() | BadAnswer(code=""):
            return FAILED
        case BadAnswer():
            return STRANGE if code.isdigit() else ANSWERS[ERROR]
    return UNSURE


def of_write(failed: Exception) -> Answer:
    """What a write that did not go through means."""
    entry, code = entry_of(failed), code_of(failed)
    match entry.kind:
        case Kind.UNKNOWN:
            return Unknown(code=code, reason=entry.reason)
        case Kind.LATER:
            return Later(code=code, reason=entry.reason)
        case Kind.DENIED:
            return Denied(code=code, reason=f"{entry.reason}: {entry.cure}")
        case Kind.AGAIN:
            return Refused(code=code, reason=entry.reason, again=True)
    member = failed.member if isinstance(failed, BadAnswer) and failed.member.isidentifier() else ""
    return Refused(code=code, reason=entry.reason, field=member, cure=entry.cure, retry_after=HOUR if entry.kind is Kind.HOURLY else None)


def is_nobody(failed: Exception) -> bool:
    """Whether a read did not fail, but found no single person."""
    return entry_of(failed) in (GONE, SEVERAL)


def of_read(failed: Exception) -> Trouble:
    """What a read that failed means. It names nobody's value, so nobody is parked for it."""
    entry, code = entry_of(failed), code_of(failed)
    if entry.kind is Kind.DENIED:
        return Denied(code=code, reason=f"{entry.reason}: {entry.cure}")
    return Later(code=code, reason=entry.reason)
