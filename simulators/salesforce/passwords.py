"""`sobjects/User/{id}/password`: whether it has run out, setting one, resetting it (salesforce.md §2.2)."""

import secrets

from simulators.salesforce.errors import Refusal, not_allowed
from simulators.salesforce.org import Org
from simulators.salesforce.transactions import NO_RIGHTS
from simulators.salesforce.wire import Answer, Ask

SHORTEST = 8


def handle(org: Org, ask: Ask) -> Answer:
    """Raises Refusal."""
    if ask.method in ("GET", "HEAD"):
        return Answer(200, {"isExpired": False})
    if "ResetPasswords" in org.denied:
        raise Refusal("INSUFFICIENT_ACCESS", NO_RIGHTS, None, 403)
    if ask.method == "DELETE":
        return Answer(200, {"NewPassword": secrets.token_urlsafe(9)})
    if ask.method != "POST":
        raise not_allowed(ask.method, "HEAD,GET,POST,DELETE")
    chosen = str(ask.json().get("NewPassword") or "")
    if len(chosen) < SHORTEST or chosen.isalpha() or chosen.isdigit():
        raise Refusal("INVALID_NEW_PASSWORD", "Your password must be at least 8 characters long and have letters and numbers", None)
    return Answer(204)
