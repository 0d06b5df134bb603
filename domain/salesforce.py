"""Plan: what makes a Salesforce org agree with what was announced of a person (company.md; order of a leaver: salesforce.md §3).

Freezing comes first and nothing blocks it; records change hands before the account goes; a licence is taken last. Who returns is let in
before her records come back: an account that is off may own nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce

from domain.desired import CaseRef, SalesforceState
from domain.outcomes import Account, Action
from domain.planning import OF, Asked, Difference, is_joined, is_parted, parted, rival, taken_from, untouched
from domain.policy import Policy
from domain.salesforce_leave import FLAG, is_marked, marking, marks
from domain.salesforce_new import is_variant, zone_of
from domain.salesforce_records import covered, given_back, handed_on, left_behind, remembered, still_away, with_heir
from domain.salesforce_seen import PERSON_KEY, Seen, User, same, same_address

MAIL_ASKED = "mail_asked"
"""In `Account.extra` and an update's arguments: the version that wrote an address which does not show yet. An org may let the person
confirm it first (salesforce.md §2.1 [?]); until then the old one is nobody's drift."""
PERSONAL = ("FirstName", "LastName", "Email", "Username", "Alias")
"""Their values are never in an action: they are taken from what was announced when it is applied."""

TAKING = frozenset({"freeze", "reassign", "uncover", "deactivate"})
OFF = (SalesforceState.NONE, SalesforceState.INACTIVE)


def plan(asked: Asked, seen: Seen, policy: Policy) -> Difference:
    """All that differs, in the order it is to be written. Pure."""
    state = asked.transition.salesforce.state
    settled = _not_hers(asked, seen)
    if settled is not None:
        return settled
    if seen.user is None:
        return _absent(asked, seen, policy)
    account = account_of(asked, seen.user)
    names = (seen.user.username, seen.user.username.removesuffix(policy.settings.salesforce_suffix))
    if policy.is_protected(asked.transition.person, account.id, *names):
        leaves = state in OFF or (state is SalesforceState.FROZEN and not asked.transition.salesforce.on_leave)
        return untouched(account, leaves, "salesforce")
    login = None if asked.account and asked.account.id == account.id else seen.user.username.removesuffix(policy.settings.salesforce_suffix)
    if state is SalesforceState.ACTIVE:
        account = still_away(seen, seen.user, account if asked.transition.gives_back else replace(account, moved=()))
        back = _back(seen, seen.user, account)
        said = replace(back, actions=(*_active(asked, seen, account, policy), *back.actions), waiting_for=_missing_manager(asked))
    else:
        said = _leaving(asked, seen, seen.user, account) if state in OFF else _away(asked, seen, account, policy)
        account = with_heir(asked, account)
        account = reduce(remembered, (action for action in said.actions if action.name in ("reassign", "uncover")), account)
    if asked.transition.excepted:
        said = replace(said, actions=tuple(action for action in said.actions if not _takes(action)), cases=(), check_after=None)
    return replace(said, account=account, adopted_login=login)


def _takes(action: Action) -> bool:
    """Whether an action takes access or what is hers, which a signed exception forbids."""
    drops = action.name == "set-territory" and "drop" in action.args
    return action.name in TAKING or drops or (marks(action) and action.changes[FLAG][1] == "true")


def _not_hers(asked: Asked, seen: Seen) -> Difference | None:
    """Where two records were found to be one person, or no longer: whose the account is, before anything else."""
    if is_joined(asked):
        return Difference(account=asked.account)
    if is_parted(asked):
        held = seen.user if seen.user and asked.account and seen.user.id == asked.account.id else None
        return parted(asked, {PERSON_KEY: held.person, "FederationIdentifier": held.federation} if held else {})
    return rival(asked, "salesforce")


def account_of(asked: Asked, user: User) -> Account:
    """What is known of the account; one that nobody remembers was made by somebody else and is adopted."""
    known = asked.account
    of = {OF: asked.transition.same_as or ""} if user.id == taken_from(asked) else {}
    fresh = known if known and known.id == user.id else Account(id=user.id, adopted=True, ever_active=user.active, extra=of)
    extra = {name: value for name, value in fresh.extra.items() if name != MAIL_ASKED or not personal_agrees("Email", asked, user)}
    return replace(fresh, ever_active=fresh.ever_active or user.active, extra=extra | {"active": "yes" if user.active else "no"})


def managed_territories(policy: Policy) -> frozenset[str]:
    """Territories that the policy gives, hence may take; others were given by hand and stay."""
    patterns = {job.territory for job in policy.jobs.values() if job.territory}
    return frozenset(pattern.format(region=region) for pattern in patterns for region in policy.settings.regions.values())


def _absent(asked: Asked, seen: Seen, policy: Policy) -> Difference:
    desired = asked.transition.salesforce
    if seen.doubt and desired.state is not SalesforceState.NONE:
        case = CaseRef(kind="ambiguous-match", field="salesforce", detail=" ".join(seen.doubt))
        return Difference(account=asked.account, cases=(case,), doubt=True)
    if desired.state is not SalesforceState.ACTIVE:
        return Difference()
    changes: dict[str, tuple[str | None, str | None]] = dict.fromkeys(PERSONAL, (None, None))
    changes |= {name: (None, value) for name, value in _wanted(asked).items() if value}
    create = Action(id="create", name="create", args={"zone": zone_of(asked.transition, policy)}, changes=changes)
    return Difference(actions=(create, *_territory(desired.territory, {}, policy)), waiting_for=_missing_manager(asked))


def _wanted(asked: Asked) -> dict[str, str | None]:
    """The fields that are kept true and name nobody. Profile and role by name; the manager is the nearest one up with an
    account, and nobody until that account is there."""
    transition = asked.transition
    desired = transition.salesforce
    values = {"Profile": desired.profile, "UserRole": desired.role, **desired.fields}
    values["ManagerId"] = asked.ids.get(transition.salesforce_manager or "")
    return values | {"FederationIdentifier": transition.person, PERSON_KEY: transition.person}


def _missing_manager(asked: Asked) -> str | None:
    manager = asked.transition.salesforce_manager
    return manager if manager and manager not in asked.ids else None


def shown_as(user: User) -> dict[str, str | None]:
    """The same fields as the org has them."""
    standard = {"Profile": user.profile, "UserRole": user.role, "ManagerId": user.manager, "FederationIdentifier": user.federation}
    return {**user.fields, **standard, PERSON_KEY: user.person}


def _changes(asked: Asked, user: User, account: Account) -> dict[str, tuple[str | None, str | None]]:
    has = shown_as(user)
    wanted = {name: value for name, value in _wanted(asked).items() if not (name == "ManagerId" and value == user.id)}
    changes = {name: (has.get(name), value) for name, value in wanted.items() if not same(has.get(name), value)}
    mine = [name for name in ("FirstName", "LastName", "Email") if not personal_agrees(name, asked, user)]
    changes |= {name: (None, None) for name in mine if name != "Email" or _may_write_mail(asked, account)}
    return changes


def _may_write_mail(asked: Asked, account: Account) -> bool:
    """HR's address never replaces that of an adopted account; and none is written twice while the person has not confirmed it."""
    return (not account.adopted or asked.transition.renames) and account.extra.get(MAIL_ASKED) != str(asked.transition.version)


def personal_agrees(name: str, asked: Asked, user: User) -> bool:
    """Whether a personal field shows what was announced; what was not announced is left alone."""
    match name:
        case "FirstName":
            return asked.given is None or same(user.first, asked.given)
        case "LastName":
            return asked.last is None or same(user.last, asked.last)
        case "Email":
            return (asked.mail or asked.login) is None or same_address(user.mail, asked.mail or asked.login)
    return True


def _kept_true(asked: Asked, user: User, account: Account, policy: Policy) -> Iterator[Action]:
    changes = _changes(asked, user, account)
    if changes:
        asks = {MAIL_ASKED: str(asked.transition.version)} if "Email" in changes else {}
        yield Action(id="update", name="update", subject=user.id, args=asks, changes=changes)
    renames = asked.transition.renames or (policy.settings.rename == "login" and not account.adopted)
    if renames and asked.login is not None and not is_variant(user.username, policy.username(asked.login or "")):
        yield Action(id="rename", name="rename", subject=user.id, changes={"Username": (None, None)})


def _active(asked: Asked, seen: Seen, account: Account, policy: Policy) -> Iterator[Action]:
    user = seen.user
    if user is None:
        return
    yield from _kept_true(asked, user, account, policy)
    if not user.active:
        yield Action(id="activate", name="activate", subject=user.id, changes={"IsActive": ("false", "true")})
    for action in _territory(asked.transition.salesforce.territory, seen.territories, policy):
        yield replace(action, subject=user.id)
    if seen.frozen and seen.login:
        yield Action(id="unfreeze", name="unfreeze", subject=user.id, args={"login": seen.login}, changes={"IsFrozen": ("true", "false")})


def _territory(wanted: str | None, has: Mapping[str, str], policy: Policy) -> Iterator[Action]:
    managed = managed_territories(policy)
    return _territories(wanted, {name: link for name, link in has.items() if name in managed or name == wanted})


def _territories(wanted: str | None, has: Mapping[str, str]) -> Iterator[Action]:
    """Out of all territories but one, then into that: an association cannot be changed, only made and deleted (salesforce.md §2.5).

    Each is an action of its own, for each may be the last that is done, and is told.
    """
    for name, link in sorted(has.items()):
        if name != wanted:
            yield Action(id=f"leave {name}", name="set-territory", args={"drop": link}, changes={"Territory2": (name, None)})
    if wanted and wanted not in has:
        yield Action(id="set-territory", name="set-territory", args={"territory": wanted}, changes={"Territory2": (None, wanted)})


def _freeze(seen: Seen, user: User) -> Iterator[Action]:
    if user.active and not seen.frozen and seen.login:
        yield Action(id="freeze", name="freeze", subject=user.id, args={"login": seen.login}, changes={"IsFrozen": ("false", "true")})


def _leaving(asked: Asked, seen: Seen, user: User, account: Account) -> Difference:
    """Frozen at once; gone when nothing she owns would be left with an account that is off. A leave's cover stays with whom it is."""
    held = handed_on(asked, seen, user)
    uncovered = (*left_behind(seen, user, account), *([marking(user.id, on=False)] if account.on_leave else []))
    places = (replace(each, subject=user.id) for each in _territories(None, seen.territories))
    actions = [*_freeze(seen, user), *held.actions, *uncovered, *places]
    if user.active and not held.cases and held.waiting_for is None and held.check_after is None:
        actions.append(Action(id="deactivate", name="deactivate", subject=user.id, changes={"IsActive": ("true", "false")}))
    return replace(held, actions=tuple(actions))


def _away(asked: Asked, seen: Seen, account: Account, policy: Policy) -> Difference:
    """Frozen by the button, and nothing more; or on leave: kept true, marked, and her records covered."""
    user = seen.user
    assert user is not None  # plan looks for her first
    freeze = tuple(_freeze(seen, user))
    desired = asked.transition.salesforce
    if not desired.on_leave or not user.active:
        return Difference(actions=freeze)
    marked = account.on_leave and is_marked(seen.on_leave, seen.about, wanted=True)
    mark = () if marked else (marking(user.id, on=True),)
    given = covered(asked, seen, user, account)
    if desired.profile is None:  # no job that Salesforce knows of
        return replace(given, actions=(*freeze, *mark, *given.actions))
    places = (replace(each, subject=user.id) for each in _territory(desired.territory, seen.territories, policy))
    return replace(given, actions=(*freeze, *mark, *given.actions, *_kept_true(asked, user, account, policy), *places))


def _back(seen: Seen, user: User, account: Account) -> Difference:
    """What was hers comes back, then the mark of the leave goes: it says that there may be more."""
    given = given_back(seen, user, account)
    unmark = (marking(user.id, on=False),) if account.on_leave and given.check_after is None else ()
    return replace(given, actions=(*given.actions, *unmark))
