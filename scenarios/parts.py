"""The product's stages put together for one process, as scenarios in memory need them."""

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
from sinks.dispatch import Dispatcher
from sinks.target import Target
from sinks.tools import Limits, Tools
from streams.cases import CasesHandler
from streams.company import CompanyHandler
from streams.dead_letters import parking
from streams.lifecycle import Lifecycle
from streams.limits import brake_limits


def handlers_of(policy: Policy, ring: KeyRing) -> dict[str, Callable[[], Handler]]:
    """The stages that only fold, by process name."""
    return {
        "lifecycle": lambda: Lifecycle(policy),
        "company": lambda: CompanyHandler(ring, policy.settings.login_domain, brake_limits(policy)),
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

    return salesforce.build(settings.salesforce, policy)


@dataclass(frozen=True, slots=True)
class DispatcherParts:
    """An agent and the dispatcher beside it, before they have a worker."""

    agent: SinkAgent
    accounts: Accounts
    bind: Callable[[Host], Dispatcher[Any]]


def dispatcher_of(system: str, target: Target[Any], ring: KeyRing, clock: Clock, partitions: int) -> DispatcherParts:
    """Everything of one sink but its worker."""
    agent, accounts = SinkAgent(system), Accounts()

    def bind(host: Host) -> Dispatcher[Any]:
        tools = Tools(host=host, clock=clock, keys=ring, accounts=accounts, limits=Limits(partitions=partitions))
        return Dispatcher(agent, target, tools)

    return DispatcherParts(agent, accounts, bind)
