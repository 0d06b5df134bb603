"""A transfer between companies, whichever of its two records HR shows first."""

from datetime import datetime

from domain.employment import Employment, Phase
from domain.view import A_DAY, View
from domain.zones import day_end, local_day


def transferred_out(seen: View) -> Employment | None:
    """The record she was transferred out of, where that is the last that happened to her work."""
    out = max(seen.of(Phase.MOVED_OUT), key=lambda job: (_left(job), job.key), default=None)
    if out is None or (seen.former is not None and seen.former.record != out.key and seen.former.end.access >= _left(out)):
        return None
    return out


def open_since(job: Employment) -> datetime:
    """When a transfer without a new record is a case: 24:00 at the old site of the day after receipt, or after its last day."""
    known = local_day(job.record.end_known.read, job.zone)
    return day_end(max(known, job.last_day) + A_DAY, job.zone)


def _left(job: Employment) -> datetime:
    assert job.end is not None  # moved out is ended
    return job.end.access
