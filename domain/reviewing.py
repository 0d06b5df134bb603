"""Groups given by hand to somebody who moves: her new manager looks at them, and what is not kept in time goes."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.calendar import working_days_later
from domain.desired import OktaStatus, Standing
from domain.proposals import Proposal
from domain.rows import Review, Row
from domain.rules import Rules

DAYS: Final = 5


def begun(row: Row, groups: tuple[str, ...], at: datetime, rules: Rules) -> Row:
    """A sink found these when it moved her. One review a move: what was decided is asked anew only by the next manager."""
    if not groups or not (row.to_review or row.review):
        return row
    deadline = working_days_later(at, DAYS, rules.company(row.latest))
    if row.review is not None:
        return replace(row, review=replace(row.review, groups=tuple(sorted({*row.review.groups, *groups}))))
    return replace(row, review=Review(groups=groups, since=at, deadline=deadline), to_review=False)


def over(row: Row, at: datetime) -> Row:
    """Decided in full, the review ends; at its deadline what was not kept is dropped."""
    review, choices = row.review, row.choices
    if review is None:
        return row
    decided = {*choices.keeps, *choices.drops}
    if set(review.groups) <= decided:
        return replace(row, review=None)
    if at < review.deadline:
        return row
    drops = {*choices.drops, *(group for group in review.groups if group not in decided)}
    return replace(row, review=None, orders=replace(row.orders, choices=replace(choices, drops=tuple(sorted(drops)))))


def after_move(was: Row, now: Row) -> Row:
    """Remembers the groups she moved away from, and that this move has no review yet; one taken back takes its review along."""
    before, after = was.latest, now.latest
    if before is None or after is None or before.okta.groups == after.okta.groups or not (_works(before) and _works(after)):
        return now
    back = after.okta.groups == was.moved_from
    orders = replace(now.orders, choices=replace(now.choices, keeps=(), drops=()))
    return replace(now, moved_from=before.okta.groups, to_review=not back, review=None if back else now.review, orders=orders)


def _works(latest: Proposal) -> bool:
    return latest.okta.status is OktaStatus.ACTIVE and latest.standing in (Standing.EMPLOYED, Standing.ON_NOTICE)
