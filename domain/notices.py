"""What people are told: one notice per fact, with a stable id. Values are codes, dates and ids; whoever delivers it opens names."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

IT, SECURITY, HR = "it", "security", "hr"
"""Recipients that are no person."""


class NoticeKind(StrEnum):
    JOINER = "joiner"
    LEAVER = "leaver"
    CONTRACT_ENDING = "contract-ending"
    CONTRACT_ENDED = "contract-ended"
    TASK = "task"
    OUT_OF_OFFICE = "out-of-office"
    TIER_CHANGED = "tier-changed"
    RENAME = "rename"
    REVIEW = "review"
    COVER = "cover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`to` is a person id, or it, security, hr; `about` the person id it speaks of."""

    id: str
    to: str
    about: str
    kind: NoticeKind
    at: datetime
    values: dict[str, str] = field(default_factory=dict)


def notice_id(about: str, kind: NoticeKind, fact: str) -> str:
    """The same fact has the same id, however often it is told."""
    return str(uuid5(NAMESPACE_URL, f"notice/{about}/{kind}/{fact}"))
