"""What an answer of Okta's means: one table (okta.md §2.13, §3.1). Texts are ours; Okta's may hold a login and are not passed on."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from sinks.okta.client import Lost, Said
from sinks.target import Answer, Applied, Denied, Later, Refused, Trouble, Unchanged, Unknown

CREDENTIALS: Final = frozenset({"E0000004", "E0000011"})
BUSY: Final = frozenset({"E0000112", "E0000113", "E0000239", "E0000249", "E0000253", "E0000118"})
ALREADY: Final = frozenset({"E0000062", "E0000090"})
MOVED_ON: Final = frozenset({"E0000016", "E0000038", "E0000032", "E0000231", "E0000117", "E0000007"})
"""The account is no longer as it was read: a fresh look leads elsewhere."""
CURES: Final[Mapping[str, tuple[str, str]]] = {
    "E0000001": ("a value is not accepted", "correct the value in UKG or in the policy"),
    "E0000005": ("not allowed", "give the service account the right to manage users and groups"),
    "E0000006": ("not allowed", "give the service account the right to manage users and groups"),
    "E0000015": ("the organisation lacks this feature", "ask Okta for it, or leave it out of the policy"),
    "E0000023": ("the profile is mastered by another system", "take it out of that system, or protect the account"),
    "E0000075": ("the attribute is read-only", "leave it out of the policy"),
    "E0000077": ("the attribute is immutable", "leave it out of the policy"),
    "E0000078": ("the attribute is read-only", "leave it out of the policy"),
    "E0000111": ("the group cannot be changed by the API", "name a group of type OKTA_GROUP in the policy"),
    "E0000209": ("the group is used by a policy", "free it in Okta"),
}


def trouble_of(said: Said) -> Trouble | None:
    """What is wrong with an answer; None where nothing is."""
    status, code = said.status, said.code
    if status < 300:
        return None
    if code in CREDENTIALS or (status == 401 and code != "E0000015"):
        return Denied(code=code, reason="Okta refuses the API token")
    if status == 429 or code in BUSY:
        return Later(code=code, reason="Okta asks to wait", at=_reset(said) if status == 429 else None)
    if status >= 500 or not isinstance(said.body, dict) or "errorCode" not in said.body:
        return Unknown(code=str(status), reason="Okta or something in front of it failed")
    return _refused(said)


def _refused(said: Said) -> Refused:
    code = said.code
    if code in MOVED_ON:
        return Refused(code=code, reason="the account moved on", again=True)
    field, duplicate = _field(said)
    if duplicate and field == "login":
        return Refused(code=code, reason="the login is taken", field=field, cure="another is handed out", case="duplicate-login")
    reason, cure = CURES.get(code, ("Okta refuses the request", "see the code in Okta's documentation and report it"))
    return Refused(code=code, reason=reason, field=field, cure=cure)


def answer_of(said: Said, subject: str | None = None) -> Answer:
    """What a write's answer means; `subject` is the account's id."""
    if said.code in ALREADY:
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
    causes = said.body.get("errorCauses") or []
    text = str(causes[0].get("errorSummary", "")) if causes and isinstance(causes[0], dict) else ""
    name = text.partition(":")[0]
    return (name if name.isidentifier() and len(name) < 40 else ""), "already exists" in text


def _reset(said: Said) -> datetime | None:
    """When the window is over. Concurrency (limit 0) tells only an estimate: then the back-off decides (okta.md §3.1)."""
    reset = said.headers.get("X-Rate-Limit-Reset", "")
    if not reset.isdigit() or said.headers.get("X-Rate-Limit-Limit") == "0":
        return None
    return datetime.fromtimestamp(int(reset), UTC) + timedelta(seconds=1)
