"""Who takes over the Salesforce records of somebody who leaves, moves or goes on leave (company.md, Leave, Managers)."""

from dataclasses import replace

from domain import org
from domain.announcing import LOST, takes_access
from domain.desired import OktaStatus, SalesforceState
from domain.org import Directory
from domain.proposals import Proposal
from domain.registry import number_key
from domain.rows import Row, Stand

NOBODY = ""
"""In place of a supervisor: HR names none."""


def in_force_before(row: Row) -> str | None:
    """The supervisor a person had until now: while her edge is held, the one before it."""
    return row.was if row.cycle or row.latest is None else row.latest.supervisor


def with_records(was: Row, now: Row, latest: Proposal, stand: Stand) -> Row:
    """From whom on an owner for her records is looked for, fixed when they are to be moved: a mover's go to the old manager.

    Where HR names nobody above her that is said, too: there is an owner to be found, and none (company.md, Managers).
    """
    sold = now.sold or stand.salesforce.state is not SalesforceState.NONE
    if not stand.salesforce.on_leave:
        now = replace(now, cover=None, covered_by=None)
    gone = takes_access(latest, now.announced) and stand.okta.status is not OktaStatus.ACTIVE
    away = stand.salesforce.on_leave and sold
    if not gone and not away and not (sold and stand.salesforce.state in LOST):
        return replace(now, sold=sold, records_from=None)
    current, old = latest.supervisor, in_force_before(was)
    fresh = (current or old) if gone or away else (old or current)
    kept = now.records_from if now.records_from and (was.stand is None or was.stand.salesforce.on_leave == away) else None
    return replace(now, sold=sold, records_from=kept or fresh or NOBODY)


def new_owner(row: Row, latest: Proposal, stand: Stand, seen: Directory) -> tuple[Row, str | None]:
    """Whom her records go to, and the row that remembers who covers."""
    if row.records_from is None:
        return row, None
    said = row.announced
    if said and said.records_to and said.okta.status is OktaStatus.DEACTIVATED is stand.okta.status:
        return row, said.records_to  # settled for good
    if stand.salesforce.on_leave:
        return _cover(row, latest, seen)
    found = org.next_owner(seen, seen.person_of(row.records_from), row.person)
    if found is None and latest.supervisor and stand.okta.status is not OktaStatus.ACTIVE:
        # Nobody was left above her when she went; HR may have named somebody since.
        found = org.next_owner(seen, seen.person_of(latest.supervisor), row.person)
    return row, found


def _cover(row: Row, latest: Proposal, seen: Directory) -> tuple[Row, str | None]:
    """The cover rep HR named, else the manager; whoever has them once keeps them, and leaving passes them on to her own manager."""
    if row.covered_by is None or row.cover != latest.cover:
        rep = seen.member(seen.person_of(number_key(latest.cover)) if latest.cover else None)
        found = rep.person if rep and rep.covers and rep.person != row.person else None
        row = replace(row, cover=latest.cover, covered_by=found or org.next_owner(seen, seen.person_of(row.records_from), row.person))
    holder = seen.member(row.covered_by)
    return row, None if holder is None or holder.owner_face == row.person else holder.owner_face
