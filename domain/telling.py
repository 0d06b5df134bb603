"""Who else must hear of a change in one row, and what is wrong with the whole."""

from dataclasses import dataclass
from datetime import datetime

from domain.brake import ENDS, URGENT, Limits, Tally, group_key
from domain.desired import Cause
from domain.org import Org, OrgWith, cycle
from domain.proposals import Alert, Tick
from domain.registry import known_as
from domain.rows import Row

REANNOUNCE = "reannounce"
SPREAD = "reports-after:"
"""What a tick says that goes on with the reports after the person named behind it."""

MOST_TICKS = 200
"""Per record: what one record leads to is stored beside the row, and must stay far below what Kafka takes as one record."""

MOST_IDS = 100
"""Ids named in an alert; the cases name everybody."""


@dataclass(frozen=True, slots=True)
class Call:
    """When and why others are woken."""

    at: datetime
    cause: Cause

    def tick(self, person: str, what: str) -> Tick:
        return Tick(person=person, due=self.at, what=what, cause=self.cause)


def woken(org: Org, seen: OrgWith, was: Row, now: Row, displaced: str | None, moment: Call) -> tuple[Tick, ...]:
    """Ticks for those who must look again: reports of somebody who came, went or changed; whoever a cycle holds when an edge changes."""
    before, after = _employees(was), _employees(now)
    edge_changed = before != after or _supervisor(was) != _supervisor(now)
    people = {displaced} if displaced else set()
    if edge_changed:
        people |= {*cycle(seen, now.person), *org.reports(before - after)}
    if edge_changed or _manager(was) != _manager(now):
        people |= org.unsettled
    reports = org.reports(after - before)
    if (was.face, was.owner_face) != (now.face, now.owner_face):
        reports |= org.reports(after)
    direct = [moment.tick(person, REANNOUNCE) for person in sorted(people - {now.person})]
    return (*direct, *_spread(reports - people - {now.person}, now.person, moment))


def spread_further(org: Org, row: Row, after: str, moment: Call) -> tuple[Tick, ...]:
    """The next reports of somebody with many, after the one named."""
    reports = {person for person in org.reports(_employees(row)) if person > after and person != row.person}
    return _spread(reports, row.person, moment)


def _spread(reports: set[str], person: str, moment: Call) -> tuple[Tick, ...]:
    ordered = sorted(reports)
    now = [moment.tick(report, REANNOUNCE) for report in ordered[:MOST_TICKS]]
    rest = [moment.tick(person, SPREAD + ordered[MOST_TICKS - 1])] if len(ordered) > MOST_TICKS else []
    return (*now, *rest)


def newly_held(was: Row, now: Row) -> bool:
    """Whether the brake holds something of her that it did not hold before."""
    held = now.ending is not None and now.ending.held and now.ending != was.ending
    button, before = now.orders.button, was.orders.button
    stopped = button is not None and button.verdict is not None and button.verdict.held and button.verdict != (before and before.verdict)
    return held or stopped or bool(now.waits.keys() - was.waits.keys())


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


def latched(tally: Tally, was: Row, now: Row) -> tuple[tuple[str, datetime], ...]:
    """What the brake or a guard begins to hold with her, and since when. Whoever comes after her waits, too, and nothing begins."""
    begun = {key: since for key, since in _waits(now).items() if key not in _waits(was) and not tally.latched(key, now.person)}
    return tuple(sorted((key.removeprefix(group_key("")), since) for key, since in begun.items()))


def repeated(tally: Tally, now: Row, since: datetime | None, limits: Limits, at: datetime) -> tuple[Alert, ...]:
    """What waits for a decision pages again every few hours; of several who wait, the first one's time counts."""
    again = []
    for key, began in _waits(now).items():
        first = min((*((when, one) for one, when in tally.waiting(key).items() if one != now.person), (began, now.person)))
        if first[1] == now.person and since is not None and _rounds(began, since, limits) < _rounds(began, at, limits):
            again.append(_alert(key.removeprefix(group_key("")), tally.waiting(key), now.person, began, at))
    return tuple(again)


def next_page(now: Row, limits: Limits, at: datetime) -> datetime | None:
    """When what waits of her pages again."""
    begun = _waits(now).values()
    return min((began + (_rounds(began, at, limits) + 1) * limits.patience for began in begun), default=None)


def _rounds(began: datetime, at: datetime, limits: Limits) -> int:
    return max(0, (at - began) // limits.patience)


def _waits(row: Row) -> dict[str, datetime]:
    ends = {row.ending.key: row.ending.at} if row.ending and row.ending.held else {}
    button = row.orders.button
    if button and button.verdict and button.verdict.held:
        ends |= {URGENT: button.verdict.at}
    return ends | {group_key(group): since for group, since in row.waits.items()}


def _names(was: Row, now: Row) -> dict[str, str]:
    groups = {group_key(group): group for group in (*was.waits, *now.waits)}
    return {ENDS: ENDS, URGENT: URGENT} | groups


def _employees(row: Row) -> set[str]:
    return set(known_as(row.latest)) if row.latest else set()


def _supervisor(row: Row) -> str | None:
    return row.latest.supervisor if row.latest else None


def _manager(row: Row) -> str | None:
    return row.announced.manager if row.announced else None
