"""Reads one person: her account by id, else looked for by all that may tell it, then her groups from her own side (it does not lag)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from domain.desired import OktaStatus
from domain.link import link_all
from domain.okta import wants_apps
from domain.okta_seen import NEVER_IN, PERSON_ATTRIBUTE, SUSPENDED, Seen, User
from domain.planning import taken_from
from domain.policy import Policy
from sinks.okta.classify import trouble_of
from sinks.okta.client import Client
from sinks.okta.groups import KIND, Groups
from sinks.target import Trouble, Wanted

APART: Final = frozenset({"firstName", "lastName", "login", "email", "secondEmail", "mobilePhone"})


class Reader:
    """Every answer is a `Seen`, or the trouble that kept it from being read."""

    def __init__(self, client: Client, groups: Groups, policy: Policy) -> None:
        self._client, self._groups, self._policy = client, groups, policy

    async def read(self, wanted: Wanted) -> Seen | Trouble:
        """One person as Okta shows her. Raises Unavailable."""
        found = await self._user(wanted)
        if not isinstance(found, Seen):
            return found
        found = replace(found, unmade=await self._unmade(wanted))
        if found.user is None:
            return found
        groups: dict[str, str] = {}
        async for page in self._client.pages(f"/users/{found.user.id}/groups?limit=200"):
            if trouble := trouble_of(page):
                return trouble
            groups |= {group["profile"]["name"]: group["id"] for group in page.body if group["type"] == KIND}
        apps = await self._apps(found.user.id) if _needs_apps(wanted, found.user, self._policy) else None
        return replace(found, groups=groups, apps=apps) if apps is None or isinstance(apps, dict) else apps

    async def _unmade(self, wanted: Wanted) -> frozenset[str]:
        """Which of her groups do not exist. What is about to be given is asked for, and what a lost call was to make."""
        okta = wanted.transition.okta
        named = okta.groups if okta.status in (OktaStatus.ACTIVE, OktaStatus.SUSPENDED) else ()
        named += tuple(action.args["group"] for action in wanted.intended if action.name == "create-group")
        return frozenset(named) - (await self._groups.known()).keys() if named else frozenset()

    async def _apps(self, user: str) -> dict[str, str] | Trouble:
        """Apps assigned to her herself: those that come with a group go with it. `expand` tells which in one call (okta.md §2.8)."""
        found: dict[str, str] = {}
        asked = quote(f'user.id eq "{user}"')
        async for page in self._client.pages(f"/apps?filter={asked}&expand=user%2F{user}&limit=200"):
            if trouble := trouble_of(page):
                return trouble
            for app in page.body:
                held = (app.get("_embedded") or {}).get("user") or await self._assignment(app["id"], user)
                if not isinstance(held, dict):
                    return held
                if held.get("scope") == "USER":
                    found[app["id"]] = str(app.get("label") or app["id"])
        return found

    async def _assignment(self, app: str, user: str) -> dict[str, Any] | Trouble:
        said = await self._client.call("GET", f"/apps/{quote(app)}/users/{quote(user)}")
        if said.code == "E0000007":
            return {}
        trouble = trouble_of(said)
        return trouble or dict(said.body)

    async def _user(self, wanted: Wanted) -> Seen | Trouble:
        known = wanted.account.id if wanted.account else taken_from(wanted)
        if known is not None:
            said = await self._client.call("GET", f"/users/{quote(known)}")
            if said.status == 200:
                return Seen(user=user_of(said.body))
            if said.code != "E0000007":
                return trouble_of(said) or Seen()
        return await self._looked_for(wanted)

    async def _looked_for(self, wanted: Wanted) -> Seen | Trouble:
        """The search lags behind what is written. The login is read from the primary store, so what was just made is found by it; whose
        account the search found is read there too, so what has just been given back is not taken again."""
        users: dict[str, User] = {}
        async for page in self._client.pages(f"/users?search={quote(_search(wanted))}&limit=200"):
            if trouble := trouble_of(page):
                return trouble
            users |= {user["id"]: user_of(user) for user in page.body}
        taken: User | None = None
        if wanted.login:
            said = await self._client.call("GET", f"/users/{quote(wanted.login, safe='')}")
            if said.status == 200:
                taken = user_of(said.body)
                users[taken.id] = taken
            elif said.code != "E0000007":
                return trouble_of(said) or Seen()
        link = link_all([wanted], users.values(), "")[wanted.person]
        if link.user is not None and link.user is not taken:
            said = await self._client.call("GET", f"/users/{quote(link.user.id)}")
            if said.status != 200:
                return trouble_of(said) or Seen()
            users[link.user.id] = user_of(said.body)
            link = link_all([wanted], users.values(), "")[wanted.person]
        if link.user is None and taken is not None and set(link.doubt) <= {taken.id} and not _is_hers(taken, wanted):
            return Seen(taken=True)
        return Seen(user=link.user, doubt=link.doubt)


def _needs_apps(wanted: Wanted, user: User, policy: Policy) -> bool:
    if any(action.name in ("assign-app", "unassign-app") for action in wanted.intended):
        return True
    return wants_apps(wanted, policy) and (user.status == SUSPENDED or user.status in NEVER_IN)


def _is_hers(user: User, wanted: Wanted) -> bool:
    """Something beside the login speaks for her: then a person must look."""
    number = wanted.transition.number
    mail = (wanted.mail or "").casefold()
    return user.person is None and (bool(number and user.number == number) or bool(mail and mail == (user.mail or "").casefold()))


def _search(wanted: Wanted) -> str:
    asked: Iterable[tuple[str, str | None]] = (
        (PERSON_ATTRIBUTE, wanted.person),
        ("employeeNumber", wanted.transition.number),
        ("email", wanted.mail),
    )
    names = [(first, wanted.last) for first in dict.fromkeys((wanted.given, wanted.first)) if first and wanted.last]
    called = (f'(profile.firstName eq "{_quoted(first)}" and profile.lastName eq "{_quoted(last)}")' for first, last in names)
    return " or ".join((*(f'profile.{name} eq "{_quoted(value)}"' for name, value in asked if value), *called))


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def user_of(body: dict[str, Any]) -> User:
    """A user object of Okta's (okta.md §2.1); an attribute that is not set does not appear."""
    profile = body["profile"]
    return User(
        id=body["id"],
        status=body["status"],
        person=profile.get(PERSON_ATTRIBUTE),
        number=profile.get("employeeNumber"),
        first=profile.get("firstName"),
        last=profile.get("lastName"),
        username=profile.get("login") or "",
        mail=profile.get("email"),
        profile={key: None if value is None else str(value) for key, value in profile.items() if key not in APART},
        signed_in=bool(body.get("lastLogin")) or body["status"] in ("ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT", "RECOVERY", "SUSPENDED"),
    )
