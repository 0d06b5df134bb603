"""The organisation's groups by name: listed once, made where the policy names one that is missing."""

import asyncio
from collections.abc import Mapping

from sinks.okta.classify import trouble_of
from sinks.okta.client import PAGE, Client
from sinks.target import Trouble

KIND = "OKTA_GROUP"
"""The only type whose members the API may change (okta.md §2.7)."""


class Groups:
    """Name → id. Raises Unavailable where Okta does not say."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ids: dict[str, str] | None = None
        self._one = asyncio.Lock()

    async def known(self) -> Mapping[str, str]:
        """All of them, as last listed and made."""
        async with self._one:
            if self._ids is None:
                self._ids = await self._listed()
            return self._ids

    async def make(self, name: str) -> bool:
        """Makes it where it is missing; False: it was there."""
        await self.known()
        async with self._one:
            ids = self._ids if self._ids is not None else await self._listed()
            self._ids = ids
            if name in ids:
                return False
            ids[name], made = await self._made(name)
            return made

    def forget(self) -> None:
        """A group was not where it was thought to be: the next question lists them anew."""
        self._ids = None

    async def _listed(self) -> dict[str, str]:
        ids: dict[str, str] = {}
        async for page in self._client.pages(f"/groups?limit={PAGE}"):
            if trouble := trouble_of(page):
                raise Unavailable(trouble)
            ids |= {group["profile"]["name"]: group["id"] for group in page.body if group["type"] == KIND}
        return ids

    async def _made(self, name: str) -> tuple[str, bool]:
        said = await self._client.call("POST", "/groups", {"profile": {"name": name, "description": "Kept by jml"}})
        if said.code == "E0000001":  # another process made it in the meantime
            found = (await self._listed()).get(name)
            if found:
                return found, False
        if trouble := trouble_of(said):
            raise Unavailable(trouble)
        return str(said.body["id"]), True


class Unavailable(Exception):
    """Groups cannot be listed or made now."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble
