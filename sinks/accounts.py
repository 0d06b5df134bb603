"""Who has which account at one target: the compacted accounts topic, read whole by every dispatcher.

A manager's or new owner's row may lie on another partition; here only her id is known, and who waits for it is woken when it arrives.
"""

from collections.abc import Callable, Iterable

from domain.accounts import UNDER, AccountRecord, under
from schemas.codec import decode_as

Wake = Callable[[bytes], None]


class Accounts:
    """The view. `apply` is what `runtime.kafka.CompactedReader` calls for each record, in the event loop."""

    def __init__(self) -> None:
        self._records: dict[str, AccountRecord] = {}
        self._people: dict[str, set[str]] = {}
        self._waiting: dict[str, set[bytes]] = {}
        self._wake: Wake | None = None

    def get(self, person: str | None) -> AccountRecord | None:
        """Her account; None where she has none (yet), none `under` the login that is meant, or nobody is meant."""
        whose, _, login = (person or "").partition(UNDER)
        found = self._records.get(whose)
        return found if found is not None and login in ("", found.login_digest) else None

    def people(self, accounts: Iterable[str]) -> list[str]:
        """Whose these accounts are, or were, of those that are anybody's."""
        return sorted({person for account in accounts for person in self._people.get(account, ())})

    def apply(self, key: bytes, value: bytes | None) -> None:
        """Takes one record. Raises Undecodable: a topic of ours that cannot be read is nothing to go on with."""
        person = key.decode()
        if value is None:
            self._records.pop(person, None)
            return
        record = self._records[person] = decode_as(AccountRecord, value)
        self._people.setdefault(record.account, set()).add(person)
        for name in (person, under(person, record.login_digest or "")):
            for waiting in self._waiting.pop(name, ()):
                if self._wake:
                    self._wake(waiting)

    def on_arrival(self, wake: Wake) -> None:
        """`wake(row key)` is called once for everybody who waits for an account that arrives."""
        self._wake = wake

    def wait_for(self, person: str, row: bytes) -> None:
        """The row's owner waits for this person's account. Waiting twice is waiting once."""
        self._waiting.setdefault(person, set()).add(row)

    def forget(self) -> None:
        """As when nothing has been read yet."""
        self._records.clear()
        self._people.clear()
        self._waiting.clear()

    def forget_waiting(self) -> None:
        """Nobody waits: the rows are another process's now."""
        self._waiting.clear()
