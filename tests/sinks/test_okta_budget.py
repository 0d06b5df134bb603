"""The budget as Okta's headers teach it: no window is overdrawn, shares add up, leavers have what is kept for them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.budget import Budget
from domain.proposals import Priority
from tests.sinks.memory_host import START

ENDS = START + timedelta(seconds=60)


def taken(budget: Budget, priority: Priority, share: float, tries: int) -> int:
    return sum(budget.take({"users": 1}, priority, share, START) is None for _ in range(tries))


@given(limit=st.integers(2, 600), share=st.sampled_from([1 / 12, 0.25, 0.5, 1.0]), priority=st.sampled_from(list(Priority)))
def test_nobody_takes_more_than_a_share_of_a_window(limit: int, share: float, priority: Priority) -> None:
    budget = Budget()
    budget.told("users", limit, limit, ENDS)
    assert taken(budget, priority, share, limit + 5) <= max(1, limit * share)


@given(limit=st.integers(40, 600), left=st.integers(0, 600))
def test_never_more_than_the_target_says_is_left(limit: int, left: int) -> None:
    budget = Budget()
    budget.told("users", limit, min(left, limit), ENDS)
    assert taken(budget, Priority.URGENT, 1.0, limit + 5) <= min(left, limit)


@given(limit=st.integers(40, 600))
def test_bulk_leaves_what_leavers_need(limit: int) -> None:
    budget = Budget()
    budget.told("users", limit, limit, ENDS)
    bulk = taken(budget, Priority.BULK, 1.0, limit + 5)
    assert bulk <= 0.85 * limit + 1
    assert taken(budget, Priority.LEAVER, 1.0, limit) >= int(0.15 * limit) - 1


def test_a_refusal_takes_nothing_names_the_reset_and_the_next_window_is_fresh() -> None:
    budget = Budget()
    budget.told("users", 10, 0, ENDS)
    assert budget.take({"users": 1, "groups": 3}, Priority.URGENT, 1.0, START) == ENDS
    assert budget.take({"groups": 3}, Priority.URGENT, 1.0, START) is None
    assert budget.take({"users": 1}, Priority.URGENT, 1.0, ENDS) is None


def test_a_limit_of_nothing_is_the_concurrency_limits_and_is_not_learnt() -> None:
    budget = Budget()
    budget.told("users", 0, 0, ENDS)
    assert budget.take({"users": 1}, Priority.BULK, 1.0, START) is None


def test_a_plan_greater_than_a_window_goes_when_the_window_is_fresh() -> None:
    budget = Budget()
    budget.told("groups", 10, 10, ENDS)
    assert budget.take({"groups": 30}, Priority.ORDINARY, 1.0, START) is None
