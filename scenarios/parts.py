"""The product's stages put together for one process, as scenarios in memory need them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.policy import Policy
from runtime.clock import Clock
from runtime.ports import Handler, Host, Park
from runtime.settings import Settings
from schemas.seal import KeyRing
from sinks.accounts import Accounts
from sinks.agent import SinkAgent
from sinks.crash import CrashPoint, never
from sinks.dispatch import Dispatcher
from sinks.target import Target
from sinks.tools import Limits, Tools
from streams.cases import CasesHandler
from streams.company import CompanyHandler
from streams.dead_letters import parking
from streams.lifecycle import Lifecycle
from streams.limits import rules_of


def handlers_of(policy: Policy, ring: KeyRing, clock: Clock) -> dict[str, Callable[[], Handler]]:
    """The stages that only fold, by process name. The policy takes effect now."""
    since = clock.now()
    return {
        "lifecycle": lambda: Lifecycle(policy, since),
        "company": lambda: CompanyHandler(ring, rules_of(policy), policy.operators, clock.now),
        "cases": CasesHandler,
    }


def park_of(name: str) -> Park:
    """The dead letters of a stage."""
    return parking(name)


def target_of(system: str, settings: Settings, policy: Policy) -> Target[Any]:
    """A target's client."""
    if system == "okta":
        from sinks.okta import target as okta  # imports the vendor's package, which takes seconds

        return okta.build(settings.okta, policy)
    from sinks.salesforce import target as salesforce

    # on loopback an effect that is still to come comes soon: lost answers are read back after seconds, not half a minute
    return salesforce.build(settings.salesforce, policy, salesforce.Times(connect=1.0, answer=6.0, begin=1.0))


@dataclass(frozen=True, slots=True)
class DispatcherParts:
    """An agent and the dispatcher beside it, before they have a worker."""

    agent: SinkAgent
    accounts: Accounts
    bind: Callable[[Host], Dispatcher[Any]]


def dispatcher_of(
    target: Target[Any],
    ring: KeyRing,
    clock: Clock,
    partitions: int,
    machine: Callable[[], float] = time.time,
    crash: CrashPoint = never,
) -> DispatcherParts:
    """Everything of one sink but its worker. `machine`: epoch seconds. `crash`: what its work passes by."""
    system = target.system
    agent, accounts = SinkAgent(system), Accounts()

    def bind(host: Host) -> Dispatcher[Any]:
        limits = Limits(partitions=partitions)
        tools = Tools(host=host, clock=clock, keys=ring, accounts=accounts, limits=limits, machine=machine, crash=crash)
        return Dispatcher(agent, target, tools)

    return DispatcherParts(agent, accounts, bind)
