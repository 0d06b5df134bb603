"""Carrying out an order on one person: her row after it, or why it is not carried out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from domain.announcing import cut
from domain.brake import URGENT, Ask, Ending, Limits, judge
from domain.commands import Command, Kind, Refusal
from domain.overlay import hr_ended
from domain.registry import Registry
from domain.rows import Button, Choices, Exemption, Orders, Row, Signed, pressed
from domain.zones import day_end

TOGETHER: Final = timedelta(minutes=10)
"""Within which a second person must confirm."""
REACTIVATED: Final = timedelta(hours=72)
"""How long at most somebody whose work is over stays let in by an exception."""
MOST_UNDONE: Final = 5
Answer = Row | Refusal


def heard(known: Mapping[str, datetime], command: Command) -> dict[str, datetime] | None:
    """The ids heard with this one; None where it was heard before. What has expired need not be remembered."""
    if command.id in known:
        return None
    return {name: until for name, until in known.items() if until > command.at} | {command.id: command.expires}


def carried_out(row: Row, command: Command, registry: Registry, limits: Limits) -> Answer:
    """What an order that is well signed leads to for one person."""
    match command.kind:
        case Kind.CUT:
            return _press(row, command)
        case Kind.CONFIRM:
            return _confirm(row, command, registry, limits)
        case Kind.RELEASE:
            return _release(row, command)
        case Kind.UNDO:
            return _undo(row)
    choose = CHOICES.get(command.kind)
    return choose(row, command) if choose else Refusal.MISPLACED


def lapsed(row: Row, at: datetime) -> tuple[Row, tuple[tuple[str, Signed], ...]]:
    """The row without those first words that no second person joined in time, and whose they were."""
    button = row.orders.button
    if button is None:
        return row, ()
    if button.confirmed is None and at >= button.pressed.at + TOGETHER:
        return pressed(row, None), ((Kind.CUT, button.pressed),)
    if button.release is not None and at >= button.release.at + TOGETHER:
        return pressed(row, replace(button, release=None)), ((Kind.RELEASE, button.release),)
    return row, ()


def _signed(command: Command) -> Signed:
    return Signed(by=command.by, key=command.key, at=command.at)


def _is_second(first: Signed, command: Command) -> Refusal | None:
    """Why this is not the second of two people in time."""
    if command.at - first.at > TOGETHER or command.at < first.at:
        return Refusal.EXPIRED
    return Refusal.SAME_PERSON if command.by == first.by or command.key == first.key else None


def _press(row: Row, command: Command) -> Answer:
    button = row.orders.button
    if row.latest is None or cut(row.announced) or (button is not None and button.confirmed is not None):
        return Refusal.NOTHING_TO_DO
    return pressed(row, Button(pressed=_signed(command)))


def _confirm(row: Row, command: Command, registry: Registry, limits: Limits) -> Answer:
    button = row.orders.button
    if button is None or button.confirmed is not None:
        return Refusal.NOTHING_TO_DO
    if (why := _is_second(button.pressed, command)) is not None:
        return why
    ask = Ask(key=URGENT, person=row.person, at=command.at, whole=len(registry.working))
    verdict: Ending = judge(registry.tally, limits, ask, None)
    return pressed(row, replace(button, confirmed=_signed(command), verdict=verdict))


def _release(row: Row, command: Command) -> Answer:
    button = row.orders.button
    if hr_ended(row, command.at):
        return Refusal.ENDED_BY_HR
    if button is None or button.confirmed is None:
        return Refusal.NOTHING_TO_DO
    if button.release is None:
        return pressed(row, replace(button, release=_signed(command)))
    return _is_second(button.release, command) or pressed(row, None)


def _chosen(row: Row, choices: Choices) -> Row:
    orders = row.orders
    before = (*orders.before, orders.choices)[-MOST_UNDONE:]
    return replace(row, orders=Orders(heard=orders.heard, button=orders.button, choices=choices, before=before))


def _undo(row: Row) -> Answer:
    orders = row.orders
    if not orders.before:
        return Refusal.NOTHING_TO_DO
    return replace(row, orders=replace(orders, choices=orders.before[-1], before=orders.before[:-1]))


def _except(row: Row, command: Command) -> Answer:
    until = _instant_of(command.args.get("until", ""), _zone(row))
    if row.latest is None or until is None or until <= command.at:
        return Refusal.WRONG
    if cut(row.announced):
        until = min(until, command.at + REACTIVATED)
    return _chosen(row, replace(row.choices, exemption=Exemption(until=until, by=command.by), by=command.by))


def _extend(row: Row, command: Command) -> Answer:
    try:
        to = date.fromisoformat(command.args.get("to", ""))
    except ValueError:
        return Refusal.WRONG
    latest = row.latest
    if latest is None or not (latest.contractor or (latest.end is not None and latest.end.contract)):
        return Refusal.NOTHING_TO_DO
    return _chosen(row, replace(row.choices, extended=to, by=command.by))


def _decide(row: Row, command: Command) -> Answer:
    answer, _, subject = command.args.get("answer", "").strip().partition(" ")
    match answer:
        case "keep" | "drop" if row.review is not None and subject in row.review.groups:
            return _reviewed(row, answer, subject, command.by)
        case "keep" | "drop":
            return Refusal.NOTHING_TO_DO if subject else Refusal.WRONG
        case "new" | "hold" | "same-as":
            return _identified(row, answer, subject, command.by)
    return Refusal.WRONG


def _reviewed(row: Row, answer: str, group: str, by: str) -> Answer:
    choices = row.choices
    keeps, drops = set(choices.keeps) - {group}, set(choices.drops) - {group}
    (keeps if answer == "keep" else drops).add(group)
    return _chosen(row, replace(choices, keeps=tuple(sorted(keeps)), drops=tuple(sorted(drops)), by=by))


def _identified(row: Row, answer: str, other: str, by: str) -> Answer:
    if row.alike is None:
        return Refusal.NOTHING_TO_DO
    if answer != "same-as":
        return Refusal.WRONG if other else _chosen(row, replace(row.choices, answer=answer, same_as=None, by=by))
    if other == row.person or other not in {each.person for each in row.alike.found}:
        return Refusal.WRONG
    return _chosen(row, replace(row.choices, answer=answer, same_as=other, by=by))


CHOICES: Final[Mapping[Kind, Callable[[Row, Command], Answer]]] = MappingProxyType(
    {Kind.EXCEPT: _except, Kind.EXTEND: _extend, Kind.DECIDE: _decide}
)


def _zone(row: Row) -> str:
    return (row.latest.zone if row.latest else None) or "UTC"


def _instant_of(text: str, zone: str) -> datetime | None:
    """A date is its end there; an instant is itself."""
    try:
        return day_end(date.fromisoformat(text), zone)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
