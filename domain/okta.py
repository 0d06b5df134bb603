"""Plan: what makes an Okta organisation agree with what was announced of a person (company.md; life cycle: okta.md §2.5).

Groups are given before others are taken, so a mover is never without and never between two tiers. Of a person at work only groups that the
policy or the product gives are touched. An end of work takes all groups and directly assigned apps; a leave or a cut by the button takes
none. What was taken by hand's gift is remembered, and goes back when she comes back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.desired import CaseRef, OktaStatus, Standing
from domain.okta_profile import PERSONAL, codes, its_login, missing_manager, update
from domain.okta_seen import NEVER_IN, OFF, PERSON_ATTRIBUTE, SUSPENDED, Seen, User
from domain.outcomes import Account, Action
from domain.planning import KEPT_BY_HAND, OF, Asked, Difference, is_joined, is_parted, parted, rival, taken_from, untouched
from domain.policy import Policy

MOST_GROUPS = 20
"""So many groups fit into the creating call, as far as is known (okta.md §2.2)."""
ENDED = "ended"
"""In `Account.extra`: sessions and tokens were ended since she was last let in. Okta does not show sessions, so it is remembered."""
BY_HAND = "by_hand"
"""In an action's arguments: the group was given by somebody, not by the policy."""
LOOK_AGAIN = timedelta(minutes=1)
IN_THE_BACKGROUND = frozenset({"deactivate", "activate", "reactivate"})
"""Okta answers these before it is through with them, so she is looked at once more (okta.md §0.4, §2.5)."""
ENDING = frozenset({Standing.ON_NOTICE, Standing.PRE_HIRE, Standing.HELD})
"""Standings of people whose work may be over: paid for a while, hired again already, or hired again against HR's word."""
TAKING = frozenset({"suspend", "end-sessions", "revoke-tokens", "remove-group", "unassign-app", "deactivate"})


def plan(asked: Asked, seen: Seen, policy: Policy, at_creation: int = MOST_GROUPS) -> Difference:
    """All that differs, in the order it is to be written. Pure. `at_creation`: so many groups are given in the creating call."""
    settled = _not_hers(asked, seen)
    if settled is not None:
        return settled
    if seen.user is None:
        return _absent(asked, seen, at_creation)
    account = account_of(asked, seen.user)
    if policy.is_protected(asked.transition.person, account.id, seen.user.username):
        return untouched(account, _leaves(asked), "okta")
    known = asked.account is not None and asked.account.id == account.id
    said = Difference(account=account, adopted_login=None if known or not account.adopted else seen.user.username)
    if asked.transition.okta.status in (OktaStatus.STAGED, OktaStatus.ACTIVE):
        said = replace(said, waiting_for=missing_manager(asked), **_in(asked, seen, seen.user, account, policy))
    elif not _is_left_alone(asked):
        said = replace(said, actions=tuple(_out(asked, seen, seen.user, account, policy)))
        said = replace(said, check_after=timedelta(0) if wants_apps(asked, policy) and _apps_are_next(seen.user, seen) else None)
    if asked.transition.excepted:
        said = replace(said, actions=tuple(action for action in said.actions if action.name not in TAKING), check_after=None)
    unsettled = any(action.name in IN_THE_BACKGROUND for action in said.actions)
    return replace(said, check_after=LOOK_AGAIN) if unsettled and said.check_after is None else said


def _leaves(asked: Asked) -> bool:
    """Whether access was announced off other than for a leave."""
    off = asked.transition.okta.status not in (OktaStatus.STAGED, OktaStatus.ACTIVE)
    return off and asked.transition.standing is not Standing.ON_LEAVE and not _is_left_alone(asked)


def _not_hers(asked: Asked, seen: Seen) -> Difference | None:
    """Where two records were found to be one person, or no longer: whose the account is, before anything else."""
    if is_joined(asked):
        return Difference(account=asked.account)
    if is_parted(asked):
        held = seen.user if seen.user and asked.account and seen.user.id == asked.account.id else None
        return _parted(asked, held)
    return rival(asked, "okta")


def _parted(asked: Asked, held: User | None) -> Difference:
    """Nothing of an account that is off can be changed (okta.md §2.4): it waits until she needs one of her own, and is on for that long."""
    back = parted(asked, {PERSON_ATTRIBUTE: held.person} if held else {})
    if held is None or held.status not in OFF or not back.actions:
        return back
    if asked.transition.okta.status not in (OktaStatus.STAGED, OktaStatus.ACTIVE):
        return Difference(account=asked.account)
    on, off = (Action(id=name, name=name, subject=held.id) for name in ("reactivate", "deactivate"))
    return replace(back, actions=(on, *back.actions, off))


def account_of(asked: Asked, user: User) -> Account:
    """What is known of the account; one that nobody remembers and that was not made for her, with her login, is adopted."""
    known = asked.account
    named = not asked.login or asked.transition.renames or user.username.casefold() == asked.login.casefold()
    adopted = user.person != asked.transition.person or not named
    of = {OF: asked.transition.same_as or ""} if user.id == taken_from(asked) else {}
    account = known if known and known.id == user.id else Account(id=user.id, adopted=adopted, ever_active=user.signed_in, extra=of)
    active = "no" if user.status in OFF else "yes"
    if asked.login and user.username.casefold() == asked.login.casefold():
        account = replace(account, login_digest=asked.transition.login_digest)
    return replace(account, ever_active=account.ever_active or user.signed_in, extra={**account.extra, "active": active})


def ends(asked: Asked, policy: Policy) -> bool:
    """Whether her work is over (garden leave and the wait for another employment included), so that all groups and apps go; else a
    suspension keeps them.

    Whoever is at work, on leave or cut by the button keeps more than the garden's groups: that tells them from who is off since an end.
    """
    transition = asked.transition
    garden = set(transition.okta.groups) <= set(policy.settings.garden_groups)
    return transition.standing is Standing.LEFT or (transition.standing in ENDING and garden)


def wants_apps(asked: Asked, policy: Policy) -> bool:
    """Whether her directly assigned apps are to be taken, hence read."""
    return asked.transition.okta.status not in (OktaStatus.STAGED, OktaStatus.ACTIVE) and ends(asked, policy) and not _is_left_alone(asked)


def _apps_are_next(user: User, seen: Seen) -> bool:
    """Apps are read once she is out: the calls for them are few (okta.md §3.2), and nobody is kept in for want of one."""
    return seen.apps is None and user.status not in OFF


def _is_left_alone(asked: Asked) -> bool:
    """Held before anything was given: an account that is there all the same is nobody's to take. What an end took goes on being taken."""
    return asked.transition.standing is Standing.HELD and asked.transition.okta.status is OktaStatus.NONE


def _absent(asked: Asked, seen: Seen, at_creation: int) -> Difference:
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
    changes |= {key: (None, value) for key, value in codes(asked).items() if value}
    groups = tuple(sorted(okta.groups)) if name == "create" else ()
    create = Action(id=name, name=name, args={"groups": " ".join(groups[:at_creation]), **its_login(asked)}, changes=changes)
    made = _make(groups, seen)
    return Difference(actions=(*made, create, *_give(groups[at_creation:])), waiting_for=missing_manager(asked))


def _in(asked: Asked, seen: Seen, user: User, account: Account, policy: Policy) -> dict[str, Any]:
    """Staged or at work: what is to be done, and what is remembered from now on."""
    if asked.transition.okta.status is OktaStatus.STAGED:
        return {"actions": tuple(update(asked, user, account)) if user.status == "STAGED" else ()}
    if asked.transition.gives_back:
        account = replace(account, taken_groups=tuple(name for name in account.taken_groups if name not in seen.groups))
    else:
        account = replace(account, taken_groups=(), taken_apps={})
    others = set(seen.groups) - _ours(seen, account, policy) - set(asked.transition.okta.groups) - set(asked.transition.okta.drop)
    actions = tuple(_at_work(asked, seen, user, account, policy))
    return {"account": account, "actions": actions, "exceptions": () if user.status in OFF else tuple(sorted(others))}


def _at_work(asked: Asked, seen: Seen, user: User, account: Account, policy: Policy) -> Iterator[Action]:
    okta, off = asked.transition.okta, user.status in OFF
    surplus = (_taken(asked, seen, account, policy) | (set(okta.drop) & set(seen.groups))) - set(okta.groups)
    if off:
        # A deactivated account keeps its groups and takes no new one: the old ones go before she is let in (okta.md §2.7).
        yield from _take(surplus if asked.transition.gives_back else set(seen.groups) - set(okta.groups), seen)
        yield Action(id="reactivate", name="reactivate", subject=user.id)
    if user.status == SUSPENDED:
        yield Action(id="unsuspend", name="unsuspend", subject=user.id)
    yield from update(asked, user, account)
    missing = set(okta.groups) - set(seen.groups)
    yield from _make(missing, seen)
    yield from _give(missing)
    yield from _give(set(account.taken_groups) - missing - set(okta.drop), {BY_HAND: "yes"})
    yield from (Action(id=f"assign {app}", name="assign-app", args=_app(app, label)) for app, label in sorted(account.taken_apps.items()))
    if not off:
        yield from _take(surplus, seen)
    if user.status == "STAGED":
        yield Action(id="activate", name="activate", subject=user.id)


def _taken(asked: Asked, seen: Seen, account: Account, policy: Policy) -> set[str]:
    """What may be taken of somebody at work. A signed exception holds what somebody gave her by hand, but for a second tier."""
    ours = _ours(seen, account, policy)
    if KEPT_BY_HAND not in asked.transition.flags:
        return ours
    return {name for name in ours if name in account.managed or name.startswith(policy.settings.tier_prefix)}


def _ours(seen: Seen, account: Account, policy: Policy) -> set[str]:
    """Her groups that are the policy's or the product's to take."""
    return {name for name in seen.groups if policy.is_managed(name) or name in account.managed}


def _out(asked: Asked, seen: Seen, user: User, account: Account, policy: Policy) -> Iterator[Action]:
    """Suspended, deactivated, or nothing at all."""
    okta = asked.transition.okta
    gone, over = okta.status in (OktaStatus.DEACTIVATED, OktaStatus.NONE), ends(asked, policy)
    if user.status not in OFF | NEVER_IN:
        yield from _cut(user, account)
    yield from _taken_back(asked, user)
    if over or gone:
        by_hand = set(seen.groups) - _ours(seen, account, policy) - set(okta.drop) if over else set()
        yield from _take((set(seen.groups) if over else _ours(seen, account, policy)) - set(okta.groups), seen, by_hand)
        if user.status not in OFF:
            yield from _give(set(okta.groups) - set(seen.groups))
    elif asked.transition.standing is Standing.ON_LEAVE and user.status not in OFF | NEVER_IN:
        yield from update(asked, user, account)
        yield from _on_leave(asked, seen, account, policy)
    apps = seen.apps or {}
    if over and user.status not in OFF:
        yield from (Action(id=f"unassign {app}", name="unassign-app", args=_app(app, label)) for app, label in sorted(apps.items()))
    unread = wants_apps(asked, policy) and _apps_are_next(user, seen)
    if (user.status in NEVER_IN or (gone and user.status not in OFF)) and not unread:
        yield Action(id="deactivate", name="deactivate", subject=user.id)


def _taken_back(asked: Asked, user: User) -> Iterator[Action]:
    """Her account still carries whoever was thought to be her: once it is off nobody could change that, and two would claim it."""
    person = asked.transition.person
    if asked.account and asked.account.id == user.id and user.person not in (None, person) and user.status not in OFF:
        yield Action(id="take back", name="update", subject=user.id, changes={PERSON_ATTRIBUTE: (user.person, person)})


def _on_leave(asked: Asked, seen: Seen, account: Account, policy: Policy) -> Iterator[Action]:
    """A suspended leave keeps groups: those that an earlier kind of leave took come back, those of a job she left meanwhile go."""
    wanted = set(asked.transition.okta.groups)
    missing = wanted - set(seen.groups)
    yield from _make(missing, seen)
    yield from _give(missing)
    yield from _take(_ours(seen, account, policy) - wanted, seen)


def _cut(user: User, account: Account) -> Iterator[Action]:
    if user.status != SUSPENDED:
        yield Action(id="suspend", name="suspend", subject=user.id)
    if user.status != SUSPENDED or account.extra.get("sessions") != ENDED:
        yield Action(id="end-sessions", name="end-sessions", subject=user.id)
        yield Action(id="revoke-tokens", name="revoke-tokens", subject=user.id)


def _app(app: str, label: str) -> dict[str, str]:
    return {"app_id": app, "app": label}


def _make(groups: Iterable[str], seen: Seen) -> Iterator[Action]:
    """Groups that a policy row names and the organisation lacks; nothing else is invented there."""
    return (Action(id=f"make {name}", name="create-group", args={"group": name}) for name in sorted(groups) if name in seen.unmade)


def _give(groups: Iterable[str], more: dict[str, str] | None = None) -> Iterator[Action]:
    return (Action(id=f"add {name}", name="add-group", args={"group": name, **(more or {})}) for name in sorted(groups))


def _take(groups: Iterable[str], seen: Seen, by_hand: Iterable[str] = ()) -> Iterator[Action]:
    hands = set(by_hand)
    for name in sorted(groups):
        args = {"group": name, "group_id": seen.groups[name]} | ({BY_HAND: "yes"} if name in hands else {})
        yield Action(id=f"remove {name}", name="remove-group", args=args)
