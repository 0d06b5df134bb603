"""One stage as a process: a Faust app around a `Handler`, settings as kafka.md §3.2 measured them, health beside it.

worker = Worker(handler, settings, park, process="lifecycle")
worker.task(timer)          # coroutine functions that run beside the agent, started when the worker is ready
worker.run()                # never returns; status 0 stopped, 1 crashed, 75 frozen, 78 the cluster does not fit
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn

import faust
from mode.supervisors import CrashingSupervisor

from runtime import logs, preflight
from runtime.app import REBALANCE, make_app
from runtime.clock import Clock, clock_from
from runtime.health import Health, Probe
from runtime.host import RAW, FaustHost, TableRows
from runtime.ports import Handler, Park
from runtime.pulse import Pulse
from runtime.registry import RegistryError, wire_of
from runtime.safe import Fence, KeyedParallel, harden
from runtime.settings import Settings
from runtime.shell import Shell, record_of

log = logging.getLogger(__name__)
MISFIT: Final = 78
TABLE_OPTIONS: Final = {"block_cache_size": 8 << 20, "write_buffer_size": 4 << 20, "max_write_buffer_number": 2}
"""Per partition; Faust's defaults may take gigabytes (faust.md §2.4)."""


class Worker:
    """A handler's process. `process` names it: datadir, run file and static member id, so no two may run under one name."""

    def __init__(self, handler: Handler, settings: Settings, park: Park, *, process: str, clock: Clock | None = None) -> None:
        """Asks the broker for topics and rights; raises `preflight.Misfit` where they do not fit."""
        self.process, self.settings, self._handler = process, settings, handler
        self.clock = clock or clock_from(settings.clock.file)
        changelog = f"{handler.name}-{handler.table}-changelog"
        self.partitions = partitions = preflight.check(settings.kafka, handler.name, handler.topics, changelog)
        self._first: list[Callable[[], Awaitable[None]]] = []
        self._app = app = make_app(handler.name, process, settings)
        table = app.Table(handler.table, key_type=bytes, value_type=bytes, partitions=partitions, options=TABLE_OPTIONS)
        rows = TableRows(table, partitions)
        fence = Fence(app, settings.kafka.session / 3)
        self.host = FaustHost(app, handler.topics, rows, fence, REBALANCE / 2)
        self.host.wire = wire = wire_of(settings.kafka)
        self._shell = shell = Shell(handler, park, self.host, table, REBALANCE / 2)
        harden(app, self._recovered)
        lanes = KeyedParallel(app, lambda event: shell.apply(record_of(event.message, wire)), handler.parallel, self.host.acked)
        source = app.topic(*handler.topics, **RAW)
        app.agent(source, name="apply", supervisor_strategy=CrashingSupervisor)(lanes.__call__)
        self._pulse = Pulse(app, self.host, lanes, settings.health.stuck)
        self._health = Health(process, settings.health, self.clock, settings.paths.run)
        self._health.add(self._pulse.report)
        app.task(self._pulse.run)

    def _recovered(self) -> None:
        self._shell.dealt()
        self._handler.recovered(self.host.rows.items())

    def first(self, coro_fn: Callable[[], Awaitable[None]]) -> None:
        """Runs to its end, in the loop of the work, before this process joins its group: what is slow must not eat the session."""
        self._first.append(coro_fn)

    def task(self, coro_fn: Callable[[], Awaitable[None]]) -> None:
        """Runs beside the agent from the moment the worker is ready; an exception in it ends the process with status 1."""
        self._app.task(coro_fn)

    def probe(self, probe: Probe) -> None:
        """`probe()` adds to /status, /ready and /live."""
        self._health.add(probe)

    def run(self) -> NoReturn:
        """Runs until SIGTERM or SIGINT (status 0) or a crash (status 1)."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._begin())
        worker = faust.Worker(self._app, loop=loop, quiet=True, override_logging=False, redirect_stdouts=False)
        worker.spinner = None
        worker.execute_from_commandline()
        raise SystemExit(0)

    async def _begin(self) -> None:
        await self._health.start()
        for coro_fn in self._first:
            await coro_fn()


def serve(build: Callable[[Settings], Worker], process: str, settings: Settings) -> NoReturn:
    """Sets up logs, builds the worker and runs it; a cluster that does not fit ends with one line and status 78."""
    logs.setup(process, settings)
    try:
        worker = build(settings)
    except (preflight.Misfit, RegistryError) as exc:
        sys.stderr.write(f"jml {process}: {exc}\n")
        sys.exit(MISFIT)
    worker.run()
