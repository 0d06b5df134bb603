"""Where a calendar day begins and ends: HR's dates have no zone, access has instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 30)


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) of 00:00 local on `day`. Where clocks jump over midnight, the jump itself; where it comes twice, the first.

    Dates outside 1900–2999 count as the nearest within, so that a mistyped year has an instant too.
    """
    clamped = min(max(day, EARLIEST), LATEST)
    return datetime.combine(clamped, time(), ZoneInfo(zone)).astimezone(UTC)


def day_end(day: date, zone: str) -> datetime:
    """The instant (UTC) of 24:00 local on `day`."""
    return midnight(min(max(day, EARLIEST), LATEST) + timedelta(days=1), zone)


def before(day: date, span: timedelta, zone: str) -> datetime:
    """The instant `span` before 00:00 local on `day`: whole days are calendar days, so that a change of the clocks moves nothing."""
    whole = timedelta(days=span.days)
    clamped = min(max(day, EARLIEST + whole), LATEST)
    return midnight(clamped - whole, zone) - (span - whole)
