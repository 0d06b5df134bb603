"""What of an action shows in a Salesforce org, and what is known of an account once it is done."""

from dataclasses import replace

from domain.outcomes import Account, Action, Result
from domain.planning import Asked
from domain.policy import Policy
from domain.salesforce import MAIL_ASKED, PERSONAL, account_of, personal_agrees, shown_as
from domain.salesforce_leave import FLAG, is_marked, marks
from domain.salesforce_new import is_variant
from domain.salesforce_records import ids_of, remembered
from domain.salesforce_seen import Seen, User, same


def holds(action: Action, asked: Asked, seen: Seen, policy: Policy) -> bool:
    """Whether the effect of an action shows. Pure; what cannot be seen does not."""
    user = seen.user
    if user is None:
        return False
    match action.name:
        case "create":
            return user.person == asked.transition.person
        case "activate" | "deactivate":
            return user.active is (action.name == "activate")
        case "freeze" | "unfreeze":
            return seen.frozen is (action.name == "freeze")
        case "rename":
            return asked.login is not None and is_variant(user.username, policy.username(asked.login))
        case "update" if not marks(action):
            return all(_shows(name, after, asked, user) for name, (_, after) in action.changes.items())
    return _shown_beside(action, seen)


def _shown_beside(action: Action, seen: Seen) -> bool:
    """The same for what shows elsewhere than on her user."""
    match action.name:
        case "update":
            return is_marked(seen.on_leave, seen.about, action.changes[FLAG][1] == "true")
        case "reassign" | "restore":
            return _are_with(action, seen)
        case "uncover":
            flagged = seen.covered.get(action.args["object"], {})
            return seen.on_leave is not None and not any(record in flagged for record in ids_of(action))
        case "set-territory":
            return _placed(action, seen)
    return False


def _shows(name: str, after: str | None, asked: Asked, user: User) -> bool:
    return personal_agrees(name, asked, user) if name in PERSONAL else same(shown_as(user).get(name), after)


def _are_with(action: Action, seen: Seen) -> bool:
    """Whether its records have the owner it was to give them; one that is no more needs none. What was not read does not show."""
    if not seen.owners:
        left = seen.records.get(action.args["object"])
        return action.name == "reassign" and left is not None and not set(left) & set(ids_of(action))
    return all(seen.owners.get(record, action.args["to"]) == action.args["to"] for record in ids_of(action))


def _placed(action: Action, seen: Seen) -> bool:
    wanted, dropped = action.args.get("territory"), set(action.args.get("drop", "").split(","))
    return (wanted is None or wanted in seen.territories) and not dropped & set(seen.territories.values())


def learn(account: Account | None, action: Action, result: Result) -> Account | None:
    """The account as known once an action is done. Pure."""
    if account is None:
        return Account(id=result.subject, ever_active=True, extra={"active": "yes"}) if action.name == "create" and result.subject else None
    if "part" in action.args:
        return None
    match action.name:
        case "create" | "activate":
            return replace(account, ever_active=True, extra=account.extra | {"active": "yes"})
        case "deactivate":
            return replace(account, extra=account.extra | {"active": "no"})
        case "update" if marks(action):
            return replace(account, on_leave=action.changes[FLAG][1] == "true")
        case "update" if MAIL_ASKED in action.args:
            return replace(account, extra=account.extra | action.args)
        case "restore":
            return remembered(account, action)
    return account


def find(asked: Asked, seen: Seen) -> Account | None:
    """The account that a lost create made: it carries the person id. One found otherwise is for `plan` to adopt. Pure."""
    user = seen.user
    if user is None or user.person != asked.transition.person:
        return asked.account
    if asked.account and asked.account.id == user.id:
        return account_of(asked, user)
    return Account(id=user.id, ever_active=user.active, extra={"active": "yes" if user.active else "no"})
