"""Working hours: Monday to Friday, 09 to 17 of a zone (company.md, Look-alikes)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(17)
SATURDAY = 5


def working_hours_later(at: datetime, span: timedelta, zone: str) -> datetime:
    """The instant (UTC) at which so much working time has passed since `at`."""
    day, left = at.astimezone(ZoneInfo(zone)).date(), span
    while True:
        begin, end = max(_instant(day, OPENS, zone), at), _instant(day, CLOSES, zone)
        if day.weekday() < SATURDAY and begin < end:
            if end - begin >= left:
                return begin + left
            left -= end - begin
        day += timedelta(days=1)


def working_days_later(at: datetime, days: int, zone: str) -> datetime:
    """The end (UTC) of the last of so many working days after the day of `at`."""
    day = at.astimezone(ZoneInfo(zone)).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return _instant(day, CLOSES, zone)


def local_time(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) of a time of day there."""
    return _instant(day, clock, zone)


def _instant(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
