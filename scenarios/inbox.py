"""Notices in a world in memory: delivered to an inbox that keeps what would have been sent, instead of to sockets."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from domain.notices import MAIL
from domain.policy import Policy
from runtime.clock import Clock
from runtime.ports import Handler
from scenarios.unit import Unit
from schemas.seal import KeyRing
from sinks.notify.agent import NotifyAgent
from sinks.notify.channel import Answer, Message, Sent
from sinks.notify.courier import Courier, Tools
from sinks.notify.people import People


@dataclass(slots=True)
class Inbox:
    """A channel (`sinks.notify.channel.Channel`) that reaches everybody. `received`: recipient and message, in order."""

    name: str = MAIL
    received: list[tuple[str, Message]] = field(default_factory=list)

    def serves(self, _addressee: str) -> bool:
        return True

    def address(self, to: str, _work: str | None) -> str | None:
        return to

    async def send(self, address: str, message: Message) -> Answer:
        self.received.append((address, message))
        return Sent()


class Around(Protocol):
    """What a world in memory does for one of its processes."""

    policy: Policy
    ring: KeyRing
    inbox: Inbox

    @property
    def clock(self) -> Clock: ...

    def run_agent(self, unit: Unit, handler: Handler) -> None:
        """Gives the process its worker."""

    def feed(self, unit: Unit, apply: Callable[[bytes, bytes | None], None]) -> int:
        """Reads on in the topic that the process follows."""


def notify_unit(world: Around, unit: Unit) -> None:
    """`jml sink notify` in memory."""
    agent, people = NotifyAgent(), People(world.ring)

    async def catch_up() -> None:
        world.feed(unit, people.apply)

    world.run_agent(unit, agent)
    unit.apply, unit.follows = people.apply, "jml-people"
    tools = Tools(
        host=unit.worker.host,
        clock=world.clock,
        channels={world.inbox.name: world.inbox},
        policy=world.policy.notices,
        hash=world.policy.hash,
        people=people,
        catch_up=catch_up,
    )
    courier = Courier(agent, tools)
    world.feed(unit, people.apply)
    unit.probes.append(courier.probe)
    unit.tasks.append(asyncio.create_task(courier.run()))
    unit.worker.host.open()
