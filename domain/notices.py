"""What people are told: one notice per fact, with a stable id. Values are codes, dates and ids; whoever delivers it opens names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import NAMESPACE_URL, uuid5

IT, SECURITY, HR = "it", "security", "hr"
"""Recipients that are no person."""
PERSON = "person"
ADDRESSEES: Final = (PERSON, IT, SECURITY, HR)
MAIL, SLACK, TEAMS = "mail", "slack", "teams"
CHANNELS: Final = (MAIL, SLACK, TEAMS)
SEALED: Final = "sealed_"
"""A value under a name that begins so is base64 of a login sealed under the person's key; it is opened only for who is told."""


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
    BRAKE = "brake"


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


def addressee(to: str) -> str:
    """Which of the addressees a recipient is."""
    return to if to in (IT, SECURITY, HR) else PERSON


NAMES: Final = frozenset({"person", "login", "recipient"})
"""What a text may call by name whatever it tells: the person's name and login, and whom it is sent to; opened only for who is told."""
VALUES: Final[Mapping[NoticeKind, frozenset[str]]] = MappingProxyType(
    {
        NoticeKind.JOINER: frozenset({"start"}),
        NoticeKind.LEAVER: frozenset({"ended"}),
        NoticeKind.CONTRACT_ENDING: frozenset({"ends"}),
        NoticeKind.CONTRACT_ENDED: frozenset({"ended"}),
        NoticeKind.TASK: frozenset({"task"}),
        NoticeKind.OUT_OF_OFFICE: frozenset(),
        NoticeKind.TIER_CHANGED: frozenset({"before", "after"}),
        NoticeKind.RENAME: frozenset({"before", "numbered"}),
        NoticeKind.REVIEW: frozenset({"groups", "until"}),
        NoticeKind.COVER: frozenset(),
        NoticeKind.BRAKE: frozenset({"held", "since"}),
    }
)
"""What a text about each kind may say besides, by the names that `domain.notifying` gives the values."""
MANY: Final = frozenset({"count", "list", "recipient"})
"""What the text around a list of notices may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """A kind told to an addressee: by which channels, in whose words."""

    kind: str
    to: str
    channels: tuple[str, ...]
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Subject and text with `{name}` in place of what is put in."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePolicy:
    """Who is told what, how. `templates` by name; `many` is put around several notices that go out as one message."""

    rules: tuple[NoticeRule, ...] = ()
    templates: dict[str, Template] = field(default_factory=dict)
    many: Template = Template(subject="{count}", text="{list}")

    def rule(self, notice: Notice) -> NoticeRule | None:
        """The row for a notice; None where the policy has none, so nobody is to be told."""
        to = addressee(notice.to)
        return next((rule for rule in self.rules if rule.kind == notice.kind and rule.to == to), None)
