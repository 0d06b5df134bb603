"""When somebody's work ends as a whole: employments that overlap or follow each other without a gap are one stretch of work."""

from domain.employment import Employment
from domain.facts import EndKind
from domain.view import View, follows


def parting(seen: View, jobs: tuple[Employment, ...]) -> Employment | None:
    """The employment whose end is hers; None where none is known. A transfer out ends nobody."""
    reach, pool = _last(jobs), list(seen.ahead)
    while reach is not None:
        following = [job for job in pool if follows(job, reach)]
        if not following:
            return reach
        reach, pool = _last((reach, *following)), [job for job in pool if job not in following]
    return None


def _last(jobs: tuple[Employment, ...]) -> Employment | None:
    """The last of them to end; None where one goes on."""
    ended = [(job.end.access, job.end.pay, job.key, job) for job in jobs if job.end is not None and job.end.kind is not EndKind.TRANSFER]
    return max(ended)[3] if ended and len(ended) == len(jobs) else None
