"""Reads single values of UKG's rows: trimmed, sentinels as none, and nothing that could not be published (ukg.md §2.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

YEAR_ONE: Final = 1  # UKG's null for dates that cannot be null (ukg.md §1.9)
NONE: Final = frozenset({"", "Z"})  # "Z" stands for none in code fields (ukg.md §2.3)
LONGEST: Final = 500
US_DATES: Final = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y")  # as employee-changes writes them
_BLANKS: Final = re.compile(r"\s+")
_UNFIT: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")  # control characters, halves of surrogate pairs
# What may be shown of a row that cannot be read: ids and codes, by UKG's own names.
SHOWN: Final = """personId employeeId employeeID companyId companyID companyCode employeeNumber employeeStatusCode employeeTypeCode
    lastHireDate originalHireDate dateLastWorked dateOfTermination statusStartDate primaryJobCode orgLevel1Code orgLevel2Code
    primaryWorkLocationCode supervisorID datetimeChanged dateTimeChanged""".split()

DATES: Final = frozenset(name for name in SHOWN if name.casefold().startswith("date") or name.endswith("Date"))


class Malformed(Exception):
    """A row that cannot be read. `projection` holds its ids and codes only."""

    def __init__(self, where: str, reason: str, projection: dict[str, str]) -> None:
        super().__init__(f"{where}: {reason}")
        self.field, self.reason, self.projection = where, reason, projection


@dataclass(frozen=True, slots=True)
class Reader:
    """One row's values. Each call raises Malformed for a value that cannot be what it should be."""

    row: Mapping[str, Any]
    zone: tzinfo

    def value(self, name: str) -> Any:
        """As it stands in the row, whatever its casing there: one key has up to three (ukg.md §2.7)."""
        if name in self.row:
            return self.row[name]
        lower = name.lower()
        return next((value for key, value in self.row.items() if str(key).lower() == lower), None)

    def text(self, name: str) -> str | None:
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, (dict, list, bool)):
            raise self.wrong(name, "is not a single value of text")
        text = str(value)
        if len(text) > LONGEST or _UNFIT.search(text):
            raise self.wrong(name, f"is longer than {LONGEST} characters or holds control characters")
        return _BLANKS.sub(" ", text).strip() or None

    def code(self, name: str) -> str | None:
        text = self.text(name)
        return None if text is None or text.upper() in NONE else text.upper()

    def needed(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise self.wrong(name, "is missing")
        return text

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if text is None:
            return None
        value = _moment(text)
        if value is None:
            raise self.wrong(name, "is not a date")
        return None if value.year == YEAR_ONE else value.date()

    def instant(self, name: str) -> datetime:
        """Server-local time without a zone becomes UTC (ukg.md §2.3)."""
        value = _moment(self.needed(name))
        try:
            if value is None or value.year == YEAR_ONE:
                raise ValueError(name)
            return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.wrong(name, "is not a date and time") from None

    def wrong(self, name: str, reason: str) -> Malformed:
        return Malformed(name, reason, shown(self.row, name))


def shown(row: Mapping[str, Any], wrong: str | None = None) -> dict[str, str]:
    """Ids and codes of a row, for a dead letter. Of the field that is wrong, and of a date that is none, only the shape is kept:
    what does not belong there may be anything, like 999-99-9999.
    """
    found = {key: _UNFIT.sub("?", str(row[key])[:40]) for key in SHOWN if isinstance(row.get(key), (str, int, float, bool))}
    return {key: _shape(text) if key == wrong or (key in DATES and not _is_moment(text)) else text for key, text in found.items()}


def _shape(text: str) -> str:
    return "".join("9" if each.isdigit() else "a" if each.isalpha() else each for each in text)


def _is_moment(text: str) -> bool:
    return not text.strip() or _moment(text.strip()) is not None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in US_DATES:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - UKG writes no zone
        except ValueError:
            continue
    return None
