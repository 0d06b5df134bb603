"""What of an action shows in an Okta organisation, and what is known of an account once it is done."""

from collections.abc import Mapping
from dataclasses import replace

from domain.okta import BY_HAND, ENDED, account_of
from domain.okta_profile import PERSONAL, changes, same
from domain.okta_seen import OFF, Seen, User
from domain.outcomes import MOST_TAKEN, Account, Action, Result
from domain.planning import Asked

IN = frozenset({"PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"})
STATUS_AFTER: Mapping[str, frozenset[str]] = {
    "activate": IN,
    "reactivate": IN,
    "suspend": frozenset({"SUSPENDED", "DEPROVISIONED"}),
    "unsuspend": IN | {"LOCKED_OUT"},
    "deactivate": OFF,
}
"""The statuses that show that a life cycle call took effect. Ended sessions and tokens show nowhere and are ended once more."""


def holds(action: Action, asked: Asked, seen: Seen) -> bool:
    """Whether an action's effect shows, its answer having been lost."""
    user, group = seen.user, action.args.get("group", "")
    if action.name == "create-group":
        return group not in seen.unmade
    if user is None:
        return False
    match action.name:
        case "create" | "stage":
            return True
        case "add-group":
            return group in seen.groups
        case "remove-group":
            return group not in seen.groups
        case "assign-app" | "unassign-app":
            return seen.apps is not None and (action.args["app_id"] in seen.apps) is (action.name == "assign-app")
        case "update" | "rename":
            return _shows(action, asked, user)
        case name:
            return user.status in STATUS_AFTER.get(name, frozenset())


def _shows(action: Action, asked: Asked, user: User) -> bool:
    """Codes are compared with what was written, whatever was announced since; only where there are none do personal values decide."""
    codes = {name: after for name, (_, after) in action.changes.items() if name not in PERSONAL}
    if codes:
        return all(same(after, user.profile.get(name)) for name, after in codes.items())
    left = dict(changes(asked, user, account_of(asked, user)))
    return not left.keys() & action.changes.keys()


def learn(account: Account | None, action: Action, result: Result) -> Account | None:
    """Her account once this action is done, unchanged or recovered."""
    if action.name in ("create", "stage"):
        groups = tuple(action.args["groups"].split())
        if result.subject is None:
            return account
        return Account(id=result.subject, login_digest=action.args.get("login"), managed=groups, extra={"active": "yes"})
    if account is None or "part" in action.args:
        return None
    match action.name:
        case "add-group" | "remove-group":
            return _with_group(account, action)
        case "assign-app" | "unassign-app":
            return _with_app(account, action)
        case "rename" if "login" in action.args:
            return replace(account, login_digest=action.args["login"])
        case "revoke-tokens":
            return replace(account, extra={**account.extra, "sessions": ENDED})
        case "unsuspend" | "activate" | "reactivate":
            return replace(account, extra={**account.extra, "sessions": "", "active": "yes"})
        case "deactivate":
            return replace(account, extra={**account.extra, "active": "no"})
    return account


def _with_group(account: Account, action: Action) -> Account:
    """A group given by hand is never the product's: it is remembered when it is taken, and forgotten when it has gone back."""
    group, managed, taken = action.args["group"], set(account.managed), set(account.taken_groups)
    by_hand = BY_HAND in action.args
    if action.name == "add-group":
        managed, taken = managed if by_hand else managed | {group}, taken - {group}
    else:
        managed, taken = managed - {group}, taken | {group} if by_hand and len(taken) < MOST_TAKEN else taken
    return replace(account, managed=tuple(sorted(managed)), taken_groups=tuple(sorted(taken)))


def _with_app(account: Account, action: Action) -> Account:
    app, taken = action.args["app_id"], dict(account.taken_apps)
    if action.name == "assign-app":
        taken.pop(app, None)
    elif len(taken) < MOST_TAKEN:
        taken[app] = action.args["app"]
    return replace(account, taken_apps=taken)


def find(asked: Asked, seen: Seen) -> Account | None:
    """Her account as a read shows it."""
    return account_of(asked, seen.user) if seen.user else None
