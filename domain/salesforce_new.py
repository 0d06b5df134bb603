"""What a new Salesforce user needs beyond what HR says: a short alias, a Username nobody has, a time zone of Salesforce's list."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from domain.logins import plain
from domain.policy import Policy
from domain.proposals import Transition

LONGEST_ALIAS = 8
LONGEST_USERNAME = 80
MONTHS = [datetime(2026, month, 15) for month in range(1, 13)]  # noqa: DTZ001  # local instants: a zone is what they are read in
UTC_ZONE = "GMT"
_NUMBERED = re.compile(r"(.*\D)([2-9]|[1-9]\d+)")


def alias(first: str | None, last: str | None) -> str:
    """Initial and name, at most 8 ASCII letters (salesforce.md §2.1: need not be unique)."""
    letters = (plain(first)[:1] + plain(last)).replace(".", "").replace("-", "")
    return letters[:LONGEST_ALIAS] or "user"


def usernames(username: str) -> Iterator[str]:
    """The Username, then with 2, 3, … in front of the @: other orgs may hold one that is free here (salesforce.md §2.1). One that has a
    number from its login already goes on from there."""
    local, at, host = username.partition("@")
    name, first = _parted(local)
    yield local[: LONGEST_USERNAME - len(at + host)] + at + host
    for number in count(first + 1):
        tail = f"{number}{at}{host}"
        yield name[: LONGEST_USERNAME - len(tail)] + tail


def _parted(local: str) -> tuple[str, int]:
    """What is in front of the number of a clash, and that number; 1 where there is none."""
    match = _NUMBERED.fullmatch(local)
    return (match[1], int(match[2])) if match else (local, 1)


def is_variant(username: str, wanted: str) -> bool:
    """Whether a Username is the wanted one, or that with a number of its own because another org had it."""
    has, wants = username.casefold().partition("@"), wanted.casefold().partition("@")
    name, number = _parted(wants[0])
    own = has[0].removeprefix(name) if has[0].startswith(name) else ""
    return has[2] == wants[2] and (has[0] == wants[0] or (own.isdecimal() and int(own) > number))


def zone_of(transition: Transition, policy: Policy) -> str:
    """The IANA zone of where she works: the location whose site group she is to have, else the company's."""
    prefix, _, tail = policy.settings.site_group.partition("{code}")
    sites = [group.removeprefix(prefix).removesuffix(tail) for group in transition.okta.groups if group.startswith(prefix)]
    location = next((site for site in sites if policy.location(site)), None)
    return policy.zone(location, transition.okta.profile.get("division"))


def listed_zone(zone: str, listed: Sequence[str]) -> str:
    """The zone if Salesforce lists it, else the first of the list whose clocks show the same all year (no Australia/Melbourne there)."""
    if zone in listed or not listed:
        return zone
    wanted = _clock(zone)
    alike = (name for name in listed if wanted and _clock(name) == wanted)
    return next(alike, UTC_ZONE if UTC_ZONE in listed else listed[0])


def _clock(zone: str) -> list[timedelta | None]:
    try:
        info = ZoneInfo(zone)
    except (KeyError, ValueError):
        return []
    return [moment.replace(tzinfo=info).utcoffset() for moment in MONTHS]
