"""Whose Okta account is whose, and what is known of it: linking, reading back, learning. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.okta import ENDED, GONE, NEVER_SIGNED_IN, PERSONAL, Found
from domain.outcomes import Account, Action, Result

ADOPT = "adopt"
TAKEN = "taken"
DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what an account is recognised. `firsts` are the legal and the preferred first name; `mail` is HR's work address."""

    person: str
    number: str | None = None
    firsts: tuple[str, ...] = field(default=(), repr=False)
    last: str | None = field(default=None, repr=False)
    login: str | None = field(default=None, repr=False)
    mail: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """The account that is hers; or none, with `why` DOUBT (a person must look) or TAKEN (her login is somebody else's)."""

    found: Found | None = None
    why: str = ""


def link(identity: Identity, candidates: Sequence[Found]) -> Link:
    """By person id; else employee number and name; else work mail and name. Anything less clear is doubt, and nothing is written."""
    hers = [found for found in candidates if found.person == identity.person]
    if hers:
        return Link(hers[0]) if len(hers) == 1 else Link(why=DOUBT)
    free = [found for found in candidates if found.person is None]
    for close in (
        [found for found in free if identity.number and found.profile.get("employeeNumber") == identity.number],
        [found for found in free if _has_mail(identity, found)],
    ):
        same = [found for found in close if _same_name(identity, found)]
        if len(same) == 1 and len(close) == 1:
            return Link(same[0], ADOPT)
        if close:
            return Link(why=DOUBT)
    by_login = [found for found in candidates if _same(found.profile.get("login"), identity.login)]
    if not by_login:
        return Link()
    if by_login[0].person is None and _same_name(identity, by_login[0]) and not by_login[0].profile.get("employeeNumber"):
        return Link(by_login[0], ADOPT)
    return Link(why=TAKEN)


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and str(one).strip().casefold() == str(other).strip().casefold()


def _same_name(identity: Identity, found: Found) -> bool:
    first = found.profile.get("firstName")
    return any(_same(first, each) for each in identity.firsts) and _same(found.profile.get("lastName"), identity.last)


def _has_mail(identity: Identity, found: Found) -> bool:
    return any(_same(found.profile.get(name), identity.mail) for name in ("email", "login"))


def known(found: Found, account: Account | None) -> Account:
    """Her account with what this look at it adds."""
    account = account or Account(id=found.id)
    ever = account.ever_active or found.status not in (*NEVER_SIGNED_IN, GONE)
    active = "no" if found.status in (GONE, "SUSPENDED") else "yes"
    return replace(account, id=found.id, ever_active=ever, extra=account.extra | {"active": active})


def holds(action: Action, found: Found | None, digests: dict[str, str]) -> bool:
    """Whether an action's effect is there. `digests` are those of the personal values now there; the action's args hold what was to be."""
    if found is None:
        return False
    match action.name:
        case "create" | "stage":
            return True
        case "activate" | "reactivate" | "unsuspend":
            return found.status not in ("STAGED", "SUSPENDED", GONE)
        case "suspend":
            return found.status == "SUSPENDED"
        case "deactivate":
            return found.status == GONE
        case "add-group" | "remove-group":
            return (action.args["group"] in found.groups) == (action.name == "add-group")
        case "update" | "rename":
            return all(_holds_value(action, name, found, digests) for name in action.changes)
        case _:
            return False  # ended sessions cannot be seen; ending them again ends nothing


def _holds_value(action: Action, name: str, found: Found, digests: dict[str, str]) -> bool:
    if name in PERSONAL:
        return digests.get(name) == action.args.get(f"{name}_digest")
    return (found.profile.get(name) or None) == (action.changes[name][1] or None)


def learn(account: Account | None, action: Action, result: Result) -> Account | None:
    """Her account once an action is done: the id and groups of a new one, groups given and taken, whether sessions were ended."""
    if action.name in ("create", "stage"):
        made = result.subject or (account.id if account else None)
        groups = tuple(name for name in action.args.get("groups", "").split(",") if name)
        return Account(id=made, managed=groups, login_digest=_digest(action), extra={"active": "yes"}) if made else account
    if account is None:
        return None
    extra = dict(account.extra)
    match action.name:
        case "add-group":
            return replace(account, managed=tuple(sorted({*account.managed, action.args["group"]})))
        case "remove-group":
            return replace(account, managed=tuple(name for name in account.managed if name != action.args["group"]))
        case "rename":
            return replace(account, login_digest=_digest(action))
        case "activate" | "reactivate" | "unsuspend":
            extra.pop(ENDED, None)
            return replace(account, extra=extra | {"active": "yes"})
        case "suspend" | "deactivate":
            return replace(account, extra=extra | {"active": "no"})
        case "revoke-tokens":
            return replace(account, extra=extra | {ENDED: "ended"})
        case _:
            return account


def _digest(action: Action) -> str | None:
    return action.args.get("login_digest") or None
