"""How a notice reaches who is told: what is still to be sent and what was, folded per person it is about; and when many become one message.

Folding is free of time and bears repetition: a notice that is known, and a delivery that is counted, change nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from domain.audit import Setting, audit_record
from domain.desired import Cause
from domain.notices import Notice
from domain.outcomes import Action, Fate, Result

SYSTEM: Final = "notify"
REMEMBERED: Final = 100
"""Notices about one person by whose ids a repeat is known."""
MOST_ATTEMPTS: Final = 300
"""By one channel: some three days at the longest back-off, then nobody waits any more."""
ENDED: Final = frozenset({Fate.DONE, Fate.REFUSED, Fate.UNCHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one attempt to deliver one notice by one channel.

    `channels` are all that the notice has to go by; when each has ended it is over. `channel` is empty where there is none. `attempts`
    counts this one. `due`: when to try again (business time). `message` is the id under which it went, alone or with others.
    """

    id: str
    about: str
    notice: str
    fate: Fate
    at: datetime
    policy: str
    channel: str = ""
    channels: tuple[str, ...] = ()
    attempts: int = 0
    code: str = ""
    due: datetime | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """How far one channel has come with one notice."""

    fate: Fate
    attempts: int
    code: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A notice on its way."""

    notice: Notice
    tried: dict[str, Attempted] = field(default_factory=dict)

    def left(self, channels: tuple[str, ...]) -> tuple[str, ...]:
        """The channels by which it is still to go."""
        return tuple(channel for channel in channels if channel not in self.tried or self.tried[channel].fate not in ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One person's row: notices about her that are on their way, and the ids of the last that are through."""

    pending: tuple[Pending, ...] = ()
    through: tuple[str, ...] = ()


NOBODY: Final = Told()


def fold_notice(row: Told, notice: Notice) -> Told:
    """A notice that is new is on its way."""
    if notice.id in row.through or any(each.notice.id == notice.id for each in row.pending):
        return row
    return replace(row, pending=(*row.pending, Pending(notice=notice)))


def fold_delivery(row: Told, delivery: Delivery) -> tuple[Told, Pending | None]:
    """The row after an attempt, and the notice, where that was the last it waited for."""
    found = next((each for each in row.pending if each.notice.id == delivery.notice), None)
    if found is None or delivery.attempts <= _attempts(found, delivery.channel):
        return row, None
    attempt = Attempted(fate=delivery.fate, attempts=delivery.attempts, code=delivery.code, due=delivery.due)
    now = replace(found, tried={**found.tried, delivery.channel: attempt})
    if now.left(delivery.channels):
        return replace(row, pending=tuple(now if each is found else each for each in row.pending)), None
    rest = tuple(each for each in row.pending if each is not found)
    return Told(pending=rest, through=(*row.through, delivery.notice)[-REMEMBERED:]), now


def _attempts(pending: Pending, channel: str) -> int:
    return pending.tried[channel].attempts if channel in pending.tried else 0


def delivery_id(notice: str, channel: str, attempts: int) -> str:
    """The same attempt has the same id."""
    return str(uuid5(NAMESPACE_URL, f"delivery/{notice}/{channel}/{attempts}"))


def told_record(ended: Pending, delivery: Delivery, app: str) -> dict[str, Any]:
    """The one audit record of a notice: done where one channel had it at least, refused where none would, else nobody was to be had."""
    notice = ended.notice
    fates = [attempt.fate for attempt in ended.tried.values()]
    fate = next((each for each in (Fate.DONE, Fate.REFUSED) if each in fates), Fate.UNCHANGED)
    code = next((attempt.code for attempt in ended.tried.values() if attempt.fate is fate), "")
    cause = Cause(kind="notice", fact=notice.id, rule=str(notice.kind), effective=notice.at, known=notice.at, seen=notice.at.timestamp())
    setting = Setting(system=SYSTEM, app=app, person=notice.about, cause=cause, policy=delivery.policy, version=0, at=delivery.at)
    by = " ".join(f"{channel}={attempt.fate}" for channel, attempt in sorted(ended.tried.items()) if channel)
    action = Action(id=notice.id, name="notify", args={"kind": str(notice.kind), "to": notice.to, "by": by})
    return audit_record(setting, action, Result(action=notice.id, fate=fate, code=code, reason=WORDS.get(code, "")))


NO_CHANNEL, TOO_OLD, NO_ADDRESS, ERASED, UNREADABLE = "no-channel", "too-old", "no-address", "erased", "unreadable"
OLDEST: Final = timedelta(days=7)
"""What nobody tried to deliver for so long tells nobody anything new: the process was not there, or is there for the first time."""
WORDS: Final = {
    NO_CHANNEL: "no channel is set up for whom the policy says is to be told",
    TOO_OLD: "older than seven days when it could first be delivered",
    NO_ADDRESS: "no work address of the recipient came to be known",
    ERASED: "the keys of the person are erased",
    UNREADABLE: "sealed values do not open",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """So many messages to one recipient by one channel within the span are too many: they become one. `most`: notices in one message."""

    many: int = 5
    span: timedelta = timedelta(seconds=60)
    most: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What one recipient was sent by one channel, counted since an instant. `held`: some wait for its end."""

    since: datetime
    count: int = 0
    held: bool = False


class How(StrEnum):
    """How those who wait go: each by itself, all in one, or in one when the window is over."""

    ALONE = "alone"
    TOGETHER = "together"
    WAIT = "wait"


def gathered(waiting: int, window: Window | None, now: datetime, flood: Flood) -> tuple[How, Window]:
    """How so many that wait for one recipient go, and the window afterwards. A list counts as many, so what follows it soon waits."""
    held = False
    if window is None or not window.since <= now < window.since + flood.span:
        held, window = window is not None and window.held, Window(since=now)
    if window.count + waiting < flood.many and not held:
        return How.ALONE, replace(window, count=window.count + waiting)
    if window.count == 0:
        return How.TOGETHER, replace(window, count=flood.many)
    return How.WAIT, replace(window, held=True)
