"""Who is to be told what now: everything that is on its way, by recipient and channel. An index; the rows say what is true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domain.deliveries import Flood, How, Pending, Told, Window, gathered
from domain.notices import Notice
from domain.work import retry_at
from runtime.metrics import NOTICES_PENDING

NOWHERE: Final = ""
"""The channel of what nobody can be told: it is only written down."""


class Group(NamedTuple):
    """One recipient by one channel."""

    channel: str
    to: str


@dataclass(slots=True)
class Item:
    """One notice by one channel. `busy` from the moment it is taken until what became of it is folded."""

    notice: Notice
    channels: tuple[str, ...]
    attempts: int
    due: datetime
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes as one message."""

    group: Group
    items: tuple[Item, ...]


@dataclass(slots=True)
class Pause:
    """A channel that others would try in vain. `failures` in a row."""

    until: datetime
    failures: int = 0


@dataclass(slots=True)
class Queue:
    """`channels_of`: by which channels a notice is to go. Business time throughout."""

    channels_of: Callable[[Notice], tuple[str, ...]]
    flood: Flood
    _groups: dict[Group, dict[str, Item]] = field(default_factory=dict)
    _of: dict[bytes, set[tuple[Group, str]]] = field(default_factory=dict)
    _windows: dict[Group, Window] = field(default_factory=dict)
    _looks: dict[Group, datetime] = field(default_factory=dict)
    _pauses: dict[str, Pause] = field(default_factory=dict)

    def clear(self) -> None:
        """Nothing of it is ours any more."""
        for key in list(self._of):
            self.place(key, Told())
        self._windows.clear()
        self._looks.clear()
        self._pauses.clear()

    def place(self, key: bytes, row: Told) -> None:
        """Her row as it is now."""
        before, after = self._of.pop(key, set()), set[tuple[Group, str]]()
        for pending in row.pending:
            for group, item in self._items(pending):
                self._put(group, item)
                after.add((group, item.notice.id))
        for group, notice in before - after:
            self._drop(group, notice)
        if after:
            self._of[key] = after

    def _items(self, pending: Pending) -> Iterator[tuple[Group, Item]]:
        channels = self.channels_of(pending.notice)
        for channel in pending.left(channels) or (NOWHERE,):
            tried = pending.tried.get(channel)
            attempts, due = (tried.attempts, tried.due) if tried else (0, None)
            yield Group(channel, pending.notice.to), Item(pending.notice, channels, attempts, due or pending.notice.at)

    def _put(self, group: Group, item: Item) -> None:
        items = self._groups.setdefault(group, {})
        old = items.get(item.notice.id)
        if old is None:
            NOTICES_PENDING.labels(str(item.notice.kind), group.channel or "none").inc()
        elif old.busy and old.attempts >= item.attempts:
            return  # what became of it is not folded yet
        items[item.notice.id] = item
        self._look(group, item.due)

    def _drop(self, group: Group, notice: str) -> None:
        items = self._groups.get(group, {})
        if (item := items.pop(notice, None)) is not None:
            NOTICES_PENDING.labels(str(item.notice.kind), group.channel or "none").dec()
        if not items:
            self._groups.pop(group, None)
            self._looks.pop(group, None)

    def _look(self, group: Group, at: datetime) -> None:
        self._looks[group] = min(at, self._looks.get(group, at))

    # Taking

    def take(self, now: datetime, room: Callable[[str], int]) -> list[Batch]:
        """What goes now, as far as the channels have room; it is busy from here on."""
        batches: list[Batch] = []
        taken: dict[str, int] = {}
        for group in [group for group, at in self._looks.items() if at <= now]:
            left = room(group.channel) - taken.get(group.channel, 0)
            if left <= 0 or self._is_paused(group.channel, now):
                continue
            mine = self._batches(group, now)
            taken[group.channel] = taken.get(group.channel, 0) + len(mine)
            for batch in mine:
                for item in batch.items:
                    item.busy = True
            batches += mine
        return batches

    def _batches(self, group: Group, now: datetime) -> list[Batch]:
        """What goes to one recipient by one channel, and when to look there again."""
        waiting = [item for item in self._groups.get(group, {}).values() if not item.busy]
        ripe = sorted((item for item in waiting if item.due <= now), key=lambda item: (item.notice.at, item.notice.id))
        later = min((item.due for item in waiting if item.due > now), default=None)
        del self._looks[group]
        if later:
            self._looks[group] = later
        if not ripe or group.channel == NOWHERE:
            return [Batch(group, tuple(ripe))] if ripe else []
        how, window = gathered(len(ripe), self._windows.get(group), now, self.flood)
        self._windows[group] = window
        if how is How.ALONE:
            return [Batch(group, (item,)) for item in ripe]
        if how is How.WAIT:
            self._looks[group] = window.since + self.flood.span
            return []
        return [Batch(group, tuple(ripe[at : at + self.flood.most])) for at in range(0, len(ripe), self.flood.most)]

    # Pauses

    def trouble(self, channel: str, now: datetime, after: float) -> None:
        """The channel is out of order: nobody tries for a while."""
        pause = self._pauses.get(channel) or Pause(now)
        if pause.until <= now:  # several that were under way fail as one
            pause.failures += 1
            pause.until = max(retry_at(now, channel, pause.failures), now + timedelta(seconds=after))
        self._pauses[channel] = pause

    def works(self, channel: str) -> None:
        """The channel takes messages."""
        self._pauses.pop(channel, None)

    def _is_paused(self, channel: str, now: datetime) -> bool:
        return channel in self._pauses and now < self._pauses[channel].until

    # What others ask

    def due(self, now: datetime) -> int:
        """Groups with something that could be sent now and is not."""
        return sum(at <= now and not self._is_paused(group.channel, now) for group, at in self._looks.items())

    def next(self, now: datetime) -> datetime | None:
        """The earliest instant at which there is something to do."""
        times = (max(at, self._pauses[group.channel].until) if group.channel in self._pauses else at for group, at in self._looks.items())
        return min((at for at in times if at > now), default=None)

    def busy(self) -> int:
        """Notices under way, or not folded yet."""
        return sum(item.busy for items in self._groups.values() for item in items.values())
