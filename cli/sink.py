"""`jml sink`: makes a target agree with what was announced."""

import importlib
from functools import partial
from typing import Any, Final

import click

from cli import sink_notify
from cli.stage import crash_point, follow, keys_of, named, run
from domain.policy import Policy
from runtime.kafka import CompactedReader
from runtime.settings import Settings
from runtime.worker import Worker
from schemas.policy import load_policy
from sinks.accounts import Accounts
from sinks.agent import SinkAgent
from sinks.dispatch import Dispatcher
from sinks.target import Target
from sinks.tools import Limits, Tools
from streams.dead_letters import parking

SYSTEMS: Final = ("okta", "salesforce")


def build(system: str, settings: Settings, name: str) -> Worker:
    """The agent that folds and the dispatcher beside it."""
    policy, keys, accounts, crash = load_policy(settings.policy.folder), keys_of(settings), Accounts(), crash_point()
    target = _target(system, settings, policy)
    agent = SinkAgent(system, crash)
    worker = Worker(agent, settings, parking(agent.name), process=name)
    follow(worker, keys.reader, CompactedReader(settings.kafka, f"{system}-accounts", accounts.apply))

    async def dispatch() -> None:
        held = settings.sinks
        limits = Limits(partitions=worker.partitions, refusals=held.refusals, maintenance=system in held.maintenance)
        tools = Tools(host=worker.host, clock=worker.clock, keys=keys.ring, accounts=accounts, limits=limits, crash=crash)
        dispatcher = Dispatcher(agent, target, tools)
        worker.task(dispatcher.run)
        worker.probe(dispatcher.probe)

    worker.first(dispatch)
    return worker


def _target(system: str, settings: Settings, policy: Policy) -> Target[Any]:
    # the vendors' packages take seconds to import: before the worker joins its group, and only in the process that needs them
    module = importlib.import_module(f"sinks.{system}.target")
    target: Target[Any] = module.build(getattr(settings, system), policy)
    return target


@click.group("sink")
def command() -> None:
    """Make a target agree with what was announced."""


def _command_of(system: str) -> click.Command:
    def start(name: str) -> None:
        run(partial(build, system), name)

    text = f"Make {system.capitalize()} agree with what was announced (a process; ends on SIGTERM)."
    return click.command(system, help=text)(named(f"sink-{system}")(start))


@command.command("notify")
@named("sink-notify")
def notify(name: str) -> None:
    """Tell people by mail, Slack and Teams what they must know (a process; ends on SIGTERM)."""
    run(sink_notify.build, name)


for _system in SYSTEMS:
    command.add_command(_command_of(_system))
