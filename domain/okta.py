"""What would make an Okta account agree with what was announced. Pure; the outcomes are company.md's, Okta's rules okta.md's §2 and §6.

Groups: those the policy names, and those the product gave, are the product's to give and take. Others are manual exceptions and stay,
except that somebody whose access has ended loses every direct group. New groups come before old ones go, so that nobody is for a moment in
no tier; somebody who comes back loses the old ones first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from domain.desired import OktaStatus, Standing
from domain.outcomes import Account, Action
from domain.proposals import Transition

PERSON_ID = "ukgPersonId"
PERSONAL = ("firstName", "lastName", "email", "login")
MOST_GROUPS = 20
"""As many groups as one create may name (okta.md §2.2)."""
NEVER_SIGNED_IN = frozenset({"STAGED", "PROVISIONED"})
GONE = "DEPROVISIONED"
ENDED = "sessions"
"""In `Account.extra`: `ended` once sessions and tokens were ended and access was not given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One account as Okta shows it. `profile` has every attribute that is set, personal ones too; `groups` are direct: name → id."""

    id: str
    status: str
    profile: dict[str, str | None] = field(default_factory=dict, repr=False)
    groups: dict[str, str] = field(default_factory=dict)
    protected: bool = False

    @property
    def person(self) -> str | None:
        return self.profile.get(PERSON_ID) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was announced, with clear values. `manager` is the Okta id of the manager, None while unknown."""

    transition: Transition
    first: str | None = field(default=None, repr=False)
    last: str | None = field(default=None, repr=False)
    login: str | None = field(default=None, repr=False)
    manager: str | None = None
    is_managed: Callable[[str], bool] = lambda _group: False

    @property
    def status(self) -> OktaStatus:
        return self.transition.okta.status

    @property
    def has_left(self) -> bool:
        """Access has ended for good, or ends with notice running (garden leave): not leave, not the button."""
        off = self.status not in (OktaStatus.ACTIVE, OktaStatus.STAGED)
        return off and self.transition.standing in (Standing.LEFT, Standing.ON_NOTICE)

    def profile(self, account: Account | None) -> dict[str, str | None]:
        """Attributes kept true. An adopted account keeps login and mail."""
        wanted: dict[str, str | None] = {**self.transition.okta.profile, PERSON_ID: self.transition.person}
        if self.manager or self.transition.manager is None:
            wanted["managerId"] = self.manager
        wanted |= {"firstName": self.first, "lastName": self.last}
        if account is None or not account.adopted:
            wanted |= {"email": self.login, "login": self.login}
        return {name: value for name, value in wanted.items() if value is not None or name not in PERSONAL}


def plan(wish: Wish, found: Found | None, account: Account | None) -> tuple[Action, ...]:
    """The writes, in order; none where Okta agrees already. `account` is what is known of hers (managed groups, adopted, extra)."""
    if found is None:
        return _join(wish)
    if found.protected:
        return ()
    actions = _changes(wish, found, account or Account(id=found.id))
    return tuple(replace(action, subject=found.id) for action in actions)


def _join(wish: Wish) -> tuple[Action, ...]:
    if wish.status not in (OktaStatus.ACTIVE, OktaStatus.STAGED):
        return ()
    groups = wish.transition.okta.groups
    profile = {name: value for name, value in wish.profile(None).items() if value is not None}
    create = Action(
        id="create",
        name="stage" if wish.status is OktaStatus.STAGED else "create",
        args={"groups": ",".join(groups[:MOST_GROUPS]), "login_digest": wish.transition.login_digest or ""},
        changes={name: _told(name, None, value) for name, value in profile.items()},
    )
    return (create, *(_add(name) for name in groups[MOST_GROUPS:]))


def _changes(wish: Wish, found: Found, account: Account) -> list[Action]:
    on, off = _group_changes(wish, found, account)
    match wish.status:
        case OktaStatus.ACTIVE:
            return _active(wish, found, account, on, off)
        case OktaStatus.STAGED:
            waits = found.status in (GONE, "SUSPENDED")  # a rehire announced early: the account stays as it is until the start
            return [] if waits else [*_profile(wish, found, account), *on, *off]
        case OktaStatus.SUSPENDED:
            return _suspended(wish, found, account, on, off)
        case OktaStatus.DEACTIVATED:
            return _deactivated(wish, found, account, off)
        case OktaStatus.NONE:
            return [_deactivate(), *off] if found.status in NEVER_SIGNED_IN else []


def _active(wish: Wish, found: Found, account: Account, on: list[Action], off: list[Action]) -> list[Action]:
    profile = _profile(wish, found, account)
    if found.status == GONE:  # nothing can be added to it, and it must not come back with old groups (okta.md §2.7, A08)
        return [*off, Action(id="reactivate", name="reactivate"), *profile, *on]
    if found.status == "SUSPENDED":
        return [*profile, *off, Action(id="unsuspend", name="unsuspend"), *on]
    if found.status == "STAGED":
        return [*profile, *on, *off, Action(id="activate", name="activate")]
    return [*profile, *on, *off]


def _suspended(wish: Wish, found: Found, account: Account, on: list[Action], off: list[Action]) -> list[Action]:
    if found.status == GONE:
        return off if wish.has_left else []
    if found.status in NEVER_SIGNED_IN:  # cannot be suspended, and no session can exist
        return [_deactivate(), *(off if wish.has_left else [])]
    cut = [] if found.status == "SUSPENDED" else [Action(id="suspend", name="suspend")]
    if wish.transition.standing is not Standing.ON_LEAVE:
        cut += _end_sessions(account, again=bool(cut))
    profile = [] if wish.has_left else _profile(wish, found, account)
    return [*cut, *profile, *on, *off]


def _deactivated(wish: Wish, found: Found, account: Account, off: list[Action]) -> list[Action]:
    if found.status == GONE:
        return off
    if found.status in NEVER_SIGNED_IN:
        return [_deactivate(), *off]
    back = found.status != "SUSPENDED"  # somebody brought her back: off at once, and what she opened meanwhile too
    ends = _end_sessions(account, again=back)
    return [_deactivate(), *ends, *off] if back else [*ends, *off, _deactivate()]


def _deactivate() -> Action:
    return Action(id="deactivate", name="deactivate")


def _end_sessions(account: Account, *, again: bool) -> list[Action]:
    if account.extra.get(ENDED) == "ended" and not again:
        return []
    return [Action(id="end-sessions", name="end-sessions"), Action(id="revoke-tokens", name="revoke-tokens")]


def _group_changes(wish: Wish, found: Found, account: Account) -> tuple[list[Action], list[Action]]:
    wanted = wish.transition.okta.groups
    missing = [_add(name) for name in wanted if name not in found.groups]
    surplus = [name for name in found.groups if name not in wanted and (wish.has_left or _is_ours(wish, account, name))]
    return missing, [_remove(name, found.groups[name]) for name in sorted(surplus)]


def _is_ours(wish: Wish, account: Account, group: str) -> bool:
    return group in account.managed or wish.is_managed(group)


def _add(group: str) -> Action:
    return Action(id=f"add-group {group}", name="add-group", args={"group": group})


def _remove(group: str, group_id: str) -> Action:
    return Action(id=f"remove-group {group}", name="remove-group", args={"group": group, "group_id": group_id})


def _profile(wish: Wish, found: Found, account: Account) -> list[Action]:
    """A rename carries all that names her; everything else that differs is one update. Nothing is sent that agrees."""
    wanted = wish.profile(account)
    differ = {name: value for name, value in wanted.items() if (found.profile.get(name) or None) != (value or None)}
    named = {name for name in PERSONAL if name in differ} if _renames(wish, found, differ) else set()
    actions = []
    if named:
        digest = {"login_digest": wish.transition.login_digest or ""}
        actions.append(Action(id="rename", name="rename", args=digest, changes=_told_all(named, found, differ)))
    if rest := set(differ) - named:
        actions.append(Action(id="update", name="update", changes=_told_all(rest, found, differ)))
    return actions


def _renames(wish: Wish, found: Found, differ: Iterable[str]) -> bool:
    if "login" not in differ or wish.login is None:
        return False
    return (found.profile.get("login") or "").casefold() != wish.login.casefold()


def _told_all(names: Iterable[str], found: Found, wanted: dict[str, str | None]) -> dict[str, tuple[str | None, str | None]]:
    return {name: _told(name, found.profile.get(name), wanted[name]) for name in sorted(names)}


def _told(name: str, before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Before and after; of a personal attribute only that it changes."""
    return (None, None) if name in PERSONAL else (before, after)
