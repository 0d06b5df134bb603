"""What an announcement is called and how urgent it is, by what it changes for the targets."""

from dataclasses import replace
from typing import Any

from domain.brake import URGENT, lane
from domain.desired import OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.proposals import Priority, Proposal, ProposalKind, Transition

OFF = (OktaStatus.NONE, OktaStatus.SUSPENDED, OktaStatus.DEACTIVATED)
LOST = (SalesforceState.NONE, SalesforceState.INACTIVE)


def cut(said: Transition | None) -> bool:
    """Whether access is announced off because work ended."""
    if said is None:
        return False
    noticed = said.standing is Standing.ON_NOTICE and said.okta.status in OFF
    refused = said.standing is Standing.HELD and not said.okta.groups
    off = said.okta.status in (OktaStatus.SUSPENDED, OktaStatus.DEACTIVATED)
    hired_again = off and (said.standing is Standing.PRE_HIRE or refused)
    return (said.standing is Standing.LEFT and said.okta.status is not OktaStatus.ACTIVE) or noticed or hired_again


def takes_access(proposal: Proposal, said: Transition | None) -> bool:
    """Whether a proposal takes the access of somebody whose work ends, or ended. A leave that suspends does not."""
    if proposal.standing is Standing.LEFT or (proposal.end is not None and proposal.end.access <= proposal.at):
        return True
    had = said is not None and said.okta.status is OktaStatus.ACTIVE
    return had and proposal.okta.status in (OktaStatus.NONE, OktaStatus.DEACTIVATED)


def visible(said: Transition) -> tuple[Any, ...]:
    """All that a target sees of an announcement."""
    people = (said.manager, said.salesforce_manager if said.salesforce.state is not SalesforceState.NONE else None, said.records_to)
    ways = (said.renames, said.excepted, said.report, said.same_as, said.gives_back, [each for each in said.flags if ":" in each])
    return (said.okta, said.salesforce, said.login_digest, said.sealed, said.number, said.company, people, ways)


def same(one: Transition, other: Transition) -> bool:
    """Whether two announcements say the same, whatever caused them."""
    alike = replace(other, id=one.id, version=one.version, at=one.at, cause=one.cause, policy=one.policy)
    return replace(alike, kind=one.kind, priority=one.priority, baseline=one.baseline) == one


def kind_of(was: Transition | None, new: Transition, ever_active: bool) -> str:
    """joiner mover leaver profile manager adoption: the most final that fits. `was` None: no target knows her yet."""
    if cut(new) and ever_active:
        return "leaver"
    if new.cause.rule == ProposalKind.ADOPTED:
        return "adoption"
    if was is None or (was.okta.status not in (OktaStatus.ACTIVE, OktaStatus.SUSPENDED) and new.okta.status is not was.okta.status):
        return "joiner"
    if _access(was) != _access(new):
        return "mover"
    whom = replace(new, manager=was.manager, salesforce_manager=was.salesforce_manager, records_to=was.records_to)
    return "manager" if visible(whom) == visible(was) and visible(new) != visible(was) else "profile"


def priority_of(new: Transition, proposal: Proposal, by_button: bool = False) -> Priority:
    if by_button:
        return Priority.URGENT
    if new.kind == "leaver":
        return Priority.URGENT if lane(proposal.end) == URGENT else Priority.LEAVER
    return Priority.BULK if proposal.baseline else Priority.ORDINARY


def _access(said: Transition) -> tuple[Any, ...]:
    sold: SalesforceDesired = said.salesforce
    return (said.okta.status, said.okta.groups, sold.state, sold.profile, sold.role, sold.territory)
