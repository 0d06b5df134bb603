"""Who is acting just now, and the telling of it in the system log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from simulators.kernel.clock import Clock
from simulators.okta.ids import Ids
from simulators.okta.options import Options
from simulators.okta.syslog import Acting, SystemLog


class Chronicle:
    """The log of one organisation and who acts in it."""

    def __init__(self, clock: Clock, options: Options, ids: Ids) -> None:
        self.log = SystemLog()
        self.acting = Acting()
        self._clock, self._options, self._ids, self._silent = clock, options, ids, False

    @contextmanager
    def acts(self, acting: Acting) -> Iterator[None]:
        """What happens inside is logged as that one's doing."""
        before, self.acting = self.acting, acting
        try:
            yield
        finally:
            self.acting = before

    @contextmanager
    def unlogged(self) -> Iterator[None]:
        """What happens inside was there before: it is not logged."""
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def note(self, kind: str, *targets: dict[str, Any], reason: str | None = None) -> None:
        """Logs an event of the one who acts."""
        if not self._silent:
            shows = self._options.machine() + self._options.log_lag
            self.log.add(self._ids, self._clock.now(), shows, self.acting, (kind, list(targets), reason))
