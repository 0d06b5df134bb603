"""Pages: `page` from 1, `per_Page`, caps, and the Link header (ukg.md §2.2)."""

from collections.abc import Mapping
from typing import NamedTuple

from yarl import URL

from simulators.ukg.assumptions import Assumptions
from simulators.ukg.filters import BadFilter


class Page(NamedTuple):
    """Which rows were asked for."""

    number: int
    size: int

    def window(self) -> slice:
        return slice((self.number - 1) * self.size, self.number * self.size)

    def last(self, total: int) -> int:
        return max(1, -(-total // self.size))


def page_of(params: Mapping[str, str], assumptions: Assumptions, cap: int | None = None) -> Page:
    """The page that lower-cased parameters ask for, of at most `cap` rows; raises BadFilter."""
    most = assumptions.cap if cap is None else min(cap, assumptions.cap)
    number = _whole("page", params.get("page", "1"))
    size = _whole("per_page", params.get("per_page", str(assumptions.default_page)))
    if size > most and assumptions.over_cap == "refuse":
        raise BadFilter("per_page")
    return Page(number, min(size, most))


def link(url: URL, page: Page, total: int) -> str:
    """`<absolute url>; rel="next"` and so on; no previous on the first page, no next on the last."""
    last = page.last(total)
    wanted = {"first": 1, "previous": page.number - 1, "next": page.number + 1, "last": last}
    query = [(name, value) for name, value in url.query.items() if name.lower() not in ("page", "per_page")]
    return ", ".join(
        f'<{url.with_query([*query, ("page", str(number)), ("per_Page", str(page.size))])}>; rel="{rel}"'
        for rel, number in wanted.items()
        if 1 <= number <= last
    )


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 2**31 - 1:
        raise BadFilter(name)
    return int(text)
