"""The task beside the agent that delivers: takes what is due in the owned partitions, sends it, puts what came of it on the log.

A notice is busy until what came of it is folded. Between the sending and the record of it a process may die: then it is sent once more,
under the same id. Waits are due times in the rows; nothing here sleeps through one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.deliveries import (
    ERASED,
    MOST_ATTEMPTS,
    NO_ADDRESS,
    NO_CHANNEL,
    OLDEST,
    TOO_OLD,
    UNREADABLE,
    Delivery,
    Flood,
    Told,
    delivery_id,
)
from domain.notices import PERSON, Notice, NoticePolicy, addressee
from domain.outcomes import Fate
from domain.work import retry_at
from runtime.clock import Clock
from runtime.health import Report
from runtime.ports import Host, Out
from schemas.codec import encode
from schemas.seal import KeyMissing, Unreadable
from sinks.crash import CrashPoint, never
from sinks.notify.agent import OUTCOMES, NotifyAgent, told_in
from sinks.notify.channel import Again, Answer, Channel, Message, Refused, Sent
from sinks.notify.people import People
from sinks.notify.queue import NOWHERE, Batch, Item, Queue
from sinks.notify.text import Line, line, message

log = logging.getLogger(__name__)
AT_ONCE: Final = 4
"""Messages under way by one channel."""
DRAIN: Final = 9.0
"""Machine seconds for messages under way when partitions go."""


async def nothing_more() -> None:
    """Keys and people are up to date as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the courier needs around it. `catch_up` reads keys and people to their ends. `timeout`: machine seconds one message may take."""

    host: Host
    clock: Clock
    channels: Mapping[str, Channel]
    policy: NoticePolicy
    hash: str
    people: People
    flood: Flood = field(default_factory=Flood)
    catch_up: Callable[[], Awaitable[None]] = nothing_more
    timeout: float = 30.0
    crash: CrashPoint = never


class Courier:
    """`run` is a task of the worker. Takes `on_open` and `on_close` of the host and `on_folded` of the agent for itself."""

    def __init__(self, agent: NotifyAgent, tools: Tools) -> None:
        self._tools = tools
        self._queue = Queue(self._channels_of, tools.flood)
        self._calls: dict[asyncio.Task[None], str] = {}
        self._wake = asyncio.Event()
        agent.on_folded(self.folded)
        tools.host.on_open(self.opened)
        tools.host.on_close(self.close)

    def probe(self) -> Report:
        """What the worker's health tells of this."""
        now = self._tools.clock.now()
        return Report(due=self._queue.due(now), in_flight=self._queue.busy(), next_due=self._queue.next(now))

    # What the worker says

    def opened(self, partitions: frozenset[int]) -> None:
        """These partitions are folded up to their ends."""
        rows = self._tools.host.rows
        for key, row in rows.items():
            if rows.partition_of(key) in partitions:
                self._queue.place(key, told_in(row))
        self._wake.set()

    async def close(self) -> None:
        """Takes nothing new; waits for messages under way and the records of them. What does not end in time is sent again by somebody."""
        self._queue.clear()
        calls = list(self._calls)
        if calls:
            _, late = await asyncio.wait(calls, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def folded(self, key: bytes, row: Told) -> None:
        """Her row was stored."""
        if self._tools.host.rows.partition_of(key) in self._tools.host.owned():
            self._queue.place(key, row)
            self._wake.set()

    # The task

    async def run(self) -> None:
        """Until the process stops; what fails in here ends the process, and the rows say again what is due."""
        while not self._tools.host.stopping:
            self._wake.clear()
            now = self._tools.clock.now()
            for batch in self._queue.take(now, self._room):
                task = asyncio.get_running_loop().create_task(self._one(batch))
                self._calls[task] = batch.group.channel
                task.add_done_callback(self._ended)
            await self._tools.clock.wait_until(self._queue.next(now), self._wake)

    def _room(self, channel: str) -> int:
        return AT_ONCE - sum(each == channel for each in self._calls.values())

    def _ended(self, task: "asyncio.Task[None]") -> None:
        del self._calls[task]
        self._wake.set()
        if not task.cancelled() and (wrong := task.exception()) is not None:
            self._tools.host.crash(wrong)  # the log is in trouble: only a new start helps

    def _channels_of(self, notice: Notice) -> tuple[str, ...]:
        rule, to = self._tools.policy.rule(notice), addressee(notice.to)
        channels = self._tools.channels
        return tuple(each for each in rule.channels if each in channels and channels[each].serves(to)) if rule else ()

    async def _one(self, batch: Batch) -> None:
        """One message, or what keeps its notices from going."""
        now, channel = self._tools.clock.now(), batch.group.channel
        if channel == NOWHERE:
            for item in batch.items:
                await self._tell(item, channel, (Fate.UNCHANGED, NO_CHANNEL))
            return
        old = [item for item in batch.items if item.attempts == 0 and now - item.notice.at > OLDEST]
        for item in old:
            await self._tell(item, channel, (Fate.UNCHANGED, TOO_OLD))
        lines = [pair for item in batch.items if item not in old and (pair := await self._line(item, channel)) is not None]
        if lines:
            await self._send(batch, lines)

    async def _line(self, item: Item, channel: str) -> tuple[Item, Line] | None:
        """The notice in words; None where that cannot be, which is told."""
        rule = self._tools.policy.rule(item.notice)
        template = self._tools.policy.templates[rule.template] if rule else self._tools.policy.many
        for ready in (self._tools.catch_up, nothing_more):
            try:
                return item, line(item.notice, template, self._tools.people)
            except KeyMissing:
                await ready()  # what is missing after all is read was erased
            except (Unreadable, ValueError):
                await self._tell(item, channel, (Fate.REFUSED, UNREADABLE))
                return None
        await self._tell(item, channel, (Fate.REFUSED, ERASED))
        return None

    async def _send(self, batch: Batch, lines: list[tuple[Item, Line]]) -> None:
        channel, to = batch.group
        address = await self._address(channel, to)
        if address is None:
            await self._settle(batch, lines, Again(NO_ADDRESS, all=False), "")
            return
        told = message([each for _, each in lines], to, self._tools.policy, self._tools.people)
        self._tools.host.check_fence()
        self._tools.crash("after-intend")
        answer = await self._call(self._tools.channels[channel], address, told)
        self._tools.crash("after-call")
        await self._settle(batch, lines, answer, told.id)

    async def _address(self, channel: str, to: str) -> str | None:
        """Where the recipient is found; somebody not known yet may have been announced this moment."""
        if addressee(to) == PERSON and to not in self._tools.people:
            await self._tools.catch_up()
        try:
            work = self._tools.people.opened(to).work if addressee(to) == PERSON else None
        except (KeyMissing, Unreadable):
            return None
        return self._tools.channels[channel].address(to, work)

    async def _call(self, channel: Channel, address: str, told: Message) -> Answer:
        try:
            return await asyncio.wait_for(channel.send(address, told), self._tools.timeout)
        except TimeoutError:
            return Again("TimeoutError")
        except Exception as wrong:  # nobody foresaw it; it would be the same again, and must not keep others from being told
            return Refused(type(wrong).__name__)

    async def _settle(self, batch: Batch, lines: list[tuple[Item, Line]], answer: Answer, sent: str) -> None:
        channel, now = batch.group.channel, self._tools.clock.now()
        if isinstance(answer, Again) and answer.all:
            self._queue.trouble(channel, now, answer.after)
            log.warning("a channel takes no notices", extra={"channel": channel, "code": answer.code})
        elif not isinstance(answer, Again):
            self._queue.works(channel)
        for item, _ in lines:
            await self._tell(item, channel, _fate(item, answer), sent)

    async def _tell(self, item: Item, channel: str, said: tuple[Fate, str], sent: str = "") -> None:
        """Puts on the log what came of one notice; returns when it is there."""
        (fate, code), now, attempts, notice = said, self._tools.clock.now(), item.attempts + 1, item.notice
        delivery = Delivery(
            id=delivery_id(notice.id, channel, attempts),
            about=notice.about,
            notice=notice.id,
            fate=fate,
            at=now,
            policy=self._tools.hash,
            channel=channel,
            channels=item.channels,
            attempts=attempts,
            code=code,
            due=retry_at(now, notice.id, attempts) if fate is Fate.LATER else None,
            message=sent,
        )
        await self._tools.host.send(Out(OUTCOMES, notice.about.encode(), encode(delivery)))


def _fate(item: Item, answer: Answer) -> tuple[Fate, str]:
    """Whoever has been tried in vain long enough is not tried again."""
    match answer:
        case Sent():
            return Fate.DONE, ""
        case Refused(code):
            return Fate.REFUSED, code
        case Again(code):
            return (Fate.LATER if item.attempts + 1 < MOST_ATTEMPTS else Fate.REFUSED), code
