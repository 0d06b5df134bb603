"""Days begin where people work: half-hour zones, the date line, leap days, changes of the clocks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.zones import before, day_end, local_day, midnight
from tests.domain.saga import Saga, instant

ZONES = st.sampled_from(
    "America/New_York America/St_Johns Asia/Kolkata Australia/Melbourne Australia/Lord_Howe Pacific/Honolulu Pacific/Apia "
    "Pacific/Kiritimati Asia/Kathmandu America/Santiago Europe/London".split()
)
DAYS = st.dates(date(2011, 1, 1), date(2032, 12, 31))


@given(DAYS, ZONES)
def test_a_day_ends_where_the_next_one_begins_and_is_of_a_sensible_length(day, zone):
    assert day_end(day, zone) == midnight(day + timedelta(days=1), zone)
    assert timedelta(0) <= day_end(day, zone) - midnight(day, zone) <= timedelta(hours=25)


@given(DAYS, ZONES)
def test_the_first_instant_of_a_day_falls_on_it_and_the_one_before_does_not(day, zone):
    first = midnight(day, zone)
    if day_end(day, zone) > first:  # Samoa left out a whole day when it crossed the date line
        assert local_day(first, zone) == day and local_day(first - timedelta(microseconds=1), zone) < day


@given(DAYS, ZONES)
def test_the_window_opens_at_a_midnight_whatever_the_clocks_do(day, zone):
    assert before(day, timedelta(days=7), zone) == midnight(day - timedelta(days=7), zone)


@pytest.mark.parametrize(
    ("site", "last", "end"),
    [
        ("BLR", "2028-02-29", "2028-02-29T18:30Z"),
        ("STJ", "2026-06-30", "2026-07-01T02:30Z"),
        ("HNL", "2026-12-31", "2027-01-01T10:00Z"),
        ("SYD", "2026-04-05", "2026-04-05T14:00Z"),
        ("LON", "2026-10-25", "2026-10-26T00:00Z"),
        ("CHI", "2026-03-08", "2026-03-09T05:00Z"),
    ],
)
def test_a_last_day_ends_at_24_hours_there(site, last, end):
    saga = Saga().hr("2026-01-05T12:00Z", location=site).hr("2026-02-02T12:00Z", last_day=last, terminated=last)
    assert saga.last.end.access == instant(end)
    saga.at(end).then("left", "suspended")


def test_who_is_hired_on_a_leap_day_starts_on_it():
    Saga().hr("2028-01-05T12:00Z", location="BLR", hired="2028-02-29").planned("2028-02-21T18:30Z stage", "2028-02-28T18:30Z start")
