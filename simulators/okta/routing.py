"""Which path does what, and what each call is named in the product's words."""

from collections.abc import Callable
from dataclasses import dataclass

from simulators.kernel.server import Call
from simulators.okta import apps, groups, lifecycle, listing, logs, meta, states, users
from simulators.okta.ask import Answer, Ask
from simulators.okta.errors import Problem, no_method, no_path
from simulators.okta.org import Org

Handler = Callable[[Org, Ask], Answer]
Namer = Callable[[Org, Ask], str]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` below /api/v1, `{name}` for one segment. `operation` is the action, fixed or told from the call; None is a read."""

    method: str
    path: str
    handler: Handler
    operation: str | Namer | None = None

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The ids in the path, or None when the path is another."""
        steps = self.path.strip("/").split("/")
        if len(steps) != len(segments):
            return None
        at: dict[str, str] = {}
        for step, segment in zip(steps, segments, strict=True):
            if step.startswith("{"):
                at[step.strip("{}")] = segment
            elif step != segment:
                return None
        return at

    def call(self, org: Org, ask: Ask) -> Call:
        """The call's name; `subject` is the user's id where the path (or the body of an assignment) names one that exists."""
        operation = self.operation(org, ask) if callable(self.operation) else self.operation
        return Call(operation or "read", operation is not None, _subject(org, ask, operation))


def find(method: str, segments: tuple[str, ...]) -> tuple[Route, dict[str, str]]:
    """The route of a call; raises 404 E0000008 or 405 E0000022."""
    other_method = False
    for route in ROUTES:
        at = route.match(segments)
        if at is None:
            continue
        if route.method == method:
            return route, at
        other_method = True
    raise no_method() if other_method else no_path()


def _subject(org: Org, ask: Ask, operation: str | None) -> str | None:
    given = ask.at.get("user")
    if operation == "assign-app" and given is None:
        try:
            given = str(ask.body().get("id", ""))
        except Problem:
            return None
    user = org.find(given) if given else None
    return user.id if user else None


def _creation(_org: Org, ask: Ask) -> str:
    return "create" if ask.flag("activate", True) else "stage"


def _change(org: Org, ask: Ask) -> str:
    """A change of the login is a rename."""
    user = org.find(ask.at["user"])
    try:
        login = ask.part("profile").get("login")
    except Problem:
        return "update"
    return "rename" if user and login not in (None, user.login) else "update"


def _activation(org: Org, ask: Ask) -> str:
    user = org.find(ask.at["user"])
    return "reactivate" if user and user.status == "DEPROVISIONED" else "activate"


def _deletion(org: Org, ask: Ask) -> str:
    user = org.find(ask.at["user"])
    return "delete" if user and user.status == "DEPROVISIONED" else "deactivate"


_USER = "/users/{user}"
_LIFE = f"{_USER}/lifecycle"
_CLIENT = f"{_USER}/clients/{{client}}"
ROUTES = (
    Route("GET", "/users", listing.users),
    Route("POST", "/users", users.create, _creation),
    Route("GET", _USER, users.read),
    Route("POST", _USER, users.update, _change),
    Route("PUT", _USER, users.replace, _change),
    Route("DELETE", _USER, users.remove, _deletion),
    Route("POST", f"{_LIFE}/activate", lifecycle.activate, _activation),
    Route("POST", f"{_LIFE}/reactivate", lifecycle.reactivate, "resend-activation"),
    Route("POST", f"{_LIFE}/deactivate", lifecycle.deactivate, "deactivate"),
    Route("POST", f"{_LIFE}/suspend", lifecycle.plain(states.suspend), "suspend"),
    Route("POST", f"{_LIFE}/unsuspend", lifecycle.plain(states.unsuspend), "unsuspend"),
    Route("POST", f"{_LIFE}/unlock", lifecycle.plain(states.unlock), "unlock"),
    Route("POST", f"{_LIFE}/reset_factors", lifecycle.plain(states.reset_factors), "reset-factors"),
    Route("POST", f"{_LIFE}/expire_password", lifecycle.expire_password, "expire-password"),
    Route("POST", f"{_LIFE}/expire_password_with_temp_password", lifecycle.expire_with_temporary, "expire-password"),
    Route("POST", f"{_LIFE}/reset_password", lifecycle.reset_password, "reset-password"),
    Route("DELETE", f"{_USER}/sessions", lifecycle.end_sessions, "end-sessions"),
    Route("GET", f"{_USER}/grants", lifecycle.grants),
    Route("DELETE", f"{_USER}/grants", lifecycle.revoke_grants, "revoke-tokens"),
    Route("GET", f"{_USER}/clients", lifecycle.nothing),
    Route("DELETE", f"{_CLIENT}/tokens", lifecycle.revoke_tokens, "revoke-tokens"),
    Route("DELETE", f"{_CLIENT}/grants", lifecycle.revoke_grants, "revoke-tokens"),
    Route("GET", f"{_USER}/blocks", lifecycle.unlicensed),
    Route("GET", f"{_USER}/groups", users.groups),
    Route("GET", f"{_USER}/appLinks", apps.links_of_user),
    Route("GET", "/groups", groups.listing),
    Route("POST", "/groups", groups.create, "create-group"),
    Route("GET", "/groups/{group}", groups.read),
    Route("PUT", "/groups/{group}", groups.replace, "update-group"),
    Route("DELETE", "/groups/{group}", groups.remove, "delete-group"),
    Route("GET", "/groups/{group}/users", groups.members),
    Route("GET", "/groups/{group}/apps", groups.no_apps),
    Route("PUT", "/groups/{group}/users/{user}", groups.join, "add-group"),
    Route("DELETE", "/groups/{group}/users/{user}", groups.leave, "remove-group"),
    Route("GET", "/apps", apps.listing),
    Route("GET", "/apps/{app}", apps.read),
    Route("GET", "/apps/{app}/users", apps.users),
    Route("POST", "/apps/{app}/users", apps.assign, "assign-app"),
    Route("GET", "/apps/{app}/users/{user}", apps.user),
    Route("POST", "/apps/{app}/users/{user}", apps.update, "update-app"),
    Route("DELETE", "/apps/{app}/users/{user}", apps.unassign, "unassign-app"),
    Route("GET", "/meta/schemas/user/{schema}", meta.read_schema),
    Route("POST", "/meta/schemas/user/{schema}", meta.extend_schema, "extend-schema"),
    Route("GET", "/logs", logs.listing),
    Route("GET", "/meta/types/user", meta.types),
    Route("GET", "/meta/types/user/{type}", meta.one_type),
)
