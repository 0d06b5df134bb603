"""How a simulator stands on real HTTP: one aiohttp application with faults, journal and admin routes around the vendor's own.

A vendor module brings a `Vendor`: its routes, what its calls are named, how its errors look. Admin routes live under `/_sim/` and are for
tests and the demo only; vendors have no such paths.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import AFTER, EDGE, Fault, Faults, UnknownFault
from simulators.kernel.journal import Journal

LONGEST_LINE = 32 * 1024  # of a request line: longer than any vendor takes, so that the vendor says no itself

JOURNAL = web.RequestKey("journal", dict[str, Any])
"""Where a handler puts what the journal is to say of a request beside what every request has."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Verb = Callable[[dict[str, Any]], Awaitable[Any]]


class Call(NamedTuple):
    """What a request is in the product's words: `create`, `suspend`, …; reads are `read` or a name of the vendor's choosing."""

    operation: str
    write: bool
    subject: str | None = None


class Vendor(Protocol):
    """One simulated system."""

    name: str

    def routes(self) -> Iterable[web.RouteDef]:
        """The vendor's own paths."""

    async def call_of(self, request: web.Request) -> Call:
        """Names a request before it is served; may read its (cached) body."""

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        """The vendor's own answer for a fault that is an answer: 429, 500, 401, 503-bare (no vendor headers), lock-row."""

    def state(self) -> dict[str, Any]:
        """Everything it holds, as JSON: what the oracle and expectations read."""

    def reset(self) -> None:
        """Empties it."""

    def verbs(self) -> dict[str, Verb]:
        """What tests may do from outside: `POST /_sim/do/<verb>` with a JSON object; returns JSON."""


@dataclass(slots=True)
class Simulator:
    """A vendor on the wire."""

    vendor: Vendor
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    serving: int = 0  # requests that are not answered yet

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._around], client_max_size=64 * 2**20)
        app[SIMULATOR] = self
        app.add_routes(list(self.vendor.routes()))
        app.add_routes(
            [
                web.get("/_sim/state", self._state),
                web.get("/_sim/journal", self._journal),
                web.post("/_sim/faults", self._add_fault),
                web.delete("/_sim/faults", self._clear_faults),
                web.post("/_sim/reset", self._reset),
                web.post("/_sim/do/{verb}", self._do),
            ]
        )
        return app

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_sim/"):
            return await handler(request)
        self.serving += 1
        try:
            return await self._told(request, handler)
        finally:
            self.serving -= 1

    async def _told(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The answer, and an entry in the journal."""
        await request.read()
        call = await self.vendor.call_of(request)
        fault = self.faults.take(call.operation, request.method, request.path)
        response = await self._serve(request, handler, fault)
        status = 0 if response is None else response.status
        self.journal.add(
            self.clock.now(),
            machine=time.time(),
            method=request.method,
            path=request.path,
            operation=call.operation,
            write=call.write,
            status=status,
            subject=call.subject,
            fault=fault.kind if fault else None,
            detail=dict(request.get(JOURNAL, {})),
        )
        if response is None:
            _hang_up(request)
            return web.Response(status=500)  # never sent: the connection is gone
        return response

    async def _serve(self, request: web.Request, handler: Handler, fault: Fault | None) -> web.StreamResponse | None:
        """The answer, or None when the connection is to be reset."""
        if fault is None:
            return await _run(handler, request)
        if fault.kind == "slow":
            await asyncio.sleep(fault.delay)
            return await _run(handler, request)
        if fault.kind in AFTER:
            # The caller may hang up: the effect must happen all the same, as at a real server.
            await asyncio.shield(asyncio.ensure_future(_run(handler, request)))
        if fault.kind.startswith("reset"):
            return None
        return at_the_edge(fault.kind) if fault.kind in EDGE else self.vendor.refuse(fault, request)

    async def _state(self, _request: web.Request) -> web.Response:
        return web.json_response(self.vendor.state())

    async def _journal(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response({"next": len(self.journal.entries), "entries": self.journal.after(after)})

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            self.faults.add(await request.json())
        except UnknownFault as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        return web.json_response({"faults": len(self.faults.active)})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"faults": 0})

    async def _reset(self, _request: web.Request) -> web.Response:
        self.vendor.reset()
        self.faults.clear()
        self.journal.entries.clear()
        return web.json_response({})

    async def _do(self, request: web.Request) -> web.Response:
        verbs = self.vendor.verbs()
        name = request.match_info["verb"]
        if name not in verbs:
            return web.json_response({"error": f"{self.vendor.name} has no verb {name}; it has {', '.join(sorted(verbs))}"}, status=404)
        try:
            return web.json_response(await verbs[name](await request.json()))
        except (KeyError, ValueError) as wrong:
            return web.json_response({"error": f"{name}: {wrong!r}"}, status=400)


SIMULATOR: web.AppKey[Simulator] = web.AppKey("simulator", Simulator)
"""The simulator behind an application, for those who run it in their own process."""


def at_the_edge(kind: str) -> web.Response:
    """What a proxy or load balancer in front of a vendor says: none of the vendor's headers, no time to wait."""
    if kind == "503-html":
        return web.Response(status=503, text="<html><body><h1>503 Service Unavailable</h1></body></html>", content_type="text/html")
    return web.Response(status=int(kind[:3]))


async def _run(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as answer:
        return web.Response(status=answer.status, reason=answer.reason, headers=answer.headers, body=answer.body)


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def serve(simulator: Simulator, port: int, host: str = "127.0.0.1") -> tuple[web.AppRunner, int]:
    """Starts one simulator; port 0 takes a free one. Returns the runner (call `cleanup`) and the port."""
    runner = web.AppRunner(
        simulator.app(),
        access_log=None,
        handler_cancellation=False,
        shutdown_timeout=1.0,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_LINE,
    )
    await runner.setup()
    site = web.TCPSite(runner, host, port, reuse_address=True)
    await site.start()
    server = site._server
    assert isinstance(server, asyncio.Server)
    return runner, int(server.sockets[0].getsockname()[1])
