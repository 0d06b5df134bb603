"""What the commands that are processes share: name, settings, keys, crash points."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

import click

from runtime.health import Report
from runtime.kafka import CompactedReader
from runtime.ports import Handler, Record, Result
from runtime.settings import SettingError, Settings, load, needed
from runtime.worker import Worker, serve
from schemas.keys import KEY_TEXT, master_key_from_text
from schemas.seal import KeyMissing, KeyRing
from sinks.crash import CrashPoint, crash_at

KEYS_TOPIC = "person-keys"
NAME_HELP = "Name of this process. Where several of a kind run, give each its own: tables, run file and group member go by it."


def named(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option --name."""
    return click.option("--name", default=default, show_default=True, help=NAME_HELP)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of people, and the reader that fills them."""

    ring: KeyRing
    reader: CompactedReader


def keys_of(settings: Settings) -> Keys:
    """Raises SettingError, MasterKeyError."""
    ring = KeyRing(master_key_from_text(needed(settings.seal.master_key, KEY_TEXT), KEY_TEXT))
    return Keys(ring, CompactedReader(settings.kafka, KEYS_TOPIC, ring.feed))


def crash_point() -> CrashPoint:
    """What JML_CRASH_AT asks for (tests only). Raises SettingError."""
    try:
        return crash_at(os.environ.get("JML_CRASH_AT", ""))
    except ValueError as wrong:
        raise SettingError(str(wrong)) from None


def run(build: Callable[[Settings, str], Worker], name: str) -> NoReturn:
    """Builds the worker called `name` and is it until the end."""
    serve(lambda settings: build(settings, name), name, load())


def follow(worker: Worker, *readers: CompactedReader) -> None:
    """The worker begins when all of these topics have been read, follows them, and ends when that fails."""

    async def caught_up() -> None:
        for reader in readers:
            await reader.start()
        for reader in readers:
            await reader.until_caught_up()

    worker.first(caught_up)
    for reader in readers:
        worker.task(reader.watch)
        worker.probe(_report_of(reader))


def _report_of(reader: CompactedReader) -> Callable[[], Report]:
    return lambda: Report(ready=reader.caught_up, alive=reader.failure is None, applied={reader.topic: reader.positions})


class Crashing:
    """A handler that dies where it is told to: after-read, before-fold (all is decided), before-ack (all is stored)."""

    def __init__(self, handler: Handler, crash: CrashPoint) -> None:
        self.name, self.topics, self.table, self.parallel = handler.name, handler.topics, handler.table, handler.parallel
        self._handler, self._crash = handler, crash

    async def handle(self, record: Record, row: bytes | None) -> Result:
        self._crash("after-read")
        result = await self._handler.handle(record, row)
        self._crash("before-fold")
        return result

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        self._handler.recovered(rows)

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        self._handler.folded(key, row, record)
        self._crash("before-ack")


class WithKeys(Crashing):
    """A handler whose records may need a key that is on the log and not read yet: all keys are read, then it is asked again.

    A key is acknowledged before anything sealed under it is sent; one that is still missing was erased, and the record is parked.
    """

    def __init__(self, handler: Handler, crash: CrashPoint, reader: CompactedReader) -> None:
        super().__init__(handler, crash)
        self._reader = reader

    async def handle(self, record: Record, row: bytes | None) -> Result:
        try:
            return await super().handle(record, row)
        except KeyMissing:
            await self._reader.catch_up()
            return await super().handle(record, row)
