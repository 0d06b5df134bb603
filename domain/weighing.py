"""One proposal on the scales: does its end pass the brake, do its removals pass the group guard?"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.announcing import cut, takes_access
from domain.brake import Ask, Ending, Limits, Removal, Verdict, group_key, judge, known_ahead, lane, passes
from domain.proposals import Proposal
from domain.registry import Registry
from domain.rows import Row


@dataclass(frozen=True, slots=True)
class Scales:
    registry: Registry
    limits: Limits

    def end(self, row: Row, proposal: Proposal) -> Ending | None:
        """What becomes of her end. Once judged it stays so until HR says something else of it; None: nothing ends, or not to count yet."""
        uncounted, ending = self._uncounted(row, proposal)
        if uncounted:
            return ending
        known, access = row.ending, proposal.end.access if proposal.end else None
        ask = Ask(key=lane(proposal.end), person=row.person, at=proposal.at, whole=len(self.registry.working))
        judged = judge(self.registry.tally, self.limits, ask, access)
        return replace(judged, before=(known.before if known.stops else known.access) if known else None)

    def counts(self, row: Row, proposal: Proposal) -> bool:
        """Whether her end would be counted now."""
        return not self._uncounted(row, proposal)[0]

    def _uncounted(self, row: Row, proposal: Proposal) -> tuple[bool, Ending | None]:
        """True and what becomes of her end where the tally need not be asked."""
        lost = takes_access(proposal, row.announced)
        if proposal.end is None and not lost:
            return True, None
        key, access, known = lane(proposal.end), proposal.end.access if proposal.end else None, row.ending
        if known is not None and (known.key, known.access) == (key, access):
            return True, known
        if known is not None and access is not None and not lost and known.key == key and _put_off(known, access):
            return True, replace(known, access=access, verdict=Verdict.EXEMPT if known.stops else known.verdict, before=None)
        if (cut(row.announced) or row.cut_by_button) and not (known and known.held):
            return True, known  # off already: a later date takes nothing more
        if proposal.baseline or not proposal.ever_active:
            whole = len(self.registry.working)
            return True, Ending(key=key, access=access, at=proposal.at, whole=whole, verdict=Verdict.EXEMPT)
        return not lost and not known_ahead(self.limits, proposal.end), None

    def groups(self, row: Row, proposal: Proposal) -> Row:
        """The row with those removals counted that pass, and those waiting that do not. Departures are the brake's business."""
        since = proposal.at - self.limits.group_window
        passed = [removal for removal in row.removals if removal.at > since]
        waits = {}
        removed = self._removed(row, proposal)
        rejects = {group: then for group, then in row.rejects.items() if group in removed and then == proposal.okta.groups}
        for group in (each for each in removed if each not in rejects):
            whole = self.registry.members(group)
            ask = Ask(key=group_key(group), person=row.person, at=proposal.at, whole=whole)
            if group in row.waits or not passes(self.registry.tally, self.limits, ask):
                waits[group] = row.waits.get(group, proposal.at)
            else:
                passed.append(Removal(group=group, at=proposal.at, whole=whole))
        return replace(row, removals=tuple(passed), waits=waits, rejects=rejects)

    @staticmethod
    def _removed(row: Row, proposal: Proposal) -> list[str]:
        said = row.announced
        if said is None or proposal.baseline or takes_access(proposal, said):
            return []
        return sorted(set(said.okta.groups) - set(proposal.okta.groups))


def _put_off(known: Ending, access: datetime) -> bool:
    """Whether an end that passed comes later now, or one that waits was corrected to what it was: neither takes anything from her anew."""
    if known.stops:
        return access == known.before
    return known.access is not None and access > known.access
