"""How UKG's answers go wrong as a whole: hidden rows, a failing page, an empty or lagging copy, a clock ahead."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from simulators.ukg import seed

PAGE = 50  # rows of a page where a test speaks of page n
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)$")
_KNOWN = frozenset({"hide", "hide_share", "fail_page", "empty", "down", "stale", "stale_every", "repeat", "webhook", "skew"})

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Feed:
    """`hide`, `hide_share`, `fail_page` (0 or "last": the last), `empty` and `repeat` touch lists only; `down` and `stale` every read.

    `stale` answers as it was that long ago (with `stale_every: n` each n-th read only: one copy of n lags);
    `skew` stamps what is keyed meanwhile ahead. `webhook` is kept for who sends them.
    """

    hide: frozenset[str] = frozenset()
    hide_share: float = 0.0
    fail_page: int | None = None
    empty: bool = False
    down: str = ""
    stale: timedelta = timedelta()
    stale_every: int = 1
    repeat: int = 1
    webhook: bool = True
    skew: timedelta = timedelta()
    asked: dict[str, Any] = field(default_factory=dict)

    def hidden(self, shorts: Iterable[str]) -> frozenset[str]:
        """Who is missing from lists: those named, and the share, rounded, of all records by an order without meaning."""
        everybody = sorted(shorts, key=seed.rank) if self.hide_share else []
        return self.hide | frozenset(everybody[: round(len(everybody) * self.hide_share)])

    def repeated(self, rows: list[Row]) -> list[Row]:
        """The whole list again and again, so that the same row is on several pages."""
        return rows * self.repeat

    def fails(self, window: slice, total: int) -> bool:
        """Whether the rows asked for touch the failing page."""
        if self.fail_page is None:
            return False
        last = max(1, -(-total // PAGE))
        page = min(self.fail_page or last, last)
        return int(window.start) < page * PAGE and int(window.stop) > (page - 1) * PAGE


def feed_of(asked: Any, hide: Sequence[str] = ()) -> Feed:
    """The feed a test asks for, `normal` or an object; `hide` are the short names meant. Raises ValueError for what is unknown."""
    if asked == "normal" or not asked or asked == {"feed": "normal"}:
        return Feed()
    if not isinstance(asked, dict) or set(asked) - _KNOWN:
        raise ValueError(f"feed {asked}: `normal`, or an object of {', '.join(sorted(_KNOWN))}")
    page, down = asked.get("fail_page"), asked.get("down")
    return Feed(
        hide=frozenset(hide),
        hide_share=float(asked.get("hide_share", 0)),
        fail_page=None if page is None or page is False else (0 if page in ("last", True) else int(page)),
        empty=bool(asked.get("empty", False)),
        down="reset" if down == "reset" else "503" if down else "",
        stale=duration(asked.get("stale", 0)),
        stale_every=max(1, int(asked.get("stale_every", 1))),
        repeat=max(1, int(asked.get("repeat", 1))),
        webhook=bool(asked.get("webhook", True)),
        skew=duration(asked.get("skew", 0)),
        asked=dict(asked),
    )


def duration(given: Any) -> timedelta:
    """`7m`, `2h`, `500ms`, or seconds as a number."""
    if isinstance(given, (int, float)):
        return timedelta(seconds=given)
    found = _DURATION.match(str(given))
    if found is None:
        raise ValueError(f"{given}: a duration is a number with ms, s, m, h or d")
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])
