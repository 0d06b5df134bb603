"""EmployeeQuery: operators inside the values (ukg.md §1.6)."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

Test = Callable[[Any], bool]
PAGING: Final = frozenset({"PageNumber", "PageSize"})
MOST: Final = 100
_LIKE: Final = re.compile(r"like\s*\((.*)\)$", re.IGNORECASE | re.DOTALL)
_IN: Final = re.compile(r"in\s*\((.*)\)$", re.IGNORECASE | re.DOTALL)
_COMPARE: Final = re.compile(r"(<>|<=|>=|=|<|>)\s*(.*)$", re.DOTALL)


class BadQuery(ValueError):
    """A member of the query that cannot be read; `name` is the member."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not valid.")
        self.name = name


def tests_of(query: Mapping[str, Any], *, bare: str) -> dict[str, Test]:
    """A test by member; `bare`: what a value without an operator is: `equal`, or `refused`."""
    given = {name: str(value).strip() for name, value in query.items() if name not in PAGING and name != "_type" and value}
    return {name: _test(name, text, bare) for name, text in given.items()}


def page_of(query: Mapping[str, Any], *, over: str) -> tuple[int, int]:
    """Page number from 1 and size; above the most allowed it is cut to it, or refused (`over`)."""
    number, size = _whole("PageNumber", query.get("PageNumber"), 1), _whole("PageSize", query.get("PageSize"), MOST)
    if size > MOST and over == "refuse":
        raise BadQuery("PageSize")
    return number, min(size, MOST)


def _whole(name: str, given: Any, usual: int) -> int:
    text = str(given or "").strip()
    if not text:
        return usual
    if not text.isdigit() or int(text) < 1:
        raise BadQuery(name)
    return int(text)


def _test(name: str, text: str, bare: str) -> Test:
    if like := _LIKE.match(text):
        pattern = re.compile("".join(".*" if each == "%" else re.escape(each) for each in like[1].strip()), re.IGNORECASE | re.DOTALL)
        return lambda value: pattern.fullmatch(_plain(value)) is not None
    if several := _IN.match(text):
        wanted = {part.strip().strip('"').strip().casefold() for part in several[1].split(",")}
        return lambda value: _plain(value).casefold() in wanted
    if "..." in text:
        first, _, last = text.partition("...")
        return lambda value: _day(first) <= _day(value) <= _day(last)
    found = _COMPARE.match(text)
    if found is None and bare == "refused":
        raise BadQuery(name)
    sign, wanted_text = (found[1], found[2]) if found else ("=", text)
    return _compared(sign, wanted_text.strip().strip("()").strip())


def _compared(sign: str, wanted: str) -> Test:
    key = _day if re.search(r"\d{4}", wanted) and re.search(r"[-/]", wanted) else lambda value: _plain(value).casefold()
    right = key(wanted)
    tests: dict[str, Test] = {
        "=": lambda value: key(value) == right,
        "<>": lambda value: key(value) != right,
        "<": lambda value: bool(_plain(value)) and key(value) < right,
        ">": lambda value: key(value) > right,
        "<=": lambda value: bool(_plain(value)) and key(value) <= right,
        ">=": lambda value: key(value) >= right,
    }
    return tests[sign]


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _day(value: Any) -> str:
    """A day as text that sorts: ISO, or `M/D/YYYY` turned round."""
    text = _plain(value)
    if found := re.match(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text):
        return f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}"
    return text[:10]
