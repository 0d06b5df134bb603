"""What a person orders the product to do: signed, checked by the stage that acts, and told on the audit topic with the operator's name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

BRAKE: Final = "!brake"
"""The key of orders that concern no single person. No person id begins so: the row under it is the company's own."""

LIFE: Final = timedelta(minutes=10)
"""How long an order may be carried out after it was signed."""

LONGEST_LIFE: Final = timedelta(hours=1)
EARLY: Final = timedelta(minutes=5)
"""How far ahead of ours the signer's clock may be."""

FIRST_LOAD: Final = "first-load"


class Kind(StrEnum):
    CUT = "cut"  # access off at once; a second person confirms
    CONFIRM = "confirm"
    RELEASE = "release"  # gives back what a cut took; by two people
    APPROVE = "approve"  # what the brake holds of `people`, or of args `group`, or args `what: first-load`
    REJECT = "reject"
    DECIDE = "decide"  # args `answer`: same-as P9, new, hold, keep G, drop G
    EXTEND = "extend"  # args `to`: a contract goes on, as far as the manager is concerned
    EXCEPT = "except"  # args `until`: access stays although its end has come
    UNDO = "undo"  # the last decision on this person


MAY: Final[Mapping[str, frozenset[Kind]]] = MappingProxyType(
    {
        "security": frozenset({Kind.CUT, Kind.CONFIRM, Kind.RELEASE, Kind.EXCEPT, Kind.UNDO}),
        "duty": frozenset({Kind.APPROVE, Kind.REJECT}),
        "hr": frozenset({Kind.APPROVE, Kind.REJECT, Kind.DECIDE, Kind.UNDO}),
        "manager": frozenset({Kind.EXTEND, Kind.DECIDE}),
    }
)
"""Role → what it may order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One order. `person` is whom it concerns (empty: the brake), `people` a list for the brake; `key` is the id of the key that signed.

    `args` holds codes, ids and dates only: group, answer, to, until, what.
    """

    id: str
    kind: Kind
    person: str = ""
    people: tuple[str, ...] = ()
    args: dict[str, str] = field(default_factory=dict)
    by: str
    key: str = ""
    at: datetime
    expires: datetime
    signature: bytes = field(default=b"", repr=False)

    @property
    def place(self) -> str:
        """The Kafka key: whose row it changes."""
        return self.person or BRAKE


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A row of `operators.csv`: who may order what. `key` is the public key (Ed25519, 32 bytes in base64)."""

    name: str
    roles: tuple[str, ...]
    key: str

    def may(self, kind: Kind) -> bool:
        return any(kind in MAY.get(role, ()) for role in self.roles)


class WrongOrder(ValueError):
    """An order that says nothing sensible. The text says what is allowed."""


def orders(asked: Mapping[str, object], at: datetime, new_id: Callable[[], str], life: timedelta = LIFE) -> tuple[Command, ...]:
    """One order as scenarios and the command line write it (`cut: P, by: ann, confirm: bob`) → the commands to sign, in their order.

    `by` of each names who is to sign it. People are person ids. Raises WrongOrder.
    """
    said = [kind for kind in Kind if kind in asked]
    kinds = [kind for kind in said if kind is not Kind.CONFIRM] or said
    if len(kinds) != 1:
        raise WrongOrder(f"an order is one of {', '.join(Kind)}")
    kind, signers = kinds[0], _texts(asked.get("by"))
    if not signers:
        raise WrongOrder("`by` names who signs")
    subject = str(asked[kind])
    person, people, args = _what(kind, subject, asked)
    base = Command(id="", kind=kind, person=person, people=people, args=args, by="", at=at, expires=at + life)
    drafts = [replace(base, by=signer) for signer in signers]
    if kind is Kind.CUT:
        drafts += [replace(base, kind=Kind.CONFIRM, by=second) for second in _texts(asked.get("confirm"))]
    return tuple(replace(draft, id=new_id()) for draft in drafts)


def _what(kind: Kind, subject: str, asked: Mapping[str, object]) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Person, people and args."""
    args = {name: str(asked[name]) for name in ("group", "answer", "to", "until") if asked.get(name) is not None}
    if kind not in (Kind.APPROVE, Kind.REJECT):
        needed = {Kind.DECIDE: "answer", Kind.EXTEND: "to", Kind.EXCEPT: "until"}.get(kind)
        if needed and needed not in args:
            raise WrongOrder(f"{kind} needs `{needed}`")
        return subject, (), args
    if subject not in ("brake", FIRST_LOAD):
        raise WrongOrder(f"{kind} is said of brake or {FIRST_LOAD}")
    return "", _texts(asked.get("people")), args | ({"what": FIRST_LOAD} if subject == FIRST_LOAD else {})


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(each) for each in value) if isinstance(value, (list, tuple)) else (str(value),)


class Refusal(StrEnum):
    """Why an order is not carried out."""

    UNSIGNED = "unsigned"
    UNKNOWN_OPERATOR = "unknown-operator"
    FORGED = "forged"
    UNAUTHORISED = "unauthorised"
    EXPIRED = "expired"
    TOO_EARLY = "too-early"
    REPLAYED = "replayed"
    MISPLACED = "misplaced"  # lies under another key than the row it changes
    SAME_PERSON = "same-person"  # two people were needed
    NOTHING_TO_DO = "nothing-to-do"  # what it speaks of is not, or no longer, so
    ENDED_BY_HR = "ended-by-hr"
    WRONG = "wrong"  # an answer, date or list that cannot be


Verify = Callable[[str, Command], bool]
"""Whether a public key (base64) signed this command."""


def refusal(command: Command, operators: Iterable[Operator], verify: Verify, now: datetime) -> Refusal | None:
    """Why nobody need look at what a command says; None: it was ordered by whom it says, who may, in time."""
    return next(_reasons(command, {one.name: one for one in operators}, verify, now), None)


def _reasons(command: Command, operators: Mapping[str, Operator], verify: Verify, now: datetime) -> Iterator[Refusal]:
    if not command.signature:
        yield Refusal.UNSIGNED
    operator = operators.get(command.by)
    if operator is None:
        yield Refusal.UNKNOWN_OPERATOR
    elif not verify(operator.key, command):
        yield Refusal.FORGED
    elif not operator.may(command.kind):
        yield Refusal.UNAUTHORISED
    if command.expires <= now or command.expires - command.at > LONGEST_LIFE:
        yield Refusal.EXPIRED
    if command.at - now > EARLY:
        yield Refusal.TOO_EARLY
