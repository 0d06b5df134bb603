"""Giving logins: who gets which, and whose it is when two claim one."""

from dataclasses import dataclass, replace
from typing import Protocol

from domain.desired import OktaStatus, Standing
from domain.facts import Sealed
from domain.logins import first_free, local_part, login_candidates
from domain.proposals import Proposal
from domain.registry import Login, Registry, Row, login_place

SALESFORCE = "salesforce"


class Names(Protocol):
    @property
    def first(self) -> str | None: ...
    @property
    def last(self) -> str | None: ...
    @property
    def preferred(self) -> str | None: ...


class Vault(Protocol):
    """What only the holder of the keys can do. Opening and sealing raise when a person's key has not been read yet."""

    def names(self, person: str, sealed: Sealed) -> Names: ...

    def alike(self, person: str, one: Sealed, other: Sealed) -> bool:
        """Whether two sealed sets say the same in clear."""

    def seal_login(self, person: str, login: str) -> bytes: ...

    def digest(self, login: str) -> str: ...


def wants_account(proposal: Proposal) -> bool:
    """Whether an account must exist: staged, active, or suspended by a leave."""
    status = proposal.okta.status
    return status in (OktaStatus.STAGED, OktaStatus.ACTIVE) or (status is OktaStatus.SUSPENDED and proposal.standing is Standing.ON_LEAVE)


@dataclass(frozen=True, slots=True)
class Naming:
    registry: Registry
    vault: Vault
    domain: str

    def named(self, row: Row) -> Row:
        """The row with the login she has from now on: the one she has unless it is somebody else's, or the next free one."""
        if row.login is not None and self._lost(row, row.login):
            row = replace(row, login=None)
        latest = row.latest
        if latest is None or row.login is not None:
            return row
        if not wants_account(latest) and latest.standing is not Standing.PRE_HIRE:
            return row
        names = self.vault.names(row.person, latest.sealed)
        local = local_part(names.first, names.last, names.preferred)
        row = replace(row, base=self._digest(local) if local else None)
        return self._given(row, latest, names) if local and wants_account(latest) else row

    def adopted(self, row: Row, proposal: Proposal) -> Row:
        """Her account was found. Its login becomes hers, unless another account that was found has it; a Username is only reserved."""
        row = replace(row, account=True, sold=row.sold or proposal.system == SALESFORCE)
        digest = proposal.login_digest
        if digest is None:
            return row
        if self.registry.adopted_by_other(digest, row.person):
            return replace(row, clash=True)
        if proposal.system == SALESFORCE or proposal.login is None:
            return replace(row, reserved=tuple(sorted({*row.reserved, digest})))
        taken = tuple(each for each in row.taken if each != digest)
        return replace(row, login=Login(sealed=proposal.login, digest=digest, adopted=True, since=proposal.at), taken=taken, clash=False)

    def taken(self, row: Row, proposal: Proposal) -> Row:
        """Somebody unknown has an account under this login: nobody is given it any more."""
        digest = proposal.login_digest
        if digest is None or (row.login is not None and row.login.adopted and row.login.digest == digest):
            return row
        return replace(row, taken=tuple(sorted({*row.taken, digest})))

    def displaced(self, row: Row) -> str | None:
        """Who was given the login that turned out to be this person's."""
        return self.registry.holder(row.login.digest, row.person) if row.login and row.login.adopted else None

    def _given(self, row: Row, latest: Proposal, names: Names) -> Row:
        """Who starts earlier, then has the lower employee number, comes first for a free one, as far as she is known by now."""
        planned = replace(row, latest=replace(latest, standing=Standing.PRE_HIRE))
        place = login_place(planned)
        leave = self.registry.before(row.base, place) if row.base and place else 0
        candidates = login_candidates(names.first, names.last, names.preferred)
        local = first_free(candidates, lambda name: self._free(row, self._digest(name)), leave)
        if local is None:
            return row
        login = f"{local}@{self.domain}"
        sealed = self.vault.seal_login(row.person, login)
        return replace(row, login=Login(sealed=sealed, digest=self.vault.digest(login), since=latest.at))

    def _free(self, row: Row, digest: str) -> bool:
        met = digest in row.taken or self.registry.taken(digest, row.person)
        return not met and self.registry.holder(digest, row.person) is None

    def _lost(self, row: Row, login: Login) -> bool:
        if login.adopted:
            return False
        met = login.digest in row.taken or self.registry.taken(login.digest, row.person)
        return met or self.registry.adopted_by_other(login.digest, row.person)

    def _digest(self, local: str) -> str:
        return self.vault.digest(f"{local}@{self.domain}")
