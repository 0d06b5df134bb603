"""Fiscal years that begin in any month, and the spans date literals stand for (SOQL reference, date literals)."""

from datetime import date, timedelta

Span = tuple[date, date]  # first day, and the day after the last


def fiscal_quarter(day: date, start: int) -> tuple[int, int]:
    """Fiscal year and quarter 1 to 4; a year is named after the calendar year it ends in."""
    month = (day.month - start) % 12
    year = day.year + (1 if start > 1 and day.month >= start else 0)
    return year, month // 3 + 1


def _month(day: date, by: int) -> date:
    """The first of the month so many months on."""
    number = day.year * 12 + day.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def _quarter(day: date, by: int, start: int) -> Span:
    first = _month(day, -((day.month - start) % 3) + 3 * by)
    return first, _month(first, 3)


def _year(day: date, by: int, start: int) -> Span:
    first = _month(day, -((day.month - start) % 12) + 12 * by)
    return first, _month(first, 12)


def _week(day: date, by: int) -> Span:
    """Weeks begin on Sunday, as the locale en_US has it."""
    first = day - timedelta(days=(day.weekday() + 1) % 7) + timedelta(weeks=by)
    return first, first + timedelta(weeks=1)


def _unit(unit: str, day: date, by: int, fiscal: int) -> Span:
    match unit.removeprefix("FISCAL_"):
        case "WEEK":
            return _week(day, by)
        case "MONTH":
            return _month(day, by), _month(day, by + 1)
        case "QUARTER":
            return _quarter(day, by, fiscal if unit.startswith("FISCAL_") else 1)
        case "YEAR":
            return _year(day, by, fiscal if unit.startswith("FISCAL_") else 1)
    raise KeyError(unit)


UNITS = ("WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR")
PLAIN = frozenset(
    {"TODAY", "YESTERDAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS"}
    | {f"{way}_{unit}" for way in ("LAST", "THIS", "NEXT") for unit in UNITS}
)
COUNTED = frozenset(
    {f"{way}_N_{unit}S" for way in ("LAST", "NEXT") for unit in ("DAY", *UNITS)} | {f"N_{unit}S_AGO" for unit in ("DAY", *UNITS)}
)


def span(word: str, today: date, fiscal: int) -> Span:
    """The days a literal means, such as `THIS_FISCAL_QUARTER` or `LAST_N_DAYS:30` (which ends with today); `fiscal` is the first month."""
    name, _, text = word.partition(":")
    count = int(text or 0)
    if name in ("TODAY", "YESTERDAY", "TOMORROW"):
        day = today + timedelta(days=("YESTERDAY", "TODAY", "TOMORROW").index(name) - 1)
        return day, day + timedelta(days=1)
    if name in ("LAST_90_DAYS", "NEXT_90_DAYS"):
        name, count = f"{name[:4]}_N_DAYS", 90
    if name.endswith("_AGO"):
        return _ago(name.removeprefix("N_").removesuffix("S_AGO"), today, count, fiscal)
    way, _, rest = name.partition("_")
    if not rest.startswith("N_"):
        return _unit(rest, today, {"LAST": -1, "THIS": 0, "NEXT": 1}[way], fiscal)
    unit = rest.removeprefix("N_").removesuffix("S")
    if unit == "DAY":
        days = timedelta(days=count)
        return (today - days, today + timedelta(days=1)) if way == "LAST" else (today + timedelta(days=1), today + days + timedelta(days=1))
    nearest, farthest = (-1, -count) if way == "LAST" else (1, count)
    edges = _unit(unit, today, nearest, fiscal), _unit(unit, today, farthest, fiscal)
    return min(edges)[0], max(edges)[1]


def _ago(unit: str, today: date, count: int, fiscal: int) -> Span:
    if unit == "DAY":
        day = today - timedelta(days=count)
        return day, day + timedelta(days=1)
    return _unit(unit, today, -count, fiscal)
