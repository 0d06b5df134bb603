"""Creating, reading, changing and deleting users (okta.md §2.2–2.4)."""

from typing import Any

from simulators.okta import errors, passwords, people, show, states
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import Group, User
from simulators.okta.org import Org
from simulators.okta.syslog import user_target
from simulators.okta.type_store import UserType

FEDERATED = frozenset({"FEDERATION", "SOCIAL"})


def create(org: Org, ask: Ask) -> Answer:
    body = ask.body()
    profile, kind = ask.part("profile", body), _type(org, ask, body)
    kind.schema.check_names(profile, "newUser")
    profile = kind.schema.clean(profile)
    own = "" if kind.default else kind.id
    org.claim(profile, None, own)
    groups = _groups_at_creation(org, body)
    at = org.now()
    user = User(org.ids.new("00u"), "STAGED", profile, created=at, last_updated=at, type=own)
    _take_credentials(org, ask, user, body)
    expire = _expires_at_once(ask, user)
    staged = user.copy()
    if user.has_password and org.options.generation >= 2025:
        user.status_changed = at
    if ask.flag("activate", True):
        _start(org, user, federated=ask.flag("provider", False), expire=expire)
        staged.transitioning_to = user.status
    org.keep(user, before=staged)
    people.follow_groups(org, user)
    org.note("user.lifecycle.create", user_target(user))
    if user.status != "STAGED":
        org.note("user.lifecycle.activate", user_target(user))
    for group in groups:
        org.join(group, user)
    return Answer(show.one_user(org, ask, user), about={"user": user.id, "groups": [group.name for group in groups]})


def read(org: Org, ask: Ask) -> Answer:
    user = people.owner(org) if ask.at["user"] == "me" else org.user(ask.at["user"])
    headers = {"ETag": show.etag(user)} if org.options.generation >= 2025 else {}
    return Answer(show.one_user(org, ask, user), headers=headers)


def update(org: Org, ask: Ask) -> Answer:
    """POST: what is not mentioned stays, null clears."""
    user, body = _changeable(org, ask), ask.body()
    return _change(org, ask, user, body, user.profile | ask.part("profile", body))


def replace(org: Org, ask: Ask) -> Answer:
    """PUT: what is not mentioned is deleted; a body without a profile leaves that alone (recorded: credentials only)."""
    user, body = _changeable(org, ask), ask.body()
    return _change(org, ask, user, body, ask.part("profile", body) if "profile" in body else user.profile)


def remove(org: Org, ask: Ask) -> Answer:
    """DELETE: the first deactivates, the second deletes."""
    user = org.user(ask.at["user"])
    if user.status == "DEPROVISIONED":
        org.note("user.lifecycle.delete.initiated", user_target(user))
        org.forget(user)
    else:
        states.deactivate(org, user)
    return EMPTY


def groups(org: Org, ask: Ask) -> Answer:
    """Right at once (okta.md §2.7); Everyone first, the others by id (recorded 2025)."""
    user = org.user(ask.at["user"])
    limit = ask.limit(200, 200)
    links = (f'<{ask.origin}{ask.path}?limit={limit}>; rel="self"',)
    mine = sorted(org.groups_of(user), key=lambda group: group.id)
    return Answer([show.group(org, ask, group) for group in [org.everyone, *mine]], links=links)


def _changeable(org: Org, ask: Ask) -> User:
    user = org.user(ask.at["user"])
    given = ask.headers.get("If-Match")
    if given is not None and given != "*":
        if not given.startswith(('W/"', '"')) or not given.endswith('"'):
            raise errors.etag_malformed()
        if given.removeprefix("W/") != show.etag(user).removeprefix("W/"):
            raise errors.etag_differs()
    if user.status == "DEPROVISIONED":
        raise errors.missing(user.id, "User") if org.options.assumptions.deprovisioned_update_is_404 else errors.wrong_status()
    return user


def _change(org: Org, ask: Ask, user: User, body: dict[str, Any], profile: dict[str, Any]) -> Answer:
    kind = _type(org, ask, body) if "type" in body else org.types.of(user.type)
    if kind is not org.types.of(user.type) and ask.method != "PUT":
        raise errors.invalid("type", "type: The user type can be changed by a full replacement only")
    kind.schema.check_names(ask.part("profile", body), None)
    profile = kind.schema.clean(profile)
    own = "" if kind.default else kind.id
    org.claim(profile, user.id, own)
    user.profile, user.type = profile, own
    user.last_updated = org.now()
    _take_credentials(org, ask, user, body)
    org.keep(user)
    people.follow_groups(org, user)
    org.note("user.account.update_profile", user_target(user))
    return Answer(show.one_user(org, ask, user))


def _groups_at_creation(org: Org, body: dict[str, Any]) -> list[Group]:
    wanted = body.get("groupIds") or []
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise errors.malformed()
    if len(wanted) > org.options.assumptions.most_groups_at_creation:
        raise errors.too_many_groups()
    found = [org.group(group_id) for group_id in dict.fromkeys(wanted)]
    if any(group.type != "OKTA_GROUP" for group in found):
        raise errors.read_only_group(org.options.assumptions.read_only_group)
    return found


def _type(org: Org, ask: Ask, body: dict[str, Any]) -> UserType:
    return org.types.by_id(str(ask.part("type", body).get("id") or "default"))


def _take_credentials(org: Org, ask: Ask, user: User, body: dict[str, Any]) -> None:
    """A password as a value or a hash; `{"password": {}}` counts as none (okta.md §2.2)."""
    credentials = ask.part("credentials", body)
    password = ask.part("password", credentials)
    if password.get("value"):
        passwords.check(org, user.login, str(password["value"]))
        user.secret = str(password["value"])
    if password.get("value") or password.get("hash"):
        user.has_password = True
        user.password_changed = org.now()
    if password.get("hash"):
        user.provider = ("IMPORT", "IMPORT")
    provider = ask.part("provider", credentials)
    if provider.get("type"):
        user.provider = (provider["type"], provider.get("name", provider["type"]))
    asked = ask.part("recovery_question", credentials)
    if asked.get("question"):
        user.question, user.answer = asked["question"], asked.get("answer")


def _expires_at_once(ask: Ask, user: User) -> bool:
    """`nextLogin=changePassword` (okta.md §2.2: E0000124, E0000125)."""
    if ask.query.get("nextLogin") != "changePassword":
        return False
    if not ask.flag("activate", True):
        raise errors.activation_needed()
    if not user.has_password:
        raise errors.password_needed()
    return True


def _start(org: Org, user: User, federated: bool, expire: bool) -> None:
    user.activated = user.status_changed = org.now()
    known = user.has_password or (federated and user.provider[0] in FEDERATED)
    user.status = ("PASSWORD_EXPIRED" if expire else "ACTIVE") if known else "PROVISIONED"
