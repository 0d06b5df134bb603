"""Plan: what makes a Salesforce org agree with what was announced of a person (company.md; order of a leaver: salesforce.md §3).

Freezing comes first and nothing blocks it; records change hands before the account goes; a licence is taken last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from domain.desired import CaseRef, SalesforceState
from domain.outcomes import Account, Action, Result
from domain.planning import Asked, Difference
from domain.policy import Policy
from domain.salesforce_new import is_variant, zone_of
from domain.salesforce_seen import PERSON_KEY, RECORDS, Seen, User, same, same_address

PERSONAL = ("FirstName", "LastName", "Email", "Username", "Alias")
"""Their values are never in an action: they are taken from what was announced when it is applied."""

ROWS = 200
MOST_RECORDS = 2000
LOOK_AGAIN = timedelta(minutes=15)
OFF = (SalesforceState.NONE, SalesforceState.INACTIVE)


def plan(asked: Asked, seen: Seen, policy: Policy) -> Difference:
    """All that differs, in the order it is to be written. Pure."""
    state = asked.transition.salesforce.state
    if seen.user is None:
        return _absent(asked, seen, policy)
    account = account_of(asked, seen.user)
    login = None if asked.account and asked.account.id == account.id else seen.user.username.removesuffix(policy.settings.salesforce_suffix)
    if state in OFF:
        said = _leaving(asked, seen, seen.user)
    elif state is SalesforceState.FROZEN:
        said = Difference(actions=tuple(_freeze(seen, seen.user)))
    else:
        said = Difference(actions=tuple(_active(asked, seen, account, policy)), waiting_for=_missing_manager(asked))
    return replace(said, account=account, adopted_login=login)


def account_of(asked: Asked, user: User) -> Account:
    """What is known of the account; one that nobody remembers was made by somebody else and is adopted."""
    known = asked.account
    fresh = known if known and known.id == user.id else Account(id=user.id, adopted=True, ever_active=user.active)
    return replace(fresh, ever_active=fresh.ever_active or user.active, extra=fresh.extra | {"active": "yes" if user.active else "no"})


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
    """The fields that are kept true and name nobody. Profile and role by name; a manager whose account is missing is left as is."""
    transition = asked.transition
    desired = transition.salesforce
    values = {"Profile": desired.profile, "UserRole": desired.role, **desired.fields}
    if transition.manager is None or transition.manager in asked.ids:
        values["ManagerId"] = asked.ids.get(transition.manager or "")
    return values | {"FederationIdentifier": transition.person, PERSON_KEY: transition.person}


def _missing_manager(asked: Asked) -> str | None:
    manager = asked.transition.manager
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
    changes |= {name: (None, None) for name in mine if name != "Email" or not account.adopted}
    return changes


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


def _active(asked: Asked, seen: Seen, account: Account, policy: Policy) -> Iterator[Action]:
    user = seen.user
    if user is None:
        return
    changes = _changes(asked, user, account)
    if changes:
        yield Action(id="update", name="update", subject=user.id, changes=changes)
    renames = policy.settings.rename == "login" and not account.adopted and asked.login is not None
    if renames and not is_variant(user.username, policy.username(asked.login or "")):
        yield Action(id="rename", name="rename", subject=user.id, changes={"Username": (None, None)})
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


def _leaving(asked: Asked, seen: Seen, user: User) -> Difference:
    """Frozen at once; gone when nothing she owns would be left with an account that is off."""
    held = _records(asked, seen, user)
    actions = [*_freeze(seen, user), *(held.actions), *(replace(each, subject=user.id) for each in _territories(None, seen.territories))]
    if user.active and not held.cases and held.waiting_for is None and held.check_after is None:
        actions.append(Action(id="deactivate", name="deactivate", subject=user.id, changes={"IsActive": ("true", "false")}))
    return replace(held, actions=tuple(actions))


def _records(asked: Asked, seen: Seen, user: User) -> Difference:
    """Her open records to whom they go: an account that is active, or they stay hers and hers stays frozen (company.md, Managers)."""
    heir = asked.transition.records_to
    owner = asked.ids.get(heir or "")
    if not any(seen.records.values()):
        return Difference()
    if heir and owner is None:
        return Difference(waiting_for=heir)
    kept = CaseRef(kind="records-kept", field="salesforce", detail="nobody above may own the open records")
    if owner is None or owner == user.id:
        return Difference(cases=(kept,))
    if not seen.owner_active:
        return Difference(cases=(replace(kept, detail=f"{owner} is not active"),), check_after=LOOK_AGAIN)
    chunks = [(kind, ids[at : at + ROWS]) for kind, ids in _in_order(seen.records) for at in range(0, len(ids), ROWS)]
    most = MOST_RECORDS // ROWS
    actions = tuple(_reassign(number, user.id, owner, chunk) for number, chunk in enumerate(chunks[:most]))
    return Difference(actions=actions, check_after=timedelta(0) if len(chunks) > most else None)


def _in_order(records: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(kind, records[kind]) for kind in RECORDS if records.get(kind)]


def _reassign(number: int, user: str, owner: str, chunk: tuple[str, tuple[str, ...]]) -> Action:
    kind, ids = chunk
    args = {"object": kind, "to": owner, "count": str(len(ids)), "records": ",".join(ids)}
    return Action(id=f"reassign-{number}", name="reassign", subject=user, args=args, changes={"OwnerId": (user, owner)})


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
        case "update":
            return all(_shows(name, after, asked, user) for name, (_, after) in action.changes.items())
        case "reassign":
            left = seen.records.get(action.args["object"])
            return left is not None and not set(left) & set(action.args["records"].split(","))
        case "set-territory":
            return _placed(action, seen)
    return False


def _shows(name: str, after: str | None, asked: Asked, user: User) -> bool:
    return personal_agrees(name, asked, user) if name in PERSONAL else same(shown_as(user).get(name), after)


def _placed(action: Action, seen: Seen) -> bool:
    wanted, dropped = action.args.get("territory"), set(action.args.get("drop", "").split(","))
    return (wanted is None or wanted in seen.territories) and not dropped & set(seen.territories.values())


def learn(account: Account | None, action: Action, result: Result) -> Account | None:
    """The account as known once an action is done. Pure."""
    if account is None:
        return Account(id=result.subject, ever_active=True, extra={"active": "yes"}) if action.name == "create" and result.subject else None
    match action.name:
        case "create" | "activate":
            return replace(account, ever_active=True, extra=account.extra | {"active": "yes"})
        case "deactivate":
            return replace(account, extra=account.extra | {"active": "no"})
    return account


def find(asked: Asked, seen: Seen) -> Account | None:
    """The account that a lost create made: it carries the person id. One found otherwise is for `plan` to adopt. Pure."""
    user = seen.user
    if user is None or user.person != asked.transition.person:
        return asked.account
    if asked.account and asked.account.id == user.id:
        return account_of(asked, user)
    return Account(id=user.id, ever_active=user.active, extra={"active": "yes" if user.active else "no"})
