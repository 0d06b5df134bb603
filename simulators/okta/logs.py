"""`GET /api/v1/logs`: bounded queries, and polling, whose `next` never ends (okta.md §2.12, Okta's system log query page)."""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote_plus

from simulators.okta import errors
from simulators.okta.ask import Answer, Ask
from simulators.okta.org import Org
from simulators.okta.search import LOG_FILTER, compile_search
from simulators.okta.syslog import Happened

CURSOR: Final = re.compile(r"(\d+)_(\d+)\Z")
MOST: Final = 1000
MOST_WORDS: Final = 10
LONGEST_WORD: Final = 40
TOLD: Final = ("since", "q", "filter", "sortOrder", "limit", "until", "after")
WEEK: Final = timedelta(days=7)


def listing(org: Org, ask: Ask) -> Answer:
    """Polling is asked for by ascending order without `until`: then a `next` is always given, even behind the last event."""
    down = _descending(ask)
    until = _time(ask, "until")
    since = _time(ask, "since") or (until or org.clock.now()) - WEEK
    found = [one for one in _visible(org) if since <= one.published and (until is None or one.published < until)]
    tests = [compile_search(ask.query["filter"], LOG_FILTER)] if ask.query.get("filter") else []
    words = _words(ask)
    found = [one for one in found if all(test(one.shown) for test in tests) and all(word in _text(one.shown) for word in words)]
    found.sort(key=lambda one: one.order, reverse=down)
    start = _after(ask)
    if start is not None:
        found = [one for one in found if (one.order < start if down else one.order > start)]
    size = _limit(ask)
    shown = found[:size]
    polling = until is None and not down
    links = [_link(ask, ask.query.get("after"), "self")]
    if polling or len(found) > len(shown):
        links.append(_link(ask, _next(org, ask, shown, start, polling), "next"))
    return Answer([one.shown for one in shown], links=tuple(links))


def _visible(org: Org) -> list[Happened]:
    now = org.options.machine()
    return [one for one in org.told.log.events if not org.options.log_lag or one.shows <= now]


def _next(org: Org, ask: Ask, shown: list[Happened], start: int | None, polling: bool) -> str:
    """Behind the last event shown; with none shown, a poller goes on from where it stood or from what it has passed."""
    if shown:
        return f"{int(shown[-1].published.timestamp() * 1000)}_{shown[-1].order}"
    if ask.query.get("after"):
        return ask.query["after"]
    passed = max((one.order for one in _visible(org)), default=start or 0) if polling else start or 0
    return f"{int(org.clock.now().timestamp() * 1000)}_{passed}"


def _after(ask: Ask) -> int | None:
    given = ask.query.get("after")
    if not given:
        return None
    match = CURSOR.match(given)
    if match is None:
        raise errors.bad_search("Invalid cursor.")
    return int(match[2])


def _time(ask: Ask, name: str) -> datetime | None:
    given = ask.query.get(name)
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise errors.bad_date() from None
    if at.tzinfo is None:
        raise errors.bad_date()
    return at


def _descending(ask: Ask) -> bool:
    order = ask.query.get("sortOrder", "ASCENDING").upper()
    if order not in {"ASCENDING", "DESCENDING"}:
        raise errors.invalid("sortOrder", "sortOrder: The field must be ASCENDING or DESCENDING")
    return order == "DESCENDING"


def _limit(ask: Ask) -> int:
    given = ask.query.get("limit", "100")
    if not given.isdigit() or int(given) > MOST:
        raise errors.invalid("limit", f"limit: The field must be between 0 and {MOST}")
    return int(given)


def _words(ask: Ask) -> list[str]:
    words = ask.query.get("q", "").lower().split()
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise errors.invalid("q", f"q: At most {MOST_WORDS} keywords of {LONGEST_WORD} characters")
    return words


def _text(value: Any) -> str:
    """All values of an event, in lower case."""
    if isinstance(value, dict):
        return " ".join(_text(one) for one in value.values())
    if isinstance(value, list):
        return " ".join(_text(one) for one in value)
    return "" if value is None else str(value).lower()


def _link(ask: Ask, after: str | None, rel: str) -> str:
    """In an order of its own, the cursor last; no limit where none was asked for (recorded 2022)."""
    asked = dict(ask.query) | ({"after": after} if after else {})
    told = "&".join(f"{name}={quote_plus(asked[name])}" for name in TOLD if name in asked)
    return f'<{ask.origin}{ask.path}{"?" if told else ""}{told}>; rel="{rel}"'
