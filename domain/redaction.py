"""What of an action may be told to anybody who reads the audit: codes and ids, never what names a person."""

import re
from collections.abc import Mapping

from domain.outcomes import Action

LONGEST_TEXT = 500
PERSONAL = frozenset(
    "alias communitynickname displayname email federationidentifier first firstname honorificprefix honorificsuffix last lastname login"
    " mail middlename mobilephone name nickname phone postaladdress preferred primaryphone secondemail username".split()
)
_MAIL = re.compile(r"\S*@\S*")


def told(value: str) -> str:
    """Text that may go out: nothing that looks like a mail address, not too long."""
    return _MAIL.sub("[mail]", value)[:LONGEST_TEXT]


def told_changes(action: Action) -> dict[str, dict[str, str | bool | None]]:
    """Field → before and after; of a personal field only that it changed."""
    return {told(name): _told_change(name, *change) for name, change in action.changes.items()}


def _told_change(field: str, before: str | None, after: str | None) -> dict[str, str | bool | None]:
    if _is_personal(field) or before is None is after:
        return {"changed": True}
    return {"before": None if before is None else told(before), "after": None if after is None else told(after)}


def told_args(args: Mapping[str, str]) -> dict[str, str]:
    """An action's arguments without the personal ones."""
    return {told(name): told(value) for name, value in args.items() if not _is_personal(name)}


def _is_personal(field: str) -> bool:
    return re.sub(r"[^a-z]", "", field.rpartition(".")[2].lower()) in PERSONAL
