"""What an answer of Okta's means: one table (okta.md §2.13, §3.1). Texts are ours; Okta's may hold a login and are not passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

from sinks.okta.client import Lost, Said
from sinks.target import Answer, Applied, Denied, Later, Refused, Trouble, Unchanged, Unknown

HOUR: Final = timedelta(hours=1)


class Kind(Enum):
    """What an error code leads to."""

    LATER = "try again"
    ALREADY = "it is so already"
    AGAIN = "look again: the account has moved on"
    REFUSED = "park with a case"
    HOURLY = "a case, tried again hourly: only the organisation can mend it"
    DENIED = "call nobody"
    UNKNOWN = "a write may have happened: read back"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code's meaning. `cure` is for the one who opens the case."""

    kind: Kind
    reason: str
    cure: str = ""


OUR_FAULT: Final = "report it: the product sent what Okta does not take"
RIGHTS: Final = (
    "give the service account the right to manage users, groups and app assignments and to read the log (scopes okta.users.manage, "
    "okta.groups.manage, okta.apps.manage, okta.logs.read)"
)
KEY: Final = "check JML_OKTA_CLIENT_ID, the key that the service app holds, and this machine's clock"
GRANT: Final = "grant the service app okta.users.manage, okta.groups.manage, okta.apps.manage and okta.logs.read"


def _same(entry: Entry, *codes: str) -> dict[str, Entry]:
    return dict.fromkeys(codes, entry)


CODES: Final[Mapping[str, Entry]] = {
    "E0000001": Entry(Kind.REFUSED, "a value is not accepted", "correct the value in UKG or in the policy"),
    **_same(
        Entry(Kind.REFUSED, "the request is not understood", OUR_FAULT),
        *("E0000003", "E0000008", "E0000018", "E0000019", "E0000020", "E0000021", "E0000022", "E0000028", "E0000029", "E0000030"),
        *("E0000031", "E0000033", "E0000037", "E0000124", "E0000125", "E0000242"),
    ),
    "E0000004": Entry(Kind.DENIED, "Okta refuses the credentials"),
    "E0000011": Entry(Kind.DENIED, "Okta refuses the token"),
    "E0000005": Entry(Kind.HOURLY, "not allowed", RIGHTS),
    "E0000006": Entry(Kind.HOURLY, "not allowed", RIGHTS),
    "E0000007": Entry(Kind.AGAIN, "it is not there any more"),
    "E0000009": Entry(Kind.UNKNOWN, "Okta failed"),
    "E0000010": Entry(Kind.LATER, "Okta takes no writes for now (read-only mode)"),
    "E0000015": Entry(Kind.HOURLY, "the organisation lacks this feature", "ask Okta for it, or leave it out of the policy"),
    **_same(Entry(Kind.AGAIN, "the account is in another state"), "E0000016", "E0000032", "E0000038", "E0000117", "E0000231"),
    "E0000023": Entry(Kind.REFUSED, "the profile is mastered by another system", "take it out of that system, or protect the account"),
    **_same(Entry(Kind.LATER, "Okta asks to wait"), "E0000047", "E0000112", "E0000113", "E0000118", "E0000239", "E0000249", "E0000253"),
    **_same(Entry(Kind.UNKNOWN, "Okta failed"), "E0000049", "E0000051", "E0000065"),
    "E0000062": Entry(Kind.ALREADY, "assigned already"),
    "E0000090": Entry(Kind.ALREADY, "assigned already"),
    "E0000075": Entry(Kind.REFUSED, "the attribute is read-only", "leave it out of the policy"),
    "E0000077": Entry(Kind.REFUSED, "the attribute is immutable", "leave it out of the policy"),
    "E0000078": Entry(Kind.REFUSED, "the attribute is read-only", "leave it out of the policy"),
    "E0000081": Entry(Kind.REFUSED, "the attribute comes from a mapping", "leave it out of the policy, or change the mapping in Okta"),
    "E0000093": Entry(Kind.REFUSED, "too many groups at once", OUR_FAULT),
    "E0000111": Entry(Kind.REFUSED, "the group cannot be changed by the API", "name a group of type OKTA_GROUP in the policy"),
    "E0000145": Entry(Kind.LATER, "Okta is changing its schema"),
    "E0000209": Entry(Kind.REFUSED, "the group is used by a policy", "free it in Okta"),
    "E0000261": Entry(Kind.REFUSED, "the link to the manager is not accepted", OUR_FAULT),
    "invalid_client": Entry(Kind.DENIED, "Okta refuses the service app", KEY),
    "unauthorized_client": Entry(Kind.DENIED, "Okta refuses the service app", KEY),
    "access_denied": Entry(Kind.DENIED, "Okta refuses the service app", GRANT),
    "invalid_scope": Entry(Kind.DENIED, "the service app lacks a scope", GRANT),
    "consent_required": Entry(Kind.DENIED, "the service app lacks a scope", GRANT),
    "invalid_dpop_proof": Entry(Kind.DENIED, "Okta refuses the proof of possession", "check this machine's clock"),
    "use_dpop_nonce": Entry(Kind.LATER, "Okta changes its nonce"),
    "dpop_nonce_exhausted": Entry(Kind.LATER, "Okta changes its nonce"),
}
"""okta.md §2.13; by OAuth's own words what the token endpoint says (RFC 6749 §5.2, RFC 9449 §5)."""
STATUSES: Final[Mapping[int, Entry]] = {
    401: Entry(Kind.DENIED, "Okta refuses the token"),
    429: Entry(Kind.LATER, "Okta asks to wait"),
}
"""Where no code is known."""
EDGE: Final = Entry(Kind.UNKNOWN, "Okta or something in front of it failed")
OTHER: Final = Entry(Kind.REFUSED, "Okta refuses the request", "see the code in Okta's documentation and report it")


def entry_of(said: Said) -> Entry | None:
    """The row of the table for an answer; None where nothing is wrong."""
    if said.status < 300:
        return EDGE if said.garbled else None
    known = CODES.get(said.code) or STATUSES.get(said.status)
    if known:
        return known
    ours = isinstance(said.body, dict) and ("errorCode" in said.body or "error" in said.body)
    return OTHER if ours and said.status < 500 else EDGE


def trouble_of(said: Said) -> Trouble | None:
    """What is wrong with an answer; None where nothing is."""
    entry = entry_of(said)
    code = said.code if said.code in CODES or entry is OTHER else str(said.status)
    match entry:
        case None | Entry(kind=Kind.ALREADY):
            return None
        case Entry(kind=Kind.DENIED):
            return Denied(code=code, reason=f"{entry.reason}: {entry.cure}" if entry.cure else entry.reason)
        case Entry(kind=Kind.LATER):
            return Later(code=code, reason=entry.reason, at=_reset(said) if said.status == 429 else None)
        case Entry(kind=Kind.UNKNOWN):
            return Unknown(code=code, reason=entry.reason)
        case Entry(kind=Kind.AGAIN):
            return Refused(code=code, reason=entry.reason, again=True)
    return _refused(said, code, entry)


def _refused(said: Said, code: str, entry: Entry) -> Refused:
    field, duplicate = _field(said)
    if duplicate and field == "login":
        return Refused(code=code, reason="the login is taken", field=field, cure="another is handed out", case="duplicate-login")
    return Refused(code=code, reason=entry.reason, field=field, cure=entry.cure, retry_after=HOUR if entry.kind is Kind.HOURLY else None)


def answer_of(said: Said, subject: str | None = None) -> Answer:
    """What a write's answer means; `subject` is the account's id."""
    entry = entry_of(said)
    if entry and entry.kind is Kind.ALREADY:
        return Unchanged(subject=subject, code=said.code)
    return trouble_of(said) or Applied(subject=subject, code=str(said.status))


def lost_read(lost: Lost) -> Trouble:
    """A read has no effect, so it is simply repeated."""
    return Later(code=str(lost), reason="Okta does not answer")


def lost_write(lost: Lost) -> Answer:
    """A write without an answer may have taken effect, unless it surely never left."""
    if lost.begun:
        return Unknown(code=str(lost), reason="no answer from Okta")
    return Later(code=str(lost), reason="Okta cannot be reached")


def _field(said: Said) -> tuple[str, bool]:
    """The attribute at fault, and whether its value belongs to another account; of Okta's text only that is used."""
    causes = said.body.get("errorCauses") if isinstance(said.body, dict) else None
    text = str(causes[0].get("errorSummary", "")) if isinstance(causes, list) and causes and isinstance(causes[0], dict) else ""
    name = text.partition(":")[0]
    return (name if name.isidentifier() and len(name) < 40 else ""), "already exists" in text


def _reset(said: Said) -> datetime | None:
    """When the window is over. Concurrency (limit 0) tells only an estimate: then the back-off decides (okta.md §3.1)."""
    reset = said.headers.get("X-Rate-Limit-Reset", "")
    if not reset.isdigit() or said.headers.get("X-Rate-Limit-Limit") == "0":
        return None
    return datetime.fromtimestamp(int(reset), UTC) + timedelta(seconds=1)
