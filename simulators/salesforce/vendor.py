"""Salesforce on the wire: sessions, versions, limits, and the operations behind them."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import Fault
from simulators.kernel.server import JOURNAL, Call, Verb
from simulators.salesforce import actions, identity, verbs, versions
from simulators.salesforce.bearer import public_key
from simulators.salesforce.control import Control
from simulators.salesforce.dispatch import Dispatch
from simulators.salesforce.errors import Refusal, bad_header, not_found, session_gone
from simulators.salesforce.faulty import answer_for, joined, lock, without_first
from simulators.salesforce.options import Options
from simulators.salesforce.org import Org, empty_org
from simulators.salesforce.seed import seed
from simulators.salesforce.sessions import Sessions
from simulators.salesforce.wire import Answer, Ask, Headers, ask_from, body_from, refused, sent, text_of

USERINFO = "/services/oauth2/userinfo"
TOKEN = "/services/oauth2/token"
REVOKE = "/services/oauth2/revoke"
ASK = web.RequestKey("ask", Ask)
WRONG = web.RequestKey("wrong", Refusal)
LONGEST = 16384
SESSION = re.compile(r"(?:Bearer|OAuth)\s+\S+\s*", re.IGNORECASE)
ALWAYS = {"Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private", "Vary": "Accept-Encoding", "Server": "sfdcedge"}


class Salesforce:
    """One org and its API. `options` are those of `options.Options`."""

    name = "salesforce"

    def __init__(self, clock: Clock, *, client_id: str, client_secret: str, options: Options) -> None:
        self.clock, self.options = clock, options
        self.sessions = Sessions(client_id, client_secret)
        self.org: Org
        self.dispatch: Dispatch
        self.maintenance = False
        self.reset()

    def reset(self) -> None:
        self.org = empty_org(self.clock, self.options)
        seed(self.org)
        self.dispatch = Dispatch(self.org)
        self.maintenance = False
        self.sessions.open.clear()
        self.sessions.revoked = False
        self.sessions.certificate = public_key(self.options.certificate) if self.options.certificate else None

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post(TOKEN, self._token),
            web.get(REVOKE, self._revoke),
            web.post(REVOKE, self._revoke),
            web.get("/services/data", self._versions),
            web.get("/services/data/", self._versions),
            web.get(USERINFO, self._userinfo),
            web.post(USERINFO, self._userinfo),
            web.route("*", "/services/data/{tail:v.+}", self._data),
        ]

    async def call_of(self, request: web.Request) -> Call:
        if request.path == TOKEN:
            return Call("login", False)
        headers = _headers(request)
        try:
            ask = ask_from(request.method, request.raw_path, headers, body_from(await request.read(), request.content_type))
        except Refusal as wrong:
            request[WRONG] = wrong
            return Call("read", False)
        if ask is None:
            return Call("read", False)
        request[ASK] = ask
        if ask.parts[:2] == ("jobs", "ingest"):
            return Call("bulk", ask.method in ("PUT", "PATCH", "DELETE") and self.sessions.allows(self.org, headers))
        call, request[JOURNAL] = actions.call_of(self.org, ask)
        # A call turned away at the door is no write.
        return call if self.sessions.allows(self.org, headers) else call._replace(write=False)

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        ask = request.get(ASK)
        if fault.kind == "503-bare":
            return _down(503)
        if fault.kind == "partial" and ask is not None and (rest := without_first(ask)) is not None:
            return self._sent(request, joined(lock(ask), self.dispatch.serve(rest)), True)
        return self._sent(request, answer_for(fault, ask, request.path == TOKEN), ask is not None)

    async def _token(self, request: web.Request) -> web.Response:
        if self.maintenance:
            return _down(self.org.open_points.maintenance_status)
        form = {name: str(value) for name, value in (await request.post()).items()}
        return self._sent(request, self.sessions.token(self.org, _headers(request), form), False)

    async def _revoke(self, request: web.Request) -> web.Response:
        """The token comes in the body, or in the address."""
        given = (await request.post()).get("token") or request.query.get("token", "")
        return self._sent(request, self.sessions.end(str(given)), False)

    async def _versions(self, request: web.Request) -> web.Response:
        return self._sent(request, Answer(200, versions.listing()), False)

    async def _userinfo(self, request: web.Request) -> web.Response:
        if not self.sessions.allows(self.org, _headers(request)):
            return web.Response(status=403, text="Bad_OAuth_Token", content_type="text/html")
        return self._sent(request, Answer(200, identity.userinfo(self.org)), False)

    async def _data(self, request: web.Request) -> web.Response:
        ask = request.get(ASK)
        if self.maintenance:
            return _down(self.org.open_points.maintenance_status)
        try:
            if not self.sessions.allows(self.org, _headers(request)):
                raise session_gone() if SESSION.fullmatch(request.headers.get("Authorization", "Bearer none")) else bad_header()
            if ask is not None and versions.retired(ask.version):
                raise Refusal("UNSUPPORTED_API_VERSION", f"API version {ask.version} is no longer supported", None, 410)
            self.dispatch.usage.count(self.org)
            _not_too_long(request)
            if WRONG in request:
                raise request[WRONG]
            if ask is None or not versions.served(ask.version):
                raise not_found()
            self.org.origin = _origin(ask)
            answer = self.dispatch.serve(ask)
        except Refusal as error:
            answer = refused(error)
        self.org.store.settle()
        return self._sent(request, answer, True)

    def _sent(self, request: web.Request, answer: Answer, limited: bool) -> web.Response:
        headers = ALWAYS | {"X-SFDC-Request-Id": uuid4().hex} | sent(answer)
        if limited and (answer.status != 204 or self.org.open_points.limit_header_on_204):
            headers["Sforce-Limit-Info"] = self.dispatch.usage.header(self.org)
        if failed := _failed(answer.body):
            request[JOURNAL] = {**request.get(JOURNAL, {}), "failed": failed}
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        if isinstance(answer.body, str):
            return web.Response(status=answer.status, headers=headers, body=answer.body.encode())
        text = text_of(answer.body, request.headers.get("X-PrettyPrint") == "1")
        return web.Response(status=answer.status, headers=headers | {"Content-Type": "application/json;charset=UTF-8"}, body=text.encode())

    def state(self) -> dict[str, Any]:
        return verbs.state(self.org)

    def verbs(self) -> dict[str, Verb]:
        return Control(self).verbs()


def _down(status: int) -> web.Response:
    """The page of a server that is not there for us: HTML, none of the vendor's headers."""
    return web.Response(status=status, text="<html><body><h1>Service Unavailable</h1></body></html>", content_type="text/html")


def _failed(body: Any) -> list[int]:
    """Which rows of a collection failed inside a good answer."""
    rows = body if isinstance(body, list) else []
    return [number for number, row in enumerate(rows) if isinstance(row, dict) and row.get("success") is False]


def _headers(request: web.Request) -> Headers:
    return {name.lower(): value for name, value in request.headers.items()}


def _origin(ask: Ask) -> str:
    """`changeOrigin` of what the call changes; `Sforce-Call-Options` names the client (salesforce.md §9.1)."""
    client = ask.headers.get("sforce-call-options", "").partition("client=")[2].partition(",")[0].strip()
    kind = "bulkapi" if ask.parts[:1] == ("jobs",) else "rest"
    told = client and ask.parts[:1] != ("composite",)
    return f"com/salesforce/api/{kind}/{ask.version}" + (f";client={client}" if told else "")


def _not_too_long(request: web.Request) -> None:
    """URI and headers together have 16,384 bytes (salesforce.md §6.6)."""
    size = len(request.raw_path) + sum(len(name) + len(value) + 4 for name, value in request.headers.items())
    if size > LONGEST:
        raise Refusal("URI_TOO_LONG", "The length of the URI exceeds the limit of 16384 bytes", None, 414)
