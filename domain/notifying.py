"""Who is told what of a change in one row."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain import org
from domain.announcing import cut
from domain.contracts import Ending
from domain.desired import OktaStatus, Standing
from domain.duties import is_told
from domain.notices import HR, IT, SECURITY, Notice, NoticeKind, notice_id
from domain.org import Directory
from domain.proposals import Transition
from domain.rows import Row
from domain.rules import Rules

Told = tuple[NoticeKind, str, str, dict[str, str]]
"""Kind, recipient, the fact that makes it one notice, values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row before and after, and what was announced of it, if anything. `reports`: whether somebody has her as supervisor.

    `latched`: what the brake begins to hold with her (ends, urgent or a group), and since when.
    """

    was: Row
    now: Row
    new: Transition | None
    seen: Directory
    reports: bool
    ends: Ending | None
    at: datetime
    latched: tuple[tuple[str, datetime], ...] = ()


SEVERAL: Final = (NoticeKind.TASK, NoticeKind.BRAKE)
"""Kinds that tell one fact to more than one recipient, or one recipient several."""


def notices(change: Change, rules: Rules) -> tuple[Row, tuple[Notice, ...]]:
    """The notices of a change, and the row that remembers them. The first load tells nobody."""
    row, told = change.now, []
    if row.gate == "shut" or row.latest is None:
        return row, ()
    for kind, to, fact, values in _all(change, rules):
        place = f"{kind}/{to}" if kind in SEVERAL else str(kind)
        if row.noticed.get(place) == fact:
            continue
        row = replace(row, noticed={**row.noticed, place: fact})
        identity = notice_id(row.person, kind, f"{to}/{fact}")
        told.append(Notice(id=identity, to=to, about=row.person, kind=kind, at=change.at, values=values))
    return row, tuple(told)


def _all(change: Change, rules: Rules) -> Iterator[Told]:
    yield from _contract(change)
    yield from _reviewed(change)
    yield from _braked(change)
    new = change.new
    if new is None or _is_first_load(change):
        return
    yield from _access(change, new)
    yield from _away(change, new)
    yield from _tier(change, new, rules)
    yield from _renamed(change, new, rules)


def _is_first_load(change: Change) -> bool:
    latest, before = change.now.latest, change.was.latest
    return latest is not None and latest.baseline and (before is None or before.version != latest.version)


def manager_of(change: Change) -> str:
    """The next active one up; IT where there is nobody."""
    return org.next_active(change.seen, change.now.person) or IT


def _contract(change: Change) -> Iterator[Told]:
    ends, row = change.ends, change.now
    if ends is not None and not is_told(row, ends) and change.at >= ends.at and not cut(row.announced):
        yield NoticeKind.CONTRACT_ENDING, manager_of(change), ends.day.isoformat(), {"ends": ends.day.isoformat()}


def _reviewed(change: Change) -> Iterator[Told]:
    review = change.now.review
    if review is not None:
        values = {"groups": " ".join(review.groups), "until": review.deadline.isoformat()}
        yield NoticeKind.REVIEW, manager_of(change), f"{review.since.isoformat()}/{' '.join(review.groups)}", values


def _braked(change: Change) -> Iterator[Told]:
    """One for whatever latches, to those who may decide; the first who waits stands for all."""
    for held, since in change.latched:
        for to in (HR, IT):
            yield NoticeKind.BRAKE, to, f"{held}/{since.isoformat()}", {"held": held, "since": since.isoformat()}


def _access(change: Change, new: Transition) -> Iterator[Told]:
    was, latest = change.was.announced, change.now.latest
    fact = new.cause.fact
    if new.kind == "joiner" and new.okta.status is OktaStatus.ACTIVE:
        yield NoticeKind.JOINER, manager_of(change), fact, {"start": new.at.isoformat()}
    if cut(new) and not cut(was) and was is not None and latest is not None and latest.ever_active:
        to, contract = manager_of(change), latest.end is not None and latest.end.contract
        yield NoticeKind.CONTRACT_ENDED if contract else NoticeKind.LEAVER, to, fact, {"ended": new.at.isoformat()}
        if change.reports or (change.now.sold and new.records_to):
            yield NoticeKind.TASK, to, fact, {"task": "take-over"}
    came = new.manager is not None and was is not None and was.manager not in (None, new.manager)
    if came and new.manager and new.cause.rule == "manager-left":
        yield NoticeKind.TASK, new.manager, fact, {"task": "new-report"}


def _away(change: Change, new: Transition) -> Iterator[Told]:
    was, fact = change.was.announced, new.cause.fact
    if new.standing is not Standing.ON_LEAVE:
        return
    if was is None or was.standing is not Standing.ON_LEAVE:
        yield NoticeKind.OUT_OF_OFFICE, IT, fact, {}
    if new.salesforce.on_leave and new.records_to and (was is None or (was.records_to, was.salesforce.on_leave) != (new.records_to, True)):
        yield NoticeKind.COVER, new.records_to, f"{new.records_to}/{fact}", {}


def _tier(change: Change, new: Transition, rules: Rules) -> Iterator[Told]:
    was = change.was.announced
    before = {one for one in was.okta.groups if one.startswith(rules.tier)} if was else set()
    after = {one for one in new.okta.groups if one.startswith(rules.tier)}
    if before and after and before != after:
        values = {"before": " ".join(sorted(before)), "after": " ".join(sorted(after))}
        yield NoticeKind.TIER_CHANGED, SECURITY, f"{new.version}", values


def _renamed(change: Change, new: Transition, rules: Rules) -> Iterator[Told]:
    old, login, was = change.was.login, change.now.login, change.was.announced
    if old is None or login is None:
        return
    if old.digest != login.digest and change.now.retired != change.was.retired:
        values = {"login": login.digest, "before": old.digest, "numbered": "no" if login.digest == change.now.base else "yes"}
        yield NoticeKind.RENAME, IT, login.digest, values
    elif rules.rename == "ask" and was is not None and change.now.base != change.was.base and change.was.base is not None:
        yield NoticeKind.RENAME, IT, f"{new.version}", {"login": login.digest, "asked": "yes"}
