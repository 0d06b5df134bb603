"""What others did in Okta, by its system log: asked for on and on, each time from where it ended (okta.md §2.12)."""

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from runtime.settings import Okta as Organisation
from sinks.okta.classify import trouble_of
from sinks.okta.client import ROOT, Client, Said
from sinks.target import Trouble

EVENTS: Final = (
    "user.lifecycle.activate",
    "user.lifecycle.deactivate",
    "user.lifecycle.reactivate",
    "user.lifecycle.suspend",
    "user.lifecycle.unsuspend",
    "user.account.update_profile",
    "group.user_membership.add",
    "group.user_membership.remove",
    "application.user_membership.add",
    "application.user_membership.remove",
)
MOST: Final = 1000
PAGES: Final = 50
"""At one time; what is beyond is read the next time."""


class Watch:
    """Remembers how far the log was read. Accounts that only we changed are left out: nobody need look at our own echo."""

    def __init__(self, client: Client, organisation: Organisation) -> None:
        self._client = client
        self._app = organisation.client_id or None
        self._me: str | None = None
        self._next: str | None = None

    async def changed(self, since: datetime) -> frozenset[str] | Trouble:
        """Ids of the users that somebody else changed since it was last asked. Raises Lost."""
        await self._who_am_i()
        where = self._next or _first(since)
        found: set[str] = set()
        for _ in range(PAGES):
            said = await self._client.call("GET", where)
            if trouble := trouble_of(said):
                self._next = None if said.status in (400, 404) else self._next  # a cursor that is not taken any more
                return trouble
            found |= {user for event in said.body for user in _users(event) if not self._is_ours(event)}
            where = self._next = _following(said) or where
            if len(said.body) < MOST:
                break
        return frozenset(found)

    async def _who_am_i(self) -> None:
        """The administrator whose token it is; an app is known by its client id. Where Okta does not say, every echo is looked at."""
        if self._app is None and self._me is None:
            said = await self._client.call("GET", "/users/me")
            if said.status in (200, 403, 404) and isinstance(said.body, dict):
                self._me = str(said.body.get("id") or "nobody")

    def _is_ours(self, event: dict[str, Any]) -> bool:
        actor = (event.get("actor") or {}).get("id")
        by_token = bool(((event.get("transaction") or {}).get("detail") or {}).get("requestApiTokenId"))
        return actor is not None and (actor == self._app or (actor == self._me and by_token))


def _first(since: datetime) -> str:
    """Polling begins: ascending, without an end (okta.md §2.12)."""
    any_of = " or ".join(f'eventType eq "{name}"' for name in EVENTS)
    at = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return f"/logs?since={at}&sortOrder=ASCENDING&limit={MOST}&filter={quote(any_of)}"


def _following(said: Said) -> str | None:
    return said.next.partition(ROOT)[2] if said.next else None


def _users(event: dict[str, Any]) -> list[str]:
    return [str(target["id"]) for target in event.get("target") or () if target.get("type") == "User"]
