"""An organisation on a free port, and the shortest way to talk to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from aiohttp import ClientSession
from multidict import CIMultiDict

from simulators.kernel.server import Simulator, serve
from simulators.okta import Okta, okta
from tests.simulators.clock import SetClock

TOKEN = "00T-our-token"


class Reply(NamedTuple):
    status: int
    json: Any
    headers: CIMultiDict[str]

    @property
    def code(self) -> str:
        return str(self.json["errorCode"])

    @property
    def causes(self) -> list[str]:
        return [cause["errorSummary"] for cause in self.json["errorCauses"]]

    def links(self) -> dict[str, str]:
        return {link.split('rel="')[1].rstrip('"'): link.split(">")[0][1:] for link in self.headers.getall("Link", [])}


@dataclass
class World:
    """One organisation, its clock and its machine time."""

    org: Okta
    clock: SetClock
    url: str
    session: ClientSession
    machine: list[float] = field(default_factory=lambda: [0.0])

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        target = path if path.startswith(("http", "/_sim", "//")) else f"/api/v1{path}"
        url = target if target.startswith("http") else self.url + target
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, url, json=body, headers=sent) as response:
            json = await response.json(content_type=None) if await response.read() else None
            return Reply(response.status, json, CIMultiDict(response.headers))

    async def do(self, verb: str, **body: Any) -> Any:
        reply = await self.call("POST", f"/_sim/do/{verb}", body)
        assert reply.status == 200, reply.json
        return reply.json

    async def user(
        self, login: str = "ada@halden.example", activate: str = "true", password: bool = False, **profile: Any
    ) -> dict[str, Any]:
        """A user made by the API."""
        reply = await self.call("POST", f"/users?activate={activate}", person(login, password, **profile))
        assert reply.status == 200, reply.json
        return dict(reply.json)

    async def status(self, user_id: str) -> str:
        return str((await self.call("GET", f"/users/{user_id}")).json["status"])

    async def state_of(self, user_id: str) -> dict[str, Any]:
        state = (await self.call("GET", "/_sim/state")).json
        return next(user for user in state["users"] if user["id"] == user_id)

    async def journal(self) -> list[dict[str, Any]]:
        return list((await self.call("GET", "/_sim/journal")).json["entries"])


def person(login: str = "ada@halden.example", password: bool = False, **profile: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"profile": {"login": login, "email": login, "firstName": "Ada", "lastName": "Byron"} | profile}
    return body | ({"credentials": {"password": {"value": "Not-so-secret-1"}}} if password else {})


Start = Callable[..., Awaitable[World]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts organisations with options; by default without lag."""
    opened: list[Any] = []

    async def begin(**options: Any) -> World:
        clock, machine = SetClock(), [0.0]
        org = okta(clock, TOKEN, **({"lag": 0, "machine": lambda: machine[0]} | options))
        runner, port = await serve(Simulator(org, clock), 0)
        session = ClientSession(headers={"Authorization": f"SSWS {TOKEN}"})
        opened.extend([session.close, runner.cleanup])
        return World(org, clock, f"http://127.0.0.1:{port}", session, machine)

    yield begin
    for close in opened:
        await close()


@pytest.fixture
async def world(start: Start) -> World:
    return await start()
