"""Working time of a place."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.calendar import working_days_later, working_hours_later

NEW_YORK = "America/New_York"
FOUR = timedelta(hours=4)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)  # 4 hours ahead of New York; 1 June is a Monday


@pytest.mark.parametrize(
    ("since", "then"),
    [
        (at(1, 14), at(1, 18)),  # Monday 10 → 14
        (at(1, 19), at(2, 15)),  # Monday 15 → Tuesday 11
        (at(1, 8), at(1, 17)),  # before it opens
        (at(1, 17), at(1, 21)),  # to the very end of the day
        (at(5, 20), at(8, 16)),  # Friday 16 → Monday 12
        (at(6, 12), at(8, 17)),  # Saturday → Monday 13
    ],
)
def test_four_working_hours_end(since: datetime, then: datetime) -> None:
    assert working_hours_later(since, FOUR, NEW_YORK) == then


def test_the_night_the_clocks_change_takes_nothing_away() -> None:
    friday = datetime(2026, 10, 30, 20, tzinfo=UTC)  # 16 in New York; winter time on Sunday
    assert working_hours_later(friday, FOUR, NEW_YORK) == datetime(2026, 11, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize(("since", "then"), [(at(1, 14), at(8, 21)), (at(5, 14), at(12, 21)), (at(6, 14), at(12, 21))])
def test_five_working_days_end_with_the_last_one(since: datetime, then: datetime) -> None:
    assert working_days_later(since, 5, NEW_YORK) == then
