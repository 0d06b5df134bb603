"""The plan for Okta alone: what differs, in which order, and what is remembered of what was taken."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.desired import OktaDesired, OktaStatus, Standing
from domain.okta import plan
from domain.okta_learnt import holds, learn
from domain.okta_seen import Seen, User
from domain.outcomes import MOST_TAKEN, Account, Action, Fate, Result
from domain.planning import KEPT_BY_HAND
from domain.policy import Policy
from schemas.policy import load_policy
from sinks.target import Wanted
from tests.sinks.world import transition

GROUPS = ("dept-sales", "everyone-halden", "mfa-standard", "payroll-self-service")
BY_HAND = ("beta-testers", "ski-club")
MINE = Account(id="00u1", managed=GROUPS, ever_active=True)
FULL = OktaDesired(status=OktaStatus.ACTIVE, groups=GROUPS)
OUT = OktaDesired(status=OktaStatus.SUSPENDED)
GONE = OktaDesired(status=OktaStatus.DEACTIVATED)
GARDEN = OktaDesired(status=OktaStatus.SUSPENDED, groups=("payroll-self-service",))
KEPT = OktaDesired(status=OktaStatus.SUSPENDED, groups=GROUPS)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Path(__file__).parents[2] / "policy")


def asked(okta: OktaDesired = FULL, account: Account | None = MINE, **said: Any) -> Wanted:
    return Wanted(transition=transition("P1", 1, okta=okta, **said), account=account)


def left(okta: OktaDesired = OUT, account: Account | None = MINE, **said: Any) -> Wanted:
    return asked(okta, account, **{"standing": Standing.LEFT, **said})


def seen(status: str = "ACTIVE", groups: tuple[str, ...] = GROUPS, **more: Any) -> Seen:
    user = User(id="00u1", status=status, person="P1", profile={"ukgPersonId": "P1"}, signed_in=True)
    return Seen(user=user, groups={name: f"g-{name}" for name in groups}, **more)


def told(found: Any) -> list[str]:
    return [" ".join([action.name, *([action.args["group"]] if "group" in action.args else [])]) for action in found.actions]


def done(account: Account | None, *actions: Action) -> Account:
    for action in actions:
        account = learn(account, action, Result(action=action.id, fate=Fate.DONE))
    assert account is not None
    return account


def test_a_cut_first_shuts_her_out_and_reads_apps_only_then(policy: Policy) -> None:
    found = plan(left(), seen(groups=(*GROUPS, *BY_HAND)), policy)
    taken = [f"remove-group {name}" for name in sorted((*GROUPS, *BY_HAND))]
    assert told(found) == ["suspend", "end-sessions", "revoke-tokens", *taken]
    assert found.check_after is not None and not found.check_after
    ended = replace(MINE, extra={"sessions": "ended"})
    after = plan(left(account=ended), seen("SUSPENDED", (), apps={"0oa1": "Wiki", "0oa2": "Mail"}), policy)
    assert told(after) == ["unassign-app", "unassign-app"] and after.check_after is None
    assert plan(left(account=ended), seen("SUSPENDED", (), apps={}), policy).actions == ()


def test_what_was_given_by_hand_is_remembered_when_it_is_taken_and_goes_back_exactly(policy: Policy) -> None:
    out = plan(left(), seen(groups=(*GROUPS, *BY_HAND)), policy)
    apps = plan(left(), seen("SUSPENDED", (), apps={"0oa1": "Wiki"}), policy)
    account = done(out.account, *out.actions, *apps.actions)
    assert (account.taken_groups, account.taken_apps, account.managed) == (BY_HAND, {"0oa1": "Wiki"}, ())
    back = plan(asked(account=account), seen("SUSPENDED", ()), policy)
    added = [f"add-group {name}" for name in (*sorted(GROUPS), *BY_HAND)]
    assert told(back) == ["unsuspend", *added, "assign-app"]
    home = done(back.account, *back.actions)
    assert (home.taken_groups, home.taken_apps, home.managed) == ((), {}, tuple(sorted(GROUPS)))


def test_after_a_deactivation_she_is_let_in_before_anything_is_given(policy: Policy) -> None:
    account = replace(MINE, managed=(), taken_groups=("ski-club",), taken_apps={"0oa1": "Wiki"})
    back = told(plan(asked(account=account), seen("DEPROVISIONED", ()), policy))
    assert back[0] == "reactivate" and set(back[1:]) == {*(f"add-group {name}" for name in (*GROUPS, "ski-club")), "assign-app"}


def test_a_rehire_gets_nothing_that_was_given_by_hand_and_loses_old_groups_before_the_activation(policy: Policy) -> None:
    account = replace(MINE, taken_groups=("ski-club",), taken_apps={"0oa1": "Wiki"})
    found = plan(asked(account=account, gives_back=False), seen("DEPROVISIONED", ("old-club", "dept-finance")), policy)
    assert told(found)[:3] == ["remove-group dept-finance", "remove-group old-club", "reactivate"]
    assert "add-group ski-club" not in told(found) and "assign-app" not in told(found)
    assert found.account is not None and (found.account.taken_groups, found.account.taken_apps) == ((), {})


def test_who_has_a_group_again_by_hand_is_owed_it_no_more(policy: Policy) -> None:
    account = replace(MINE, taken_groups=("ski-club",))
    found = plan(asked(account=account), seen(groups=(*GROUPS, "ski-club")), policy)
    assert found.actions == () and found.account is not None and found.account.taken_groups == ()


@pytest.mark.parametrize("standing", [Standing.ON_LEAVE, Standing.EMPLOYED, Standing.ON_NOTICE, Standing.HELD])
def test_a_leave_that_suspends_and_the_button_take_exactly_suspension_sessions_and_tokens(standing: Standing, policy: Policy) -> None:
    found = plan(asked(KEPT, standing=standing), seen(groups=(*GROUPS, *BY_HAND)), policy)
    assert told(found) == ["suspend", "end-sessions", "revoke-tokens"] and found.check_after is None
    back = plan(asked(account=done(found.account, *found.actions)), seen("SUSPENDED", (*GROUPS, *BY_HAND)), policy)
    assert told(back) == ["unsuspend"]


def test_a_leave_that_suspends_gives_back_what_an_earlier_kind_of_leave_took_and_takes_what_a_job_left_behind(policy: Policy) -> None:
    on_leave = asked(KEPT, standing=Standing.ON_LEAVE)
    kept = tuple(name for name in GROUPS if not name.startswith("app-"))
    back = plan(on_leave, seen("SUSPENDED", (*kept, "dept-legal", "ski-club")), policy)
    given = [f"add-group {name}" for name in sorted(set(GROUPS) - set(kept))]
    assert told(back) == ["end-sessions", "revoke-tokens", *given, "remove-group dept-legal"]


def test_garden_leave_keeps_what_pays_her(policy: Policy) -> None:
    found = plan(asked(GARDEN, standing=Standing.ON_NOTICE), seen(groups=(*GROUPS, "ski-club")), policy)
    assert "remove-group ski-club" in told(found) and "remove-group payroll-self-service" not in told(found)


@pytest.mark.parametrize("standing", [Standing.PRE_HIRE, Standing.HELD])
def test_whose_next_employment_was_known_before_her_end_loses_all_groups_with_it(standing: Standing, policy: Policy) -> None:
    found = told(plan(asked(OUT, standing=standing), seen(groups=(*GROUPS, "ski-club")), policy))
    assert found[0] == "suspend" and [f"remove-group {name}" for name in sorted((*GROUPS, "ski-club"))] == found[3:]


def test_the_account_of_whoever_must_not_come_back_goes_when_its_time_is_over_and_one_held_before_the_start_stays(policy: Policy) -> None:
    ended = replace(MINE, managed=(), extra={"sessions": "ended"})
    gone = plan(asked(GONE, ended, standing=Standing.HELD), seen("SUSPENDED", (), apps={}), policy)
    assert told(gone) == ["deactivate"]
    assert plan(asked(OktaDesired(), standing=Standing.HELD), seen(), policy).actions == ()


def test_a_mover_keeps_groups_by_hand_and_they_are_named_for_review(policy: Policy) -> None:
    new = OktaDesired(status=OktaStatus.ACTIVE, groups=("dept-finance", "everyone-halden", "mfa-elevated", "payroll-self-service"))
    found = plan(asked(new), seen(groups=(*GROUPS, *BY_HAND)), policy)
    assert found.exceptions == BY_HAND
    assert told(found) == ["add-group dept-finance", "add-group mfa-elevated", "remove-group dept-sales", "remove-group mfa-standard"]
    reviewed = plan(asked(replace(new, drop=("ski-club",))), seen(groups=(*new.groups, *BY_HAND)), policy)
    assert told(reviewed) == ["remove-group ski-club"] and reviewed.exceptions == ("beta-testers",)
    assert done(reviewed.account, *reviewed.actions).taken_groups == ()


def test_under_a_signed_exception_nothing_is_taken_and_what_is_due_is_given(policy: Policy) -> None:
    assert plan(left(excepted=True), seen(), policy).actions == ()
    assert plan(left(GONE, excepted=True), seen(), policy).actions == ()
    found = plan(asked(excepted=True), seen(groups=("dept-finance",)), policy)
    assert told(found) == [f"add-group {name}" for name in sorted(GROUPS)]


def test_a_signed_exception_at_work_holds_the_policys_groups_given_by_hand_but_neither_a_second_tier_nor_what_a_move_takes(
    policy: Policy,
) -> None:
    new = replace(FULL, groups=tuple(name for name in GROUPS if name != "dept-sales"))
    has = (*GROUPS, "app-netsuite", "mfa-executive")
    assert told(plan(asked(new), seen(groups=has), policy)) == [
        "remove-group app-netsuite",
        "remove-group dept-sales",
        "remove-group mfa-executive",
    ]
    held = plan(asked(new, flags=(KEPT_BY_HAND,)), seen(groups=has), policy)
    assert told(held) == ["remove-group dept-sales", "remove-group mfa-executive"]


def test_a_leaver_brought_back_after_her_day_is_over_is_cut_and_deactivated(policy: Policy) -> None:
    found = plan(left(GONE), seen(groups=()), policy)
    assert told(found) == ["suspend", "end-sessions", "revoke-tokens"]
    cut = done(found.account, *found.actions)
    assert told(plan(left(GONE, account=cut), seen("SUSPENDED", (), apps={}), policy)) == ["deactivate"]


def test_a_group_that_a_policy_row_names_is_made_before_anybody_is_put_into_it(policy: Policy) -> None:
    missing = frozenset({"dept-sales"})
    assert told(plan(asked(account=None), Seen(unmade=missing), policy)) == ["create-group dept-sales", "create"]
    found = plan(asked(), seen(groups=("everyone-halden", "mfa-standard", "payroll-self-service"), unmade=missing), policy)
    assert told(found) == ["create-group dept-sales", "add-group dept-sales"]


def test_a_rename_changes_login_and_mail_even_of_an_account_that_was_adopted(policy: Policy) -> None:
    old = "old@halden.example"
    user = User(id="00u1", status="ACTIVE", person="P1", username=old, mail=old, profile={"ukgPersonId": "P1"})
    shown = Seen(user=user, groups={name: name for name in GROUPS})
    adopted = replace(MINE, adopted=True)
    same = replace(asked(account=adopted), login="maria.chen@halden.example")
    assert plan(same, shown, policy).actions == ()
    renamed = replace(same, transition=replace(same.transition, renames=True))
    (action,) = plan(renamed, shown, policy).actions
    assert (action.name, action.changes) == ("rename", {"email": (None, None), "login": (None, None)})
    keeps = plan(replace(renamed, mail=old), shown, policy)
    assert keeps.actions[0].changes == {"login": (None, None)}


def test_more_than_the_bound_is_taken_but_not_remembered(policy: Policy) -> None:
    many = tuple(f"club-{number:04d}" for number in range(MOST_TAKEN + 3))
    found = plan(left(), seen(groups=many), policy)
    assert len(found.actions) == 3 + len(many)
    assert len(done(found.account, *found.actions).taken_groups) == MOST_TAKEN


def test_the_effects_of_lost_calls_show_in_a_read() -> None:
    app = Action(id="a", name="unassign-app", args={"app_id": "0oa1", "app": "Wiki"})
    assert holds(app, left(), seen(apps={})) and not holds(app, left(), seen(apps={"0oa1": "Wiki"})) and not holds(app, left(), seen())
    assert holds(replace(app, name="assign-app"), asked(), seen(apps={"0oa1": "Wiki"}))
    group = Action(id="g", name="create-group", args={"group": "x"})
    assert holds(group, asked(), seen()) and not holds(group, asked(), seen(unmade=frozenset({"x"})))


@pytest.mark.parametrize("named", ["P1", "00U1", "Break.Glass@halden.example"])
def test_a_protected_account_is_never_touched_and_a_case_says_so_when_its_person_leaves(named: str, policy: Policy) -> None:
    listed = replace(policy, settings=replace(policy.settings, protected_accounts=(named.casefold(),)))
    user = User(id="00u1", status="ACTIVE", person="P1", username="break.glass@halden.example")
    for wanted, kinds in (
        (asked(), []),
        (left(), ["protected"]),
        (left(GONE), ["protected"]),
        (asked(KEPT, standing=Standing.ON_LEAVE), []),
    ):
        found = plan(wanted, Seen(user=user), listed)
        assert found.actions == () and [case.kind for case in found.cases] == kinds
