"""The product's stages put together for one process, as scenarios in memory need them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.policy import Policy
from runtime.clock import Clock
from runtime.ports import Handler, Host, Park
from runtime.settings import Settings
from scenarios.play_clock import PlayClock
from schemas.seal import KeyRing
from sinks.accounts import Accounts
from sinks.agent import SinkAgent
from sinks.crash import CrashPoint, never
from sinks.dispatch import Dispatcher
from sinks.target import Target
from sinks.tools import Tools, limits_of
from streams.cases import CasesHandler
from streams.company import CompanyHandler
from streams.dead_letters import parking
from streams.lifecycle import Lifecycle
from streams.limits import rules_of

PARTITIONS: Final = 3
"""Of each topic of people, where all runs in one process."""


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


def target_of(system: str, settings: Settings, policy: Policy, ring: KeyRing, accounts: Accounts) -> Target[Any]:
    """A target's client. `accounts`: who has an account at Okta."""
    if system == "ukg":
        from sinks.ukg import target as ukg  # zeep takes its time, too
        from sinks.ukg.client import Times

        # as for Salesforce below: on loopback what is still to come comes soon
        times = Times(connect=1.0, answer=6.0, begin=1.0)
        return ukg.build(settings.ukg, accounts, lambda login: ring.digest("login", login), times)
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
    accounts: Accounts,
    ring: KeyRing,
    clock: PlayClock,
    policy: str,
    crash: CrashPoint = never,
) -> DispatcherParts:
    """Everything of one sink but its worker. `policy`: its hash. `crash`: what its work passes by."""
    system = target.system
    agent = SinkAgent(system, lists=system != "ukg")

    def bind(host: Host) -> Dispatcher[Any]:
        limits = limits_of(system, partitions=PARTITIONS)
        tools = Tools(
            host=host, clock=clock, keys=ring, accounts=accounts, limits=limits, machine=clock.machine, crash=crash, policy=policy
        )
        return Dispatcher(agent, target, tools)

    return DispatcherParts(agent, accounts, bind)
