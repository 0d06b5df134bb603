"""Ids and tokens that look like Okta's (okta.md §2.0): 20 characters, the kind in front, growing with time, ending alike in one org."""

import random
import re
import string

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
PROPER = re.compile(r"[0-9a-z]{3}[0-9A-Za-z]{17}\Z")
URL_SAFE = DIGITS + "-_"


class Ids:
    """Hands out ids; the same seed hands out the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._next = 62**7 + self._random.randrange(62**6)
        self._org = "5d7"
        self._reserved: list[str] = []

    def reserve(self, ids: list[str]) -> None:
        """The next ids are these, each for its kind; one of no known kind serves any. For replaying recordings."""
        self._reserved = ids

    def new(self, kind: str) -> str:
        """A new id of a kind: `00u` user, `00g` group, `0oa` app, …; later ids sort behind earlier ones."""
        for known in self._reserved:
            if known.startswith(kind) or not PROPER.match(known):
                self._reserved = [one for one in self._reserved if one != known]
                return known
        self._next += self._random.randrange(1, 3844)
        return f"{kind}{_base62(self._next)}{self._letters(DIGITS, 17 - 8 - 3)}{self._org}"

    def error(self) -> str:
        return f"oae{self._letters(URL_SAFE, 22)}"

    def request(self) -> str:
        return f"{self._random.getrandbits(128):032x}"

    def token(self) -> str:
        return self._letters(URL_SAFE, 20)

    def _letters(self, alphabet: str, count: int) -> str:
        return "".join(self._random.choices(alphabet, k=count))


def _base62(number: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, 62)
        out = DIGITS[digit] + out
    return out.rjust(8, "0")
