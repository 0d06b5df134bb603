"""The organisation's store: everything it holds, who is who, and what searches see of it."""

from datetime import datetime
from typing import Any

from simulators.kernel.clock import Clock
from simulators.okta import people
from simulators.okta.chronicle import Chronicle
from simulators.okta.errors import Problem, missing
from simulators.okta.ids import Ids
from simulators.okta.index import Index
from simulators.okta.model import App, Group, GroupRule, Link, User
from simulators.okta.oauth_client import OAuthClient
from simulators.okta.options import Options
from simulators.okta.policy_store import PolicyStore
from simulators.okta.principals import Actor, ApiToken, Principal
from simulators.okta.rule_engine import RuleEngine
from simulators.okta.schema import Schema, group_schema
from simulators.okta.shares import PrincipalLimit
from simulators.okta.syslog import Acting, group_target, user_target
from simulators.okta.type_store import TypeStore


class Org:
    """One Okta organisation. Business time is the clock's, cut to the second."""

    def __init__(self, clock: Clock, options: Options, token: str = "") -> None:
        self.clock, self.options, self._token = clock, options, token
        self.user_index: Index[User] = Index(options)
        self.group_index: Index[Group] = Index(options)
        self.engine = RuleEngine(self)
        self.reset()

    def reset(self) -> None:
        """Empties it, but for Everyone, the default user type and the default policies; ids start anew."""
        self.ids = Ids(self.options.seed)
        self.told = Chronicle(self.clock, self.options, self.ids)
        self.acts, self.unlogged, self.note = self.told.acts, self.told.unlogged, self.told.note
        self.users: dict[str, User] = {}
        self.names = people.Names()
        self.groups: dict[str, Group] = {}
        self.rules: dict[str, GroupRule] = {}
        self.apps: dict[str, App] = {}
        self.own_apps = 0
        self.links: list[Link] = []
        self.shares: dict[str, PrincipalLimit] = {}
        self.session_tokens: dict[str, str] = {}
        self.clients: dict[str, OAuthClient] = {}
        self.tokens: dict[str, ApiToken] = {}
        for index in (self.user_index, self.group_index, self.engine):
            index.clear()
        self.founded = self.group_schema_changed = self.now()
        self.org_id, self.realm_id, self.founder = (self.ids.new(kind) for kind in ("00o", "guo", "spr"))
        self.types = TypeStore(self.ids, self.now, lambda: Schema(self.options.assumptions, with_person=False))
        self.schema = self.types.found("user", "User", people.DESCRIPTION, default=True).schema
        self.schema.give_person(self.options.person_attribute)
        self.group_schema = group_schema(self.options.assumptions)
        self.ours = self.add_token(self._token, "jml-service")
        self.somebody = Actor(self.ids.new("00u"), "User", "admin@okta.example", "Somebody Else")
        with self.unlogged():
            self.everyone = self.found_group({"name": "Everyone", "description": "All users in your organization"}, "BUILT_IN")
            self.policies = PolicyStore(self)

    def now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def add_token(self, value: str, name: str) -> ApiToken:
        """An SSWS token of an administrator of its own."""
        owner = Actor(self.ids.new("00u"), "User", f"{name}@okta.example", name)
        token = ApiToken(value, Principal(self.ids.new("00T"), owner), name, self.now(), self.now())
        self.tokens[value] = token
        self.new_share(token.principal.id, "SSWS_TOKEN")
        return token

    def new_share(self, principal: str, kind: str) -> PrincipalLimit:
        """What a principal may use of each limit, at first the organisation's usual part (recorded: every token has one)."""
        at, percent = f"{self.now():%Y-%m-%dT%H:%M:%SZ}", int(self.options.share * 100)
        made = PrincipalLimit(self.ids.new("prl"), principal, kind, percent, percent, at, at)
        self.shares[made.id] = made
        return made

    def user(self, given: str, by_login: bool = True) -> User:
        """By id, login or unambiguous short name; raises 404."""
        user = self.users.get(given) or (self._by_login(given) if by_login else None)
        if user is None:
            raise missing(given, "User")
        return user

    def find(self, given: str) -> User | None:
        """Like `user`, but None where there is none."""
        try:
            return self.user(given)
        except Problem:
            return None

    def group(self, group_id: str) -> Group:
        if group_id not in self.groups:
            raise missing(group_id, "UserGroup")
        return self.groups[group_id]

    def app(self, app_id: str) -> App:
        if app_id not in self.apps:
            raise missing(app_id, "AppInstance")
        return self.apps[app_id]

    def schema_of(self, user: User) -> Schema:
        return self.types.of(user.type).schema

    def claim(self, profile: dict[str, Any], mine: str | None, type_id: str = "") -> None:
        """Refuses a profile whose login or unique attribute another user has, DEPROVISIONED ones included (okta.md §2.2)."""
        self.names.claim(self.types.of(type_id), profile, mine, self.options.assumptions.taken)

    def keep(self, user: User, before: User | None = None) -> None:
        """Stores a user as it is now; searches see it later. `before` is a state they see on the way (okta.md §2.1)."""
        self.users[user.id] = user
        self.names.own(self.types.of(user.type), user)
        if before is not None:
            self.user_index.put(user.id, before, after=0.5)
        self.user_index.put(user.id, user.copy())
        self.engine.user_changed(user)

    def reindex(self) -> None:
        """After a schema changed: unique attributes are those of now."""
        for user in self.users.values():
            self.names.own(self.types.of(user.type), user)

    def forget(self, user: User) -> None:
        """Deletes for good."""
        self.names.disown(user.id)
        with self.unlogged():
            for group in self.groups.values():
                self.leave(group, user)
        del self.users[user.id]
        self.user_index.put(user.id, None)
        for link in self.links:
            link.pairs = {below: above for below, above in link.pairs.items() if user.id not in (below, above)}

    def found_group(self, profile: dict[str, Any], kind: str = "OKTA_GROUP") -> Group:
        at = self.now()
        group = Group(self.ids.new("00g"), kind, profile, at, at, at)
        self.keep_group(group)
        return group

    def keep_group(self, group: Group) -> None:
        self.groups[group.id] = group
        self.group_index.put(group.id, group.copy())

    def join(self, group: Group, user: User) -> None:
        """Makes a member; a second time changes nothing. The group's apps come along."""
        if user.id not in group.members:
            group.members[user.id] = None
            self._membership_changed(group, user, "group.user_membership.add")

    def leave(self, group: Group, user: User) -> None:
        if user.id in group.members:
            del group.members[user.id]
            group.managed.pop(user.id, None)
            self._membership_changed(group, user, "group.user_membership.remove")

    def groups_of(self, user: User) -> list[Group]:
        """Direct ones: Everyone is not among them."""
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

    def acts_as_somebody(self) -> Acting:
        return Acting(self.somebody)

    def _membership_changed(self, group: Group, user: User, kind: str) -> None:
        group.last_membership_updated = self.now()
        self.keep_group(group)
        self.note(kind, user_target(user), group_target(group))
        people.follow_groups(self, user)
        self.engine.user_changed(user)

    def _by_login(self, given: str) -> User | None:
        owner = self.names.by_login(given)
        return self.users[owner] if owner else None
