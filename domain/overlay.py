"""What of a proposal is in force: what brake, guard, reviews and operators' orders leave of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.announcing import takes_access
from domain.desired import OktaDesired, OktaStatus, SalesforceDesired, SalesforceState, Standing
from domain.naming import wants_account
from domain.proposals import Proposal
from domain.rows import Row, Stand, exempt


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """`stand` before orders, `said` with them: what targets are to hear. `brake` names what is held, `excepted` that an exception holds."""

    stand: Stand
    said: Stand
    brake: str | None = None
    excepted: bool = False


def in_force(row: Row, latest: Proposal, at: datetime) -> InForce:
    """Access of a person at an instant. Her last access stays where the brake or an exception keeps it."""
    stand, brake = _settled(row, latest, at)
    excepted = exempt(row, at) and takes_access(latest, row.announced)
    if excepted and row.stand is not None:
        stand, brake = row.stand, None
    return InForce(stand=stand, said=_cut(stand) if row.cut_by_button else stand, brake=brake, excepted=excepted)


def hr_ended(row: Row, at: datetime) -> bool:
    """Whether HR says that her work is over."""
    latest = row.latest
    return latest is not None and (latest.standing is Standing.LEFT or (latest.end is not None and latest.end.access <= at))


def in_doubt(row: Row, at: datetime) -> bool:
    """Whether her account waits until somebody has decided who she is."""
    found = row.alike
    if found is None or found.certain or row.account or row.choices.answer in ("new", "same-as"):
        return False
    return at < found.deadline or row.choices.answer == "hold"


def _settled(row: Row, latest: Proposal, at: datetime) -> tuple[Stand, str | None]:
    ending, last = row.ending, row.stand
    if ending and ending.stops and takes_access(latest, row.announced):
        return last or Stand(), "ends" if ending.held else None
    if row.login is None and wants_account(latest) and not row.account:
        return replace(last or Stand(), standing=Standing.HELD, okta=OktaDesired(), salesforce=SalesforceDesired()), None
    if in_doubt(row, at):
        standing = Standing.HELD if row.choices.answer == "hold" else latest.standing
        return Stand(standing=standing, okta=OktaDesired(), salesforce=SalesforceDesired()), None
    waits = sorted(row.waits)
    groups = tuple(sorted({*latest.okta.groups, *waits, *row.rejects}))
    drops = tuple(sorted({*latest.okta.drop, *row.choices.drops}))
    brake = "ends" if ending and ending.held else ",".join(waits) or None
    return Stand(standing=latest.standing, okta=replace(latest.okta, groups=groups, drop=drops), salesforce=latest.salesforce), brake


def _cut(stand: Stand) -> Stand:
    """Suspended with her groups, frozen; what was off already stays as it is, and nobody is let in anew."""
    okta, sold = stand.okta, stand.salesforce
    if okta.status is OktaStatus.ACTIVE:
        okta = replace(okta, status=OktaStatus.SUSPENDED)
    if sold.state in (SalesforceState.ACTIVE, SalesforceState.FROZEN):
        sold = replace(sold, state=SalesforceState.FROZEN, on_leave=False)
    return replace(stand, okta=okta, salesforce=sold)
