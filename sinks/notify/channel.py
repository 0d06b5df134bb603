"""What a way to reach somebody is: whom it serves, where she is found there, and what comes of sending."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent. `id` stays the same when it is sent again; `notices` are the ids of what it tells. Its repr shows no text."""

    id: str
    notices: tuple[str, ...]
    subject: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has it."""


@dataclass(frozen=True, slots=True)
class Again:
    """Not now. `code`: the other side's, or the kind of trouble. `after`: seconds it asks for. `all`: others would fare no better now."""

    code: str
    after: float = 0.0
    all: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: this message, or this recipient, is not taken."""

    code: str


Answer = Sent | Again | Refused


class Channel(Protocol):
    """One way. It calls once and repeats nothing by itself; whoever asked repeats, with the same id."""

    name: str

    def serves(self, addressee: str) -> bool:
        """Whether it is set up for person, it, security or hr."""

    def address(self, to: str, work: str | None) -> str | None:
        """Where a recipient is found; `work` is a person's work address. None: not known (yet)."""

    async def send(self, address: str, message: Message) -> Answer:
        """One attempt. Whatever the other side or the net does is an answer."""
