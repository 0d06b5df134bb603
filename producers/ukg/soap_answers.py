"""What UKG's SOAP answers mean: HTTP statuses, faults, and the business errors inside a 200 (ukg.md §1.3, §1.7)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from producers.ukg.classify import Answer, Later, NoRows, Refused, Rows, Wrong, classify

_LOGIN: Final = re.compile(r"authenticat|token|log[ -]?[io]n|session", re.IGNORECASE)
_RIGHT: Final = re.compile(r"authoriz|permission|access (is )?denied|not allowed|security", re.IGNORECASE)
_NOBODY: Final = re.compile(r"not ?found|does not exist|no (employee|record)", re.IGNORECASE)


ERROR: Final = "error"
"""Stands for the code of an error that UKG gives none."""


class NeedsLogin(Exception):
    """The token is not, or no longer, taken: one new login is worth trying."""


def of_status(status: int) -> Answer:
    """A status other than 200 without a fault; 401 is told apart by the caller, who may log in anew."""
    return Wrong("404: there is no such service", "404") if status == 404 else classify(status, {}, "SOAP")


def of_fault(code: str, text: str) -> Answer:
    """A fault's code and text; raises NeedsLogin for one that speaks of the token. The text is looked at and never shown."""
    if _LOGIN.search(text):
        raise NeedsLogin
    if _RIGHT.search(text):
        return Refused("UKG refused the operation", "give the service account the right", whole=False)
    if "Sender" in code or "Client" in code:
        return Wrong("a fault that blames the request", "sender-fault")
    return Later("a fault at UKG", code="fault")


def of_messages(messages: Iterable[Mapping[str, Any]], right: str) -> Answer:
    """The errors of an OperationResult, worst first; raises NeedsLogin. Only codes and member names are shown: texts may quote a person.

    An error that names a member is about its value, whatever words it uses: an address that is "not allowed" is no missing right.
    """
    errors = [each for each in messages if each.get("Severity") == "Error"]
    texts = [f"{each.get('Code') or ''} {each.get('Message') or ''}" for each in errors]
    general = [text for text, each in zip(texts, errors, strict=True) if not each.get("PropertyName")]
    if any(_RIGHT.search(text) for text in general):
        return Refused("UKG refused the operation", f"give the service account the right to {right}", whole=False)
    if any(_LOGIN.search(text) for text in general):
        raise NeedsLogin
    if texts and all(_NOBODY.search(text) for text in texts):
        return NoRows()
    if errors:
        named = ", ".join(sorted({f"{each.get('Code') or 'no code'} {each.get('PropertyName') or ''}".strip() for each in errors}))
        first = errors[0]
        return Wrong(f"UKG does not take the request: {named}", str(first.get("Code") or ERROR), str(first.get("PropertyName") or ""))
    return Rows()
