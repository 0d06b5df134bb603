"""Decide: what to propose of a person at an instant, given what was announced. The same question twice proposes once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.announced import Announced
from domain.causes import cause_of
from domain.desired import Planned
from domain.drafts import Draft, drafted
from domain.forecast import OTHER, content, forecast
from domain.people import Person, Reading
from domain.policy import Policy
from domain.proposals import Proposal
from domain.standing import OVER

SPACE = UUID("6f1d9f0e-6f0b-5f0a-9c39-0d9b6e1f4a11")
READ_WITHIN = timedelta(minutes=10)
"""A first load reads the rows of a person one after the other; by then it has read all it will."""

LOOKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`proposal` None: nothing changed. `due`: when to decide again, all later than now. `announced`: to remember."""

    proposal: Proposal | None
    due: tuple[Planned, ...]
    announced: Announced


def decide(was: Announced, person: Person, now: datetime, policy: Policy) -> Decision:
    """What to propose of a person at `now`. Pure and total.

    Rows that contradict each other (no hire date, an end before the hire) may read otherwise once their person has been
    announced: then what the second look says is proposed at once, so that nothing is left to the next one.
    """
    found = _once(was, person, now, policy)
    for _ in range(LOOKS):
        if found.proposal is None:
            break
        again = _once(found.announced, person, now, policy)
        if again.proposal is None and again.announced == found.announced:
            break
        found = _instead(again, found)
    return found


def _instead(again: Decision, found: Decision) -> Decision:
    """A second look's decision in the place of the one before it: with its number, id and cause."""
    before, now = found.proposal, again.proposal
    if before is None or now is None:
        return replace(again, proposal=before)
    proposal = replace(now, id=before.id, version=before.version, cause=before.cause, baseline=before.baseline)
    return replace(again, proposal=proposal, announced=replace(again.announced, last=proposal))


def _once(was: Announced, person: Person, now: datetime, policy: Policy) -> Decision:
    if not person.readings():
        return Decision(proposal=None, due=(), announced=was)
    draft = drafted(was, person, now, policy)
    again = _too_early(draft, now)
    if again is not None:
        return Decision(proposal=None, due=again, announced=replace(was, facts=_facts(person)))
    plan, due = forecast(draft, person, policy)
    return _settled(was, replace(draft, proposal=replace(draft.proposal, plan=plan)), due)


def _too_early(draft: Draft, now: datetime) -> tuple[Planned, ...] | None:
    """Whether too little has been read of somebody new, and when to look again if nothing comes.

    Who she is comes with the person-details row, a moment after the record; and of whom the first load found an ended employment, the
    other one may not have been read yet: nobody at work is cut for the order of rows.
    """
    seen = draft.seen
    if seen.was.last is not None:
        return None
    newest = seen.person.readings()[-1]
    off = draft.stand.access in OVER
    if not seen.jobs or (not seen.person.names and not off):
        return ()
    until = newest.read + READ_WITHIN
    return (Planned(at=until, what=OTHER),) if off and newest.baseline and seen.unread and now < until else None


def _facts(person: Person) -> tuple[str, ...]:
    return tuple(sorted(reading.fact for reading in person.readings()))


def _news(was: Announced, person: Person) -> tuple[str, Reading]:
    """The kind of cause, and the reading behind it: the last one not looked at before, else (`due`) the last one."""
    readings = person.readings()
    new = [reading for reading in readings if reading.fact not in was.facts]
    return ("hr", new[-1]) if new else ("due", readings[-1])


def _settled(was: Announced, draft: Draft, due: tuple[Planned, ...]) -> Decision:
    """The draft as a proposal where it differs from the last one in more than its circumstances."""
    person, new = draft.seen.person, draft.proposal
    remembered = replace(draft.remembered, facts=_facts(person), last=was.last)
    if was.last is not None and content(new) == content(was.last):
        return Decision(proposal=None, due=due, announced=remembered)
    kind, newest = _news(was, person)
    cause = cause_of((kind, newest), was, draft)
    version = was.version + 1
    proposal = replace(
        new,
        id=str(uuid5(SPACE, f"{new.person}/{version}/{new.policy}")),
        version=version,
        at=draft.seen.now,
        cause=cause,
        baseline=newest.baseline and cause.kind == "hr",
    )
    return Decision(proposal=proposal, due=due, announced=replace(remembered, last=proposal))
