"""Where a person stands at an instant: a ladder of rungs, one question each, of which the first that answers settles it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.announced import Parted
from domain.chain import parting
from domain.desired import CaseRef, OktaStatus, Standing
from domain.employment import Employment, Phase
from domain.ends import Start, is_late
from domain.leave import NO_LEAVE, STRIKE, Absence, Leave, leave_of, status_cases
from domain.proposals import End
from domain.rehire import refused, returning
from domain.transfers import open_since, transferred_out
from domain.view import View, follows


class Access(StrEnum):
    """What standing means for the targets."""

    NONE = "none"  # nothing is wanted yet, or any more
    STAGED = "staged"
    ON = "on"
    PARTLY = "partly"  # on a leave that takes some groups
    WHOLLY = "wholly"  # on a leave that suspends
    KEPT = "kept"  # exactly as announced
    OFF = "off"
    GARDEN = "garden"  # off but for what garden leave keeps
    GONE = "gone"


OVER = (Access.OFF, Access.GARDEN, Access.GONE)
GIVEN = (Access.ON, Access.PARTLY, Access.WHOLLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """`jobs` give access, or gave it, the one that speaks first; none: what was announced speaks. `end`, `start`: hers, as known now."""

    standing: Standing
    access: Access
    jobs: tuple[Employment, ...] = ()
    cases: tuple[CaseRef, ...] = ()
    end: End | None = None
    start: Start | None = None
    parted: Parted | None = None
    leave: Leave = NO_LEAVE
    fresh: bool = False


Rung = Callable[[View], Stand | None]


def _case(kind: str, about: str = "") -> CaseRef:
    return CaseRef(kind=kind, field=about)


# --- rungs


def rehire_refused(seen: View) -> Stand | None:
    """Hired again, and HR said that she must not be: nothing is given, and somebody looks at it."""
    job = next(iter(seen.working or seen.ahead), None)
    if job is None or not refused(seen, job):
        return None
    return _held(seen, job, _case("rehire-not-allowed"))


def home_unread(seen: View) -> Stand | None:
    """Which record speaks must not depend on which was read first."""
    if not seen.working or seen.was.ever_active or not seen.home_unread(seen.working[0].record.employee):
        return None
    return _held(seen, seen.working[0], _case("data", "home"))


def odd_status(seen: View) -> Stand | None:
    """Somebody new on strike, or in a status that nobody knows. Of those at work it changes nothing."""
    cases = status_cases(seen.working[0]) if seen.working and not seen.was.ever_active else ()
    on_strike = cases and seen.working[0].details.status == STRIKE and seen.working[0].record.hire_known.baseline
    return _held(seen, seen.working[0], *cases) if cases and not on_strike else None


def at_work(seen: View) -> Stand | None:
    """One employment or several; the end, if known, is that of the whole stretch of work."""
    return _working(seen, seen.working) if seen.working else None


def transferred(seen: View) -> Stand | None:
    """Out of one company and not yet in another: a transfer out ends nobody by itself."""
    job = transferred_out(seen)
    if job is None:
        return None
    since = open_since(job)
    cases = (_case("company-transfer-open"),) if since <= seen.now and not seen.ahead else ()
    return _working(seen, (job,), cases) if seen.was.ever_active else _held(seen, job, *cases)


def bridged(seen: View) -> Stand | None:
    """At work until now, and the next employment begins without a free day between, though somewhere else the day is not over yet."""
    before = seen.job_of(seen.former.record) if seen.former else None
    if before is None or not seen.at_work_before or not any(follows(job, before) for job in seen.ahead):
        return None
    return _working(seen, (before,))


def hire_moved(seen: View) -> Stand | None:
    """Somebody who was at work has a hire date in the future: a mistake until a person says otherwise. Standing is frozen, nothing else."""
    begun = [job for job in seen.ahead if job.key in seen.was.worked] or (seen.ahead if seen.former is None else [])
    if not begun or not seen.at_work_before:
        return None
    stand = _working(seen, tuple(begun[:1]), (_case("hire-date-moved-for-active"),))
    return _replaced(stand, Standing.HELD)


def contract_without_end(seen: View) -> Stand | None:
    """Work by contract needs an end date: an employee who goes on as a contractor without one keeps what she has until it is there."""
    last, job = seen.was.last, next(iter(seen.working), None)
    spoke = job is not None and job.phase is Phase.ENDLESS and job.key == seen.was.record
    converts = spoke and last is not None and not last.contractor
    return _kept(seen, (_case("contractor-without-end"),)) if converts else None


def not_to_begin(seen: View) -> Stand | None:
    """No hire date, or one that cannot be, or a contract without an end: nothing is given."""
    job = next(iter(seen.of(Phase.ENDLESS, Phase.ODD)), None)
    if job is None:
        return None
    return _held(seen, job, _case("contractor-without-end") if job.phase is Phase.ENDLESS else _case("data", "hired"))


def coming(seen: View) -> Stand | None:
    """Not started: planned, then staged; once staged it stays so. Somebody hired again keeps her account as it is until then."""
    job = next(iter(seen.ahead), None)
    if job is None or job.start is None:
        return None
    if seen.former is not None:
        off = _off(seen, seen.former, waits=True)
        standing = Standing.ON_NOTICE if off.standing is Standing.ON_NOTICE else Standing.PRE_HIRE
        return _replaced(off, standing, start=job.start, fresh=returning(seen, job))
    staged = job.start.stage <= seen.now or seen.was.status is OktaStatus.STAGED
    access, last = Access.STAGED if staged else Access.NONE, parting(seen, (job,))
    return Stand(standing=Standing.PRE_HIRE, access=access, jobs=(job,), cases=job.unknown, end=last.end if last else None, start=job.start)


def never_started(seen: View) -> Stand | None:
    """A hire that never was. A case only where an account could exist."""
    if seen.was.ever_active or seen.was.parted is not None:
        return None
    if seen.was.status is OktaStatus.STAGED or seen.was.no_show:
        return Stand(standing=Standing.LEFT, access=Access.GONE, jobs=seen.jobs[:1], cases=(_case("no-show"),))
    cancelled = seen.was.last is not None and seen.was.last.standing is Standing.LEFT
    if seen.former is None or cancelled:
        return Stand(standing=Standing.LEFT, access=Access.NONE, jobs=seen.jobs[:1])
    return None


def ended(seen: View) -> Stand | None:
    """The end has come: access off; for garden leave kept on notice until pay ends; afterwards the account goes."""
    return _off(seen, seen.former) if seen.former else None


LADDER: tuple[Rung, ...] = (
    rehire_refused,
    home_unread,
    odd_status,
    contract_without_end,
    at_work,
    transferred,
    bridged,
    hire_moved,
    not_to_begin,
    coming,
    never_started,
    ended,
)


def stand(seen: View) -> Stand:
    """The first rung that settles it. Somebody ever at work of whom HR shows nothing keeps what she has."""
    return next((found for rung in LADDER if (found := rung(seen)) is not None), None) or _kept(seen, (_case("data", "absent"),))


# --- what rungs answer


def _working(seen: View, jobs: tuple[Employment, ...], cases: tuple[CaseRef, ...] = ()) -> Stand:
    speaker, leaves = jobs[0], [leave_of(job, seen.now, seen.policy) for job in jobs]
    mine, last = leaves[0], parting(seen, jobs)
    end = last.end if last else None
    access = _access(mine, leaves)
    if access is Access.WHOLLY and not seen.was.ever_active and not speaker.record.hire_known.baseline:
        access = Access.STAGED  # who never was in cannot be suspended
    found = (*cases, *mine.cases, *_doubts(seen, jobs), *(case for job in jobs for case in job.unknown))
    return Stand(
        standing=_standing(mine, end),
        access=access,
        jobs=jobs,
        cases=tuple(dict.fromkeys(found)),
        end=end,
        start=speaker.start,
        leave=mine,
        fresh=returning(seen, speaker),
    )


def _access(mine: Leave, leaves: list[Leave]) -> Access:
    if all(leave.absence is Absence.WHOLLY for leave in leaves):
        return Access.WHOLLY
    return Access.ON if mine.absence is Absence.NONE else Access.PARTLY


def _standing(leave: Leave, end: End | None) -> Standing:
    """A contract's end is no notice: it was known from the first day."""
    if leave.absence is not Absence.NONE:
        return Standing.ON_LEAVE
    return Standing.ON_NOTICE if end is not None and not end.contract else Standing.EMPLOYED


def _doubts(seen: View, jobs: tuple[Employment, ...]) -> tuple[CaseRef, ...]:
    """What is wrong with her records without stopping her work."""
    odd = any(job.phase is Phase.ODD for job in seen.jobs)
    without = any(job.phase is Phase.ENDLESS for job in seen.jobs)
    doubts = {"hired": odd, "absent": any(job.absent for job in jobs)}
    cases = tuple(_case("data", about) for about, is_so in doubts.items() if is_so)
    return (*cases, _case("contractor-without-end")) if without else cases


def _off(seen: View, parted: Parted, *, waits: bool = False) -> Stand:
    """Off since an end. `waits`: hired again, so that the account is not deactivated any more; one that is, stays so."""
    end, now, job = parted.end, seen.now, seen.job_of(parted.record)
    late = (_case("late-hr"),) if is_late(parted.known, end, seen.policy) else ()
    gone = seen.was.status is OktaStatus.DEACTIVATED or (now >= end.deactivate and not waits)
    paid = now < end.pay and not gone
    return Stand(
        standing=Standing.ON_NOTICE if paid else Standing.LEFT,
        access=Access.GONE if gone else Access.GARDEN if paid else Access.OFF,
        jobs=(job,) if job and job.phase is Phase.OVER else (),
        cases=late,
        end=end,
        parted=parted,
    )


def _held(seen: View, job: Employment, *cases: CaseRef) -> Stand:
    """Nothing is given; what an end took goes on being taken."""
    if seen.former is not None:
        off = _off(seen, seen.former)
        return _replaced(off, Standing.HELD, cases=(*cases, *off.cases))
    staged = seen.was.status is OktaStatus.STAGED
    return Stand(standing=Standing.HELD, access=Access.STAGED if staged else Access.NONE, jobs=(job,), cases=(*cases, *job.unknown))


def _kept(seen: View, cases: tuple[CaseRef, ...]) -> Stand:
    last = seen.was.last
    standing = last.standing if last else Standing.HELD
    return Stand(standing=standing, access=Access.KEPT, cases=cases)


def _replaced(stand: Stand, standing: Standing, **rest: object) -> Stand:
    return replace(stand, standing=standing, **rest)  # type: ignore[arg-type]
