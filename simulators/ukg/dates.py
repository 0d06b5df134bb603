"""The two ways in which UKG writes dates (ukg.md §2.3)."""

from datetime import datetime
from typing import Any


def us(value: Any) -> str:
    """As employee-changes writes a day: `1/1/1996 12:00:00 AM`; absent is the empty text."""
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return ""
    return f"{when.month}/{when.day}/{when.year} 12:00:00 AM"


def midnight(when: datetime) -> str:
    """As the detail resources write a day: `2021-09-20T00:00:00`."""
    return f"{when.date().isoformat()}T00:00:00"
