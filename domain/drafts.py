"""From where a person stands to what is proposed of her, and what is to be remembered of it; plan and cause come later."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain import access
from domain.announced import Announced, Codes, Grace
from domain.desired import Cause, OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.employment import Employment
from domain.facts import Sealed
from domain.leave import Absence, leave_of
from domain.movers import NO_GRACE, graced, worked
from domain.people import Person
from domain.policy import Policy
from domain.proposals import Proposal, ProposalKind
from domain.standing import GIVEN, OVER, Access, Stand, stand
from domain.view import View, view

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NO_CAUSE = Cause(kind="", fact="", rule="", effective=NEVER, known=NEVER, seen=0.0)

STATUS = {
    Access.NONE: OktaStatus.NONE,
    Access.STAGED: OktaStatus.STAGED,
    Access.ON: OktaStatus.ACTIVE,
    Access.PARTLY: OktaStatus.ACTIVE,
    Access.WHOLLY: OktaStatus.SUSPENDED,
    Access.GARDEN: OktaStatus.SUSPENDED,
    Access.OFF: OktaStatus.SUSPENDED,
    Access.GONE: OktaStatus.DEACTIVATED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposal without plan and cause, what it was made of, and what is remembered if it is made."""

    proposal: Proposal
    seen: View
    stand: Stand
    remembered: Announced


def drafted(was: Announced, person: Person, now: datetime, policy: Policy) -> Draft:
    """What is true of a person at an instant. Pure and total."""
    seen = view(person, was, now, policy)
    stands = stand(seen)
    entitled = _entitled(seen, stands)
    grace = graced(seen, stands.jobs, entitled) if stands.access in GIVEN else NO_GRACE
    proposal = _proposal(seen, stands, _groups(seen, stands, (*entitled, *grace.until)))
    return Draft(proposal=proposal, seen=seen, stand=stands, remembered=replace(_remembered(seen, stands, entitled, grace), last=proposal))


def _entitled(seen: View, stands: Stand) -> tuple[str, ...]:
    return access.groups(*(job.job(seen.policy) for job in stands.jobs)) if stands.access in GIVEN else ()


def _remembered(seen: View, stands: Stand, entitled: tuple[str, ...], grace: Grace) -> Announced:
    was = seen.was
    if stands.access in OVER and stands.parted is not None:
        return replace(was, parted=stands.parted, grace=NO_GRACE, fresh=False)
    if stands.access not in GIVEN:
        return was
    codes, fresh = worked(stands.jobs), _fresh(seen, stands)
    former = {key: Codes(location=had.location) for key, had in {**was.former, **was.worked}.items() if key not in codes}
    record = stands.jobs[0].key
    return replace(was, record=record, worked=codes, former=former, entitled=entitled, grace=grace, parted=None, fresh=fresh)


def _fresh(seen: View, stands: Stand) -> bool:
    """Whether nothing that was taken before goes back: from a rehire on until she goes on leave, from which she comes back to her own."""
    was = seen.was
    if was.parted is not None or not was.ever_active or stands.access in OVER:
        return stands.fresh
    leaves = stands.standing is Standing.ON_LEAVE and was.last is not None and was.last.standing is not Standing.ON_LEAVE
    return was.fresh and not leaves


def _groups(seen: View, stands: Stand, entitled: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(sorted(set(entitled)))
    if stands.access is Access.GARDEN:
        return tuple(sorted(seen.policy.settings.garden_groups))
    away = [leave_of(job, seen.now, seen.policy).absence is not Absence.NONE for job in stands.jobs]
    if stands.access in (Access.ON, Access.PARTLY) and any(away):
        at_work = tuple(job.job(seen.policy) for job, gone in zip(stands.jobs, away, strict=True) if not gone)
        return access.while_away(names, at_work, seen.policy)
    return names


def _proposal(seen: View, stands: Stand, groups: tuple[str, ...]) -> Proposal:
    was, last = seen.was, seen.was.last
    employees = tuple(sorted({record.employee for record in seen.person.records.values()}))
    if stands.access is Access.KEPT and last is not None:
        cases = (*stands.cases, *(case for case in last.cases if case.kind == "unknown-code" and case not in stands.cases))
        return replace(last, standing=stands.standing, cases=cases, plan=(), policy=seen.policy.hash, employees=employees)
    spoken = _spoken(seen, stands.jobs[0], stands, groups) if stands.jobs else _unspoken(seen, stands, groups)
    return replace(
        spoken,
        at=seen.now,
        policy=seen.policy.hash,
        standing=stands.standing,
        ever_active=was.ever_active or stands.access in GIVEN,
        start=_start(seen, stands),
        end=stands.end,
        employees=employees,
        plan=(),
        cases=stands.cases,
        gives_back=not _fresh(seen, stands),
    )


def _start(seen: View, stands: Stand) -> datetime | None:
    """Of somebody at work all the time, when she began; else the start that is planned or has just come."""
    last, new = seen.was.last, stands.start.at if stands.start else None
    all_the_time = seen.was.parted is None and stands.access not in OVER
    if last is not None and seen.was.ever_active and (all_the_time or new is None):
        return last.start
    return new


def _spoken(seen: View, job: Employment, stands: Stand, groups: tuple[str, ...]) -> Proposal:
    """By the codes of the employment that speaks."""
    names, details = seen.person.names_of(job.record), job.details
    return Proposal(
        id="",
        person=seen.person.id,
        kind=ProposalKind.STANDING,
        version=0,
        at=seen.now,
        cause=NO_CAUSE,
        policy="",
        worker=job.worker.user_type,
        company=details.company,
        number=details.number,
        supervisor=details.supervisor,
        sealed=names.details.sealed if names else Sealed(),
        digests=names.details.digests if names else {},
        okta=_okta(seen, job, stands, groups),
        salesforce=_salesforce(seen, job, stands),
        zone=job.zone,
        cover=details.leave_cover,
        contractor=job.worker.contractor,
    )


def _unspoken(seen: View, stands: Stand, groups: tuple[str, ...]) -> Proposal:
    """No record says it: as announced, but for the access."""
    last = seen.was.last or Proposal(
        id="", person=seen.person.id, kind=ProposalKind.STANDING, version=0, at=seen.now, cause=NO_CAUSE, policy=""
    )
    if stands.access is Access.NONE:
        return replace(last, okta=OktaDesired(), salesforce=SalesforceDesired())
    okta = replace(last.okta, status=STATUS.get(stands.access, OktaStatus.NONE), groups=groups)
    sold = last.salesforce.state is not SalesforceState.NONE and seen.was.ever_active
    return replace(last, okta=okta, salesforce=SalesforceDesired(state=SalesforceState.INACTIVE if sold else SalesforceState.NONE))


def _okta(seen: View, job: Employment, stands: Stand, groups: tuple[str, ...]) -> OktaDesired:
    if stands.access in (Access.NONE, Access.KEPT):
        return OktaDesired()
    return access.okta(job.job(seen.policy), STATUS[stands.access], groups)


def _salesforce(seen: View, job: Employment, stands: Stand) -> SalesforceDesired:
    work = job.job(seen.policy)
    if stands.access in OVER and stands.parted is not None:
        return access.salesforce_ended(work)
    if stands.access not in GIVEN:
        return SalesforceDesired()
    return access.salesforce(work) if stands.leave.absence is Absence.NONE else access.salesforce_away(work)
