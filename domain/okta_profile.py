"""What of an Okta profile is kept true: attributes made of codes, and personal values, of which an action says only that they changed."""

from collections.abc import Iterator, Mapping

from domain.okta_seen import PERSON_ATTRIBUTE, User
from domain.outcomes import Account, Action
from domain.planning import Asked

PERSONAL = ("firstName", "lastName", "email", "login")


def update(asked: Asked, user: User, account: Account) -> Iterator[Action]:
    """The one write that makes the profile agree, if it does not."""
    changed = dict(changes(asked, user, account))
    if "login" in changed:
        yield Action(id="rename", name="rename", subject=user.id, args=its_login(asked), changes=changed)
    elif changed:
        yield Action(id="update", name="update", subject=user.id, changes=changed)


def its_login(asked: Asked) -> dict[str, str]:
    """In an action's arguments: the digest of the login that the account has once it is done."""
    return {"login": asked.transition.login_digest} if asked.transition.login_digest else {}


def changes(asked: Asked, user: User, account: Account) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Attributes that differ; of a personal one only that it does."""
    shown: Mapping[str, str | None] = {"firstName": user.first, "lastName": user.last, "email": user.mail, "login": user.username}
    for name, value in personal(asked, account).items():
        if value and not same(value, shown[name], folded=name in ("email", "login")):
            yield name, (None, None)
    for name, value in codes(asked).items():
        before = user.profile.get(name)
        if not same(value, before):
            yield name, (before, value)


def personal(asked: Asked, account: Account | None) -> dict[str, str | None]:
    """The personal values she is to have. An adopted account keeps login and mail until a rename; without HR's mail the login is it."""
    names = {"firstName": asked.given, "lastName": asked.last}
    if account and account.adopted and not asked.transition.renames:
        return names
    return {**names, "email": asked.mail or asked.login, "login": asked.login}


def codes(asked: Asked) -> dict[str, str | None]:
    """The attributes that name nobody. A manager whose account is missing is left as is."""
    transition = asked.transition
    values = {**transition.okta.profile, PERSON_ATTRIBUTE: transition.person}
    if transition.manager is None or transition.manager in asked.ids:
        values["managerId"] = asked.ids.get(transition.manager or "")
    return values


def missing_manager(asked: Asked) -> str | None:
    """The manager whose account is waited for."""
    manager = asked.transition.manager
    return manager if manager and manager not in asked.ids else None


def same(one: str | None, other: str | None, folded: bool = False) -> bool:
    """Whether two values are one to Okta: blanks around do not count, case where it does not."""
    left, right = (one or "").strip(), (other or "").strip()
    return left.casefold() == right.casefold() if folded else left == right
