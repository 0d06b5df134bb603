"""Record ids: 15 characters, case-sensitive, plus 3 that make them safe where case is lost (salesforce.md §10.2)."""

import re

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
FORM = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
POD = "dM00000"  # the characters an org's records share


def checksum(short: str) -> str:
    """The three letters that say which of 15 characters are capitals, five to a letter."""
    return "".join(CHECK[sum(1 << at for at, char in enumerate(short[start : start + 5]) if "A" <= char <= "Z")] for start in (0, 5, 10))


def mint(prefix: str, number: int) -> str:
    """The id of the n-th record of an object."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    short = prefix + POD + digits.rjust(5, "0")
    return short + checksum(short)


def full(text: str) -> str | None:
    """The 18-character form of an id, or None when it is none. Eighteen characters are read without regard to case: that is their use."""
    if not FORM.fullmatch(text):
        return None
    if len(text) == 15:
        return text + checksum(text)
    restored = _restored(text)
    return restored if restored is not None else None


def _restored(text: str) -> str | None:
    letters = []
    for group, sign in enumerate(text[15:].upper()):
        bits = CHECK.find(sign)
        if bits < 0:
            return None
        for at, char in enumerate(text[group * 5 : group * 5 + 5]):
            letters.append(char.upper() if bits >> at & 1 else char.lower())
    short = "".join(letters)
    return short + checksum(short)
