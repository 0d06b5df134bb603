"""Salesforce as a target: reads people 200 at a time, plans by `domain.salesforce`, applies in rows of 200."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import salesforce, salesforce_learnt
from domain.outcomes import Account, Action, Result
from domain.policy import Policy
from domain.proposals import Priority
from domain.salesforce_seen import Seen
from runtime.settings import Salesforce as Org
from sinks.salesforce import watch
from sinks.salesforce.applying import Applier, begin_by
from sinks.salesforce.budget import Budget
from sinks.salesforce.classify import of_error
from sinks.salesforce.client import Client
from sinks.salesforce.reading import Reader
from sinks.salesforce.reference import Reference, load
from sinks.target import Answer, Denied, Later, Plan, Refused, Step, Trouble, Wanted

log = logging.getLogger(__name__)
READ_CALLS = 1.0
"""Booked for each person, though a crew shares its calls: while many wait that errs on the side of the org, until it tells its count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds. `begin`: no call of an `apply` begins later than that after it; `connect` and `answer` bound a call on the wire."""

    connect: float = 3.0
    answer: float = 10.0
    begin: float = 4.0
    reference: float = 60.0

    @property
    def longest(self) -> float:
        """The longest that a call of an `apply` may still take effect after the `apply` began, a renewed session included."""
        return self.begin + self.connect + self.answer + 1.0


class SalesforceTarget:
    """A `sinks.target.Target[Seen]`. `policy` may be replaced at any time; `close` it in the end."""

    system = "salesforce"
    crew = 200

    def __init__(self, org: Org, policy: Policy, times: Times | None = None) -> None:
        self.policy, self._times = policy, times or Times()
        self.longest_call = self._times.longest
        self._budget = Budget()
        self._client = Client(org, self._budget.told, (self._times.connect, self._times.answer))
        self._setup = asyncio.Lock()
        self._loading = asyncio.Lock()
        self._reference: Reference | None = None
        self._loaded = float("-inf")

    def close(self) -> None:
        """Waits for the calls in flight and gives the threads back."""
        self._client.close()

    async def read(self, people: Sequence[Wanted]) -> Mapping[str, Seen | Trouble]:
        try:
            reference = await self._known()
            return dict(await Reader(self._client, self.policy, reference.territories is not None).read(people))
        except Exception as failed:
            trouble = self._unread(of_error(failed))
        return {wanted.person: trouble for wanted in people}

    def _unread(self, trouble: Trouble) -> Trouble:
        """A read names nobody: what the org refuses about it concerns everybody, so nobody is parked for it."""
        if not isinstance(trouble, Refused):
            return trouble
        log.error("Salesforce refuses a read: %s", trouble.cure, extra={"code": trouble.code, "field": trouble.field})
        return Later(code=trouble.code, reason=trouble.reason)

    def plan(self, wanted: Wanted, seen: Seen) -> Plan:
        return salesforce.plan(wanted, seen, self.policy)

    async def apply(self, steps: Sequence[Step]) -> Sequence[Answer]:
        latest = begin_by(self._times.begin)
        try:
            reference = await self._known(steps)
        except Exception as failed:
            trouble = self._unread(of_error(failed))
            return [trouble if isinstance(trouble, Denied) else Later(code=trouble.code, reason=trouble.reason)] * len(steps)
        answers = await Applier(self._client, reference, self.policy, self._setup, latest).apply(steps)
        if any(isinstance(answer, Refused) and answer.code == "INVALID_CROSS_REFERENCE_KEY" for answer in answers):
            self._reference = None
        return answers

    def holds(self, action: Action, wanted: Wanted, seen: Seen) -> bool:
        return salesforce_learnt.holds(action, wanted, seen, self.policy)

    def learn(self, account: Account | None, action: Action, result: Result) -> Account | None:
        return salesforce_learnt.learn(account, action, result)

    def find(self, wanted: Wanted, seen: Seen) -> Account | None:
        return salesforce_learnt.find(wanted, seen)

    async def changed(self, since: datetime) -> frozenset[str] | Trouble:
        try:
            reference = await self._known()
            return await watch.changed(self._client, since, reference.territories is not None)
        except Exception as failed:
            return self._unread(of_error(failed))

    async def survey(self) -> Mapping[str, Seen] | Trouble | None:
        return None  # two hundred people are read in a handful of calls

    def book(self, actions: Sequence[Action] | None, priority: Priority, share: float, now: datetime) -> datetime | None:
        calls = READ_CALLS if actions is None else float(len(actions))
        return self._budget.take(calls, priority, share, now)

    async def _known(self, steps: Sequence[Step] = ()) -> Reference:
        """The reference data; read again, once a minute at most, where a step names what it lacks."""
        async with self._loading:
            known = self._reference
            old = time.monotonic() - self._loaded > self._times.reference
            if known is None or (old and any(_lacks(known, step) for step in steps)):
                known = self._reference = await load(self._client)
                self._loaded = time.monotonic()
            return known


def _lacks(known: Reference, step: Step) -> bool:
    def named(field: str) -> str | None:
        return step.action.changes.get(field, (None, None))[1]

    pairs = (
        (named("Profile"), known.profiles),
        (named("UserRole"), known.roles),
        (step.action.args.get("territory"), known.territories or {}),
    )
    return any(name is not None and name not in names for name, names in pairs)


def build(org: Org, policy: Policy, times: Times | None = None) -> SalesforceTarget:
    """The target that settings and policy describe. Raises SettingError where the org's address or credentials are missing or wrong."""
    return SalesforceTarget(org, policy, times)
