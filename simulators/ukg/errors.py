"""UKG's problem bodies (ukg.md §2.5) and the answers a fault stands for."""

import math
from typing import Any

from aiohttp import web

from simulators.kernel.faults import Fault

_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_DETAILS = {
    401: "The user name or password is not correct.",
    403: "The service account or customer API key has no access to this resource.",
    404: "No record was found.",
    429: "The number of calls allowed in this period was exceeded.",
    500: "An unexpected error happened.",
    503: "The service is not available.",
}


def problem(status: int, detail: str | None = None, field: str = "", headers: dict[str, str] | None = None) -> web.Response:
    """An error answer; `field` names the parameter a 400 is about."""
    message = detail or _DETAILS[status]
    modelstate: dict[str, Any] = {field: [{"message": message, "type": "error"}]} if field else {}
    body = {
        "title": _TITLES[status],
        "type": f"https://httpstatuses.com/{status}",
        "errorCount": 1,
        "errors": {"modelstate": modelstate, "type": "error", "message": message},
        "detail": message,
        "code": str(status),
        "message": message,
        "modelstate": {"fieldname": field, "message": message} if field else {},
    }
    return web.json_response(body, status=status, headers=headers)


def of_fault(fault: Fault) -> web.Response:
    """429 carries Retry-After when the fault's `reset` is above 0 (the vendor is still "considering" it, ukg.md §2.4)."""
    kind = fault.kind.removesuffix("-after")
    if kind == "503-bare":
        return web.Response(status=503)
    if kind == "429":
        return problem(429, headers={"Retry-After": str(math.ceil(fault.reset))} if fault.reset > 0 else None)
    return problem(401 if kind == "401" else 500)
