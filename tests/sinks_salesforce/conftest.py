"""A Salesforce org on a free port, and the target that speaks to it over real HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from domain.policy import Policy
from runtime.settings import load
from schemas.policy.load import load_policy
from simulators.kernel.server import Simulator, serve
from simulators.salesforce import Salesforce, salesforce
from sinks.salesforce.target import SalesforceTarget, Times, build
from tests.simulators.clock import SetClock
from tests.sinks_salesforce.people import NOW, Hand


@dataclass
class Org:
    """The org as tests see it: its store, its journal, its faults."""

    vendor: Salesforce
    simulator: Simulator
    url: str
    targets: list[SalesforceTarget] = field(default_factory=list)

    def target(self, policy: Policy, secret: str = "secret", times: Times | None = None) -> SalesforceTarget:
        env = {"JML_SALESFORCE_URL": self.url, "JML_SALESFORCE_CLIENT_ID": "key", "JML_SALESFORCE_CLIENT_SECRET": secret}
        target = build(load(env).salesforce, policy, times)
        self.targets.append(target)
        return target

    async def do(self, verb: str, **asked: Any) -> Any:
        return await self.vendor.verbs()[verb](asked)

    def fault(self, **asked: Any) -> None:
        self.simulator.faults.add(asked)

    def user(self, account: str) -> dict[str, Any]:
        return next(one for one in self.vendor.state()["users"] if one["id"] == account)

    def users(self) -> list[dict[str, Any]]:
        return [one for one in self.vendor.state()["users"] if not one["protected"]]

    def written(self) -> list[str]:
        """The write calls, by action."""
        return [entry.operation for entry in self.simulator.journal.entries if entry.write]

    def calls(self) -> list[str]:
        return [entry.operation for entry in self.simulator.journal.entries]

    def forget(self) -> None:
        self.simulator.journal.entries.clear()


OrgOf = Callable[..., Awaitable[Org]]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(Path(__file__).parents[2] / "policy")


@pytest.fixture
async def org_of() -> AsyncIterator[OrgOf]:
    """Starts orgs with options."""
    orgs: list[Org] = []
    async with AsyncExitStack() as stack:

        async def start(**options: Any) -> Org:
            clock = SetClock(NOW)
            vendor = salesforce(clock, "key", "secret", **options)
            simulator = Simulator(vendor, clock)
            runner, port = await serve(simulator, 0)
            stack.push_async_callback(runner.cleanup)
            orgs.append(Org(vendor, simulator, f"http://127.0.0.1:{port}"))
            return orgs[-1]

        yield start
        for org in orgs:
            for target in org.targets:
                target.close()


@pytest.fixture
async def org(org_of: OrgOf) -> Org:
    return await org_of()


@pytest.fixture
def hand(org: Org, policy: Policy) -> Hand:
    return Hand(org.target(policy))
