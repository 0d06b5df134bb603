"""UKG's EmployeePerson by SOAP: reads one address, writes one address, and lets nothing else of the object out of the call.

UpdatePerson takes the whole object (ukg.md §1.10, §2.12), which holds the SSN in clear (§1.9): it lives as long as the call and is neither
returned, kept nor put into an error.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import requests
from zeep.exceptions import Error as ZeepError

from domain.ukg import ADDRESS
from producers.ukg.rest import BadAnswer, NotNow
from producers.ukg.soap import UkgSoap
from producers.ukg.soap_items import PERSON, Service, items_of
from runtime.settings import Ukg

T = TypeVar("T")
NAMES: Final = ("FirstName", "PreferredFirstName", "LastName")


class NotBegun(Exception):
    """Surely not sent: too late to begin, or there was no connection."""


class Lost(Exception):
    """The write was sent, and what came of it is not known. `code` says how the answer was lost."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Moved(Exception):
    """Somebody changed the address since it was looked at; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is let out of a record: work address and names. Lives in memory only."""

    address: str | None = field(repr=False)
    first: tuple[str, ...] = field(repr=False)
    last: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds. `begin`: no write begins later than that after its `apply`; `connect` and `answer` bound a call on the wire."""

    connect: float = 5.0
    answer: float = 20.0
    begin: float = 20.0

    @property
    def longest(self) -> float:
        """The longest that a write may still take effect after its `apply` began."""
        return self.begin + self.connect + self.answer + 1.0


class People(UkgSoap):
    """A client of EmployeePerson. Use as an async context manager."""

    def __init__(self, settings: Ukg, times: Times, cache: Path | None = None) -> None:
        super().__init__(settings, cache, (times.connect, times.answer))
        self._begin = times.begin
        self._due = threading.local()

    async def address(self, company: str, number: str) -> Shown | None:
        """What UKG shows of one record; None where it knows none. Raises what the poller's client raises."""
        return await self._threaded(lambda: self._shown(company, number))

    async def write(self, company: str, number: str, address: str, is_as_seen: Callable[[str | None], bool]) -> bool:
        """Reads the object, puts the address in and writes it back at once; False where it has the address already.

        Raises Moved where it is not `is_as_seen` any more, NotBegun, Lost, and for what was refused what the poller's client raises.
        """
        return await self._threaded(lambda: self._in_time(lambda: self._write(company, number, address, is_as_seen)))

    def _in_time(self, call: Callable[[], T]) -> T:
        self._due.until, self._due.sent = time.monotonic() + self._begin, False
        try:
            return call()
        except requests.ConnectTimeout:
            raise NotBegun from None
        except NotNow as refused:
            self._unless_refused(refused.code)
            raise
        except (requests.RequestException, ZeepError, ValueError) as lost:  # no answer, or none of UKG's form
            self._unless_refused(type(lost).__name__)
            raise
        finally:
            self._due.until = None

    def _unless_refused(self, code: str) -> None:
        """Raises Lost where the write had left; what a gateway turned away never came to UKG."""
        if self._due.sent and code not in TURNED_AWAY:
            raise Lost(code) from None

    def _answered(self, service: Service, operation: str, token: str, arguments: Mapping[str, Any]) -> Any:
        until = getattr(self._due, "until", None)
        if operation == service.update:
            if until is not None and time.monotonic() > until:
                raise NotBegun
            self._due.sent = True
        return super()._answered(service, operation, token, arguments)

    def _item(self, company: str, number: str) -> Any:
        answer = self._call(PERSON, PERSON.get, employeeIdentifier=self._identifier(PERSON, company, number))
        items = items_of(answer.Results) if answer is not None else []
        if len(items) > 1:
            raise BadAnswer(f"{PERSON.name}: {len(items)} records of one identifier", "several")
        return items[0] if items else None

    def _shown(self, company: str, number: str) -> Shown | None:
        item = self._item(company, number)
        if item is None:
            return None
        first, preferred, last = (_text(getattr(item, name, None)) for name in NAMES)
        return Shown(_text(getattr(item, ADDRESS, None)) or None, tuple(name for name in (first, preferred) if name), last)

    def _write(self, company: str, number: str, address: str, is_as_seen: Callable[[str | None], bool]) -> bool:
        item = self._item(company, number)
        found = _text(getattr(item, ADDRESS, None)) or None
        if item is not None and found is not None and found.casefold() == address.casefold():
            return False
        if item is None or not is_as_seen(found):
            raise Moved
        setattr(item, ADDRESS, address)
        if self._put_back(PERSON, item, company, number) is None:
            raise Moved
        return True


TURNED_AWAY: Final = frozenset({"401", "403", "405", "425", "429", "login"})
"""What the gateway or the servers' front answers without the call having been looked at (ukg.md §1.7, §2.4)."""


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""
