"""What the company remembers of one person: what was proposed, what operators ordered of her, what was announced."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.brake import Ending, Removal
from domain.desired import CaseRef, OktaDesired, OktaStatus, Planned, SalesforceDesired, Standing
from domain.proposals import Proposal, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login given or adopted: sealed text and keyed digest. `adopted`: her account had it before the product knew her."""

    sealed: bytes
    digest: str
    adopted: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A login she had before: hers alone until the instant, so that nobody else gets her mail."""

    digest: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Access as HR's facts and the brake leave it, before what operators ordered."""

    standing: Standing = Standing.HELD
    okta: OktaDesired = field(default_factory=OktaDesired)
    salesforce: SalesforceDesired = field(default_factory=SalesforceDesired)

    @property
    def on(self) -> bool:
        return self.okta.status is OktaStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed, with which key, when."""

    by: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An urgent cut: `pressed`, in force once `confirmed` by another; `release` is the first of two words to give access back."""

    pressed: Signed
    confirmed: Signed | None = None
    release: Signed | None = None
    verdict: Ending | None = None

    @property
    def in_force(self) -> bool:
        return self.confirmed is not None and self.verdict is not None and not self.verdict.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A signed exception: her access stays until the instant, although its end has come."""

    until: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What operators decided of her and may undo. `answer`: new, hold or same-as; `keeps`, `drops`: groups given by hand, reviewed."""

    exemption: Exemption | None = None
    extended: date | None = None
    answer: str = ""
    same_as: str | None = None
    keeps: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`heard`: ids of orders → when they expire, so that none is carried out twice; `before`: what an undo goes back to."""

    heard: dict[str, datetime] = field(default_factory=dict)
    button: Button | None = None
    choices: Choices = field(default_factory=Choices)
    before: tuple[Choices, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Groups given by hand, to be looked at by her new manager by the deadline; what is not kept by then goes."""

    groups: tuple[str, ...]
    since: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Somebody known who may be the same person: how much speaks for it, and what agrees."""

    person: str
    score: float
    agrees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlikes:
    """Who she may be, and how long her account waits for a decision."""

    found: tuple[Alike, ...]
    deadline: datetime
    certain: bool = False  # the first one is her, beyond doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person.

    `latest` is what lifecycle last proposed, `since` and `was` belong to its supervisor: proposed when, and the one before. `base` digests
    the login that her name gives without a number; `misnamed`: her name has changed since. `taken`: logins met at somebody unknown;
    `reserved`: logins of hers at other targets; `retired`: earlier ones. `removals` from groups passed, `waits` (group → since) are held,
    `rejects` (group → the groups proposed then) were refused. `announced` is the newest on jml-people; `account` tells whether a target was
    ever told or showed one of hers. `cycle` is who stands on the cycle that holds her edge; `waiting`: her new manager cannot be announced
    before somebody else's. `face`, `owner_face`: whom her reports have as manager and for records. `records_from` is the supervisor from
    whom on an owner for her records is looked for (empty: HR names none); `covered_by`: who took them over in this leave, for HR's cover
    rep `cover`. `stand` is access but for orders. `noticed`: kind of notice → the fact last told. `as_of` is the business instant up to
    which she was seen, `due` what comes. `gate`: whether the first load is still only reported of her (shut, open). `joined`: whose
    accounts hers have become. `moved_from`: her groups before the last move; `to_review`: what she has by hand was not looked at since.
    `turn`: a proposal whose end waits to be counted after those of the same time with smaller ids.
    """

    person: str
    latest: Proposal | None = None
    turn: Proposal | None = None
    since: datetime | None = None
    was: str | None = None
    version: int = 0
    login: Login | None = None
    base: str | None = None
    misnamed: bool = False
    renamed: bool = False
    taken: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    retired: tuple[Retired, ...] = ()
    clash: bool = False
    ending: Ending | None = None
    removals: tuple[Removal, ...] = ()
    waits: dict[str, datetime] = field(default_factory=dict)
    rejects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    announced: Transition | None = None
    account: bool = False
    sold: bool = False  # had Salesforce at some time
    cycle: tuple[str, ...] = ()
    waiting: bool = False
    face: str | None = None
    owner_face: str | None = None
    records_from: str | None = None
    cover: str | None = None
    covered_by: str | None = None
    stand: Stand | None = None
    orders: Orders = field(default_factory=Orders)
    review: Review | None = None
    moved_from: tuple[str, ...] = ()
    to_review: bool = False
    alike: LookAlikes | None = None
    joined: str | None = None
    noticed: dict[str, str] = field(default_factory=dict)
    gate: str = ""
    as_of: datetime | None = None
    due: tuple[Planned, ...] = ()
    cases: tuple[CaseRef, ...] = ()

    @property
    def cut_by_button(self) -> bool:
        button = self.orders.button
        return button is not None and button.in_force

    @property
    def choices(self) -> Choices:
        return self.orders.choices

    @property
    def same_as(self) -> str | None:
        """Whose accounts are hers: as somebody decided, or beyond doubt."""
        if self.choices.answer:
            return self.choices.same_as
        return self.alike.found[0].person if self.alike and self.alike.certain else None


def exempt(row: Row, at: datetime) -> bool:
    """Whether a signed exception holds."""
    exemption = row.choices.exemption
    return exemption is not None and at < exemption.until


def pressed(row: Row, button: Button | None) -> Row:
    """The row with this button."""
    return replace(row, orders=replace(row.orders, button=button))


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Ticks that the company still owes to many people."""

    what: str
    at: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The company's own row: orders heard, when what the brake counts was last decided, when the first load was approved."""

    heard: dict[str, datetime] = field(default_factory=dict)
    decided: dict[str, datetime] = field(default_factory=dict)
    loaded: datetime | None = None
    todo: tuple[Todo, ...] = ()
