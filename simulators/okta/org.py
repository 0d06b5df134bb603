"""The organisation's store: everything it holds, who is who, and what searches see of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from simulators.kernel.clock import Clock
from simulators.okta.errors import Problem, invalid, missing
from simulators.okta.ids import Ids
from simulators.okta.index import Index
from simulators.okta.model import App, Group, User
from simulators.okta.oauth_client import OAuthClient
from simulators.okta.options import Options
from simulators.okta.principals import Actor, ApiToken, Principal
from simulators.okta.schema import Schema
from simulators.okta.syslog import Acting, SystemLog, group_target, user_target


class Org:
    """One Okta organisation. Business time is the clock's, cut to the second."""

    def __init__(self, clock: Clock, options: Options, token: str = "") -> None:
        self.clock, self.options, self._token = clock, options, token
        self.user_index: Index[User] = Index(options)
        self.group_index: Index[Group] = Index(options)
        self.reset()

    def reset(self) -> None:
        """Empties it, but for Everyone; ids start anew."""
        self.ids = Ids(self.options.seed)
        self.schema = Schema(self.options.assumptions, self.options.person_attribute)
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.apps: dict[str, App] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._owned: dict[str, list[tuple[str, str]]] = {}
        self.user_index.clear()
        self.group_index.clear()
        self.founded = self.schema_changed = self.now()
        self.type_id, self.schema_id, self.realm_id, self.founder = (self.ids.new(kind) for kind in ("oty", "osc", "guo", "spr"))
        self.log = SystemLog()
        self.acting = Acting()
        self._unlogged = False
        self.clients: dict[str, OAuthClient] = {}
        self.tokens: dict[str, ApiToken] = {}
        self.ours = self.add_token(self._token, "jml-service")
        self.somebody = Actor(self.ids.new("00u"), "User", "admin@okta.example", "Somebody Else")
        self.everyone = self.found_group({"name": "Everyone", "description": "All users in your organization"}, "BUILT_IN")

    def now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def add_token(self, value: str, name: str) -> ApiToken:
        """An SSWS token of an administrator of its own."""
        owner = Actor(self.ids.new("00u"), "User", f"{name}@okta.example", name)
        token = ApiToken(value, Principal(self.ids.new("00T"), owner), name)
        self.tokens[value] = token
        return token

    @contextmanager
    def acts(self, acting: Acting) -> Iterator[None]:
        """What happens inside is logged as that one's doing."""
        before, self.acting = self.acting, acting
        try:
            yield
        finally:
            self.acting = before

    @contextmanager
    def unlogged(self) -> Iterator[None]:
        """What happens inside was there before: it is not logged."""
        before, self._unlogged = self._unlogged, True
        try:
            yield
        finally:
            self._unlogged = before

    def note(self, kind: str, *targets: dict[str, Any], reason: str | None = None) -> None:
        """Logs an event of the one who acts."""
        if not self._unlogged:
            shows = self.options.machine() + self.options.log_lag
            self.log.add(self.ids, self.clock.now(), shows, self.acting, (kind, list(targets), reason))

    def user(self, given: str, by_login: bool = True) -> User:
        """By id, login or unambiguous short name; raises 404."""
        user = self.users.get(given) or (self._by_login(given) if by_login else None)
        if user is None:
            raise missing(given, "User")
        return user

    def group(self, group_id: str) -> Group:
        if group_id not in self.groups:
            raise missing(group_id, "UserGroup")
        return self.groups[group_id]

    def app(self, app_id: str) -> App:
        if app_id not in self.apps:
            raise missing(app_id, "AppInstance")
        return self.apps[app_id]

    def claim(self, profile: dict[str, object], mine: str | None) -> None:
        """Refuses a profile whose login or unique attribute another user has, DEPROVISIONED ones included (okta.md §2.2)."""
        for name in self.schema.unique():
            value = profile.get(name)
            owner = self._owners.get((name, str(value).lower())) if value is not None else None
            if owner not in {None, mine}:
                raise invalid(name, f"{name}: {self.options.assumptions.taken}")

    def keep(self, user: User, before: User | None = None) -> None:
        """Stores a user as it is now; searches see it later. `before` is a state they see on the way (okta.md §2.1)."""
        self._disown(user.id)
        self.users[user.id] = user
        owned = [(name, str(user.profile[name]).lower()) for name in self.schema.unique() if user.profile.get(name) is not None]
        self._owners.update(dict.fromkeys(owned, user.id))
        self._owned[user.id] = owned
        if before is not None:
            self.user_index.put(user.id, before, after=0.5)
        self.user_index.put(user.id, user.copy())

    def forget(self, user: User) -> None:
        """Deletes for good."""
        self._disown(user.id)
        del self.users[user.id]
        self.user_index.put(user.id, None)
        for group in self.groups.values():
            if user.id in group.members:
                self.leave(group, user)

    def found_group(self, profile: dict[str, object], kind: str = "OKTA_GROUP") -> Group:
        at = self.now()
        group = Group(self.ids.new("00g"), kind, profile, at, at, at)
        self.keep_group(group)
        return group

    def keep_group(self, group: Group) -> None:
        self.groups[group.id] = group
        self.group_index.put(group.id, group.copy())

    def join(self, group: Group, user: User) -> None:
        """Makes a member; a second time changes nothing."""
        if user.id not in group.members:
            group.members[user.id] = None
            group.last_membership_updated = self.now()
            self.keep_group(group)
            self.note("group.user_membership.add", user_target(user), group_target(group))

    def leave(self, group: Group, user: User) -> None:
        if user.id in group.members:
            del group.members[user.id]
            group.last_membership_updated = self.now()
            self.keep_group(group)
            self.note("group.user_membership.remove", user_target(user), group_target(group))

    def groups_of(self, user: User) -> list[Group]:
        """Direct ones."""
        return [group for group in self.groups.values() if user.id in group.members]

    def apps_of(self, user: User) -> list[App]:
        return [app for app in self.apps.values() if user.id in app.users]

    def group_named(self, name: str) -> Group | None:
        return next((group for group in self.groups.values() if group.name.lower() == name.lower()), None)

    def found_app(self, label: str, name: str = "bookmark", app_id: str | None = None) -> App:
        at = self.now()
        app = App(app_id or self.ids.new("0oa"), name, label, at, at)
        self.apps[app.id] = app
        return app

    def find(self, given: str) -> User | None:
        """Like `user`, but None where there is none."""
        try:
            return self.user(given)
        except Problem:
            return None

    def _by_login(self, given: str) -> User | None:
        owner = self._owners.get(("login", given.lower()))
        if owner is None and "@" not in given:
            short = [user_id for (name, login), user_id in self._owners.items() if name == "login" and login.split("@")[0] == given.lower()]
            owner = short[0] if len(short) == 1 else None
        return self.users[owner] if owner else None

    def _disown(self, user_id: str) -> None:
        for key in self._owned.pop(user_id, ()):
            self._owners.pop(key, None)
