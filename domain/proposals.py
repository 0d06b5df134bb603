"""What lifecycle proposes to the company stage, and what the company stage announces to the targets."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.desired import CaseRef, Cause, OktaDesired, Planned, SalesforceDesired, Standing
from domain.facts import EndKind, Sealed


class ProposalKind(StrEnum):
    STANDING = "standing"  # lifecycle: what should be true of a person
    ADOPTED = "adopted"  # a sink found her account: its login is reserved for her
    LOGIN_TAKEN = "login_taken"  # a sink met an account of somebody else under the login: never again handed out
    EXCEPTIONS = "exceptions"  # a sink moved somebody who has groups by hand (`groups`): her new manager reviews them


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The end of a person's work. `access` and `pay` are instants (24:00 local of the two dates); `known` is when HR's word arrived."""

    kind: EndKind
    access: datetime
    pay: datetime
    deactivate: datetime
    known: datetime
    contract: bool = False  # a contract's end date, no termination: noticed to the manager before, an exception may outlive it


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What lifecycle thinks of one person: everything but what concerns others (login, manager, brake).

    `version` counts this person's proposals. `supervisor` and `employees` are UKG employeeIDs. For ADOPTED and LOGIN_TAKEN only `login`
    (sealed under the person's key), `login_digest` and `system` count, for EXCEPTIONS `groups`. `zone` is the site's, `cover` the employee
    number of the cover rep HR named, `gives_back` as in Transition.
    """

    id: str
    person: str
    kind: ProposalKind
    version: int
    at: datetime
    cause: Cause
    policy: str
    baseline: bool = False
    standing: Standing = Standing.HELD
    ever_active: bool = False
    start: datetime | None = None
    end: End | None = None
    worker: str | None = None  # the policy's user type: employee intern temporary contractor
    company: str | None = None
    number: str | None = None
    supervisor: str | None = None
    employees: tuple[str, ...] = ()
    sealed: Sealed = field(default_factory=Sealed)
    digests: dict[str, str] = field(default_factory=dict)
    okta: OktaDesired = field(default_factory=OktaDesired)
    salesforce: SalesforceDesired = field(default_factory=SalesforceDesired)
    plan: tuple[Planned, ...] = ()
    cases: tuple[CaseRef, ...] = ()
    login: bytes | None = None
    login_digest: str | None = None
    system: str | None = None
    zone: str | None = None
    cover: str | None = None
    contractor: bool = False
    gives_back: bool = True
    groups: tuple[str, ...] = ()


class Priority(StrEnum):
    """Which work goes first at a target."""

    URGENT = "urgent"
    LEAVER = "leaver"
    ORDINARY = "ordinary"
    BULK = "bulk"  # first loads and reorganisations


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """The whole desired state of one person at the targets. `version` counts announcements; a sink drops what is older than it has.

    `login` is sealed text; the Salesforce Username is made of it by policy. `number` and `company` (its code) name her record at UKG.
    `manager` is a person id, resolved; `records_to` is whom the records of somebody without access go to. `brake` names why part of it is
    held (`ends`, or the group's name), if so.
    `gives_back`: when access comes on again, what a cut or leave took from her (groups and apps by hand, records) goes back; not for a
    rehire. `renames`: the login is to be hers at the targets even where the account was adopted under another. `excepted`: a signed
    exception holds; whatever access she has stays, nothing is taken and no drift healed. `report`: the first load is not approved yet;
    look and tell what would be written, write nothing. `same_as`: a review found her to be this person, whose accounts are hers from now
    on. Her manager in Salesforce is `salesforce_manager`, the nearest one up with an account there (None: nobody). `flags` says what is
    unusual: `manager-is-contractor` (the next one up stands in), `joined:P` (her accounts are P's now: forget them, write nothing),
    `kept:by-hand` (a signed exception holds while she is at work: the policy's groups that somebody gave her by hand stay).
    """

    id: str
    person: str
    version: int
    at: datetime
    cause: Cause
    policy: str
    kind: str  # joiner mover leaver profile manager adoption
    priority: Priority
    standing: Standing
    baseline: bool = False
    login: bytes | None = None
    login_digest: str | None = None
    number: str | None = None
    company: str | None = None
    manager: str | None = None
    records_to: str | None = None
    sealed: Sealed = field(default_factory=Sealed)
    okta: OktaDesired = field(default_factory=OktaDesired)
    salesforce: SalesforceDesired = field(default_factory=SalesforceDesired)
    plan: tuple[Planned, ...] = ()
    brake: str | None = None
    gives_back: bool = True
    renames: bool = False
    excepted: bool = False
    report: bool = False
    same_as: str | None = None
    salesforce_manager: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has come to look at a person. `what` says which clock rang: a due instant, or (company) somebody she depends on changed."""

    person: str
    due: datetime
    what: str  # due | reannounce
    cause: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case opened or closed. The id is made of person, kind and field, so opening twice is one case.

    `deadline`: by when a person should have looked (None: no hurry). `answer` and `by`: what an operator decided of it, who.
    """

    id: str
    person: str
    kind: str
    field: str
    detail: str
    open: bool
    at: datetime
    deadline: datetime | None = None
    answer: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something is wrong with the whole, not with one person. `key` tells apart two of one kind; `on` False ends it."""

    kind: str
    key: str
    on: bool
    since: datetime
    ids: tuple[str, ...] = ()
