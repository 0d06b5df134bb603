"""What may stand in one cell or setting: text to value, each refusing with what is wrong and what is allowed."""

import re
from collections.abc import Callable, Iterable
from datetime import time, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import available_timezones

from domain.commands import MAY
from domain.policy import Grant, as_code
from schemas.signing import is_public

E = TypeVar("E")
Parser = Callable[[str], E]

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=3650)
GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Wrong(ValueError):
    """A value that is not allowed. The text says what is wrong and, after a semicolon, what is allowed."""


class PolicyRefused(Exception):
    """The policy cannot be used. `problems`: one line each, `file:line: what is wrong; what is allowed`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def shown(value: str) -> str:
    """A value as an error quotes it: short, printable, on one line."""
    return ascii(value if len(value) <= 40 else value[:37] + "...")


def text(value: str) -> str:
    if not value or len(value) > 128 or not value.isprintable():
        raise Wrong(f"{shown(value)} is no text; 1 to 128 printable characters")
    return value


def optional(parser: Parser[E]) -> Parser[E | None]:
    return lambda value: parser(value) if value else None


def code(value: str) -> str:
    """A UKG code, upper-case."""
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9 ._/&-]{0,31}", as_code(value)):
        raise Wrong(f"{shown(value)} is no code; 1 to 32 letters, digits or . _ / & -")
    return as_code(value)


def zone(value: str) -> str:
    if value not in _zones():
        raise Wrong(f"{shown(value)} is no time zone; an IANA name such as America/New_York")
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def flag(value: str) -> bool:
    if value.lower() not in ("", "yes", "no"):
        raise Wrong(f"{shown(value)} is neither yes nor no; yes, no or empty")
    return value.lower() == "yes"


def group(value: str) -> str:
    if not GROUP.fullmatch(value):
        raise Wrong(f"{shown(value)} is no group name; letters, digits and . _ - without blanks")
    return value


def groups(value: str) -> tuple[str, ...]:
    return tuple(sorted({group(each) for each in value.replace(",", " ").split()}))


def accounts(value: str) -> tuple[str, ...]:
    """Logins, account ids or person ids; case does not count."""
    return tuple(sorted({each.casefold() for each in value.replace(",", " ").split()}))


def grants(value: str) -> tuple[Grant, ...]:
    """`dept-x (c) app-y`: groups, those followed by (c) for contractors too."""
    found: dict[str, Grant] = {}
    last = ""
    for word in value.replace(",", " ").split():
        if word == "(c)" and last:
            found[last] = Grant(group=last, contractors=True)
            last = ""
            continue
        last = group(word)
        if last in found:
            raise Wrong(f"{shown(last)} stands here twice; each group once")
        found[last] = Grant(group=last)
    return tuple(found[name] for name in sorted(found))


def one_of(allowed: Iterable[str]) -> Parser[str]:
    """One of a closed list, whose order the message keeps."""
    names = tuple(allowed)

    def parse(value: str) -> str:
        if value not in names:
            raise Wrong(f"{shown(value)} is not known here; {', '.join(names) or 'nothing'}")
        return value

    return parse


def pattern(placeholder: str, parser: Parser[str]) -> Parser[str]:
    """Text in which `{placeholder}` may stand, and no other brace."""

    def parse(value: str) -> str:
        rest = value.replace(f"{{{placeholder}}}", "x")
        if "{" in rest or "}" in rest:
            raise Wrong(f"{shown(value)} has braces that mean nothing; {{{placeholder}}} only")
        parser(rest)
        return value

    return parse


def placed(prefix_of: str) -> Parser[str]:
    """A group name that must hold the placeholder, at its end."""

    def parse(value: str) -> str:
        tail = f"{{{prefix_of}}}"
        if not value.endswith(tail) or value == tail:
            raise Wrong(f"{shown(value)} does not end with {tail} after a prefix; such as site-{tail}")
        return pattern(prefix_of, group)(value)

    return parse


def span(value: str) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", value)
    if not found:
        raise Wrong(f"{shown(value)} is no span; a number and s, m, h or d, such as 7d, 24h, 60m, 0d")
    length = timedelta(**{UNITS[found[2]]: int(found[1])})
    if length > LONGEST:
        raise Wrong(f"{shown(value)} is too long; at most 3650d")
    return length


def some_time(value: str) -> timedelta:
    """A span that is not nothing."""
    if not span(value):
        raise Wrong(f"{shown(value)} is no time at all; at least 1s")
    return span(value)


def count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", value):
        raise Wrong(f"{shown(value)} is no count; a whole number from 0 to 9999999")
    return int(value)


def share(value: str) -> float:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%", value) or re.fullmatch(r"(0?\.[0-9]{1,6}|[01](?:\.0{1,6})?)", value)
    number = float(found[1]) / (100 if value.endswith("%") else 1) if found else 2.0
    if number > 1:
        raise Wrong(f"{shown(value)} is no share; 0% to 100%, or 0 to 1")
    return number


def clock(value: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise Wrong(f"{shown(value)} is no time of day; hours and minutes in quotes, such as '02:00'")
    return time.fromisoformat(value)


def domain(value: str) -> str:
    if len(value) > 200 or not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", value):
        raise Wrong(f"{shown(value)} is no domain; lower case, such as example.com")
    return value


def suffix(value: str) -> str:
    if not re.fullmatch(r"(\.[a-z0-9-]{1,30}){0,3}", value):
        raise Wrong(f"{shown(value)} is no suffix; empty, or a dot and letters, such as .halden")
    return value


def names(value: str) -> tuple[str, ...]:
    """A list whose order counts."""
    found = tuple(group(each) for each in value.replace(",", " ").split())
    if not found or len(set(found)) < len(found):
        raise Wrong(f"{shown(value)} is no list of different names; at least one, lowest first")
    return found


def public_key(value: str) -> str:
    if not is_public(value):
        raise Wrong(f"{shown(value)} is no public key; what `jml operator new NAME` printed")
    return value


def roles(value: str) -> tuple[str, ...]:
    """One or several roles, separated by blanks."""
    found = tuple(sorted({one_of(MAY)(each) for each in value.split()}))
    if not found:
        raise Wrong(f"no role; {', '.join(MAY)}")
    return found
