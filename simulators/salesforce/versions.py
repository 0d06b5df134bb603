"""The API versions an org of late 2026 serves (salesforce.md, version context)."""

from typing import Any

OLDEST, NEWEST = 31, 68
SEASONS = ("Winter", "Spring", "Summer")


def label(version: int) -> str:
    """v31 is Summer '14; three releases a year. Spring 2018 is spelled with a curly apostrophe, as recorded."""
    year, season = divmod(version - 32, 3)
    apostrophe = "\u2019" if version == 42 else "'"
    return f"{SEASONS[season]} {apostrophe}{15 + year}"


def listing() -> list[dict[str, Any]]:
    return [{"label": label(one), "url": f"/services/data/v{one}.0", "version": f"{one}.0"} for one in range(OLDEST, NEWEST + 1)]


def served(version: str) -> bool:
    return version.endswith(".0") and version[:-2].isdigit() and OLDEST <= int(version[:-2]) <= NEWEST


def retired(version: str) -> bool:
    return version.endswith(".0") and version[:-2].isdigit() and 1 <= int(version[:-2]) < OLDEST


def resources(version: str, identity: str) -> dict[str, str]:
    """The body of `GET /services/data/vXX.0`, for what is here; `identity` is the address of who asks."""
    known = ("actions", "chatter", "composite", "jobs", "limits", "query", "queryAll", "quickActions", "sobjects")
    return {name: f"/services/data/v{version}/{name}" for name in known} | {"identity": identity}
