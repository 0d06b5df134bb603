"""A running UKG tenant as tests use it: a clock that stands where it is put, and a plain HTTP client with its credentials."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from simulators.ukg import Ukg
from tests.simulators.clock import SetClock

USER, PASSWORD, KEY, USER_KEY = "svc", "pass word", "CAN12", "ABCDEFGHI012"


@dataclass
class Site:
    """A running tenant as tests use it."""

    vendor: Ukg
    clock: SetClock
    base: str
    http: aiohttp.ClientSession

    async def answer(self, path: str, **query: str) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON and headers of a read with good credentials."""
        headers = {"US-Customer-Api-Key": KEY, "Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
        async with self.http.get(f"{self.base}/personnel/v1/{path}", params=query, headers=headers) as response:
            body = await response.json() if response.content_type == "application/json" else await response.text()
            return response.status, body, dict(response.headers)

    async def rows(self, path: str, **query: str) -> list[dict[str, Any]]:
        status, body, _ = await self.answer(path, **query)
        assert status == 200, body
        assert isinstance(body, list)
        return body

    async def row(self, path: str, short: str) -> dict[str, Any]:
        """The only row of one employee."""
        (found,) = await self.rows(path, employeeId=self.employee(short))
        return found

    async def do(self, verb: str, body: Any) -> Any:
        async with self.http.post(f"{self.base}/_sim/do/{verb}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def refused(self, verb: str, body: Any) -> str:
        async with self.http.post(f"{self.base}/_sim/do/{verb}", json=body) as response:
            assert response.status == 400
            return str((await response.json())["error"])

    async def fault(self, **asked: Any) -> None:
        async with self.http.post(f"{self.base}/_sim/faults", json=asked) as response:
            assert response.status == 200, await response.text()

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.base}/_sim/{path}") as response:
            return await response.json()

    def employee(self, short: str) -> str:
        return self.vendor.store.employments[short].employee.id
