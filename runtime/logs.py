"""Logs: one JSON object a line on standard error, with a correlation id, without secrets, floods or values of records.

Exceptions are logged by class and place. Their messages may hold data of other libraries' choosing, so they stay out.
"""

import logging
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from typing import Any, Final, TextIO

from pythonjsonlogger.json import JsonFormatter

from runtime.ports import Trouble
from runtime.setting import Secret
from runtime.settings import Settings

_correlation: ContextVar[str] = ContextVar("correlation", default="")
FOREIGN: Final = ("aiokafka", "confluent_kafka", "faust", "mode", "aiohttp", "asyncio", "okta", "urllib3", "zeep", "rocksdict")
"""Loggers of other packages: warnings and worse only, and not many of them (aiokafka wrote 757,000 lines in one outage, kafka.md §6)."""
FLOOD: Final = 20
"""Lines a foreign package may write in WINDOW seconds."""
WINDOW: Final = 10.0


@contextmanager
def correlated(place: str) -> Iterator[None]:
    """Everything logged inside carries this correlation id (a record's place, or an id of a change)."""
    token = _correlation.set(place)
    try:
        yield
    finally:
        _correlation.reset(token)


def correlation() -> str:
    """The correlation id in force, or an empty text."""
    return _correlation.get()


def setup(process: str, settings: Settings, stream: TextIO | None = None) -> None:
    """Makes the root logger write our lines, to standard error unless told otherwise; call once, before anything logs."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Formatter(process, _secrets(settings)))
    handler.addFilter(_Flood())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log.level)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(logging.WARNING)


def _secrets(settings: Settings) -> tuple[str, ...]:
    groups = (getattr(settings, each.name) for each in fields(settings))
    values = (getattr(group, each.name) for group in groups for each in fields(group))
    return tuple(value.reveal() for value in values if isinstance(value, Secret) and value)


def _foreign(record: logging.LogRecord) -> str | None:
    package = record.name.partition(".")[0]
    return package if package in FOREIGN else None


class _Formatter(JsonFormatter):  # type: ignore[misc]  # the package has no types for mypy here
    def __init__(self, process: str, secrets: tuple[str, ...]) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
            static_fields={"process": process},
        )
        self._hidden = secrets

    def format(self, record: logging.LogRecord) -> str:
        if place := _correlation.get():
            record.correlation = place
        if package := _foreign(record):
            # their arguments may be keys and values of records; what they say is in the constant part
            record.msg, record.args = _constant(record), ()
            record.package = package
        line = str(super().format(record))
        for secret in self._hidden:
            line = line.replace(secret, "***")
        return line

    def formatException(self, ei: Any) -> str:  # the name is logging's
        kind, error, trace = ei
        frames = traceback.extract_tb(trace)[-6:]
        places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
        said = f": {error}" if isinstance(error, Trouble) else ""  # ours, so it holds no values
        return f"{kind.__name__}{said} at {places}"


def _constant(record: logging.LogRecord) -> str:
    """The format string where there are arguments, cut before anything that looks like a dumped object.

    librdkafka's lines are whole in their arguments and speak of connections only.
    """
    if record.name.startswith("confluent_kafka"):
        return record.getMessage()[:300]
    text = str(record.msg)
    return text.partition("message <")[0].partition("FutureMessage")[0][:300]


class _Flood(logging.Filter):
    """Lets FLOOD lines of each foreign package through in WINDOW seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = 0.0
        self._lines: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        package = _foreign(record)
        if package is None:
            return True
        now = time.monotonic()
        if now - self._begun > WINDOW:
            self._begun, self._lines = now, {}
        self._lines[package] = self._lines.get(package, 0) + 1
        return self._lines[package] <= FLOOD
