"""What comes of a person at the company stage, and when: so that her row is looked at again in time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.contracts import Ending
from domain.desired import Planned
from domain.notices import NoticeKind
from domain.ordering import TOGETHER
from domain.overlay import hr_ended, in_doubt
from domain.proposals import Proposal
from domain.rows import Row
from domain.rules import Rules
from domain.telling import next_page

TURN: Final = "turn"
HR_SILENT: Final = timedelta(hours=72)
"""How long HR may say nothing of somebody who was cut by the button."""


def unconfirmed(row: Row, at: datetime) -> bool:
    """Whether HR has let too much time pass since the button."""
    button = row.orders.button
    if button is None or button.confirmed is None or not button.in_force:
        return False
    return at >= button.confirmed.at + HR_SILENT and not hr_ended(row, at)


def is_told(row: Row, ends: Ending) -> bool:
    """Whether the manager has had the notice of this end."""
    return row.noticed.get(NoticeKind.CONTRACT_ENDING) == ends.day.isoformat()


def due_of(row: Row, rules: Rules, ends: Ending | None, at: datetime) -> tuple[Planned, ...]:
    """Everything that lies ahead, the earliest first."""
    items = {Planned(at=when, what=what) for when, what in _items(row, rules, ends, at) if when > at}
    return _first(items | {Planned(at=row.turn.at, what=TURN)} if row.turn else items)


def waiting_turn(row: Row, proposal: Proposal) -> Row:
    """The row with a proposal that is looked at when its turn comes: at once, after whoever of the same time goes first."""
    others = {item for item in row.due if item.what != TURN}
    return replace(row, turn=proposal, due=_first(others | {Planned(at=proposal.at, what=TURN)}))


def _first(items: set[Planned]) -> tuple[Planned, ...]:
    return tuple(sorted(items, key=lambda item: (item.at, item.what)))


def _items(row: Row, rules: Rules, ends: Ending | None, at: datetime) -> Iterator[tuple[datetime, str]]:
    button, exemption = row.orders.button, row.choices.exemption
    if button is not None:
        first = button.release or (None if button.confirmed else button.pressed)
        if first is not None:
            yield first.at + TOGETHER, "lapse"
        if button.confirmed is not None:
            yield button.confirmed.at + HR_SILENT, "unconfirmed"
    if (page := next_page(row, rules.limits, at)) is not None:
        yield page, "undecided"
    if exemption is not None:
        yield exemption.until, "exception"
    if ends is not None and not is_told(row, ends):
        yield ends.at, "notice"
    if row.review is not None:
        yield row.review.deadline, "review"
    if row.alike is not None and in_doubt(row, at):
        yield row.alike.deadline, "identity"
    for old in row.retired:
        yield old.until, "login"
