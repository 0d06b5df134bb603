"""Giving logins: who gets which, and whose it is when two claim one."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from domain.desired import OktaStatus, Standing
from domain.facts import Sealed
from domain.logins import first_free, local_part, login_candidates
from domain.proposals import Proposal
from domain.registry import Registry, login_place
from domain.rows import Login, Retired, Row

SALESFORCE = "salesforce"
RESERVED: Final = timedelta(days=180)
"""How long a login that somebody gave up for a new name is nobody else's."""


class Names(Protocol):
    @property
    def first(self) -> str | None: ...
    @property
    def last(self) -> str | None: ...
    @property
    def preferred(self) -> str | None: ...
    @property
    def mail(self) -> str | None: ...


class Vault(Protocol):
    """What only the holder of the keys can do. Opening and sealing raise when a person's key has not been read yet."""

    def names(self, person: str, sealed: Sealed) -> Names: ...

    def peek(self, person: str, sealed: Sealed) -> Names | None:
        """The names of somebody else; None where her key was erased."""

    def alike(self, person: str, one: Sealed, other: Sealed) -> bool:
        """Whether two sealed sets say the same in clear."""

    def open_login(self, person: str, sealed: bytes) -> str: ...

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
    renames: bool = True

    def without_echo(self, row: Row, sealed: Sealed) -> Sealed:
        """What HR says, without a work address that is her login or was it: that is the product's own word, which UKG shows back."""
        own = {login.digest for login in (row.login, *row.retired) if login is not None}
        if sealed.mail is None or not own:
            return sealed
        mail = self.vault.names(row.person, Sealed(mail=sealed.mail)).mail
        return replace(sealed, mail=None) if mail and self.vault.digest(mail.casefold()) in own else sealed

    def heard(self, row: Row) -> Row:
        """The row that has a login from now on: an address that HR gave before and that is this login says nothing, as if given after."""
        latest = row.latest
        return row if latest is None else replace(row, latest=replace(latest, sealed=self.without_echo(row, latest.sealed)))

    def noted(self, row: Row, latest: Proposal, sealed: Sealed) -> Row:
        """The row, knowing that her names have changed since she got her login."""
        if row.login is None or row.misnamed:
            return row
        return replace(row, misnamed=True, base=row.base or self._base(row, latest.sealed))

    def named(self, row: Row) -> Row:
        """The row with the login she has from now on: the one she has unless it is somebody else's, or the next free one."""
        row = self._renamed(row)
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

    def _renamed(self, row: Row) -> Row:
        """A changed name gives a new login as soon as she has access; the old one stays hers for a while."""
        latest, login = row.latest, row.login
        if not row.misnamed or latest is None or login is None or not wants_account(latest):
            return row
        base = self._base(row, latest.sealed)
        row = replace(row, misnamed=False)
        if base is None or base == row.base:
            return row
        row = replace(row, base=base)
        if not self.renames:
            return row
        old = Retired(digest=login.digest, until=latest.at + RESERVED)
        return replace(row, login=None, renamed=True, retired=(*row.retired, old))

    def taken_over(self, row: Row, other: str) -> Row:
        """The row with the login of the person she turned out to be, renamed by the rule where her name is another now."""
        login, known, latest = self.registry.login_of(other), self.registry.known(other), row.latest
        if login is None or known is None or latest is None or (row.login is not None and row.login.digest == login.digest):
            return row
        sealed = self.vault.seal_login(row.person, self.vault.open_login(other, login.sealed))
        names = self.vault.peek(other, known.sealed)
        local = local_part(names.first, names.last, names.preferred) if names else None
        base = self._digest(local) if local else None
        return replace(
            row, login=Login(sealed=sealed, digest=login.digest, adopted=True, since=latest.at), base=base, misnamed=base is not None
        )

    def _base(self, row: Row, sealed: Sealed) -> str | None:
        names = self.vault.names(row.person, sealed)
        local = local_part(names.first, names.last, names.preferred)
        return self._digest(local) if local else None

    def adopted(self, row: Row, proposal: Proposal) -> Row:
        """Her account was found. Its login becomes hers, unless another account that was found has it; a Username is only reserved."""
        row = replace(row, account=True, sold=row.sold or proposal.system == SALESFORCE)
        digest = proposal.login_digest
        if digest is None:
            return row
        if self.registry.adopted_by_other(digest, row.person):
            return replace(row, clash=True)
        if proposal.system == SALESFORCE or proposal.login is None or row.renamed:
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
