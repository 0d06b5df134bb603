"""`jml sink notify`: tells people what they must know, by mail, Slack and Teams."""

import asyncio

from cli.stage import crash_point, follow, keys_of
from runtime.kafka import CompactedReader
from runtime.settings import Settings
from runtime.worker import Worker
from schemas.policy import load_policy
from sinks.notify.agent import NotifyAgent
from sinks.notify.channels import channels_from, flood_from
from sinks.notify.courier import Courier, Tools
from sinks.notify.people import People
from streams.dead_letters import parking

PEOPLE = "jml-people"


def build(settings: Settings, name: str) -> Worker:
    """The agent that keeps what is still to be told and the courier beside it."""
    policy, keys, crash = load_policy(settings.policy.folder), keys_of(settings), crash_point()
    people = People(keys.ring)
    reader = CompactedReader(settings.kafka, PEOPLE, people.apply)
    agent = NotifyAgent(crash)
    worker = Worker(agent, settings, parking(agent.name), process=name)
    follow(worker, keys.reader, reader)

    async def catch_up() -> None:
        await asyncio.gather(keys.reader.catch_up(), reader.catch_up())

    tools = Tools(
        host=worker.host,
        clock=worker.clock,
        channels=channels_from(settings.notify),
        policy=policy.notices,
        hash=policy.hash,
        people=people,
        flood=flood_from(settings.notify),
        catch_up=catch_up,
        timeout=2 * settings.notify.timeout,
        crash=crash,
    )
    courier = Courier(agent, tools)
    worker.task(courier.run)
    worker.probe(courier.probe)
    return worker
