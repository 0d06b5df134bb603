"""What UKG's SOAP answers mean: HTTP statuses, faults, and the business errors inside a 200 (ukg.md §1.3, §1.7)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from producers.ukg.classify import Answer, Later, NoRows, Refused, Rows, Wrong, classify

_LOGIN: Final = re.compile(r"authenticat|token|log[ -]?[io]n|session", re.IGNORECASE)
_RIGHT: Final = re.compile(r"authoriz|permission|access (is )?denied|not allowed|security", re.IGNORECASE)
_NOBODY: Final = re.compile(r"not ?found|does not exist|no (employee|record)", re.IGNORECASE)


class NeedsLogin(Exception):
    """The token is not, or no longer, taken: one new login is worth trying."""


def of_status(status: int) -> Answer:
    """A status other than 200 without a fault; 401 is told apart by the caller, who may log in anew."""
    return Wrong("404: there is no such service") if status == 404 else classify(status, {}, "SOAP")


def of_fault(code: str, text: str) -> Answer:
    """A fault's code and text; raises NeedsLogin for one that speaks of the token. The text is looked at and never shown."""
    if _LOGIN.search(text):
        raise NeedsLogin
    if _RIGHT.search(text):
        return Refused("UKG refused the operation", "give the service account the right", whole=False)
    return Wrong("a fault that blames the request") if "Sender" in code or "Client" in code else Later("a fault at UKG")


def of_messages(messages: Iterable[Mapping[str, Any]], right: str) -> Answer:
    """The errors of an OperationResult, worst first; raises NeedsLogin. Only codes and member names are shown: texts may quote a person."""
    errors = [each for each in messages if each.get("Severity") == "Error"]
    texts = [f"{each.get('Code') or ''} {each.get('Message') or ''}" for each in errors]
    if any(_RIGHT.search(text) for text in texts):
        return Refused("UKG refused the operation", f"give the service account the right to {right}", whole=False)
    if any(_LOGIN.search(text) for text in texts):
        raise NeedsLogin
    if texts and all(_NOBODY.search(text) for text in texts):
        return NoRows()
    if errors:
        named = ", ".join(sorted({f"{each.get('Code') or 'no code'} {each.get('PropertyName') or ''}".strip() for each in errors}))
        return Wrong(f"UKG does not take the request: {named}")
    return Rows()
