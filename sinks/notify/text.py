"""From a notice to what somebody reads: the policy's words, with values and names put in."""

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from domain.notices import HR, IT, SEALED, SECURITY, Notice, NoticePolicy, Template
from sinks.notify.channel import Message
from sinks.notify.people import People

TEAMS_OF: Final = {IT: "IT", SECURITY: "Security", HR: "HR"}
"""How a recipient is called who is no person."""
_PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One notice in words."""

    notice: str
    subject: str = field(repr=False)
    text: str = field(repr=False)


def line(notice: Notice, template: Template, people: People) -> Line:
    """Raises KeyMissing, Unreadable. Only what the words ask for is opened."""
    words = f"{template.subject}\n{template.text}"
    asked = set(_PLACE.findall(words))
    values = {name: _said(value) for name, value in notice.values.items()}
    for name in asked:
        if (sealed := notice.values.get(f"{SEALED}{name}")) is not None:
            values[name] = people.login(notice.about, b64decode(sealed))
    if asked & {"person", "login"}:
        about = people.opened(notice.about)
        values |= {"person": about.name, "login": about.login or "not given yet"}
    if "recipient" in asked:
        values["recipient"] = _recipient(notice.to, people)
    return Line(notice=notice.id, subject=_put(template.subject, values), text=_put(template.text, values))


def message(lines: Sequence[Line], to: str, policy: NoticePolicy, people: People) -> Message:
    """One notice by itself, or several as a list. The same notices make the same id."""
    ids = tuple(each.notice for each in lines)
    if len(lines) == 1:
        return Message(id=ids[0], notices=ids, subject=lines[0].subject, text=_signed(lines[0].text, ids))
    told = "\n\n".join(f"{number}. {each.subject}\n{each.text}" for number, each in enumerate(lines, 1))
    values = {"count": str(len(lines)), "list": told, "recipient": _recipient(to, people)}
    text = _signed(_put(policy.many.text, values), ids)
    return Message(
        id=str(uuid5(NAMESPACE_URL, f"notices/{'/'.join(sorted(ids))}")), notices=ids, subject=_put(policy.many.subject, values), text=text
    )


def _recipient(to: str, people: People) -> str:
    return TEAMS_OF.get(to) or people.opened(to).first


def _put(words: str, values: Mapping[str, str]) -> str:
    """What has no value is said to be unknown; the policy's check allows no other names."""
    return _PLACE.sub(lambda place: values.get(place[1], "(unknown)"), words)


def _signed(text: str, ids: Sequence[str]) -> str:
    return f"{text}\n\n-- \n{' '.join(ids)}\n"


def _said(value: str) -> str:
    """Instants as people read them; everything else as it is."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if at.tzinfo else value
