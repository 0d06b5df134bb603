"""Lists in pages: `Link` headers and cursors as recorded (okta.md §2.3)."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import quote_plus

from simulators.okta.ask import Ask
from simulators.okta.errors import Problem

Thing = TypeVar("Thing")
UNTOLD = frozenset({"useOptimization", "alwaysIncludeVpnSettings", "includeNonDeleted"})
"""Parameters that links do not repeat (recorded)."""


class Page(NamedTuple):
    """How a list is cut. `eager_next`: a full page always promises another one (plain lists), else only where more is."""

    size: int
    bad_cursor: Callable[[], Problem]
    eager_next: bool = False


def cut(ask: Ask, things: Sequence[Thing], cursor: Callable[[Thing], str], page: Page) -> tuple[list[Thing], tuple[str, ...]]:
    """The page asked for and its Link headers. `things` are in order; `cursor` names each one uniquely."""
    marks = [cursor(thing) for thing in things]
    start = _start(ask.query.get("after"), marks, page)
    shown = list(things[start : start + page.size])
    links = [_link(ask, page.size, ask.query.get("after"), "self")]
    more = start + len(shown) < len(things)
    if shown and (more or (page.eager_next and len(shown) == page.size)):
        links.append(_link(ask, page.size, cursor(shown[-1]), "next"))
    return shown, tuple(links)


def _start(after: str | None, marks: list[str], page: Page) -> int:
    """Where the page begins. Sorted lists go on behind a mark that has gone meanwhile; others must find it."""
    if not after:
        return 0
    if after in marks:
        return marks.index(after) + 1
    if len(after) < 20 or not after.isascii() or marks != sorted(marks):
        raise page.bad_cursor()
    return bisect_right(marks, after)


def _link(ask: Ask, size: int, after: str | None, rel: str) -> str:
    """The normalised address: after, limit, `q`, then the others as given; spaces as `+`; sortOrder only beside sortBy."""
    query = [("after", after), ("limit", str(size))]
    others = [(name, value) for name, value in ask.query.items() if name not in {"after", "limit", *UNTOLD}]
    query += sorted(others, key=lambda pair: pair[0] != "q")
    if "sortBy" not in ask.query:
        query = [(name, value) for name, value in query if name != "sortOrder"]
    told = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in query if value is not None)
    return f'<{ask.origin}{ask.path}?{told}>; rel="{rel}"'
