"""What somebody should have: from the codes of her employment record, by the policy alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.announced import Codes
from domain.desired import CaseRef, OktaDesired, OktaStatus, SalesforceDesired, SalesforceState
from domain.facts import EmploymentDetails
from domain.policy import Policy, Source, WorkerType, as_code, highest_allowed

EMPLOYEE = WorkerType(code="", user_type="employee")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a record says of the work, as far as the policy knows it."""

    details: EmploymentDetails
    codes: Codes
    policy: Policy

    @property
    def worker(self) -> WorkerType:
        """The worker type's row; an unknown one is as employee, tier standard at most."""
        lowest = self.policy.settings.tiers[0]
        known = self.policy.worker_type(self.details.worker)
        return known or WorkerType(code=as_code(self.details.worker), user_type=EMPLOYEE.user_type, highest=lowest)


def codes_in_force(details: EmploymentDetails, kept: Codes | None, policy: Policy) -> tuple[Codes, tuple[CaseRef, ...]]:
    """The codes that have a row, and a case for each that has none.

    For a code without a row somebody active keeps what she had (`kept`); a joiner (`kept` None) gets the rest. Empty is not unknown.
    """
    had = kept or Codes()
    asked = {
        "department": (as_code(details.department), policy.department(details.department) is not None, had.department),
        "cost_centre": (as_code(details.cost_centre), as_code(details.cost_centre).isdecimal(), had.cost_centre),
        "location": (as_code(details.location), policy.location(details.location) is not None, had.location),
        "job": (as_code(details.job), policy.job(details.job) is not None, had.job),
    }
    codes = {name: code if known else before if code else None for name, (code, known, before) in asked.items()}
    unknown = [CaseRef(kind="unknown-code", field=name, detail=code) for name, (code, known, _) in asked.items() if code and not known]
    return Codes(**codes), (*unknown, *_unknown_around(details, policy))


def _unknown_around(details: EmploymentDetails, policy: Policy) -> Iterable[CaseRef]:
    if policy.company(details.company) is None:
        yield CaseRef(kind="unknown-code", field="company", detail=as_code(details.company))
    if policy.worker_type(details.worker) is None:
        yield CaseRef(kind="unknown-code", field="worker", detail=as_code(details.worker))


def tier(work: Job) -> str:
    """The MFA tier: the job's, capped by the worker type; the lowest where the job has no row."""
    row, tiers = work.policy.job(work.codes.job), work.policy.settings.tiers
    return highest_allowed(row.tier if row else tiers[0], work.worker.highest, tiers)


def groups(*works: Job) -> tuple[str, ...]:
    """All groups, sorted: the union of what each employment gives, and exactly one tier, the highest."""
    settings = works[0].policy.settings
    highest = max((tier(work) for work in works), key=settings.tiers.index)
    return tuple(sorted({settings.tier_prefix + highest}.union(*(_granted(work) for work in works))))


def while_away(names: tuple[str, ...], at_work: tuple[Job, ...], policy: Policy) -> tuple[str, ...]:
    """What of her groups a leave leaves that keeps Okta active; other employments in which she works (`at_work`) go on giving theirs."""
    settings = policy.settings
    needed = set(groups(*at_work)) if at_work else set()
    return tuple(name for name in names if name in needed or name in settings.absence_keeps or not name.startswith(settings.absence_takes))


def _granted(work: Job) -> set[str]:
    return {group for _, group in granted_by(work)}


def granted_by(work: Job) -> Iterator[tuple[str, str]]:
    """(row of the policy, group it gives): everybody's, the department's, cost centre, site; contractors have only what is marked."""
    settings, worker, codes = work.policy.settings, work.worker, work.codes
    department = work.policy.department(codes.department)
    rows = [("everybody.csv", grant) for grant in work.policy.everybody]
    rows += [(f"departments.csv {codes.department}", grant) for grant in (department.groups if department else ())]
    yield from ((row, grant.group) for row, grant in rows if grant.contractors or not worker.contractor)
    yield from ((f"worker_types.csv {worker.code}", group) for group in worker.groups)
    if codes.location:
        yield f"locations.csv {codes.location}", settings.site_group.format(code=codes.location.lower())
    if codes.cost_centre and not worker.contractor:
        yield "company.yaml group.cost_centre", settings.cost_centre_group.format(code=codes.cost_centre)


def rows_of(work: Job) -> tuple[str, ...]:
    """Which rows of the policy give what, in words."""
    found: dict[str, list[str]] = {}
    for row, group in granted_by(work):
        found.setdefault(row, []).append(group)
    job = f"jobs.csv {work.codes.job}" if work.codes.job else "company.yaml tier.order"
    found[job] = [work.policy.settings.tier_prefix + tier(work)]
    sold = salesforce(work)
    found[job] += [
        f"{name} {value}" for name, value in (("profile", sold.profile), ("role", sold.role), ("territory", sold.territory)) if value
    ]
    return tuple(f"{row} gives {', '.join(given)}" for row, given in found.items())


def _value(work: Job, source: Source) -> str | None:
    details, job, department = work.details, work.policy.job(work.codes.job), work.policy.department(work.codes.department)
    match source:
        case Source.TITLE:
            return details.title or (job.title if job else as_code(details.job) or None)
        case Source.DEPARTMENT:
            return department.name if department else None
        case Source.COMPANY:
            return details.company or None
        case Source.COST_CENTRE:
            return work.codes.cost_centre
        case Source.NUMBER:
            return details.number
        case Source.USER_TYPE:
            return work.worker.user_type
        case Source.PLAN:
            return details.sales_plan or (job.plan if job else None)


def _fields(work: Job, system: str) -> dict[str, str | None]:
    return {rule.attribute: _value(work, rule.source) for rule in work.policy.fields if rule.system == system}


def okta(work: Job, status: OktaStatus, members: tuple[str, ...] = ()) -> OktaDesired:
    """Okta in a status, with these groups and the profile of the employment that speaks."""
    return OktaDesired(status=status, groups=members, profile=_fields(work, "okta"))


def salesforce(work: Job) -> SalesforceDesired:
    """Salesforce of somebody active; NONE where the job's row names no profile."""
    job = work.policy.job(work.codes.job)
    if job is None or job.profile is None:
        return SalesforceDesired()
    region = work.policy.region(work.codes.location, work.details.company)
    return SalesforceDesired(
        state=SalesforceState.ACTIVE,
        profile=job.profile,
        role=_placed(job.role, region),
        territory=_placed(job.territory, region),
        fields=_fields(work, "salesforce"),
    )


def _placed(pattern: str | None, region: str) -> str | None:
    """A pattern with the region's name in it; nothing where the region is not known, rather than a role that does not exist."""
    if pattern is None or ("{region}" in pattern and not region):
        return None
    return pattern.format(region=region)


def salesforce_away(work: Job) -> SalesforceDesired:
    """Salesforce of somebody on leave: frozen, otherwise as at work."""
    at_work = salesforce(work)
    return replace(at_work, state=SalesforceState.FROZEN, on_leave=True) if at_work.state is SalesforceState.ACTIVE else at_work


def salesforce_ended(work: Job) -> SalesforceDesired:
    """Salesforce of somebody whose work ended: off, where the job has any."""
    wanted = salesforce(work).state is not SalesforceState.NONE
    return SalesforceDesired(state=SalesforceState.INACTIVE if wanted else SalesforceState.NONE)
