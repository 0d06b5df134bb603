"""What will happen of itself if HR says nothing more: the same deciding, at every instant at which something of a person changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.announced import Announced
from domain.desired import OktaStatus, Planned, Standing
from domain.drafts import NEVER, NO_CAUSE, Draft, drafted
from domain.employment import Employment, moves_at
from domain.leave import leave_of
from domain.people import Person
from domain.policy import Policy
from domain.proposals import Proposal
from domain.transfers import open_since
from domain.view import View

MOST_STEPS = 64
OTHER = "look"
"""What is due without being work that is planned: a leave that begins, a case that opens."""


def forecast(draft: Draft, person: Person, policy: Policy) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """(Plan, due): the plan is what HR and IT call work; due is every instant later than now at which something of her changes."""
    due: list[Planned] = []
    before, at = draft, next_change(draft)
    for _ in range(MOST_STEPS):
        if at is None:
            break
        after = drafted(before.remembered, person, at, policy)
        if not _alike(before, after):
            due.append(Planned(at=at, what=_what(before, after) or OTHER))
        before, at = after, next_change(after)
    return tuple(item for item in due if item.what != OTHER), tuple(due)


def next_change(draft: Draft) -> datetime | None:
    """The next instant at which any record, status, move, end or grace may change something."""
    return min((at for at in _instants(draft.seen, draft.remembered) if at > draft.seen.now), default=None)


def _instants(seen: View, remembered: Announced) -> Iterator[datetime]:
    yield from remembered.grace.until.values()
    if remembered.parted is not None:
        yield from (remembered.parted.end.pay, remembered.parted.end.deactivate)
    for job in seen.jobs:
        yield from _of_job(seen, job)


def _of_job(seen: View, job: Employment) -> Iterator[datetime]:
    if job.start is not None:
        yield from (job.start.stage, job.start.at)
    if job.end is not None:
        yield from (job.end.access, job.end.pay, job.end.deactivate, open_since(job))
    for mark in job.record.statuses.values():
        begins = job.begins(mark)
        if begins is not None:
            yield begins
    overdue = leave_of(job, seen.now, seen.policy).overdue_at
    if overdue is not None:
        yield overdue
    yield from (moves_at(job.record, move, seen.policy) for move in job.record.details.ahead)


def content(proposal: Proposal) -> Proposal:
    """A proposal without its circumstances: two that say the same are equal."""
    return replace(proposal, id="", version=0, at=NEVER, cause=NO_CAUSE, policy="", baseline=False)


def _alike(before: Draft, after: Draft) -> bool:
    one, other = before.remembered, after.remembered
    return replace(one, last=None) == replace(other, last=None) and content(before.proposal) == content(after.proposal)


def _what(before: Draft, after: Draft) -> str | None:
    """What a change is called in a plan; None where it is no planned work."""
    one, other = before.proposal.okta, after.proposal.okta
    if before.remembered.parted is None and after.remembered.parted is not None:
        return "end"
    if one.status is not other.status:
        return _by_status(before, after)
    if one.status is OktaStatus.SUSPENDED:
        return "revoke" if set(other.groups) < set(one.groups) else None
    away = Standing.ON_LEAVE in (before.proposal.standing, after.proposal.standing) and before.proposal.standing != after.proposal.standing
    if one.status is not OktaStatus.ACTIVE or away:
        return None
    return _by_access(before, after)


def _by_status(before: Draft, after: Draft) -> str | None:
    status = after.proposal.okta.status
    if before.proposal.standing is after.proposal.standing is Standing.ON_LEAVE:
        return _by_access(before, after)  # an employment beside the one that she is on leave from begins or ends
    if status is OktaStatus.ACTIVE:
        at_work = before.remembered.parted is None and before.proposal.ever_active
        return None if at_work else "start"
    return {OktaStatus.STAGED: "stage", OktaStatus.DEACTIVATED: "deactivate"}.get(status)


def _by_access(before: Draft, after: Draft) -> str | None:
    one, other = before.proposal, after.proposal
    if (one.okta, one.salesforce, one.supervisor) == (other.okta, other.salesforce, other.supervisor):
        return None
    more = {name for name in set(other.okta.groups) - set(one.okta.groups) if not name.startswith(after.seen.policy.settings.tier_prefix)}
    shrinks = not more and (one.okta.profile, one.salesforce) == (other.okta.profile, other.salesforce)
    return "revoke" if shrinks else "mover"
