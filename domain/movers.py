"""Least privilege for movers: what an earlier job gave goes at once, or after the policy's grace where that does no harm."""

from datetime import timedelta

from domain.announced import Codes, Grace
from domain.employment import Employment, Phase
from domain.policy import Policy
from domain.view import View
from domain.zones import local_day, midnight

NO_GRACE = Grace()


def graced(seen: View, jobs: tuple[Employment, ...], entitled: tuple[str, ...]) -> Grace:
    """The groups that stay beside those her work entitles to. What comes back is pending no more; where all of it does, the move was backed
    out, and what the new job gave has no grace."""
    was, policy = seen.was, seen.policy
    running = {name: at for name, at in was.grace.until.items() if at > seen.now}
    pending = {name: at for name, at in running.items() if name not in entitled}
    taken = set(was.entitled) - set(entitled)
    backed_out = bool(running) and not pending
    if taken and policy.settings.mover_grace and _moved(seen, jobs) and not backed_out:
        until = midnight(local_day(seen.now, jobs[0].zone) + timedelta(days=policy.settings.mover_grace.days), jobs[0].zone)
        pending = {name: until for name in taken if not goes_at_once(name, policy)} | pending
    return Grace(until=dict(sorted(pending.items()))) if pending else NO_GRACE


def goes_at_once(group: str, policy: Policy) -> bool:
    """Sensitive groups, Salesforce's, the tier's and the site's."""
    settings = policy.settings
    prefixes = (settings.tier_prefix, settings.site_group.split("{")[0])
    return group in settings.sensitive_groups or group in settings.salesforce_groups or group.startswith(prefixes)


def _moved(seen: View, jobs: tuple[Employment, ...]) -> bool:
    """A move, not the end of one of several employments nor another policy: those take at once."""
    before = seen.was.worked
    over = any(job.key in before and job.phase is Phase.OVER for job in seen.jobs)
    return bool(before) and seen.at_work_before and not over and worked(jobs) != before


def worked(jobs: tuple[Employment, ...]) -> dict[str, Codes]:
    """The codes in force per record."""
    return {job.key: job.codes for job in sorted(jobs, key=lambda job: job.key)}
