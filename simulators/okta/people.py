"""Whose names are whose, and which apps come with a person's groups."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from simulators.okta.app_profiles import mapped
from simulators.okta.errors import forbidden, invalid, missing
from simulators.okta.model import App, Assignment, User
from simulators.okta.syslog import app_target, app_user_target, user_target
from simulators.okta.type_store import UserType

if TYPE_CHECKING:
    from simulators.okta.org import Org

DESCRIPTION: Final = "Okta user profile template with default permission settings"
ASSIGNABLE: Final = frozenset({"STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "LOCKED_OUT", "PASSWORD_EXPIRED"})
Key = tuple[str, str]


@dataclass(slots=True)
class Names:
    """Logins and unique attributes, in lower case, with who has them. Logins are unique in the organisation, others within a user type."""

    _owners: dict[Key, str] = field(default_factory=dict)
    _owned: dict[str, list[Key]] = field(default_factory=dict)

    def claim(self, kind: UserType, profile: dict[str, Any], mine: str | None, taken: str) -> None:
        """Raises 400 E0000001 for a value that another user has."""
        for (place, value), name in zip(*_keys(kind, profile), strict=True):
            if self._owners.get((place, value)) not in {None, mine}:
                raise invalid(name, f"{name}: {taken}")

    def own(self, kind: UserType, user: User) -> None:
        self.disown(user.id)
        keys, _ = _keys(kind, user.profile)
        self._owners.update(dict.fromkeys(keys, user.id))
        self._owned[user.id] = keys

    def disown(self, user_id: str) -> None:
        for key in self._owned.pop(user_id, ()):
            self._owners.pop(key, None)

    def by_login(self, given: str) -> str | None:
        """By login, or by what stands before its @ if only one has it."""
        owner = self._owners.get(("login", given.lower()))
        if owner is None and "@" not in given:
            short = [one for (place, login), one in self._owners.items() if place == "login" and login.split("@")[0] == given.lower()]
            owner = short[0] if len(short) == 1 else None
        return owner


def owner(org: "Org") -> User:
    """`me`: the administrator whose token is used, who stands in no list; an OAuth app is nobody."""
    actor = org.told.acting.actor
    if actor.type != "User":
        raise missing("me", "User") if org.options.assumptions.app_is_no_me else forbidden()
    first, _, last = actor.display_name.partition(" ")
    profile = {"firstName": first, "lastName": last or first, "login": actor.alternate_id, "email": actor.alternate_id}
    at = org.founded
    return User(actor.id, "ACTIVE", profile, at, at, at, at, password_changed=at, has_password=True)


def follow_groups(org: "Org", user: User, apps: Iterable[App] | None = None) -> None:
    """Gives and takes the apps that are assigned to the user's groups; direct assignments stay (okta.md §2.8)."""
    mine = {org.everyone.id, *(group.id for group in org.groups_of(user))}
    for app in list(org.apps.values()) if apps is None else apps:
        if not app.groups and user.id not in app.users:
            continue
        held = app.users.get(user.id)
        due = bool(mine & app.groups.keys()) and user.status in ASSIGNABLE
        if due and held is None:
            at = org.now()
            app.users[user.id] = Assignment(user.id, at, at, user.login, group_profile(org, app, user), "GROUP")
            _note(org, "application.user_membership.add", app, user)
        elif held is not None and held.scope == "GROUP" and not due:
            del app.users[user.id]
            _note(org, "application.user_membership.remove", app, user)
        elif held is not None and held.scope == "GROUP":
            held.profile = group_profile(org, app, user)


def group_profile(org: "Org", app: App, user: User) -> dict[str, Any]:
    """What the app maps, and over it what the user's group of lowest priority number gives."""
    mine = {org.everyone.id, *(group.id for group in org.groups_of(user))}
    held = sorted((one for one in app.groups.values() if one.group in mine), key=lambda one: one.priority)
    return mapped(app, user) | (held[0].profile if held else {})


def _note(org: "Org", kind: str, app: App, user: User) -> None:
    org.note(kind, app_user_target(user, user.login), app_target(app), user_target(user))


def _keys(kind: UserType, profile: dict[str, Any]) -> tuple[list[Key], list[str]]:
    names = [name for name in kind.schema.unique() if profile.get(name) is not None]
    places = [name if name == "login" else f"{kind.id} {name}" for name in names]
    return [(place, str(profile[name]).lower()) for place, name in zip(places, names, strict=True)], names
