"""The HTTP server of every process: /metrics, /live, /ready, /status.

Parts of a process contribute a `Probe`, a function that returns a `Report`. The server runs in the same loop as the work, so a loop that
hangs does not answer /live. The chosen port is written to `<run>/<process>.json` as {"pid", "port"}.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from runtime.clock import Clock
from runtime.metrics import DUE, IN_FLIGHT, REGISTRY
from runtime.settings import Health as HealthSettings

Applied = Mapping[str, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Report:
    """What one part of a process says of itself."""

    ready: bool = True
    """Assigned, recovered and moving."""
    alive: bool = True
    """False only where nothing but an end of the process helps."""
    applied: Applied = field(default_factory=dict)
    """Topic → partition → next offset to be applied."""
    due: int = 0
    """Work that could be done now and is not done."""
    in_flight: int = 0
    next_due: datetime | None = None
    """When work that waits for business time is due next."""


Probe = Callable[[], Report]


class Health:
    """The server and its registry of probes."""

    def __init__(self, process: str, settings: HealthSettings, clock: Clock, run: Path) -> None:
        self.process, self._settings, self._clock, self._run = process, settings, clock, run
        self._probes: list[Probe] = []
        self._more: list[web.RouteDef] = []
        self._runner: web.AppRunner | None = None
        self.port = 0

    def add(self, probe: Probe) -> None:
        """From now on `probe()` counts."""
        self._probes.append(probe)

    def route(self, route: web.RouteDef) -> None:
        """A route of this process's own, like the poller's hints. Before `start`."""
        self._more.append(route)

    def status(self) -> dict[str, Any]:
        """What /status answers."""
        reports = [probe() for probe in self._probes]
        applied: dict[str, dict[str, int]] = {}
        for report in reports:
            for topic, offsets in report.applied.items():
                applied.setdefault(topic, {}).update({str(partition): offset for partition, offset in offsets.items()})
        due = [report.next_due for report in reports if report.next_due]
        return {
            "process": self.process,
            "pid": os.getpid(),
            "ready": bool(reports) and all(report.ready for report in reports),
            "alive": all(report.alive for report in reports),
            "applied": applied,
            "due": sum(report.due for report in reports),
            "in_flight": sum(report.in_flight for report in reports),
            "next_due": min(due).isoformat() if due else None,
            "clock": self._clock.now().isoformat(),
        }

    async def start(self) -> None:
        """Listens, and writes the run file."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/live", self._live),
                web.get("/ready", self._ready),
                web.get("/status", self._status),
                *self._more,
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.host, self._settings.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        write_run_file(self._run, self.process, {"pid": os.getpid(), "port": self.port})

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metrics(self, _request: web.Request) -> web.Response:
        status = self.status()
        DUE.set(status["due"])
        IN_FLIGHT.set(status["in_flight"])
        return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _live(self, _request: web.Request) -> web.Response:
        return _yes(self.status()["alive"], "alive", "stuck")

    async def _ready(self, _request: web.Request) -> web.Response:
        return _yes(self.status()["ready"], "ready", "not ready")

    async def _status(self, _request: web.Request) -> web.Response:
        return web.json_response(self.status())


def _yes(good: bool, yes: str, no: str) -> web.Response:
    return web.Response(text=yes if good else no, status=200 if good else 503)


def write_run_file(run: Path, process: str, content: Mapping[str, Any]) -> None:
    """Replaces `<run>/<process>.json` in one step, so that a reader sees all of it or none."""
    run.mkdir(parents=True, exist_ok=True)
    part = run / f".{process}.{os.getpid()}.part"
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(run / f"{process}.json")
