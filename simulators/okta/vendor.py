"""Okta on the wire: authentication, rate limits, headers and error bodies around the handlers."""

import asyncio
import json
import re
from collections.abc import Iterable
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import Fault
from simulators.kernel.server import Call, Verb
from simulators.okta import errors
from simulators.okta.ask import Answer, Ask
from simulators.okta.errors import Problem
from simulators.okta.limits import Limits, Reading, bucket_of
from simulators.okta.options import Options
from simulators.okta.org import Org
from simulators.okta.routing import Route, find
from simulators.okta.verbs import Verbs, snapshot

API = ("api", "v1")
SCHEME = re.compile(r"SSWS\s*(?P<token>\S+)\s*\Z")
SERVER = "nginx"
NEVER_CACHED = {"cache-control": "no-cache, no-store", "pragma": "no-cache", "expires": "0"}
ZIPPED = frozenset({200, 403, 404})  # recorded answers with these statuses are gzipped, others are not
EDGE = "<html><head><title>503 Service Temporarily Unavailable</title></head><body>503 Service Temporarily Unavailable</body></html>"


class Okta:
    """One organisation and its API. `token` is the only one accepted, as `SSWS <token>` or, like the SDK sends it, `SSWS<token>`."""

    name = "okta"

    def __init__(self, clock: Clock, *, token: str, options: Options | None = None) -> None:
        self.options = options or Options()
        self.org = Org(clock, self.options)
        self.limits = Limits(self.options)
        self._token = token
        self._verbs = Verbs(self.org)

    def routes(self) -> Iterable[web.RouteDef]:
        # One route for all: a trailing slash, `//api` and Okta's own errors for unknown paths and methods need the path as it came.
        return [web.route("*", r"/{path:(?!_sim/).*}", self._handle)]

    async def call_of(self, request: web.Request) -> Call:
        try:
            route, ask = self._route(request, await request.read())
        except Problem:
            return Call("unknown", request.method not in {"GET", "HEAD"})
        return route.call(self.org, ask)

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        if fault.kind == "503-bare":
            return web.Response(status=503, text=EDGE, content_type="text/html")
        bucket, now = self._bucket(request), self.org.clock.now()
        reading = self.limits.take(bucket, now)
        if fault.kind == "429":
            reading = Reading(self.options.limit(bucket), 0, int(now.timestamp() + fault.reset + 0.999))
        problems = {"429": errors.too_many_requests, "401": errors.bad_token, "lock-row": errors.being_activated}
        return self._refusal(request, problems.get(fault.kind, errors.broken)(), None if fault.kind == "401" else reading)

    def state(self) -> dict[str, Any]:
        return snapshot(self.org)

    def reset(self) -> None:
        self.org.reset()
        self.limits.clear()
        self._verbs.token_revoked = False

    def verbs(self) -> dict[str, Verb]:
        return self._verbs.all()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.limits.in_flight += 1
        try:
            if self.options.latency:
                await asyncio.sleep(self.options.latency)
            return self._answer(request, await request.read())
        finally:
            self.limits.in_flight -= 1

    def _answer(self, request: web.Request, raw: bytes) -> web.Response:
        if not self._authorised(request):
            return self._refusal(request, errors.bad_token(), None)
        bucket = self._bucket(request)
        reading = self.limits.take(bucket, self.org.clock.now())
        told: dict[str, Any] = {"bucket": bucket}
        request["journal"] = told
        if "X-Okta-Retry-Count" in request.headers:
            told["retry"] = request.headers["X-Okta-Retry-Count"]
        if reading.refused:
            return self._refusal(request, errors.too_many_requests(), reading)
        try:
            route, ask = self._route(request, raw)
            answer = route.handler(self.org, ask)
        except Problem as problem:
            return self._refusal(request, problem, reading)
        told.update(answer.about)
        return self._response(request, answer, reading)

    def _authorised(self, request: web.Request) -> bool:
        match = SCHEME.match(request.headers.get("Authorization", ""))
        return match is not None and match["token"] == self._token and not self._verbs.token_revoked

    def _route(self, request: web.Request, raw: bytes) -> tuple[Route, Ask]:
        segments = _segments(request)
        if segments[:2] != API:
            raise errors.no_path()
        route, at = find(request.method, segments[2:])
        origin = f"{request.scheme}://{request.host}"
        path = "/" + request.rel_url.raw_path.strip("/")
        return route, Ask(request.method, path, at, request.query, origin, raw, request.headers)

    def _bucket(self, request: web.Request) -> str:
        return bucket_of(request.method, _segments(request)[2:])

    def _refusal(self, request: web.Request, problem: Problem, reading: Reading | None) -> web.Response:
        return self._response(request, Answer(problem.body(self.org.ids.error()), problem.status), reading)

    def _response(self, request: web.Request, answer: Answer, reading: Reading | None) -> web.Response:
        headers = {
            "Date": format_datetime(self.org.clock.now(), usegmt=True),
            "Server": SERVER,
            "x-okta-request-id": self.org.ids.request(),
        }
        headers |= {} if answer.status == 429 else NEVER_CACHED
        headers |= (reading.headers() if reading else {}) | dict(answer.headers)
        if answer.body is None:
            response = web.Response(status=answer.status, headers=headers)
            response.headers.popall("Content-Type", None)
            return response
        text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
        charset = ";charset=UTF-8" if self.options.generation < 2021 else ""
        response = web.Response(status=answer.status, body=text, headers=headers | {"Content-Type": "application/json" + charset})
        for link in answer.links:
            response.headers.add("Link", link)
        if answer.status in ZIPPED:
            response.headers["Vary"] = "Accept-Encoding"
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                response.enable_compression(web.ContentCoding.gzip)
        return response


def _segments(request: web.Request) -> tuple[str, ...]:
    """The path in pieces, `//` and a trailing slash forgiven, `%2F` kept inside its piece."""
    return tuple(unquote(piece) for piece in request.rel_url.raw_path.split("/") if piece)
