"""Where a calendar day begins and ends: HR's dates have no zone, access has instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) of 00:00 local on `day`. Where clocks jump over midnight, the jump itself; where it comes twice, the first.

    Dates outside 1900–2999 count as the nearest within, so that a mistyped year has an instant too.
    """
    return _midnight(_within(day), zone)


def _within(day: date) -> date:
    return min(max(day, EARLIEST), LATEST)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def day_end(day: date, zone: str) -> datetime:
    """The instant (UTC) of 24:00 local on `day`."""
    return _midnight(_within(day) + timedelta(days=1), zone)


def before(day: date, span: timedelta, zone: str) -> datetime:
    """The instant `span` before 00:00 local on `day`: whole days are calendar days, so that a change of the clocks moves nothing."""
    whole = timedelta(days=span.days)
    return _midnight(_within(day) - whole, zone) - (span - whole)


def local_day(at: datetime, zone: str) -> date:
    """The calendar day that an instant falls on in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
