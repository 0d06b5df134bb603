"""Decide: what to propose of a person at an instant, given what was announced. The same question twice proposes once."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from domain import access
from domain.announced import Announced
from domain.causes import cause_of
from domain.desired import CaseRef, Cause, OktaDesired, OktaStatus, Planned, SalesforceDesired, Standing
from domain.facts import Sealed
from domain.people import Person, Reading
from domain.policy import Policy
from domain.proposals import Proposal, ProposalKind
from domain.standing import Access, Stand, gone, stand
from domain.view import View, end_alone, view

SPACE = UUID("6f1d9f0e-6f0b-5f0a-9c39-0d9b6e1f4a11")
NO_CAUSE = Cause(kind="", fact="", rule="", effective=datetime(1970, 1, 1, tzinfo=UTC), known=datetime(1970, 1, 1, tzinfo=UTC), seen=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`proposal` None: nothing changed. `due`: when to decide again, all later than now. `announced`: to remember."""

    proposal: Proposal | None
    due: tuple[Planned, ...]
    announced: Announced


def decide(was: Announced, person: Person, now: datetime, policy: Policy) -> Decision:
    """What to propose of a person at `now`. Pure and total."""
    if not person.readings():
        return Decision(proposal=None, due=(), announced=was)
    found = view(person, was, now, policy)
    if found is None:
        return _without_records(was, person, now, policy)
    seen, unknown = found
    if was.last is None and not person.names and not seen.ended:
        return _nothing_yet(was, person)  # who she is comes with the person-details row, a moment later
    stands = stand(seen)
    draft = _as_announced(seen, stands) if stands.access is Access.KEPT else _drafted(seen, stands, unknown)
    decided = _settle(was, draft, person, now, seen)
    return replace(decided, due=_due(draft, seen))


def _nothing_yet(was: Announced, person: Person) -> Decision:
    return Decision(proposal=None, due=(), announced=replace(was, facts=_facts(person)))


def _facts(person: Person) -> tuple[str, ...]:
    return tuple(sorted(reading.fact for reading in person.readings()))


def _news(was: Announced, person: Person) -> tuple[str, Reading]:
    """The kind of cause, and the reading behind it: the last one not looked at before, else (`due`) the last one."""
    readings = person.readings()
    new = [reading for reading in readings if reading.fact not in was.facts]
    return ("hr", new[-1]) if new else ("due", readings[-1])


def _without_records(was: Announced, person: Person, now: datetime, policy: Policy) -> Decision:
    if was.last is None:
        return _nothing_yet(was, person)
    stands = gone(was)
    draft = replace(was.last, standing=stands.standing, cases=stands.cases, plan=(), policy=policy.hash)
    if stands.access is not Access.KEPT:
        status = OktaStatus.DEACTIVATED if stands.access is Access.GONE else OktaStatus.NONE
        draft = replace(draft, okta=OktaDesired(status=status, profile=was.last.okta.profile), salesforce=SalesforceDesired(), start=None)
    return _settle(was, draft, person, now, None)


def _settle(was: Announced, draft: Proposal, person: Person, now: datetime, seen: View | None) -> Decision:
    """The draft as a proposal where it differs from the last one in more than its circumstances."""
    kept = seen is None or (was.last is not None and draft.okta is was.last.okta)
    announced = replace(was, facts=_facts(person))
    if seen is not None and not kept:
        announced = replace(announced, record=seen.record.key, codes=seen.codes)
    if was.last is not None and _content(draft) == _content(was.last):
        return Decision(proposal=None, due=(), announced=announced)
    kind, newest = _news(was, person)
    cause = cause_of((kind, newest), was, draft, seen)
    version = was.version + 1
    proposal = replace(
        draft,
        id=str(uuid5(SPACE, f"{draft.person}/{version}/{draft.policy}")),
        version=version,
        at=now,
        cause=cause,
        baseline=newest.baseline and cause.kind == "hr",
    )
    return Decision(proposal=proposal, due=(), announced=replace(announced, last=proposal))


def _content(proposal: Proposal) -> Proposal:
    return replace(proposal, id="", version=0, at=NO_CAUSE.known, cause=NO_CAUSE, policy="", baseline=False)


def _as_announced(seen: View, stands: Stand) -> Proposal:
    """Access exactly as announced; on a record that is only not acted on, the end is still known and comes."""
    last = seen.was.last
    if last is None:
        return _drafted(seen, stands, ())
    cases = (*stands.cases, *(case for case in last.cases if case.kind == "unknown-code"))
    kept = replace(last, standing=stands.standing, cases=cases, plan=(), policy=seen.policy.hash)
    if stands.plain:
        return replace(kept, end=seen.end, plan=plan(seen, stands))
    return kept if seen.was.cut else replace(kept, end=None)


def _drafted(seen: View, stands: Stand, unknown: tuple[CaseRef, ...]) -> Proposal:
    names, details, was = seen.person.names_of(seen.record), seen.record.details, seen.was
    ahead = seen.start.at if seen.start else None
    start = was.last.start if was.last and was.ever_active else ahead
    off = stands.access in (Access.OFF, Access.GARDEN, Access.GONE)
    return Proposal(
        id="",
        person=seen.person.id,
        kind=ProposalKind.STANDING,
        version=0,
        at=seen.now,
        cause=NO_CAUSE,
        policy=seen.policy.hash,
        standing=stands.standing,
        ever_active=was.ever_active or stands.access is Access.ON,
        start=start,
        end=seen.end if stands.plain else None,
        worker=seen.work.worker.user_type,
        company=details.company,
        number=details.number,
        supervisor=details.supervisor,
        employees=tuple(sorted({record.employee for record in seen.person.records.values()})),
        sealed=names.details.sealed if names else Sealed(),
        digests=names.details.digests if names else {},
        okta=_okta(seen, stands),
        salesforce=_salesforce(seen, stands),
        plan=plan(seen, stands),
        cases=(*stands.cases, *(() if off else unknown)),
    )


STATUS = {
    Access.NONE: OktaStatus.NONE,
    Access.STAGED: OktaStatus.STAGED,
    Access.ON: OktaStatus.ACTIVE,
    Access.GARDEN: OktaStatus.SUSPENDED,
    Access.OFF: OktaStatus.SUSPENDED,
    Access.GONE: OktaStatus.DEACTIVATED,
}


def _okta(seen: View, stands: Stand) -> OktaDesired:
    if stands.access is Access.NONE:
        return OktaDesired()
    garden = tuple(sorted(seen.policy.settings.garden_groups)) if stands.access is Access.GARDEN else ()
    return access.okta(seen.work, STATUS[stands.access], garden)


def _salesforce(seen: View, stands: Stand) -> SalesforceDesired:
    if stands.access is Access.ON:
        return access.salesforce(seen.work)
    never_was = any(case.kind == "no-show" for case in stands.cases)
    if stands.access in (Access.GARDEN, Access.OFF, Access.GONE) and not never_was:
        return access.salesforce_ended(seen.work)
    return SalesforceDesired()


def plan(seen: View, stands: Stand) -> tuple[Planned, ...]:
    """Future work in order: what will be done of itself if HR says nothing more."""
    if stands.standing is Standing.HELD and stands.access is Access.NONE:
        return ()
    if seen.followed or not stands.plain or (stands.standing is Standing.LEFT and stands.access is not Access.OFF):
        return ()
    items = []
    if seen.start is not None and stands.standing is Standing.PRE_HIRE:
        items += [Planned(at=seen.start.stage, what="stage")] if stands.access is Access.NONE else []
        items += [Planned(at=seen.start.at, what="start")]
    if seen.end is not None:
        items += [Planned(at=seen.end.access, what="end")]
        items += [Planned(at=seen.end.pay, what="revoke")] if seen.end.pay > seen.end.access else []
        items += [Planned(at=seen.end.deactivate, what="deactivate")]
    return tuple(sorted((item for item in items if item.at > seen.now), key=lambda item: item.at))


def _due(draft: Proposal, seen: View) -> tuple[Planned, ...]:
    """The plan, and the ends of all her records, announced or not: what they change is decided then."""
    ends = [end_alone(record, seen.policy) for record in seen.person.present()]
    watched = [Planned(at=end.access, what="end") for end in ends if end is not None]
    later = {(item.at, item.what): item for item in (*draft.plan, *watched) if item.at > seen.now}
    return tuple(later[key] for key in sorted(later))
