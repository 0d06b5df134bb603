"""One record at an instant: when its work starts and ends by HR's dates, where it is done, and how far it has come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scenarios.oracle.tables import Tables
from scenarios.oracle.tape import LAID_OFF, TERMINATED, Row

A_DAY: Final = timedelta(days=1)
TRANSFER, URGENT, DEATH = "transfer", "urgent", "death"
AHEAD, WORKING, MOVED_OUT, OVER, VOID, ODD, ENDLESS = "ahead working moved-out over void odd endless".split()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """In UTC: instants of one zone are compared by their clocks."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """When the product can have read something first and last; `baseline`: it was so when it began to read."""

    first: datetime
    last: datetime
    baseline: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """`access`: when access ends; `pay`: when pay does; `off`: between which instants the account goes."""

    kind: str
    access: datetime
    pay: datetime
    off: tuple[datetime, datetime]
    last_day: date
    contract: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """A record at an instant. `codes`: department, location, centre, job as they count; `doubtful`: one of them is not known."""

    row: Row
    phase: str
    zone: ZoneInfo
    start: datetime | None
    end: End | None
    contractor: bool
    codes: dict[str, str]
    doubtful: bool
    heard: Heard
    stage: datetime | None = None


def ends_at(row: Row, zone: ZoneInfo, heard: Heard, tables: Tables) -> End | None:
    """Of a termination and a contract's end the earlier."""
    contract = _contract(row, zone, heard, tables)
    dates = sorted(day for day in (row.last, row.terminated) if day is not None)
    stopped = row.status in (TERMINATED, LAID_OFF)
    if not dates and not stopped:
        return contract
    if not dates:
        if row.since is None:
            return None
        dates = [row.since - A_DAY]
    kind = tables.endings.get(row.reason, {}).get("kind", "ordinary") if row.status != LAID_OFF else "ordinary"
    access, pay = midnight(dates[0] + A_DAY, zone), midnight(dates[-1] + A_DAY, zone)
    if kind == DEATH:
        access = pay = min(access, heard.last)
    if kind == URGENT:
        pay = access
    if contract is not None and contract.access < access:
        return contract
    return End(kind, access, pay, _off(pay, heard, tables), dates[-1])


def _contract(row: Row, zone: ZoneInfo, heard: Heard, tables: Tables) -> End | None:
    worker = tables.workers.get(row.worker)
    day = row.contract or (row.expected if row.status != "L" else None)
    if worker is None or not worker["contract"] or day is None:
        return None
    access = midnight(day + A_DAY, zone)
    return End("ordinary", access, access, _off(access, heard, tables), day, contract=True)


def _off(pay: datetime, heard: Heard, tables: Tables) -> tuple[datetime, datetime]:
    after = tables.span("leaver", "deactivate_after")
    return max(pay, heard.first) + after, max(pay, heard.last) + after
