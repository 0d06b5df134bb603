"""The simulated systems as a scenario handles them: their admin routes over HTTP, wherever they run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from scenarios.language import duration


class SimulatorRefused(Exception):
    """A simulator did not take what a scenario asked of it."""


@dataclass(slots=True)
class System:
    """One simulator."""

    name: str
    url: str
    session: aiohttp.ClientSession
    read_to: int = 0  # journal entries seen so far

    async def do(self, verb: str, **asked: Any) -> Any:
        return await self._post(f"/_sim/do/{verb}", asked)

    async def fault(self, asked: Mapping[str, Any]) -> None:
        reset = {"reset": duration(asked["reset"]).total_seconds()} if "reset" in asked else {}
        await self._post("/_sim/faults", {key: value for key, value in asked.items() if key != "system"} | reset)

    async def clear_faults(self) -> None:
        async with self.session.delete(f"{self.url}/_sim/faults") as answer:
            answer.raise_for_status()

    async def state(self) -> dict[str, Any]:
        return await self._get("/_sim/state")

    async def journal(self, after: int = 0) -> list[dict[str, Any]]:
        """Requests since entry number `after`."""
        entries: list[dict[str, Any]] = (await self._get(f"/_sim/journal?after={after}"))["entries"]
        return entries

    async def _get(self, path: str) -> dict[str, Any]:
        async with self.session.get(self.url + path) as answer:
            answer.raise_for_status()
            found: dict[str, Any] = await answer.json()
            return found

    async def _post(self, path: str, body: Any) -> Any:
        async with self.session.post(self.url + path, json=body) as answer:
            said = await answer.json()
            if answer.status != 200:
                raise SimulatorRefused(f"{self.name}: {said.get('error', said)}")
            return said


@dataclass(slots=True)
class Systems:
    """All three."""

    ukg: System
    okta: System
    salesforce: System
    by_name: dict[str, System] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {"ukg": self.ukg, "okta": self.okta, "salesforce": self.salesforce}
