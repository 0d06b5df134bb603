"""Okta on the wire: authentication, rate limits, headers and error bodies around the handlers."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import Fault
from simulators.kernel.server import JOURNAL, Call, Verb
from simulators.okta import errors
from simulators.okta.ask import Answer, Ask
from simulators.okta.door import Door
from simulators.okta.errors import Problem
from simulators.okta.limits import Limits, Reading, bucket_of
from simulators.okta.options import Options
from simulators.okta.org import Org
from simulators.okta.principals import SYSTEM, Principal
from simulators.okta.refusals import OAuthProblem, revoked_client
from simulators.okta.routes import find
from simulators.okta.routing import Route
from simulators.okta.syslog import Acting
from simulators.okta.verbs import Verbs, snapshot

API = ("api", "v1")
TOKEN = ("oauth2", "v1", "token")
AUTHN = ("api", "v1", "authn")
NOBODY = Principal("anonymous", SYSTEM)
"""People who sign in show no token."""
SERVER = "nginx"
NEVER_CACHED = {"cache-control": "no-cache, no-store", "pragma": "no-cache", "expires": "0"}
ZIPPED = frozenset({200, 403, 404})  # recorded answers with these statuses are gzipped, others are not
EDGE = "<html><head><title>503 Service Temporarily Unavailable</title></head><body>503 Service Temporarily Unavailable</body></html>"


class Okta:
    """One organisation and its API. `token` is ours, as `SSWS <token>` or, like the SDK sends it, `SSWS<token>`; more can be added."""

    name = "okta"

    def __init__(self, clock: Clock, *, token: str, options: Options | None = None) -> None:
        self.options = options or Options()
        self.org = Org(clock, self.options, token)
        self.limits = Limits(self.options, self.org.shares)
        self.door = Door(self.org)
        self._verbs = Verbs(self.org, self.door)

    def routes(self) -> Iterable[web.RouteDef]:
        # One route for all: a trailing slash, `//api` and Okta's own errors for unknown paths and methods need the path as it came.
        return [web.route("*", r"/{path:(?!_sim/).*}", self._handle)]

    async def call_of(self, request: web.Request) -> Call:
        if _segments(request) == TOKEN:
            return Call("token", False)
        try:
            route, ask = self._route(request, await request.read())
        except Problem:
            return Call("unknown", request.method not in {"GET", "HEAD"})
        return route.call(self.org, ask)

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        if fault.kind == "503-bare":
            return web.Response(status=503, text=EDGE, content_type="text/html")
        bucket, now = self._bucket(request), self.org.clock.now()
        reading = self.limits.take(bucket, now, self.org.ours.principal.id)
        if fault.kind == "429":
            reading = Reading(self.options.limit(bucket), 0, int(now.timestamp() + fault.reset + 0.999))
        if fault.kind == "429-concurrency":  # limit and remaining 0, and a reset that only estimates (okta.md §3.4)
            reading = Reading(0, 0, int(now.timestamp()) + 60)
        busy = errors.too_many_requests
        problems = {"429": busy, "429-concurrency": busy, "401": errors.bad_token, "lock-row": errors.being_activated}
        return self._refusal(request, problems.get(fault.kind, errors.broken)(), None if fault.kind == "401" else reading)

    def state(self) -> dict[str, Any]:
        self.org.engine.settle()
        return snapshot(self.org)

    def reset(self) -> None:
        self.org.reset()
        self.limits.clear()
        self.limits.shares = self.org.shares
        self.door.server.clear()
        self.door.revoked = False

    def verbs(self) -> dict[str, Verb]:
        return self._verbs.all()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        try:
            caller = self._caller(request, raw)
        except Problem as problem:
            headers = self.door.challenge(problem, (request.method, _segments(request)[2:]), _origin(request), request.headers)
            return self._refusal(request, problem, None, headers)
        except OAuthProblem as problem:
            return self._response(request, Answer(problem.body(), problem.status, headers=problem.headers), None)
        key = caller.id if isinstance(caller, Principal) else caller
        self.limits.at_once[key] += 1
        try:
            if self.options.latency:
                await asyncio.sleep(self.options.latency)
            return self._token(request, raw, key) if isinstance(caller, str) else self._answer(request, raw, caller)
        finally:
            self.limits.at_once[key] -= 1

    def _caller(self, request: web.Request, raw: bytes) -> Principal | str:
        """Who calls; of a token request the client's id, yet unproved."""
        if _segments(request) == TOKEN:
            return self.door.server.client_of(raw)
        if _segments(request) == AUTHN:
            return NOBODY
        return self.door.enter(request.headers, request.method, _origin(request) + _path(request))

    def _token(self, request: web.Request, raw: bytes, client: str) -> web.Response:
        reading = self.limits.take("oauth", self.org.clock.now(), client)
        request[JOURNAL] = {"bucket": "oauth", "principal": client}
        if reading.refused:
            return self._refusal(request, errors.too_many_requests(), reading)
        try:
            if request.method != "POST":
                raise errors.no_method()
            if self.door.revoked:
                raise revoked_client()
            answer = self.door.server.issue(raw, _origin(request) + _path(request), request.headers.get("DPoP"))
        except OAuthProblem as problem:
            answer = Answer(problem.body(), problem.status, headers=problem.headers)
        except Problem as problem:
            return self._refusal(request, problem, reading)
        return self._response(request, answer, reading)

    def _answer(self, request: web.Request, raw: bytes, caller: Principal) -> web.Response:
        bucket = self._bucket(request)
        reading = self.limits.take(bucket, self.org.clock.now(), caller.id)
        told: dict[str, Any] = {"bucket": bucket, "principal": caller.id}
        request[JOURNAL] = told
        if "X-Okta-Retry-Count" in request.headers:
            told["retry"] = request.headers["X-Okta-Retry-Count"]
        if reading.refused:
            return self._refusal(request, errors.too_many_requests(), reading)
        try:
            route, ask = self._route(request, raw)
            self.door.check_scope(caller, request.method, _segments(request)[2:])
            if self.options.read_only and request.method != "GET":
                raise errors.read_only()
            self.org.engine.settle()
            with self.org.acts(self._acting(request, caller)):
                answer = route.handler(self.org, ask)
            self.org.engine.settle()
        except Problem as problem:
            headers = self.door.challenge(problem, (request.method, _segments(request)[2:]), _origin(request), request.headers)
            return self._refusal(request, problem, reading, headers)
        told.update(answer.about)
        return self._response(request, answer, reading)

    def _acting(self, request: web.Request, caller: Principal) -> Acting:
        token = caller.id if caller.scopes is None else None
        return Acting(caller.actor, token, self.org.ids.request(), _path(request), request.headers.get("User-Agent"), request.remote)

    def _route(self, request: web.Request, raw: bytes) -> tuple[Route, Ask]:
        segments = _segments(request)
        if segments[:2] != API:
            raise errors.no_path()
        route, at = find(request.method, segments[2:])
        return route, Ask(request.method, _path(request), at, request.query, _origin(request), raw, request.headers)

    def _bucket(self, request: web.Request) -> str:
        return bucket_of(request.method, _segments(request)[2:])

    def _refusal(
        self, request: web.Request, problem: Problem, reading: Reading | None, headers: Mapping[str, str] = MappingProxyType({})
    ) -> web.Response:
        return self._response(request, Answer(problem.body(self.org.ids.error()), problem.status, headers=headers), reading)

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


def _origin(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


def _path(request: web.Request) -> str:
    return "/" + request.rel_url.raw_path.strip("/")
