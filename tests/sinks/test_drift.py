"""What somebody else changed: set right once, told as such; a fight over an attribute is left alone."""

from dataclasses import replace
from datetime import timedelta

from domain.desired import CaseRef
from domain.drift import MOST, WINDOW, judged
from domain.outcomes import Account, Action
from domain.planning import Difference
from tests.sinks.memory_host import START

ACCOUNT = Account(id="00u1")
TITLE = ("Boss", "Clerk")


def difference(account: Account = ACCOUNT, name: str = "update", **changes: tuple[str | None, str | None]) -> Difference:
    action = Action(id=name, name=name, changes=changes)
    return Difference(account=account, actions=(Action(id="suspend", name="suspend"), *([action] if changes else [])))


def names(found: Difference) -> list[str]:
    return [action.name for action in found.actions]


def fought(times: int = MOST, apart: timedelta = timedelta(minutes=10)) -> list[Difference]:
    rounds, account = [], ACCOUNT
    for number in range(times):
        found = judged(difference(account, title=TITLE), True, "okta", START + number * apart)
        assert found.account is not None
        rounds.append(found)
        account = found.account
    return rounds


def test_the_third_reversal_within_the_hour_freezes_that_attribute_and_nothing_else() -> None:
    first, second, third = fought()
    assert names(first) == names(second) == ["suspend", "update"]
    assert names(third) == ["suspend"] and [case.kind for case in third.cases] == ["fight"] and third.cases[0].field == "okta.title"
    assert third.account is not None
    both = judged(difference(third.account, title=TITLE, department=("x", "y")), True, "okta", START + WINDOW)
    assert both.actions[1].changes == {"department": ("x", "y")}


def test_three_reversals_over_more_than_an_hour_are_no_fight() -> None:
    assert names(fought(times=6, apart=timedelta(minutes=31))[-1]) == ["suspend", "update"]


def test_what_is_announced_anew_is_no_reversal() -> None:
    for _ in range(5):
        found = judged(difference(title=TITLE), False, "okta", START)
        assert found.account is not None and found.account.reversals == () and names(found) == ["suspend", "update"]


def test_a_fight_ends_when_the_other_gives_in_or_something_else_is_announced() -> None:
    frozen = fought()[-1].account
    assert frozen is not None
    later = START + timedelta(days=1)
    assert judged(difference(frozen, title=TITLE), True, "okta", later).cases != ()
    agreed = judged(difference(frozen), True, "okta", later)
    assert agreed.account is not None and agreed.account.frozen == {} and agreed.cases == ()
    decided = judged(difference(frozen, title=("Boss", "Chief")), False, "okta", later)
    assert names(decided) == ["suspend", "update"] and decided.account is not None and decided.account.frozen == {}


def test_a_fight_over_the_login_leaves_the_rest_of_a_rename() -> None:
    frozen = replace(ACCOUNT, frozen={"login": ""})
    found = judged(difference(frozen, "rename", login=(None, None), title=TITLE), True, "okta", START)
    assert [(action.name, action.changes) for action in found.actions[1:]] == [("update", {"title": TITLE})]
    assert found.cases == (CaseRef(kind="fight", field="okta.login", detail="3 reversals within the hour"),)
