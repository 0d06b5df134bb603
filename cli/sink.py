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
from schemas.seal import KeyRing
from sinks.accounts import Accounts
from sinks.agent import SinkAgent
from sinks.dispatch import Dispatcher
from sinks.target import Target
from sinks.tools import Tools, limits_of
from streams.dead_letters import parking

SYSTEMS: Final = ("okta", "salesforce", "ukg")
FOLLOWED: Final = {"ukg": "okta"}
"""Whose accounts a target waits for, where they are not its own: an address at UKG is one that Okta knows."""


def build(system: str, settings: Settings, name: str) -> Worker:
    """The agent that folds and the dispatcher beside it."""
    policy, keys, accounts, crash = load_policy(settings.policy.folder), keys_of(settings), Accounts(), crash_point()
    target = _ukg(settings, accounts, keys.ring) if system == "ukg" else _target(system, settings, policy)
    agent = SinkAgent(system, crash, lists=system not in FOLLOWED)
    worker = Worker(agent, settings, parking(agent.name), process=name)
    follow(worker, keys.reader, CompactedReader(settings.kafka, f"{FOLLOWED.get(system, system)}-accounts", accounts.apply))

    async def dispatch() -> None:
        held = settings.sinks
        limits = limits_of(system, partitions=worker.partitions, refusals=held.refusals, maintenance=system in held.maintenance)
        tools = Tools(
            host=worker.host, clock=worker.clock, keys=keys.ring, accounts=accounts, limits=limits, crash=crash, policy=policy.hash
        )
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


def _ukg(settings: Settings, accounts: Accounts, ring: KeyRing) -> Target[Any]:
    from sinks.ukg import target as ukg  # zeep takes its time, too

    return ukg.build(settings.ukg, accounts, lambda login: ring.digest("login", login), cache=settings.paths.cache)


@click.group("sink")
def command() -> None:
    """Make a target agree with what was announced."""


def _command_of(system: str) -> click.Command:
    def start(name: str) -> None:
        run(partial(build, system), name)

    text = f"Make {system.capitalize()} agree with what was announced (a process; ends on SIGTERM)."
    if system == "ukg":
        text = "Write work addresses back to UKG once the accounts exist; needs JML_UKG_USER_KEY (a process; ends on SIGTERM)."
    return click.command(system, help=text)(named(f"sink-{system}")(start))


@command.command("notify")
@named("sink-notify")
def notify(name: str) -> None:
    """Tell people by mail, Slack and Teams what they must know (a process; ends on SIGTERM)."""
    run(sink_notify.build, name)


for _system in SYSTEMS:
    command.add_command(_command_of(_system))
