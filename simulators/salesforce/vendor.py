"""Salesforce on the wire: sessions, versions, limits, and the operations behind them."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from simulators.kernel.clock import Clock
from simulators.kernel.faults import Fault
from simulators.kernel.server import Call, Verb
from simulators.salesforce import actions, composite, rest, rows, verbs, versions
from simulators.salesforce.bearer import public_key
from simulators.salesforce.errors import Refusal, not_found, session_gone
from simulators.salesforce.faulty import answer_for
from simulators.salesforce.options import Options
from simulators.salesforce.org import Org, empty_org
from simulators.salesforce.paging import Cursors
from simulators.salesforce.seed import seed
from simulators.salesforce.sessions import Sessions
from simulators.salesforce.usage import Usage
from simulators.salesforce.wire import Answer, Ask, Headers, ask_from, body_from, refused, text_of

TOKEN = "/services/oauth2/token"
ASK = web.RequestKey("ask", Ask)
WRONG = web.RequestKey("wrong", Refusal)
LONGEST = 16384
ALWAYS = {"Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private", "Vary": "Accept-Encoding", "Server": "sfdcedge"}


class Salesforce:
    """One org and its API. `options` are those of `options.Options`."""

    name = "salesforce"

    def __init__(self, clock: Clock, *, client_id: str, client_secret: str, options: Options) -> None:
        self.clock, self.options = clock, options
        self.sessions = Sessions(client_id, client_secret)
        self.org: Org
        self.reset()

    def reset(self) -> None:
        self.org = empty_org(self.clock, self.options)
        seed(self.org)
        self.usage, self.cursors = Usage(), Cursors()
        self.sessions.open.clear()
        self.sessions.revoked = False
        self.sessions.certificate = public_key(self.options.certificate) if self.options.certificate else None

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post(TOKEN, self._token),
            web.get("/services/data", self._versions),
            web.get("/services/data/", self._versions),
            web.route("*", "/services/data/{tail:v.+}", self._data),
        ]

    async def call_of(self, request: web.Request) -> Call:
        if request.path == TOKEN:
            return Call("login", False)
        headers = _headers(request)
        try:
            ask = ask_from(request.method, request.raw_path, headers, body_from(await request.read()))
        except Refusal as wrong:
            request[WRONG] = wrong
            return Call("read", False)
        if ask is None:
            return Call("read", False)
        request[ASK] = ask
        call, request["journal"] = actions.call_of(self.org, ask)
        # A call turned away at the door is no write.
        return call if self.sessions.allows(self.org, headers) else call._replace(write=False)

    def refuse(self, fault: Fault, request: web.Request) -> web.Response:
        ask = request.get(ASK)
        if fault.kind == "503-bare":
            return web.Response(status=503, text="<html><body><h1>Service Unavailable</h1></body></html>", content_type="text/html")
        return self._sent(request, answer_for(fault, ask, request.path == TOKEN), ask is not None)

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return self._sent(request, self.sessions.token(self.org, _headers(request), form), False)

    async def _versions(self, request: web.Request) -> web.Response:
        return self._sent(request, Answer(200, versions.listing()), False)

    async def _data(self, request: web.Request) -> web.Response:
        ask = request.get(ASK)
        try:
            if not self.sessions.allows(self.org, _headers(request)):
                raise session_gone()
            if ask is not None and versions.retired(ask.version):
                raise Refusal("UNSUPPORTED_API_VERSION", f"API version {ask.version} is no longer supported", None, 410)
            self.usage.count(self.org)
            _not_too_long(request)
            if WRONG in request:
                raise request[WRONG]
            if ask is None or not versions.served(ask.version):
                raise not_found()
            answer = self._serve(ask)
        except Refusal as error:
            answer = refused(error)
        self.org.store.settle()
        return self._sent(request, answer, True)

    def _serve(self, ask: Ask) -> Answer:
        """One request, also one inside a composite; never raises Refusal."""
        try:
            return self._dispatch(ask)
        except Refusal as error:
            return refused(error)

    def _dispatch(self, ask: Ask) -> Answer:
        match ask.parts:
            case ():
                return Answer(200, versions.resources(ask.version))
            case ("limits",):
                return Answer(200, self.usage.limits(self.org))
            case ("query" | "queryAll", *_):
                return self.cursors.handle(self.org, ask)
            case ("sobjects", *_):
                return rest.handle(self.org, ask)
            case ("composite", "sobjects", *_):
                return rows.handle(self.org, ask)
            case ("composite",):
                return composite.handle(self.org, ask, self._serve)
        raise not_found()

    def _sent(self, request: web.Request, answer: Answer, limited: bool) -> web.Response:
        headers = ALWAYS | {"X-SFDC-Request-Id": uuid4().hex} | answer.headers
        if limited:
            headers["Sforce-Limit-Info"] = self.usage.header(self.org)
        if "Last-Modified" in headers:
            headers["Last-Modified"] = _http_date(headers["Last-Modified"])
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        text = text_of(answer.body, request.headers.get("X-PrettyPrint") == "1")
        return web.Response(status=answer.status, headers=headers | {"Content-Type": "application/json;charset=UTF-8"}, body=text.encode())

    def state(self) -> dict[str, Any]:
        return verbs.state(self.org)

    def verbs(self) -> dict[str, Verb]:
        return {
            "seed_user": _verb(lambda asked: verbs.seed_user(self.org, asked)),
            "own": _verb(lambda asked: verbs.own(self.org, asked)),
            "act": _verb(lambda asked: verbs.act(self.org, asked)),
            "blocks": _verb(self._blocks),
            "licences": _verb(self._licences),
            "taken": _verb(self._taken),
            "protect": _verb(self._protect),
            "assign_rules": _verb(self._assign_rules),
            "revoke_token": _verb(self._revoke),
            "restore_token": _verb(self._restore),
            "certificate": _verb(self._certificate),
        }

    def _blocks(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.org.blocks[verbs.user(self.org, asked["user"])["Id"]] = list(asked["blocks"])
        return {}

    def _licences(self, asked: dict[str, Any]) -> dict[str, Any]:
        for name, total in asked.items():
            row = self.org.table("UserLicense").rows[verbs.named(self.org, "UserLicense", name)]
            self.org.store.change("UserLicense", row, {"TotalLicenses": int(total)})
        return {}

    def _taken(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.org.taken |= {name.lower() for name in asked["usernames"]}
        return {}

    def _protect(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.org.protected.add(verbs.user(self.org, asked["user"])["Id"])
        return {}

    def _assign_rules(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.org.assigned = {sobject: verbs.user(self.org, name)["Username"] for sobject, name in asked.items()}
        return {}

    def _revoke(self, _asked: dict[str, Any]) -> dict[str, Any]:
        self.sessions.revoke()
        return {}

    def _restore(self, _asked: dict[str, Any]) -> dict[str, Any]:
        self.sessions.revoked = False
        return {}

    def _certificate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """`{pem}`: whom assertions are believed from now on; `{pem: null}` takes the certificate away."""
        self.sessions.certificate = public_key(asked["pem"]) if asked["pem"] else None
        return {}


def _headers(request: web.Request) -> Headers:
    return {name.lower(): value for name, value in request.headers.items()}


def _not_too_long(request: web.Request) -> None:
    """URI and headers together have 16,384 bytes (salesforce.md §6.6)."""
    size = len(request.raw_path) + sum(len(name) + len(value) + 4 for name, value in request.headers.items())
    if size > LONGEST:
        raise Refusal("URI_TOO_LONG", "The length of the URI exceeds the limit of 16384 bytes", None, 414)


def _http_date(stamped: str) -> str:
    at = datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%S.000+0000").replace(tzinfo=UTC)
    return format_datetime(at, usegmt=True)


def _verb(do: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], Awaitable[Any]]:
    async def run(asked: dict[str, Any]) -> Any:
        return do(asked)

    return run
