"""One person at one instant: her employments, which of them speaks, and how her work last ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.announced import Announced, Parted
from domain.employment import Employment, Phase, seen_at
from domain.people import TERMINATED, Person
from domain.policy import Policy
from domain.zones import local_day

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`jobs`: every record that HR shows, and those it shows no more whose work is not known to have ended; the one that speaks first."""

    person: Person
    was: Announced
    now: datetime
    policy: Policy
    jobs: tuple[Employment, ...]
    former: Parted | None

    def of(self, *phases: Phase) -> tuple[Employment, ...]:
        return tuple(job for job in self.jobs if job.phase in phases)

    @property
    def at_work_before(self) -> bool:
        return self.was.ever_active and self.was.parted is None

    @property
    def working(self) -> tuple[Employment, ...]:
        """Employments that are on. A hire date gone odd, or a contract's end that is missing, stops no work that has begun."""
        begun = self.was.worked.keys() if self.at_work_before else ()
        found = self.of(Phase.WORKING, Phase.ODD, Phase.ENDLESS)
        return tuple(job for job in found if job.phase is Phase.WORKING or job.key in begun)

    @property
    def ahead(self) -> tuple[Employment, ...]:
        """Employments that have not begun, the next one first."""
        return tuple(sorted(self.of(Phase.AHEAD), key=lambda job: (_begin(job), job.key)))

    def job_of(self, key: str) -> Employment | None:
        return next((job for job in self.jobs if job.key == key), None)

    def home_unread(self, employee: str) -> bool:
        """HR says where the home of this employee is, and that record has not been read."""
        names = self.person.names.get(employee)
        return names is not None and bool(names.details.home) and f"{employee}/{names.details.home}" not in self.person.records

    @property
    def unread(self) -> bool:
        """Records that she must have, by her person-details rows, have not been read yet."""
        read = {record.employee for record in self.person.records.values()}
        return any(employee not in read or self.home_unread(employee) for employee in self.person.names)


def _begin(job: Employment) -> datetime:
    assert job.start is not None  # what is ahead has a start
    return job.start.at


def view(person: Person, was: Announced, now: datetime, policy: Policy) -> View:
    """The person seen at an instant. A function of her records; of what was announced only what HR does not show any more."""
    kept = was.worked if was.parted is None else {}
    jobs = [
        seen_at(record, was, now, policy, absent=person.is_absent(record))
        for record in person.records.values()
        if not person.is_absent(record) or (record.key in kept and not person.is_replaced(record))
    ]
    ordered = tuple(sorted(jobs, key=lambda job: (not _speaks(person, was, job, now), job.worker.contractor, job.hired, job.key)))
    return View(person=person, was=was, now=now, policy=policy, jobs=ordered, former=_former(ordered, was))


def _speaks(person: Person, was: Announced, job: Employment, now: datetime) -> bool:
    """Home speaks. HR may call another one home as soon as it shows an end, by its own clock and in the row that is read first; the one
    that spoke does so until the end has come where it works."""
    ending = job.details.status == TERMINATED or (job.end is not None and job.end.access <= now + A_DAY)
    return (ending and job.key == was.record and job.phase is Phase.WORKING) or is_home(person, job)


def is_home(person: Person, job: Employment) -> bool:
    """Whether HR calls this employment her home (person-details' companyId)."""
    names = person.names.get(job.record.employee)
    return names is not None and names.details.home == job.details.company_id


def _former(jobs: tuple[Employment, ...], was: Announced) -> Parted | None:
    """The last end that has come: of what she worked in last, else of a record that is over, or the one that took her access where its
    record says something else now."""
    over = [parted_of(job) for job in jobs if job.phase is Phase.OVER]
    if was.parted is not None and was.parted.record not in {parted.record for parted in over}:
        over.append(was.parted)
    return max(over, key=lambda parted: (parted.record in was.worked, parted.end.access, parted.end.pay, parted.record), default=None)


def parted_of(job: Employment) -> Parted:
    assert job.end is not None  # a record that is over has an end
    return Parted(
        record=job.key,
        last_day=job.last_day,
        end=job.end,
        contractor=job.worker.contractor,
        known=job.record.end_known,
        rehirable=job.details.rehirable,
    )


def follows(job: Employment, ended: Employment) -> bool:
    """Whether an employment goes on from another without a free day between."""
    if job.start is None or ended.end is None:
        return False
    last = local_day(ended.end.access - timedelta(seconds=1), ended.zone)
    return job.start.at <= ended.end.access or job.hired <= last + A_DAY
