"""Why a proposal is made: a ladder over what was announced and what is proposed now, the most final first."""

from collections.abc import Callable
from datetime import datetime

from domain.announced import Announced
from domain.desired import Cause, OktaStatus, Standing
from domain.people import Reading
from domain.proposals import End, Proposal
from domain.view import View

Rule = Callable[[Announced, Proposal], bool]


def _becomes(status: OktaStatus) -> Rule:
    return lambda was, new: new.okta.status is status and was.status is not status


def _no_show(was: Announced, new: Proposal) -> bool:
    return _becomes(OktaStatus.DEACTIVATED)(was, new) and any(case.kind == "no-show" for case in new.cases)


def _pay_ended(was: Announced, new: Proposal) -> bool:
    return was.last is not None and new.okta.status is OktaStatus.SUSPENDED and len(new.okta.groups) < len(was.last.okta.groups)


def _rescinded(was: Announced, new: Proposal) -> bool:
    had_end = was.last is not None and was.last.end is not None
    return had_end and new.end is None


def _cancelled(was: Announced, new: Proposal) -> bool:
    return not new.ever_active and new.standing is Standing.LEFT and new.okta.status is OktaStatus.NONE


def _held(was: Announced, new: Proposal) -> bool:
    return new.standing is Standing.HELD and (was.last is None or was.last.standing is not Standing.HELD)


def _noticed(was: Announced, new: Proposal) -> bool:
    return new.end is not None and (was.last is None or was.last.end != new.end)


def _start_moved(was: Announced, new: Proposal) -> bool:
    return not new.ever_active and was.last is not None and was.last.start != new.start


def _moved(was: Announced, new: Proposal) -> bool:
    last = was.last
    if last is None:
        return False
    ours = (new.okta.groups, new.salesforce.state, new.salesforce.profile, new.salesforce.role, new.salesforce.territory)
    theirs = (last.okta.groups, last.salesforce.state, last.salesforce.profile, last.salesforce.role, last.salesforce.territory)
    return ours != theirs


LADDER: tuple[tuple[str, Rule], ...] = (
    ("no-show", _no_show),
    ("deactivate", _becomes(OktaStatus.DEACTIVATED)),
    ("end", _becomes(OktaStatus.SUSPENDED)),
    ("garden-end", _pay_ended),
    ("cancelled", _cancelled),
    ("rescind", _rescinded),
    ("hold", _held),
    ("start", _becomes(OktaStatus.ACTIVE)),
    ("stage", _becomes(OktaStatus.STAGED)),
    ("notice", _noticed),
    ("start-moved", _start_moved),
    ("hire", lambda was, new: was.last is None),
    ("mover", _moved),
    ("manager", lambda was, new: was.last is not None and was.last.supervisor != new.supervisor),
)


def rule_of(was: Announced, new: Proposal) -> str:
    """The name of the first rung that tells the two apart; `profile` where only attributes, names or cases did."""
    return next((name for name, rung in LADDER if rung(was, new)), "profile")


def cause_of(news: tuple[str, Reading], was: Announced, new: Proposal, seen: View | None) -> Cause:
    """The cause of a proposal: its kind and the reading behind it; the fact and the two times are the rung's own where it has any."""
    kind, reading = news
    rule, effective = rule_of(was, new), reading.changed
    if seen is not None and new.end is not None and rule in ("end", "garden-end", "deactivate", "notice"):
        reading, effective = seen.record.end_known, _end_instant(rule, new.end)
    elif seen is not None and seen.start is not None and rule in ("start", "stage", "hire"):
        reading, effective = seen.record.hire_known, seen.start.stage if rule == "stage" else seen.start.hired
    return Cause(kind=kind, fact=reading.fact, rule=rule, effective=effective, known=reading.read, seen=reading.seen)


def _end_instant(rule: str, end: End) -> datetime:
    return {"garden-end": end.pay, "deactivate": end.deactivate}.get(rule, end.access)
