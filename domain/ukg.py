"""Plan: whether UKG is to be given a person's work address, which is her login (company.md, login; cases.md A23).

HR is the master there: written is only what is empty, or what the product wrote itself under an earlier login of hers. Addresses are
compared as the keyed digests of logins; nothing of UKG's object is kept.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.accounts import under
from domain.desired import CaseRef, OktaStatus, Standing
from domain.outcomes import Account, Action, Fate, Result
from domain.planning import Asked, Difference, is_joined

ADDRESS: Final = "EmailAddress"
"""UKG's name for it (ukg.md §1.9)."""
WROTE, WRITING = "wrote", "writing"
"""In `Account.extra`: digests of the addresses that the product wrote, the newest last; and of the one that is about to be."""
MOST_WROTE: Final = 8
"""Earlier addresses that are known again."""
LOOK_AGAIN: Final = timedelta(days=1)
"""UKG may show somebody by SOAP later than in its lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known when she is looked at. Her UKG record was only read where `asked`.

    `waits`: she has no Okta account under her login yet. `there`: UKG shows exactly one record of her company and number; `named`: under
    her name. `address`: the digest of its work address, None where that is empty.
    """

    asked: bool = False
    waits: bool = False
    there: bool = False
    named: bool = True
    address: str | None = None


def wants(asked: Asked) -> bool:
    """Whether she is to have a work address at UKG: she has a login and access, and is nobody who leaves, is held, or is somebody else."""
    said = asked.transition
    has = said.login_digest is not None and said.number is not None and said.company is not None
    access = said.okta.status in (OktaStatus.STAGED, OktaStatus.ACTIVE)
    return has and access and said.standing not in (Standing.LEFT, Standing.HELD) and not is_joined(asked)


def awaited(asked: Asked) -> str:
    """What must be there first: an account of hers at Okta, under this login and no other."""
    return under(asked.transition.person, asked.transition.login_digest or "")


def plan(asked: Asked, seen: Seen) -> Difference:
    """All that differs. Pure."""
    said, account = asked.transition, asked.account
    if not wants(asked):
        return Difference(account=account)
    if seen.waits:
        return Difference(account=account, waiting_for=awaited(asked))
    if not seen.asked:
        return Difference(account=account)
    if not seen.there:
        return Difference(account=account, check_after=LOOK_AGAIN)
    if not seen.named:
        case = CaseRef(kind="data", field="ukg", detail=f"{place(asked)} bears another name")
        return Difference(account=account, cases=(case,), doubt=True)
    if seen.address == said.login_digest or not _is_ours(account, seen.address):
        return Difference(account=account)
    known = account or Account(id=place(asked))
    known = replace(known, id=place(asked), extra={**known.extra, WRITING: said.login_digest or ""})
    write = Action(id="update", name="update", subject=known.id, changes={ADDRESS: (None, None)})
    return Difference(account=known, actions=(write,))


def place(asked: Asked) -> str:
    """Company code and employee number, by which SOAP goes: what stands for an account's id at UKG."""
    return f"{asked.transition.company}/{asked.transition.number}"


def _is_ours(account: Account | None, address: str | None) -> bool:
    """Whether what stands there may be written over."""
    return address is None or (account is not None and address in account.extra.get(WROTE, "").split())


def holds(action: Action, asked: Asked, seen: Seen) -> bool:
    """Whether a write whose answer was lost shows: it meant the address that was about to be written then, whatever is announced now."""
    meant = asked.account.extra.get(WRITING) if asked.account else None
    return seen.there and meant is not None and seen.address == meant


def learn(account: Account | None, action: Action, result: Result) -> Account | None:
    """What is remembered once it is written. An address that somebody else had put there meanwhile is not ours."""
    if account is None:
        return None
    extra = dict(account.extra)
    written = extra.pop(WRITING, None)
    if written is None or result.fate is Fate.UNCHANGED:
        return replace(account, extra=extra)
    before = [each for each in extra.get(WROTE, "").split() if each != written]
    return replace(account, login_digest=written, extra={**extra, WROTE: " ".join([*before, written][-MOST_WROTE:])})
