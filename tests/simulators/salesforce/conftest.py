"""A Salesforce org on a free port, with a clock that stands where it is put, and a plain HTTP client that is logged in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from simulators.kernel.server import Simulator, serve
from simulators.salesforce import Salesforce, salesforce
from tests.simulators.clock import SetClock

PLACES = {"TimeZoneSidKey": "America/New_York", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8"}


@dataclass
class Site:
    """A running org as tests use it."""

    vendor: Salesforce
    clock: SetClock
    base: str
    http: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=dict)

    async def login(self) -> None:
        form = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}
        async with self.http.post(f"{self.base}/services/oauth2/token", data=form) as answer:
            self.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        """Status, body (None when empty) and headers; `path` follows `/services/data/v66.0` unless it is whole."""
        url = self.base + (path if path.startswith("/services") else f"/services/data/v66.0{path}")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.request(method, url, json=body, headers=self.headers | named) as answer:
            kind = answer.content_type
            read = await answer.json() if kind == "application/json" else (await answer.text() or None)
            return answer.status, read, answer.headers

    async def query(self, soql: str, **headers: str) -> tuple[int, Any]:
        url = f"{self.base}/services/data/v66.0/query"
        async with self.http.get(url, params={"q": soql}, headers=self.headers | headers) as answer:
            return answer.status, await answer.json()

    async def do(self, verb: str, **asked: Any) -> Any:
        async with self.http.post(f"{self.base}/_sim/do/{verb}", json=asked) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body

    async def fault(self, **asked: Any) -> None:
        async with self.http.post(f"{self.base}/_sim/faults", json=asked) as answer:
            assert answer.status == 200

    async def journal(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.base}/_sim/journal") as answer:
            return list((await answer.json())["entries"])

    async def shown(self, user: str) -> dict[str, Any]:
        """The state of one user, by id."""
        async with self.http.get(f"{self.base}/_sim/state") as answer:
            return next(one for one in (await answer.json())["users"] if one["id"] == user)

    async def person(self, name: str, **more: Any) -> str:
        """The id of a new user of that UKG person id."""
        given = {
            "username": f"{name.lower()}@halden.example.halden",
            "last": name,
            "fields": {"UKG_Person_Id__c": name} | more.pop("fields", {}),
        }
        return str((await self.do("seed_user", **(given | more)))["id"])

    async def body(self, name: str, **more: Any) -> dict[str, Any]:
        """What a complete create of a user says."""
        _, found = await self.query("SELECT Id FROM Profile WHERE Name = 'Halden Sales User'")
        known = {
            "Username": f"{name.lower()}@halden.example.halden",
            "LastName": name,
            "Email": f"{name.lower()}@halden.example",
            "Alias": name[:8],
        }
        return known | PLACES | {"ProfileId": found["records"][0]["Id"], "IsActive": True} | more


OrgOf = Callable[..., Awaitable[Site]]


@pytest.fixture
async def org_of() -> AsyncIterator[OrgOf]:
    """Starts orgs with options."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())

        async def start(**options: Any) -> Site:
            clock = SetClock()
            vendor = salesforce(clock, "key", "secret", **options)
            runner, port = await serve(Simulator(vendor, clock), 0)
            stack.push_async_callback(runner.cleanup)
            site = Site(vendor, clock, f"http://127.0.0.1:{port}", http)
            await site.login()
            return site

        yield start


@pytest.fixture
async def org(org_of: OrgOf) -> Site:
    return await org_of()
