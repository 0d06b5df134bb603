"""Who else must hear of a change in one row, and what is wrong with the whole."""

from datetime import datetime

from domain.brake import ENDS, URGENT, Tally, group_key
from domain.org import Org, OrgWith, cycle
from domain.proposals import Alert
from domain.registry import Row

MOST_IDS = 100
"""Ids named in an alert; the cases name everybody."""


def ticks(org: Org, seen: OrgWith, was: Row, now: Row, displaced: str | None) -> list[str]:
    """People who must look again: reports of somebody who came, went or changed; whoever is held by a cycle when an edge changes."""
    before, after = _employees(was), _employees(now)
    woken = org.reports(before ^ after)
    if (was.face, was.owner_face) != (now.face, now.owner_face):
        woken |= org.reports(after)
    edge_changed = before != after or _supervisor(was) != _supervisor(now)
    if edge_changed:
        woken |= set(cycle(seen, now.person))
    if edge_changed or _manager(was) != _manager(now):
        woken |= org.unsettled
    if displaced:
        woken.add(displaced)
    return sorted(woken - {now.person})


def newly_held(was: Row, now: Row) -> bool:
    """Whether the brake holds something of her that it did not hold before."""
    held = now.ending is not None and now.ending.held and now.ending != was.ending
    return held or bool(now.waits.keys() - was.waits.keys())


def alerts(tally: Tally, was: Row, now: Row, at: datetime) -> tuple[Alert, ...]:
    """One alert per thing held: who waits, since when; off with the last one."""
    return tuple(
        _alert(name, tally.waiting(key), now.person, _waits(now).get(key), at)
        for key, name in sorted(_names(was, now).items())
        if (key in _waits(was)) != (key in _waits(now))
    )


def _alert(name: str, waiting: dict[str, datetime], person: str, since: datetime | None, at: datetime) -> Alert:
    others = {one: since_then for one, since_then in waiting.items() if one != person}
    everybody = others | ({person: since} if since else {})
    ids = tuple(sorted(everybody)[:MOST_IDS])
    return Alert(kind="brake", key=name, on=bool(everybody), since=min(everybody.values(), default=at), ids=ids)


def _waits(row: Row) -> dict[str, datetime]:
    ends = {row.ending.key: row.ending.at} if row.ending and row.ending.held else {}
    return ends | {group_key(group): since for group, since in row.waits.items()}


def _names(was: Row, now: Row) -> dict[str, str]:
    groups = {group_key(group): group for group in (*was.waits, *now.waits)}
    return {ENDS: ENDS, URGENT: URGENT} | groups


def _employees(row: Row) -> set[str]:
    return set(row.latest.employees) if row.latest else set()


def _supervisor(row: Row) -> str | None:
    return row.latest.supervisor if row.latest else None


def _manager(row: Row) -> str | None:
    return row.announced.manager if row.announced else None
