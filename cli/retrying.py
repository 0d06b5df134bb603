"""Sending dead letters again: our own records to their topics, rows by reading them from UKG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from domain.dead_letters import RETRIED, DeadLetter
from producers.ukg.poll import Poller
from producers.ukg.process import poller_from
from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow
from runtime.clock import clock_from
from runtime.kafka import Sender
from runtime.settings import Settings
from streams.letter_desk import Desk, NotAgain, again, recorded

EMPLOYEE: Final = ("employeeID", "employeeId")
"""How UKG's resources write it."""


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of one letter."""

    letter: DeadLetter
    done: bool
    said: str


async def retry_all(settings: Settings, found: Desk, letters: Sequence[DeadLetter], by: str) -> list[Retried]:
    """Each of them, one after the other; what was sent again is recorded, by whom as given. Raises Trouble, SettingError."""
    sender = Sender(settings.kafka, timeout=20.0)
    try:
        results = [await _sent(sender, letter, found.key(letter)) for letter in letters if not letter.of_row]
        rows = [letter for letter in letters if letter.of_row]
        if rows:
            results += await _read_again(settings, rows)
        now = clock_from(settings.clock.file).now()
        for each in results:
            if each.done:
                for out in recorded(each.letter, found.key(each.letter), RETRIED, now, by=by):
                    await sender.send(out)
    finally:
        await sender.close()
    return results


async def _sent(sender: Sender, letter: DeadLetter, key: bytes) -> Retried:
    try:
        partition, offset = await sender.send(again(letter, key))
    except NotAgain as no:
        return Retried(letter, False, str(no))
    return Retried(letter, True, f"lies at {letter.topic}/{partition}/{offset} again")


async def _read_again(settings: Settings, rows: Sequence[DeadLetter]) -> list[Retried]:
    async with poller_from(settings) as (poller, _schedule):
        return await reread(poller, rows)


async def reread(poller: Poller, rows: Iterable[DeadLetter]) -> list[Retried]:
    """Asks for the people of these rows once each; a row that is set aside again is not done."""
    asked: dict[str, str] = {}
    results = []
    for letter in rows:
        employee = employee_of(letter)
        if employee is None:
            results.append(Retried(letter, False, "names no employee: the next roster reads it, or drop it"))
            continue
        if employee not in asked:
            asked[employee] = await _trouble(poller, employee)
        still = letter.id in poller.publisher.parked
        wrong = asked[employee] or ("still wrong in UKG: correct it there" if still else "")
        results.append(Retried(letter, not wrong, wrong or f"employee {employee} was read again"))
    return results


async def _trouble(poller: Poller, employee: str) -> str:
    """Why she could not be read; nothing where she was."""
    try:
        await poller.employee(employee)
    except (NotNow, BadAnswer, CredentialsRefused) as broken:
        return f"UKG cannot be read now ({broken}): try again later, or check JML_UKG_URL"
    return ""


def employee_of(letter: DeadLetter) -> str | None:
    """The employee whom a row's projection names."""
    try:
        row = msgspec.json.decode(letter.payload or b"{}", type=dict[str, str])
    except msgspec.DecodeError:
        return None
    return next((row[name] for name in EMPLOYEE if row.get(name)), None)
