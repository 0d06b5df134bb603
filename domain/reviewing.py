"""Groups given by hand to somebody who moves: her new manager looks at them, and what is not kept in time goes."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.calendar import working_days_later
from domain.rows import Review, Row
from domain.rules import Rules

DAYS: Final = 5


def begun(row: Row, groups: tuple[str, ...], at: datetime, rules: Rules) -> Row:
    """A sink moved her and found these. Asked again it changes nothing; what was kept before is asked anew by the next manager."""
    if not groups:
        return replace(row, review=None)
    deadline = working_days_later(at, DAYS, rules.company(row.latest))
    if row.review is not None:
        return replace(row, review=replace(row.review, groups=tuple(sorted({*row.review.groups, *groups}))))
    choices = replace(row.choices, keeps=(), drops=tuple(one for one in row.choices.drops if one not in groups))
    return replace(row, review=Review(groups=groups, since=at, deadline=deadline), orders=replace(row.orders, choices=choices))


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
    """Remembers the groups she moved away from; a move taken back takes its review along."""
    before, after = was.latest, now.latest
    if before is None or after is None or before.okta.groups == after.okta.groups:
        return now
    review = None if after.okta.groups == was.moved_from else now.review
    return replace(now, moved_from=before.okta.groups, review=review)
