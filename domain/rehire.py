"""Whether an employment that comes after an end is a new one, a continuation under another kind, or none of HR's liking."""

from datetime import timedelta

from domain.announced import Parted
from domain.employment import Employment, Phase
from domain.view import A_DAY, View

CONVERSION_KNOWN_WITHIN = timedelta(hours=24)
"""After a contract's end: a record that becomes known later begins something new (company.md, Two employments)."""


def returning(seen: View, job: Employment) -> bool:
    """Whether she is hired again: later than her end, and not going on under another worker type. No later, the end was rescinded."""
    if seen.at_work_before and job.phase is not Phase.AHEAD:
        return False  # at work all the time
    parted = seen.former
    return parted is not None and job.hired > parted.last_day and not converted(parted, job)


def converted(parted: Parted, job: Employment) -> bool:
    """Contractor to employee or back, without a free day between."""
    known = job.record.hire_known.read - parted.end.access
    in_time = known <= CONVERSION_KNOWN_WITHIN and job.hired <= parted.last_day + A_DAY
    return in_time and parted.contractor != job.worker.contractor


def refused(seen: View, job: Employment) -> bool:
    """Whether HR said that she must not be hired again. What the first load finds at work was let in by somebody before."""
    found_at_work = job.phase is Phase.WORKING and job.record.hire_known.baseline
    if found_at_work or not returning(seen, job):
        return False
    return not job.details.rehirable or (seen.former is not None and not _rehirable(seen, seen.former))


def _rehirable(seen: View, parted: Parted) -> bool:
    """As HR shows it now, else as it was when she left."""
    record = seen.person.records.get(parted.record)
    return record.details.rehirable if record is not None else parted.rehirable
