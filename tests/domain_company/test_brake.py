"""How many may pass before a person is asked."""

from datetime import timedelta

import pytest

from domain.brake import ENDS, URGENT, Ask, Limit, Limits, Tally, Verdict, group_key, judge, passes
from tests.domain_company.town import NOON

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("whole", "allowed"), [(0, 5), (101, 5), (299, 5), (300, 6), (1249, 24), (1250, 25), (12_000, 25)])
def test_two_per_cent_or_25_pass_but_at_least_five(whole: int, allowed: int) -> None:
    assert Limits().ends.of(whole) == allowed


@pytest.mark.parametrize(("whole", "allowed"), [(0, 10), (49, 10), (55, 11), (499, 99), (500, 100), (8_000, 100)])
def test_a_group_loses_a_fifth_or_a_hundred_but_at_least_ten(whole: int, allowed: int) -> None:
    assert Limits().group.of(whole) == allowed


def test_a_share_is_not_lost_to_binary_fractions() -> None:
    assert Limit(100, 0.29, 1).of(100) == 29


def _judged(tally: Tally, person: str, minute: int, whole: int, key: str = ENDS) -> bool:
    ending = judge(tally, Limits(), Ask(key=key, person=person, at=NOON + minute * MINUTE, whole=whole), None)
    if ending.verdict is Verdict.PASSED:
        tally.passed(key, person, ending.at, ending.whole)
    else:
        tally.wait(key, person, ending.at)
    return not ending.held


def test_a_slow_leak_is_held_from_the_26th_on_for_the_window_slides() -> None:
    tally = Tally()

    passed = [_judged(tally, f"p{n}", 10 * (n // 20), 12_000) for n in range(240)]

    assert passed == [True] * 25 + [False] * 215


def test_the_latch_holds_although_the_window_has_emptied() -> None:
    tally = Tally()
    passed = [_judged(tally, f"p{n}", 0, 100) for n in range(6)]

    assert passed == [True] * 5 + [False]
    assert not _judged(tally, "next day", 24 * 60, 100)


def test_without_anybody_waiting_five_more_pass_after_an_hour() -> None:
    tally = Tally()
    for n in range(5):
        assert _judged(tally, f"p{n}", n, 100)

    assert passes(tally, Limits(), Ask(key=ENDS, person="x", at=NOON + 60 * MINUTE, whole=100))
    assert not passes(tally, Limits(), Ask(key=ENDS, person="x", at=NOON + 59 * MINUTE, whole=100))


def test_the_population_counts_as_it_was_at_the_first_of_the_window() -> None:
    tally = Tally()
    assert _judged(tally, "first", 0, 500)

    passed = [_judged(tally, f"p{n}", 1, 100) for n in range(10)]

    assert passed == [True] * 9 + [False]


def test_ten_urgent_ones_pass_beside_a_latched_brake_and_none_waits_for_a_decision() -> None:
    tally = Tally()
    for n in range(6):
        _judged(tally, f"p{n}", 0, 100)

    urgent = [_judged(tally, f"u{n}", 0, 100, URGENT) for n in range(11)]

    assert urgent == [True] * 10 + [False]
    assert _judged(tally, "later", 61, 100, URGENT)


def test_a_removed_person_is_forgotten_wherever_she_was_counted() -> None:
    tally = Tally()
    tally.passed(group_key("ends"), "p", NOON, 3)
    tally.wait(ENDS, "p", NOON)
    tally.forget(ENDS, "p")

    assert tally.waiting(ENDS) == {}
    assert len(tally.inside(group_key("ends"), NOON, MINUTE, "q")) == 1
