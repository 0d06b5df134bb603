"""Plan: what makes an Okta organisation agree with what was announced of a person (company.md; life cycle: okta.md §2.5).

Groups are given before others are taken, so a mover is never without and never between two tiers. Of a person at work only groups that the
policy or the product gives are touched; a leaver loses all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from domain.desired import CaseRef, OktaStatus, Standing
from domain.okta_seen import PERSON_ATTRIBUTE, Seen, User
from domain.outcomes import Account, Action, Result
from domain.planning import Asked, Difference
from domain.policy import Policy

MOST_GROUPS = 20
"""So many groups fit into the creating call (okta.md §2.2)."""
PERSONAL = ("firstName", "lastName", "email", "login")
OFF = frozenset({"DEPROVISIONED"})
NEVER_IN = frozenset({"STAGED", "PROVISIONED"})
"""Nobody has signed in yet: such an account cannot be suspended, so it is deactivated at once (company.md, Times)."""
ENDED = "ended"
"""In `Account.extra`: sessions and tokens were ended since she was last let in. Okta does not show sessions, so it is remembered."""


ENDING = frozenset({Standing.LEFT, Standing.ON_NOTICE})
LOOK_AGAIN = timedelta(minutes=1)
"""After a deactivation: Okta goes on in the background, so it is looked at once more (okta.md §0.4)."""


def plan(asked: Asked, seen: Seen, policy: Policy) -> Difference:
    """All that differs, in the order it is to be written. Pure."""
    desired = asked.transition.okta.status
    if seen.user is None:
        return _absent(asked, seen)
    account = account_of(asked, seen.user)
    known = asked.account is not None and asked.account.id == account.id
    said = Difference(account=account, adopted_login=None if known or not account.adopted else seen.user.username)
    if desired in (OktaStatus.STAGED, OktaStatus.ACTIVE):
        actions = tuple(_wanted_in(asked, seen, seen.user, account, policy))
        return replace(said, actions=actions, waiting_for=_missing_manager(asked))
    if asked.transition.standing is Standing.HELD:
        return said
    actions = tuple(_wanted_out(asked, seen, seen.user, account, policy))
    ends = any(action.name == "deactivate" for action in actions)
    return replace(said, actions=actions, check_after=LOOK_AGAIN if ends else None)


def account_of(asked: Asked, user: User) -> Account:
    """What is known of the account; one that nobody remembers and that was not made for her is adopted."""
    known = asked.account
    adopted = user.person != asked.transition.person
    account = known if known and known.id == user.id else Account(id=user.id, adopted=adopted, ever_active=user.signed_in)
    active = "no" if user.status in OFF else "yes"
    return replace(account, ever_active=account.ever_active or user.signed_in, extra={**account.extra, "active": active})


def _absent(asked: Asked, seen: Seen) -> Difference:
    okta = asked.transition.okta
    if okta.status not in (OktaStatus.STAGED, OktaStatus.ACTIVE):
        return Difference()
    if seen.doubt:
        case = CaseRef(kind="ambiguous-match", field="okta", detail=" ".join(seen.doubt))
        return Difference(account=asked.account, cases=(case,), doubt=True)
    if seen.taken:
        return Difference(cases=(CaseRef(kind="duplicate-login", field="okta"),), doubt=True)
    name = "create" if okta.status is OktaStatus.ACTIVE else "stage"
    changes: dict[str, tuple[str | None, str | None]] = dict.fromkeys(PERSONAL, (None, None))
    changes |= {key: (None, value) for key, value in _codes(asked).items() if value}
    groups = tuple(sorted(okta.groups)) if name == "create" else ()
    create = Action(id=name, name=name, args={"groups": " ".join(groups[:MOST_GROUPS])}, changes=changes)
    return Difference(actions=(create, *_give(groups[MOST_GROUPS:])), waiting_for=_missing_manager(asked))


def _wanted_in(asked: Asked, seen: Seen, user: User, account: Account, policy: Policy) -> Iterator[Action]:
    """Staged or at work."""
    okta = asked.transition.okta
    if okta.status is OktaStatus.STAGED:
        if user.status == "STAGED":
            yield from _update(asked, user, account)
        return
    surplus = sorted(_ours(seen, account, policy) - set(okta.groups))
    if user.status in OFF:
        # A deactivated account keeps its groups and takes no new one: the old ones go before she is let in (okta.md §2.7).
        yield from _take(surplus, seen)
        yield Action(id="reactivate", name="reactivate", subject=user.id)
    if user.status == "SUSPENDED":
        yield Action(id="unsuspend", name="unsuspend", subject=user.id)
    yield from _update(asked, user, account)
    yield from _give(sorted(set(okta.groups) - set(seen.groups)))
    if user.status not in OFF:
        yield from _take(surplus, seen)
    if user.status == "STAGED":
        yield Action(id="activate", name="activate", subject=user.id)


def _ours(seen: Seen, account: Account, policy: Policy) -> set[str]:
    """Her groups that are the policy's or the product's to take."""
    return {name for name in seen.groups if policy.is_managed(name) or name in account.managed}


def _wanted_out(asked: Asked, seen: Seen, user: User, account: Account, policy: Policy) -> Iterator[Action]:
    """Suspended, deactivated, or nothing at all. Exceptions given by hand end with the work, not with a leave."""
    desired, keeps = asked.transition.okta.status, set(asked.transition.okta.groups)
    gone = desired in (OktaStatus.DEACTIVATED, OktaStatus.NONE)
    if user.status not in OFF | NEVER_IN:
        if user.status != "SUSPENDED":
            yield Action(id="suspend", name="suspend", subject=user.id)
        if user.status != "SUSPENDED" or account.extra.get("sessions") != ENDED:
            yield Action(id="end-sessions", name="end-sessions", subject=user.id)
            yield Action(id="revoke-tokens", name="revoke-tokens", subject=user.id)
    taken = set(seen.groups) if asked.transition.standing in ENDING else _ours(seen, account, policy)
    yield from _take(sorted(taken - keeps), seen)
    if user.status not in OFF:
        yield from _give(sorted(keeps - set(seen.groups)))
    if user.status in NEVER_IN or (gone and user.status not in OFF):
        yield Action(id="deactivate", name="deactivate", subject=user.id)


def _give(groups: Iterable[str]) -> Iterator[Action]:
    return (Action(id=f"add {name}", name="add-group", args={"group": name}) for name in groups)


def _take(groups: Iterable[str], seen: Seen) -> Iterator[Action]:
    return (Action(id=f"remove {name}", name="remove-group", args={"group": name, "group_id": seen.groups[name]}) for name in groups)


def _update(asked: Asked, user: User, account: Account) -> Iterator[Action]:
    changes = dict(_changes(asked, user, account))
    if "login" in changes:
        yield Action(id="rename", name="rename", subject=user.id, changes=changes)
    elif changes:
        yield Action(id="update", name="update", subject=user.id, changes=changes)


def _changes(asked: Asked, user: User, account: Account) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Attributes that differ; of a personal one only that it does."""
    shown: Mapping[str, str | None] = {"firstName": user.first, "lastName": user.last, "email": user.mail, "login": user.username}
    for name, value in personal(asked, account).items():
        if value and not _same(value, shown[name], folded=name in ("email", "login")):
            yield name, (None, None)
    for name, value in _codes(asked).items():
        before = user.profile.get(name)
        if not _same(value, before):
            yield name, (before, value)


def personal(asked: Asked, account: Account | None) -> dict[str, str | None]:
    """The personal values she is to have. An adopted account keeps login and mail; without a mail of HR's the login is the address."""
    names = {"firstName": asked.given, "lastName": asked.last}
    if account and account.adopted:
        return names
    return {**names, "email": asked.mail or asked.login, "login": asked.login}


def _codes(asked: Asked) -> dict[str, str | None]:
    """The attributes that name nobody. A manager whose account is missing is left as is."""
    transition = asked.transition
    values = {**transition.okta.profile, PERSON_ATTRIBUTE: transition.person}
    if transition.manager is None or transition.manager in asked.ids:
        values["managerId"] = asked.ids.get(transition.manager or "")
    return values


def _missing_manager(asked: Asked) -> str | None:
    manager = asked.transition.manager
    return manager if manager and manager not in asked.ids else None


def _same(one: str | None, other: str | None, folded: bool = False) -> bool:
    left, right = (one or "").strip(), (other or "").strip()
    return left.casefold() == right.casefold() if folded else left == right


def holds(action: Action, asked: Asked, seen: Seen) -> bool:
    """Whether an action's effect shows, its answer having been lost."""
    user = seen.user
    if user is None:
        return False
    match action.name:
        case "create" | "stage":
            return True
        case "add-group":
            return action.args["group"] in seen.groups
        case "remove-group":
            return action.args["group"] not in seen.groups
        case "update" | "rename":
            return _shows(action, asked, user)
        case name:
            return user.status in STATUS_AFTER.get(name, frozenset())


def _shows(action: Action, asked: Asked, user: User) -> bool:
    """Codes are compared with what was written, whatever was announced since; only where there are none do personal values decide."""
    codes = {name: after for name, (_, after) in action.changes.items() if name not in PERSONAL}
    if codes:
        return all(_same(after, user.profile.get(name)) for name, after in codes.items())
    left = dict(_changes(asked, user, account_of(asked, user)))
    return not left.keys() & action.changes.keys()


STATUS_AFTER: Mapping[str, frozenset[str]] = {
    "activate": frozenset({"PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"}),
    "reactivate": frozenset({"PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"}),
    "suspend": frozenset({"SUSPENDED", "DEPROVISIONED"}),
    "unsuspend": frozenset({"PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"}),
    "deactivate": OFF,
}
"""The statuses that show that a life cycle call took effect. Ended sessions and tokens show nowhere and are ended once more."""


def learn(account: Account | None, action: Action, result: Result) -> Account | None:
    """Her account once this action is done, unchanged or recovered."""
    if action.name in ("create", "stage"):
        groups = tuple(action.args["groups"].split())
        return Account(id=result.subject, managed=groups, extra={"active": "yes"}) if result.subject else account
    if account is None:
        return None
    managed, group = set(account.managed), action.args.get("group", "")
    match action.name:
        case "add-group":
            return replace(account, managed=tuple(sorted(managed | {group})))
        case "remove-group":
            return replace(account, managed=tuple(sorted(managed - {group})))
        case "revoke-tokens":
            return replace(account, extra={**account.extra, "sessions": ENDED})
        case "unsuspend" | "activate" | "reactivate":
            return replace(account, extra={**account.extra, "sessions": "", "active": "yes"})
        case "deactivate":
            return replace(account, extra={**account.extra, "active": "no"})
    return account


def find(asked: Asked, seen: Seen) -> Account | None:
    """Her account as a read shows it."""
    return account_of(asked, seen.user) if seen.user else None
