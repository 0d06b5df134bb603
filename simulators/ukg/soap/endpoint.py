"""SOAP over HTTP: descriptions by GET, operations by POST, login tokens, faults (ukg.md §1.1 to §1.4)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from aiohttp import web

from simulators.kernel.server import JOURNAL
from simulators.ukg.routes import Resources
from simulators.ukg.soap import wire
from simulators.ukg.soap.contracts import CONTRACTS, KEY, LOGIN, PING, SERVICES, TOKEN, Service, types_of
from simulators.ukg.soap.services import Services, Write
from simulators.ukg.soap.wsdl import describe

BASE: Final = "/services"
TYPE: Final = "application/soap+xml"
NAMES: Final = frozenset({"loginservice", *SERVICES})
AUTHENTICATE: Final = f"{LOGIN}/ILoginService/Authenticate"


class Endpoint:
    """The SOAP side of one tenant."""

    def __init__(self, resources: Resources, write: Write) -> None:
        self.resources = resources
        self.services = Services(resources, write)
        self.tokens: dict[str, datetime] = {}
        self._posts = 0

    def routes(self) -> Iterable[web.RouteDef]:
        """Slashes too many in front of the name do no harm: there are clients that send them (ukg.md §3.2)."""
        yield web.get(f"{BASE}/{{more:/*}}{{service}}", self._describe)
        yield web.post(f"{BASE}/{{more:/*}}{{service}}", self._post)

    async def _describe(self, request: web.Request) -> web.Response:
        name = request.match_info["service"].lower()
        if name not in NAMES:
            return web.Response(status=404)
        host = "http://internal.ultipro.example" if self.resources.assumptions.soap_address == "internal" else str(request.url.origin())
        known = SERVICES[name].name if name in SERVICES else "LoginService"
        return web.Response(text=describe(name, f"{host}{BASE}/{known}"), content_type="text/xml")

    async def _post(self, request: web.Request) -> web.StreamResponse:
        name, feed = request.match_info["service"].lower(), self.resources.feed
        self._posts += 1
        if feed.down:
            if feed.down == "reset" and request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        every = self.resources.assumptions.soap_405_every
        if every and self._posts % every == 0:
            return web.Response(status=405, text="Method Not Allowed", headers={"Allow": "GET"})
        if name not in NAMES:
            return web.Response(status=404)
        if request.content_type != TYPE:
            return web.Response(status=415)
        self.resources.reads += 1
        response = self._answer(request, name, await request.read())
        response.headers["Date"] = format_datetime((self.resources.clock.now() + feed.skew).astimezone(UTC), usegmt=True)
        return response

    def _answer(self, request: web.Request, name: str, body: bytes) -> web.Response:
        try:
            asked = wire.read(body)
        except wire.Malformed as wrong:
            return _fault("Sender", str(wrong))
        if asked.action == PING or asked.operation == "Ping":
            return _ok(PING, Element("{http://tempuri.org/}PingResponse"))
        if name == "loginservice":
            return self._login(asked)
        service = SERVICES[name]
        operation = asked.action.removeprefix(service.action("")) if asked.action else asked.operation
        if operation not in (service.find, service.get, service.update):
            return _fault("Sender", "The message with this Action cannot be processed at the receiver: ActionNotSupported.")
        refused = self._refusal(asked, service, operation)
        if refused is not None:
            return refused
        value = self.services.answer(service, operation, asked.argument)
        if operation == service.update:
            request[JOURNAL] = _written(value, "terminate" if service.taken == "Termination" else "update", asked.argument)
        writer = wire.Writer(types_of(service))
        return _ok(service.action(operation), writer.result(service.namespace, operation, service.returns(operation), value))

    def _refusal(self, asked: wire.Request, service: Service, operation: str) -> web.Response | None:
        access, assumptions = self.resources.access, self.resources.assumptions
        key = asked.headers.get(f"{{{KEY}}}ClientAccessKey", "")
        until = self.tokens.get(asked.headers.get(f"{{{TOKEN}}}UltiProToken", ""))
        valid = until is not None and self.resources.clock.now() < until
        if valid and (key == access.customer_key or not assumptions.soap_checks_key):
            return None
        if assumptions.soap_expired == "errors":
            wrong = {"Code": "AuthenticationError", "Message": "The token is invalid or has expired.", "Severity": "Error"}
            outcome = {"HasErrors": True, "HasWarnings": False, "Success": False, "Messages": [wrong]}
            value = {"OperationResult": outcome, "Results": None, "HasErrors": True, "Success": False}
            writer = wire.Writer(types_of(service))
            return _ok(service.action(operation), writer.result(service.namespace, operation, service.returns(operation), value))
        return _fault("Sender", "Authentication failed: the token is invalid or has expired.")

    def _login(self, asked: wire.Request) -> web.Response:
        """A bad login is no fault: 200 with `Failed` and the reason (ukg.md §1.3)."""
        access = self.resources.access
        given = {name: asked.headers.get(f"{{{LOGIN}}}{name}", "") for name in ("UserName", "Password", "ClientAccessKey", "UserAccessKey")}
        wanted = {
            "UserName": access.user,
            "Password": access.password,
            "ClientAccessKey": access.customer_key,
            "UserAccessKey": access.user_key,
        }
        good = given == wanted and bool(access.user_key)
        root = Element(f"{{{CONTRACTS}}}TokenResponse")
        SubElement(root, f"{{{LOGIN}}}Status").text = "Ok" if good else "Failed"
        for name, text in (("StatusMessage", None if good else "Invalid credentials."), ("Token", self._token() if good else None)):
            element = SubElement(root, f"{{{LOGIN}}}{name}")
            element.text = text
            if text is None:
                element.set(f"{{{wire.XSI}}}nil", "true")
        return _ok(AUTHENTICATE, root)

    def _token(self) -> str:
        token = str(uuid.uuid4())
        self.tokens[token] = self.resources.clock.now() + timedelta(seconds=self.resources.assumptions.soap_token_life)
        return token


def _written(value: Mapping[str, Any], operation: str, entities: Any) -> dict[str, Any]:
    """For the journal: how many entities of whom, and which of them were refused inside the 200."""
    given = entities if isinstance(entities, list) else []
    results = value["Results"] or []
    failed = [place for place in range(len(given)) if place >= len(results) or results[place]["HasErrors"]]
    subjects = [str((each.get("EmployeeIdentifier") or {}).get("EmployeeNumber")) for each in given if isinstance(each, dict)]
    return {"actions": {operation: len(given)}, "rows": len(given), "failed": failed, "subjects": subjects}


def _ok(action: str, body: Element) -> web.Response:
    return web.Response(body=wire.envelope(action, body), content_type=TYPE, charset="utf-8")


def _fault(code: str, reason: str) -> web.Response:
    return web.Response(body=wire.fault(code, reason), status=500, content_type=TYPE, charset="utf-8")
