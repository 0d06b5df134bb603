"""The end of a contract as its manager hears of it: a week ahead, at nine where the manager is (company.md, Contractors)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import local_time
from domain.rows import Row
from domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day that the manager is told of, and when."""

    day: date
    at: datetime


def last_day(row: Row, rules: Rules) -> date | None:
    """HR's last day of her contract; None where it has no end."""
    latest = row.latest
    if latest is None or latest.end is None or not latest.end.contract:
        return None
    return (latest.end.access - timedelta(seconds=1)).astimezone(ZoneInfo(rules.site(latest))).date()


def ending(row: Row, rules: Rules, manager_zone: str | None) -> Ending | None:
    """The notice of the end that counts: HR's, or the later one that was agreed."""
    day = last_day(row, rules)
    if day is None:
        return None
    day = max(day, row.choices.extended or day)
    return Ending(day, local_time(day - rules.notice, rules.notice_at, manager_zone or rules.site(row.latest)))


def is_outlived(row: Row, rules: Rules) -> bool:
    """Whether the manager extended the contract past the end that HR still shows."""
    day, extended = last_day(row, rules), row.choices.extended
    return day is not None and extended is not None and extended > day
