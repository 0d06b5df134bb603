"""Why a proposal is made: a ladder over what was announced and what is proposed now, the most final first."""

from collections.abc import Callable
from datetime import datetime

from domain.announced import Announced
from domain.desired import Cause, OktaStatus, Standing
from domain.drafts import Draft
from domain.people import Reading
from domain.proposals import End, Proposal

Rule = Callable[[Announced, Draft], bool]
BY_END = ("end", "garden-end", "deactivate", "notice")
BY_START = ("start", "stage", "hire", "rehire")


def _becomes(status: OktaStatus) -> Rule:
    return lambda was, new: new.proposal.okta.status is status and was.status is not status


def _no_show(was: Announced, new: Draft) -> bool:
    return _becomes(OktaStatus.DEACTIVATED)(was, new) and any(case.kind == "no-show" for case in new.proposal.cases)


def _ended(was: Announced, new: Draft) -> bool:
    return was.parted is None and new.remembered.parted is not None


def _pay_ended(was: Announced, new: Draft) -> bool:
    off = new.remembered.parted is not None
    return off and was.last is not None and len(new.proposal.okta.groups) < len(was.last.okta.groups)


def _rescinded(was: Announced, new: Draft) -> bool:
    back = was.parted is not None and new.remembered.parted is None
    return back or (was.last is not None and was.last.end is not None and new.proposal.end is None)


def _rehired(was: Announced, new: Draft) -> bool:
    return new.stand.fresh and new.stand.parted is not None and was.last is not None and was.last.standing is not new.stand.standing


def _cancelled(was: Announced, new: Draft) -> bool:
    proposal = new.proposal
    return not proposal.ever_active and proposal.standing is Standing.LEFT and proposal.okta.status is OktaStatus.NONE


def _to(standing: Standing) -> Rule:
    return lambda was, new: new.proposal.standing is standing and (was.last is None or was.last.standing is not standing)


def _returned(was: Announced, new: Draft) -> bool:
    return was.last is not None and was.last.standing is Standing.ON_LEAVE and new.proposal.standing is not Standing.ON_LEAVE


def _noticed(was: Announced, new: Draft) -> bool:
    return new.proposal.end is not None and (was.last is None or was.last.end != new.proposal.end)


def _start_moved(was: Announced, new: Draft) -> bool:
    return not new.proposal.ever_active and was.last is not None and was.last.start != new.proposal.start


def _converted(was: Announced, new: Draft) -> bool:
    return was.ever_active and was.last is not None and was.last.contractor != new.proposal.contractor


def _moved(was: Announced, new: Draft) -> bool:
    return was.last is not None and _access(was.last) != _access(new.proposal)


def _access(said: Proposal) -> tuple[object, ...]:
    sold = said.salesforce
    return (said.okta.groups, sold.state, sold.profile, sold.role, sold.territory)


LADDER: tuple[tuple[str, Rule], ...] = (
    ("no-show", _no_show),
    ("deactivate", _becomes(OktaStatus.DEACTIVATED)),
    ("end", _ended),
    ("garden-end", _pay_ended),
    ("cancelled", _cancelled),
    ("rehire", _rehired),
    ("hold", _to(Standing.HELD)),
    ("conversion", _converted),
    ("start", lambda was, new: _becomes(OktaStatus.ACTIVE)(was, new) and (new.stand.fresh or not was.ever_active)),
    ("rescind", _rescinded),
    ("leave", _to(Standing.ON_LEAVE)),
    ("return", _returned),
    ("stage", _becomes(OktaStatus.STAGED)),
    ("notice", _noticed),
    ("start-moved", _start_moved),
    ("hire", lambda was, new: was.last is None),
    ("mover", _moved),
    ("manager", lambda was, new: was.last is not None and was.last.supervisor != new.proposal.supervisor),
)


def rule_of(was: Announced, new: Draft) -> str:
    """The name of the first rung that tells the two apart; `profile` where only attributes, names or cases did."""
    return next((name for name, rung in LADDER if rung(was, new)), "profile")


def cause_of(news: tuple[str, Reading], was: Announced, new: Draft) -> Cause:
    """The cause of a proposal: its kind and the reading behind it; the fact and the two times are the rung's own where it has any."""
    kind, reading = news
    rule, end = rule_of(was, new), new.proposal.end
    effective = reading.changed
    if rule in BY_END and end is not None:
        reading, effective = _told_of_end(new, reading), _end_instant(rule, end)
    elif rule in BY_START and new.stand.start is not None:
        reading, effective = _told_of_start(new, reading), new.stand.start.stage if rule == "stage" else new.stand.start.hired
    elif rule == "leave" and new.stand.leave.mark is not None:
        mark = new.stand.leave.mark
        reading, effective = mark.at, new.stand.jobs[0].begins(mark) or mark.at.changed
    return Cause(kind=kind, fact=reading.fact, rule=rule, effective=effective, known=reading.read, seen=reading.seen)


def _told_of_end(new: Draft, newest: Reading) -> Reading:
    if new.stand.parted is not None:
        return new.stand.parted.known
    told = (job.record.end_known for job in new.seen.jobs if job.end == new.proposal.end)
    return next(told, newest)


def _told_of_start(new: Draft, newest: Reading) -> Reading:
    told = (job.record.hire_known for job in new.seen.jobs if job.start == new.stand.start)
    return next(told, newest)


def _end_instant(rule: str, end: End) -> datetime:
    return {"garden-end": end.pay, "deactivate": end.deactivate}.get(rule, end.access)
