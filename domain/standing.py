"""Where a person stands at an instant: a ladder of rungs, the most final first, each of which may settle the question.

What is recognised but not acted on yet (leave, transfer, rehire, …) is a rung too: whoever is active keeps standing and access exactly as
announced, somebody new is held, nobody is cut; a case `data` names it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain import ends
from domain.access import Job
from domain.announced import Announced, Codes
from domain.desired import CaseRef, OktaStatus, Standing
from domain.facts import EndKind
from domain.people import TERMINATED, Record
from domain.proposals import End
from domain.view import View, is_home, starts_after_gap

OLDEST_HIRE = date(1950, 1, 1)
ACTIVE = "A"
NOT_ACTED_ON = {"L": "leave", "O": "strike", "R": "laid-off", "S": "suspended"}


class Access(StrEnum):
    """What standing means for the targets."""

    NONE = "none"  # nothing is wanted yet, or any more
    STAGED = "staged"
    ON = "on"
    KEPT = "kept"  # exactly as announced
    OFF = "off"
    GARDEN = "garden"  # off but for what garden leave keeps
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    standing: Standing
    access: Access
    cases: tuple[CaseRef, ...] = ()
    plain: bool = True  # the record's end counts and is planned; else only what was cut already has one


Rung = Callable[[View], Stand | None]


def _case(kind: str, about: str = "") -> tuple[CaseRef, ...]:
    return (CaseRef(kind=kind, field=about),)


def left_alone(was: Announced, about: str) -> Stand:
    """Recognised, not acted on: as announced, or held where nothing was given yet."""
    last = was.last
    if last is None or (not last.ever_active and was.status is OktaStatus.NONE):
        return Stand(standing=Standing.HELD, access=Access.NONE, cases=_case("data", about))
    return Stand(standing=last.standing if last.ever_active else Standing.HELD, access=Access.KEPT, cases=_case("data", about), plain=False)


# --- rungs that look at all records


def transfer(seen: View) -> Stand | None:
    """A transfer out never ends anybody by itself; until it comes nothing is to be seen of it."""
    return left_alone(seen.was, "transfer") if seen.ended and seen.end and seen.end.kind is EndKind.TRANSFER else None


def another_record(seen: View) -> Stand | None:
    """Somebody at work goes on in a record that was not announced."""
    before = seen.person.records.get(seen.was.record)
    if before is None or not seen.was.ever_active or before.key == seen.record.key:
        return None
    if seen.person.is_absent(before):
        return left_alone(seen.was, "absent")
    if before.end is not None and before.end.kind is EndKind.TRANSFER:
        return left_alone(seen.was, "transfer")
    return left_alone(seen.was, "rehire" if seen.was.cut else "second-employment")


def rehired(seen: View) -> Stand | None:
    """At work again after a cut, hired later than the end. Hired no later it is a rescission, and goes on below."""
    last = seen.was.last
    if not seen.was.cut or last is None or last.end is None or not seen.live or seen.from_first_load:
        return None
    return left_alone(seen.was, "rehire") if seen.start is None or seen.start.hired >= last.end.pay else None


def several(seen: View) -> Stand | None:
    """More than one employment at once, now or in turn without a gap."""
    at_once = [record for record in seen.live if record is seen.record or not _after_a_gap(seen, record)]
    if len(at_once) < 2:
        return None
    kinds = {Job(details=record.details, codes=Codes(), policy=seen.policy).worker.contractor for record in at_once}
    about = "conversion" if len(kinds) > 1 else "second-employment"
    at_home = seen.record.details.status == ACTIVE and not seen.work.worker.contractor
    if seen.from_first_load and not seen.was.ever_active and at_home:
        # which record came first must not decide
        return Stand(standing=Standing.EMPLOYED, access=Access.ON, cases=_case("data", about), plain=False)
    return left_alone(seen.was, about)


def _after_a_gap(seen: View, other: Record) -> bool:
    """The other employment starts later than the day after this one ends: the end comes first and is an end like any other."""
    return seen.end is not None and starts_after_gap(other, seen.end, seen.policy)


def converted(seen: View) -> Stand | None:
    """Contractor to employee or back."""
    last = seen.was.last
    known = {worker.user_type: worker.contractor for worker in seen.policy.worker_types.values()}
    was_contractor = known.get(last.worker or "", False) if last is not None and seen.was.ever_active else None
    if was_contractor is None or seen.ended or was_contractor == seen.work.worker.contractor:
        return None
    return left_alone(seen.was, "conversion")


# --- rungs that look at the record that speaks


def never_started(seen: View) -> Stand | None:
    """An end before the start, or of somebody only staged: a hire that never was. A case only where an account could exist."""
    if seen.was.ever_active or seen.end is None:
        return None
    void = seen.start is not None and seen.end.access <= seen.start.hired
    withdrawn = seen.record.details.status == TERMINATED and (not seen.started or _was_cancelled(seen.was))
    if seen.was.status is OktaStatus.STAGED or seen.was.no_show:
        return no_show() if void or withdrawn or seen.ended else None
    off = Access.GONE if seen.was.cut else Access.NONE
    return Stand(standing=Standing.LEFT, access=off) if void or withdrawn else None


def no_show() -> Stand:
    return Stand(standing=Standing.LEFT, access=Access.GONE, cases=_case("no-show"))


def _was_cancelled(was: Announced) -> bool:
    return was.last is not None and was.last.standing is Standing.LEFT and was.status is OktaStatus.NONE


def gone(was: Announced) -> Stand:
    """Every record is gone from HR: a hire that never was, or, of somebody ever at work, a case and nothing else."""
    if was.ever_active:
        return left_alone(was, "absent")
    if was.status is OktaStatus.STAGED or was.no_show:
        return no_show()
    return Stand(standing=Standing.LEFT, access=Access.NONE)


def ended(seen: View) -> Stand | None:
    """The end has come: access off; for garden leave kept on notice until pay ends; afterwards the account goes."""
    if seen.end is None or not seen.ended:
        return None
    if seen.followed:
        return Stand(standing=_ending(seen.end, seen.now), access=_off(seen.end, seen.now), cases=_case("data", "rehire"))
    late = _case("late-hr") if ends.is_late(seen.record, seen.end, seen.policy) else ()
    if seen.now >= seen.end.deactivate or seen.was.status is OktaStatus.DEACTIVATED:
        return Stand(standing=Standing.LEFT, access=Access.GONE, cases=late)
    return Stand(standing=_ending(seen.end, seen.now), access=_off(seen.end, seen.now), cases=late)


def _ending(end: End, now: datetime) -> Standing:
    return Standing.ON_NOTICE if now < end.pay else Standing.LEFT


def _off(end: End, now: datetime) -> Access:
    return Access.GARDEN if now < end.pay else Access.OFF


def other_status(seen: View) -> Stand | None:
    """On leave, on strike, laid off, suspended, or a status that nobody knows."""
    status = seen.record.details.status
    if status in (ACTIVE, TERMINATED):  # T with an end to come: at work until then
        return None
    stand = left_alone(seen.was, NOT_ACTED_ON.get(status or "", "status"))
    if not seen.was.ever_active or seen.was.cut:
        return stand
    return replace(stand, standing=_at_work(seen), plain=True)


def contractor(seen: View) -> Stand | None:
    return left_alone(seen.was, "contractor") if seen.work.worker.contractor else None


def odd_hire(seen: View) -> Stand | None:
    """No hire date, or one that cannot be."""
    hired = seen.record.details.hired
    return left_alone(seen.was, "hired") if hired is None or hired < OLDEST_HIRE else None


def hire_moved(seen: View) -> Stand | None:
    """Somebody who was at work has a hire date in the future: a mistake until a person says otherwise. Standing is frozen, nothing else."""
    if seen.started or not seen.was.ever_active:
        return None
    return Stand(standing=Standing.HELD, access=Access.ON, cases=_case("hire-date-moved-for-active"))


def home_unread(seen: View) -> Stand | None:
    """HR says where her home is, and that record has not been read: which one speaks must not depend on which came first."""
    names = seen.person.names.get(seen.record.employee)
    away = names is not None and names.details.home is not None and not is_home(seen.person, seen.record)
    return left_alone(seen.was, "home") if away and not seen.was.ever_active else None


def ahead(seen: View) -> Stand | None:
    """Not started: planned, then staged; once staged it stays so."""
    if seen.start is None or seen.started:
        return None
    staged = seen.start.stage <= seen.now or seen.was.status is OktaStatus.STAGED
    return Stand(standing=Standing.PRE_HIRE, access=Access.STAGED if staged else Access.NONE)


def at_work(seen: View) -> Stand:
    return Stand(standing=_at_work(seen), access=Access.ON)


def _at_work(seen: View) -> Standing:
    return Standing.ON_NOTICE if seen.end else Standing.EMPLOYED


LADDER: tuple[Rung, ...] = (
    transfer,
    another_record,
    rehired,
    several,
    converted,
    contractor,
    never_started,
    ended,
    home_unread,
    other_status,
    odd_hire,
    hire_moved,
    ahead,
)


def stand(seen: View) -> Stand:
    """The first rung that settles it; at work where none does."""
    return next((found for rung in LADDER if (found := rung(seen)) is not None), None) or at_work(seen)
