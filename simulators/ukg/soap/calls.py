"""What a SOAP request is in the product's words, and how a fault looks there."""

import re
from typing import Final

from aiohttp import web

from simulators.kernel.faults import Fault
from simulators.kernel.server import Call
from simulators.ukg.soap import wire

PREFIX: Final = "/services/"
_ACTION: Final = re.compile(rb"/I\w+/(\w+)</")
_NUMBER: Final = re.compile(rb"EmployeeNumber>([^<]{1,40})<")
_OPERATIONS: Final = (("Authenticate", "login"), ("Find", "list"), ("Get", "read"), ("Update", "update"), ("Terminate", "terminate"))


def call_of(method: str, body: bytes) -> Call:
    """By its action; the subject is the employee number it speaks of first."""
    if method == "GET":
        return Call("describe", False)
    action, number = _ACTION.search(body), _NUMBER.search(body)
    name = action[1].decode() if action else ""
    operation = next((word for head, word in _OPERATIONS if name.startswith(head)), "other")
    return Call(operation, operation in ("update", "terminate"), number[1].decode(errors="replace") if number else None)


def of_fault(fault: Fault) -> web.Response:
    """429 and 503 come from the gateway, without an envelope."""
    kind = fault.kind.removesuffix("-after")
    if kind in ("429", "401", "503-bare"):
        return web.Response(status=int(kind[:3]))
    return web.Response(body=wire.fault("Receiver", "An internal error happened."), status=500, content_type="application/soap+xml")
