"""What tests and scenarios do from outside: people sign in, somebody else acts, accounts exist beforehand."""

from datetime import datetime
from typing import Any, Final

from simulators.kernel.server import Verb
from simulators.okta import states
from simulators.okta.door import Door
from simulators.okta.errors import Problem
from simulators.okta.model import STATUSES, App, Assignment, Group, User
from simulators.okta.oauth_client import OAuthClient, keys_of
from simulators.okta.org import Org
from simulators.okta.syslog import app_target, app_user_target, user_target

Body = dict[str, Any]
STATUS_EVENTS: Final = {
    "ACTIVE": "user.lifecycle.activate",
    "PROVISIONED": "user.lifecycle.activate",
    "SUSPENDED": "user.lifecycle.suspend",
    "LOCKED_OUT": "user.account.lock",
    "PASSWORD_EXPIRED": "user.account.expire_password",
    "RECOVERY": "user.account.reset_password",
}


class Verbs:
    """The verbs of one organisation. Wrong names in a body raise ValueError or KeyError, saying which."""

    def __init__(self, org: Org, door: Door) -> None:
        self.org, self._door = org, door

    def all(self) -> dict[str, Verb]:
        return {
            "sign_in": self.sign_in,
            "act": self.act,
            "seed_user": self.seed_user,
            "seed_group": self.seed_group,
            "seed_app": self.seed_app,
            "protect": self.protect,
            "revoke_token": self.revoke_token,
            "restore_token": self.restore_token,
            "options": self.options,
            "register_client": self.register_client,
            "add_token": self.add_token,
            "expire_access_tokens": self.expire_access_tokens,
            "rotate_nonce": self.rotate_nonce,
        }

    async def sign_in(self, body: Body) -> Body:
        """`{users: [id or login], client?}`: a session and a token of that app each; PROVISIONED becomes ACTIVE."""
        _only(body, "users", "client")
        people = [self._user(given) for given in body["users"]]
        let_in = [user.id for user in people if states.sign_in(self.org, user, body.get("client", states.PORTAL))]
        return {"signed_in": let_in, "refused": [user.id for user in people if user.id not in let_in]}

    async def act(self, body: Body) -> Body:
        """`{user, status?, profile?, "groups+"?, "groups-"?, "apps+"?, "apps-"?, sign_in?}`: an administrator does it by hand."""
        _only(body, "user", "status", "profile", "groups+", "groups-", "apps+", "apps-", "sign_in")
        with self.org.acts(self.org.acts_as_somebody()):
            return self._act(body)

    def _act(self, body: Body) -> Body:
        user = self._user(body["user"])
        if "status" in body:
            self._set_status(user, body["status"])
        if "profile" in body:
            self._set_profile(user, body["profile"])
        self._set_groups(user, body.get("groups+", ()), body.get("groups-", ()))
        self._set_apps(user, body.get("apps+", ()), body.get("apps-", ()))
        if body.get("sign_in"):
            states.sign_in(self.org, user)
        return {"id": user.id, "status": user.status}

    async def seed_user(self, body: Body) -> Body:
        """`{login, status?, profile?, groups?, apps?, sessions?, tokens?, created?}`: it was there before; ACTIVE by default."""
        _only(body, "login", "status", "profile", "groups", "apps", "sessions", "tokens", "created")
        at = datetime.fromisoformat(body["created"]) if "created" in body else self.org.now()
        login = body["login"]
        profile = {"login": login, "email": login, "firstName": "First", "lastName": "Last"} | body.get("profile", {})
        user = User(self.org.ids.new("00u"), _status(body.get("status", "ACTIVE")), {}, created=at, last_updated=at)
        user.has_password = user.status not in {"STAGED", "PROVISIONED", "DEPROVISIONED"}
        user.password_changed = user.last_login = at if user.has_password else None
        user.activated = user.status_changed = None if user.status == "STAGED" else at
        with self.org.unlogged():
            for _ in range(int(body.get("tokens", 0))):
                states.give_token(self.org, user, states.PORTAL)
            for _ in range(int(body.get("sessions", 0))):
                states.start_session(self.org, user)
            self._set_profile(user, profile)
            self._set_groups(user, body.get("groups", ()), ())
            self._set_apps(user, body.get("apps", ()), ())
        return {"id": user.id}

    async def seed_group(self, body: Body) -> Body:
        """`{name, description?, type?}`: type OKTA_GROUP, or APP_GROUP, which nobody can change by API."""
        _only(body, "name", "description", "type")
        held = self.org.group_named(body["name"])
        profile = {"name": body["name"], "description": body.get("description")}
        return {"id": (held or self.org.found_group(profile, body.get("type", "OKTA_GROUP"))).id}

    async def seed_app(self, body: Body) -> Body:
        """`{label, name?}`"""
        _only(body, "label", "name")
        return {"id": self._app(body["label"], body.get("name", "bookmark")).id}

    async def protect(self, body: Body) -> Body:
        """`{users: [id or login]}`: marks accounts, for `state` alone."""
        people = [self._user(given) for given in body["users"]]
        for user in people:
            user.protected = True
        return {"protected": [user.id for user in people]}

    async def revoke_token(self, _body: Body) -> Body:
        """`{}`: our token is refused until restored."""
        self._door.revoked = True
        return {}

    async def restore_token(self, _body: Body) -> Body:
        self._door.revoked = False
        return {}

    async def options(self, body: Body) -> Body:
        """`{rate_limits?, lag?, latency?, …}`: any option or assumption by name."""
        self.org.options.change(body)
        return {}

    async def register_client(self, body: Body) -> Body:
        """`{client_id, jwks | jwk | public_key, scopes, dpop?, label?}`: a service app that may get tokens; again: replaces it."""
        _only(body, "client_id", "jwks", "jwk", "public_key", "scopes", "dpop", "label")
        client_id = str(body["client_id"])
        label = str(body.get("label", client_id))
        self.org.clients[client_id] = OAuthClient(client_id, label, keys_of(body), frozenset(body["scopes"]), bool(body.get("dpop")))
        return {"client_id": client_id}

    async def add_token(self, body: Body) -> Body:
        """`{token, name}`: another SSWS token, of an administrator of that name; an id is returned."""
        _only(body, "token", "name")
        return {"id": self.org.add_token(body["token"], body["name"]).principal.id}

    async def expire_access_tokens(self, _body: Body) -> Body:
        """`{}`: every OAuth access token given so far is worth nothing from now on."""
        self._door.server.clear()
        return {}

    async def rotate_nonce(self, _body: Body) -> Body:
        """`{}`: a new DPoP nonce; after two of them an old one is refused."""
        self._door.server.proofs.rotate()
        return {}

    def _user(self, given: str) -> User:
        user = self.org.find(given)
        if user is None:
            raise ValueError(f"no user with id or login {given!r}")
        return user

    def _set_status(self, user: User, wanted: str) -> None:
        if _status(wanted) == user.status:
            return
        if wanted == "DEPROVISIONED":
            states.deactivate(self.org, user)
            return
        if wanted == "ACTIVE":
            user.has_password = True
            user.activated = user.activated or self.org.now()
        happened = "user.lifecycle.unsuspend" if user.status == "SUSPENDED" else STATUS_EVENTS.get(wanted)
        states.move(self.org, user, wanted)
        if happened:
            self.org.note(happened, user_target(user))

    def _set_profile(self, user: User, profile: Body) -> None:
        try:
            self.org.schema.check_names(profile, None)
            cleaned = self.org.schema.clean(user.profile | profile)
            self.org.claim(cleaned, user.id)
        except Problem as problem:
            raise ValueError(f"profile: {'; '.join(problem.causes) or problem.summary}") from None
        user.profile = cleaned
        user.last_updated = self.org.now()
        self.org.keep(user)
        self.org.note("user.account.update_profile", user_target(user))

    def _set_groups(self, user: User, on: list[str] | tuple[()], off: list[str] | tuple[()]) -> None:
        for name in on:
            group = self._group(name)
            group.managed.pop(user.id, None)
            self.org.join(group, user)
        for name in off:
            group = self._group(name)
            self.org.engine.removed_by_hand(group, user)
            self.org.leave(group, user)

    def _set_apps(self, user: User, on: list[str] | tuple[()], off: list[str] | tuple[()]) -> None:
        at = self.org.now()
        for app in map(self._app, on):
            if user.id not in app.users:
                app.users[user.id] = Assignment(user.id, at, at, user.login)
                self._note_app("application.user_membership.add", app, user)
        for app in map(self._app, off):
            if app.users.pop(user.id, None):
                self._note_app("application.user_membership.remove", app, user)

    def _note_app(self, kind: str, app: App, user: User) -> None:
        self.org.note(kind, app_user_target(user, user.login), app_target(app), user_target(user))

    def _group(self, name: str) -> Group:
        """By id or name; made when there is none."""
        known = self.org.groups.get(name) or self.org.group_named(name)
        return known or self.org.found_group({"name": name, "description": None})

    def _app(self, label: str, name: str = "bookmark") -> App:
        """By id or label; made when there is none."""
        known = self.org.apps.get(label) or next((app for app in self.org.apps.values() if app.label == label), None)
        return known or self.org.found_app(label, name)


def snapshot(org: Org) -> Body:
    """Everything the organisation holds: direct groups and apps by name, Everyone left out of them."""
    groups: dict[str, list[str]] = {user_id: [] for user_id in org.users}
    for group in org.groups.values():
        for user_id in group.members:
            groups[user_id].append(group.name)
    return {
        "users": [_account(org, user, sorted(groups[user.id])) for user in org.users.values()],
        "groups": [
            {"id": group.id, "name": group.name, "type": group.type, "members": list(group.members)} for group in org.groups.values()
        ],
    }


def _account(org: Org, user: User, groups: list[str]) -> Body:
    return {
        "id": user.id,
        "status": user.status,
        "login": user.login,
        "profile": user.profile,
        "groups": groups,
        "apps": sorted(app.label for app in org.apps_of(user)),
        "sessions": len(user.sessions),
        "tokens": len(user.tokens),
        "manager": user.profile.get("managerId"),
        "created": user.created.isoformat(),
        "protected": user.protected,
    }


def _only(body: Body, *known: str) -> None:
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise ValueError(f"unknown {', '.join(unknown)}; there are {', '.join(known)}")


def _status(wanted: str) -> str:
    if wanted not in STATUSES:
        raise ValueError(f"status {wanted!r} is not one of {', '.join(sorted(STATUSES))}")
    return wanted
