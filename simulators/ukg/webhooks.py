"""Webhooks: who changed, signed, told to whoever subscribed, as far as the free allowance goes (ukg.md §6.8; the rest assumed)."""

import asyncio
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import aiohttp

from simulators.ukg.assumptions import Assumptions

TRIES: Final = 3
TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where events go, and the secret that signs them."""

    url: str
    secret: str


@dataclass(slots=True)
class Webhooks:
    """Counts and sends events. `lost` are those beyond the allowance: they are not sent, and nobody is told."""

    assumptions: Assumptions
    subscriptions: list[Subscription] = field(default_factory=list)
    sent: int = 0
    lost: int = 0
    refused: int = 0
    month: str = ""
    spent: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def tell(self, kind: str, employee: str, company: str, at: datetime) -> None:
        """One change: as many events as this tenant makes of it. Must be called inside the running loop."""
        if not self.subscriptions:
            return
        kinds = (kind, "employee.employment.updated", "employee.person.updated")[: self.assumptions.webhook_events]
        for each in kinds:
            self._send(each, employee, company, at)

    def _send(self, kind: str, employee: str, company: str, at: datetime) -> None:
        if self.month != f"{at:%Y-%m}":
            self.month, self.spent = f"{at:%Y-%m}", 0
        if self.spent >= self.assumptions.webhook_allowance:
            self.lost += 1
            return
        self.spent += 1
        event = {
            "eventId": str(uuid.uuid4()),
            "eventType": kind,
            "eventTime": at.isoformat(),
            "data": {"employeeId": employee, "companyId": company},
        }
        body = json.dumps(event).encode()
        for each in self.subscriptions:
            for _ in range(1 + self.assumptions.webhook_repeats):
                task = asyncio.get_running_loop().create_task(self._deliver(each, body))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Waits until everything was delivered or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def state(self) -> dict[str, Any]:
        return {"sent": self.sent, "lost": self.lost, "refused": self.refused}

    async def _deliver(self, subscription: Subscription, body: bytes) -> None:
        mark = hmac.new(subscription.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {self.assumptions.webhook_header: mark, "Content-Type": "application/json"}
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            for _ in range(TRIES):
                try:
                    async with session.post(subscription.url, data=body, headers=headers) as answer:
                        if answer.status < 300:
                            self.sent += 1
                            return
                except (aiohttp.ClientError, TimeoutError):
                    continue
        self.refused += 1
