"""What the work at a target needs from around it, and the times it keeps."""

import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from domain.outcomes import Account, Outcome
from domain.work import Work
from runtime.clock import Clock
from runtime.ports import Host, Out
from schemas.codec import encode
from schemas.seal import KeyRing, open_sealed
from sinks.accounts import Accounts
from sinks.agent import BUSINESS_TIME, SEALED_LOGIN
from sinks.crash import CrashPoint, never
from sinks.target import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Machine seconds, and how many crews at once.

    `delivery`: an intent older than that when the log has it is not acted upon. `span`: no further call of a plan begins later than that
    after its intent. `skew`: how far two machines' clocks may differ. `drain`: at most that long for calls in flight when partitions go.
    `refusals`, `maintenance`, `careful`: see `sinks.gate`. `rounds`: whether people are looked at of whom nothing was announced.
    """

    crews: int = 8
    delivery: float = 2.0
    span: float = 15.0
    skew: float = 1.0
    drain: float = 9.0
    key_wait: float = 0.5
    partitions: int = 12
    refusals: int = 20
    maintenance: bool = False
    rounds: bool = True
    careful: bool = False


def limits_of(system: str, **given: Any) -> Limits:
    """A target's own limits. UKG publishes none, so few call it at once, and it locks an account that keeps failing, the poller's.

    What others change there is HR's word, which comes as facts.
    """
    own: dict[str, Any] = {"crews": 2, "rounds": False, "careful": True} if system == "ukg" else {}
    return Limits(**{**own, **given})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The worker, the clocks, keys and accounts. `machine` is epoch seconds, `policy` the hash of this process's policy."""

    host: Host
    clock: Clock
    keys: KeyRing
    accounts: Accounts
    limits: Limits = field(default_factory=Limits)
    crash: CrashPoint = never
    machine: Callable[[], float] = time.time
    policy: str = ""

    async def tell(self, system: str, outcome: Outcome) -> None:
        """Asks the fence, puts an outcome on the log, returns when it is there."""
        headers = {BUSINESS_TIME: self.clock.now().isoformat().encode()}
        await self.host.send(Out(f"{system}-outcomes", outcome.person.encode(), encode(outcome), headers=headers))

    def opened(self, row: Work) -> Wanted:
        """Her announced state with names and login in clear. Raises KeyMissing (wait), Unreadable (do not)."""
        transition = row.transition
        if transition is None:
            raise ValueError("nothing was announced for this row")
        names = open_sealed(self.keys, transition.person, transition.sealed)
        login = self.keys.open(transition.person, "login", transition.login) if transition.login else None
        others = (transition.manager, transition.salesforce_manager, transition.records_to, transition.same_as)
        records = [self.accounts.get(person) for person in others]
        return Wanted(
            transition=transition,
            account=row.intent.account or row.account if row.intent else row.account,
            first=names.first,
            preferred=names.preferred,
            last=names.last,
            mail=names.mail,
            login=login,
            ids={record.person: record.account for record in records if record},
            intended=row.intent.actions if row.intent else (),
        )

    def adopted(self, person: str, account: Account, login: str) -> Account:
        """The account with its login sealed and digested, as the company stage is told of it. Raises KeyMissing."""
        sealed = b64encode(self.keys.seal(person, "login", login)).decode()
        digest = self.keys.digest("login", login.casefold())
        return replace(account, login_digest=digest, extra=account.extra | {SEALED_LOGIN: sealed})
