"""Everybody at once, for the nightly comparison: people by search, members group by group. What differs is then read person by person.

The search index and member lists lag by seconds (okta.md §2.3, §2.7), so this only says at whom to look.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from domain.okta_seen import PERSON_ATTRIBUTE, Seen
from sinks.okta.classify import trouble_of
from sinks.okta.client import PAGE, Client
from sinks.okta.groups import KIND
from sinks.okta.reading import user_of
from sinks.target import Trouble

MEMBERS: Final = 200


class Survey:
    """Remembers the members of groups: those whose membership has not changed since are not listed again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._members: dict[str, tuple[str, frozenset[str]]] = {}

    async def take(self) -> Mapping[str, Seen] | Trouble:
        """Account id → the linked people as Okta shows them now, apps aside. Raises Lost."""
        users = await self._all(f"/users?search={quote(f'profile.{PERSON_ATTRIBUTE} pr')}&limit={PAGE}")
        if not isinstance(users, list):
            return users
        groups: dict[str, dict[str, str]] = {user["id"]: {} for user in users}
        listed = await self._all(f"/groups?limit={PAGE}")
        if not isinstance(listed, list):
            return listed
        for group in listed:
            members = await self._members_of(group) if group["type"] == KIND else frozenset()
            if not isinstance(members, frozenset):
                return members
            for member in members & groups.keys():
                groups[member][group["profile"]["name"]] = group["id"]
        return {user["id"]: Seen(user=user_of(user), groups=groups[user["id"]]) for user in users}

    async def _members_of(self, group: dict[str, Any]) -> frozenset[str] | Trouble:
        stamp, known = str(group.get("lastMembershipUpdated")), self._members.get(group["id"])
        if known is not None and known[0] == stamp:
            return known[1]
        found = await self._all(f"/groups/{quote(group['id'])}/users?limit={MEMBERS}")
        if not isinstance(found, list):
            return found
        members = frozenset(user["id"] for user in found)
        self._members[group["id"]] = (stamp, members)
        return members

    async def _all(self, path: str) -> list[dict[str, Any]] | Trouble:
        found: list[dict[str, Any]] = []
        async for page in self._client.pages(path):
            if trouble := trouble_of(page):
                return trouble
            found += page.body
        return found
