"""What calls are named in the product's words where the path alone does not tell."""

from simulators.okta.ask import Ask
from simulators.okta.errors import Problem
from simulators.okta.org import Org


def creation(_org: Org, ask: Ask) -> str:
    return "create" if ask.flag("activate", True) else "stage"


def change(org: Org, ask: Ask) -> str:
    """A change of the login is a rename."""
    user = org.find(ask.at["user"])
    try:
        login = ask.part("profile").get("login")
    except Problem:
        return "update"
    return "rename" if user and login not in (None, user.login) else "update"


def activation(org: Org, ask: Ask) -> str:
    user = org.find(ask.at["user"])
    return "reactivate" if user and user.status == "DEPROVISIONED" else "activate"


def deletion(org: Org, ask: Ask) -> str:
    user = org.find(ask.at["user"])
    return "delete" if user and user.status == "DEPROVISIONED" else "deactivate"
