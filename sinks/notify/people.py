"""Names and work addresses of people, from the newest state announced of each: kept sealed, opened for one message only."""

from dataclasses import dataclass, field

from domain.facts import Sealed
from domain.proposals import Transition
from schemas.codec import decode_as
from schemas.seal import KeyRing, open_sealed


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a person, sealed."""

    sealed: Sealed
    login: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """In clear, for one message. Its repr shows nothing."""

    name: str = field(repr=False)
    first: str = field(repr=False)
    login: str | None = field(repr=False)
    work: str | None = field(repr=False)


class People:
    """The view of the compacted `jml-people`; `apply` is what its reader calls for each record."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._known: dict[str, Known] = {}

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Takes one record. Raises Undecodable: a topic of ours that cannot be read is nothing to go on with."""
        person = key.decode()
        if value is None:
            self._known.pop(person, None)
            return
        transition = decode_as(Transition, value)
        self._known[person] = Known(transition.sealed, transition.login)

    def __contains__(self, person: str) -> bool:
        return person in self._known

    def opened(self, person: str) -> Opened:
        """Her names; her id stands for a name that HR does not have. Work mail is the login where she has one (company.md, Targets).

        Raises KeyMissing, Unreadable.
        """
        known = self._known.get(person, Known(Sealed(), None))
        names = open_sealed(self._ring, person, known.sealed)
        login = self._ring.open(person, "login", known.login) if known.login else None
        first = names.preferred or names.first or ""
        name = _one_line(f"{first} {names.last or ''}") or person
        return Opened(name=name, first=_one_line(first) or name, login=login, work=login or names.mail)

    def login(self, person: str, sealed: bytes) -> str:
        """A login she has or had. Raises KeyMissing, Unreadable."""
        return self._ring.open(person, "login", sealed)


def _one_line(text: str) -> str:
    """Nothing in a name may start a line, a header or a sign that nobody sees."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
