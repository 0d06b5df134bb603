"""The login a name gives: ASCII, lower case, `<first>.<last>` and, on a clash, 2, 3, … behind it (company.md, Login and Names)."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import count, islice

from unidecode import unidecode

LONGEST = 100
"""Characters in front of the @."""

_DROPPED = re.compile(r"[^a-z0-9.-]")
_DOTS = re.compile(r"\.{2,}")


def plain(name: str | None) -> str:
    """The letters of a name that a login may hold; empty where nothing is left."""
    bare = "".join(map(_without_marks, unicodedata.normalize("NFC", name or "")))
    return _DROPPED.sub("", unidecode(bare).lower()).strip(".-")


def _without_marks(letter: str) -> str:
    """A Latin letter without its marks. In other scripts a mark makes another letter, which unidecode's table knows as a whole."""
    parts = unicodedata.normalize("NFKD", letter)
    latin = unicodedata.name(parts[0], "").startswith("LATIN")
    return "".join(part for part in parts if not unicodedata.combining(part)) if latin else letter


def local_part(first: str | None, last: str | None, preferred: str | None = None) -> str | None:
    """What stands in front of the @ when nobody else has it, or None where either name gives nothing."""
    given, family = plain(preferred) or plain(first), plain(last)
    if not given or not family:
        return None
    # Two dots in a row make an address that mail servers refuse ("J.R." "Smith").
    return _DOTS.sub(".", f"{given}.{family}")


def login_candidates(first: str | None, last: str | None, preferred: str | None = None) -> Iterator[str]:
    """Local parts in the order they are tried, without end; nothing at all where the names do not give one."""
    base = local_part(first, last, preferred)
    if base is None:
        return
    for n in count(1):
        number = "" if n == 1 else str(n)
        yield base[: LONGEST - len(number)].rstrip(".-") + number


def first_free(candidates: Iterator[str], free: Callable[[str], bool], leave: int = 0) -> str | None:
    """The first free candidate after `leave` free ones are left to others who come first."""
    return next(islice((name for name in candidates if free(name)), leave, None), None)
