"""What tests do to an org from outside, by name: the verbs behind `POST /_sim/do/<verb>`."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

from simulators.kernel.server import Verb
from simulators.salesforce import verbs
from simulators.salesforce.bearer import public_key
from simulators.salesforce.dispatch import Dispatch
from simulators.salesforce.org import Org
from simulators.salesforce.sessions import Sessions

Asked = dict[str, Any]


class Controlled(Protocol):
    """What there is to control."""

    org: Org
    sessions: Sessions
    dispatch: Dispatch
    maintenance: bool


class Control:
    """The verbs of one org. Each takes a JSON object and returns one; KeyError and ValueError say what was wrong with it."""

    def __init__(self, of: Controlled) -> None:
        self.of = of

    def verbs(self) -> dict[str, Verb]:
        names = [name for name in dir(self) if not name.startswith("_") and name not in ("of", "verbs")]
        return {name: _verb(getattr(self, name)) for name in names}

    def seed_user(self, asked: Asked) -> Asked:
        return verbs.seed_user(self.of.org, asked)

    def own(self, asked: Asked) -> Asked:
        return verbs.own(self.of.org, asked)

    def act(self, asked: Asked) -> Asked:
        return verbs.act(self.of.org, asked)

    def change(self, asked: Asked) -> Asked:
        """Somebody else writes: `{object, id?, fields?, delete?}`; without an id a record is made. Returns its id."""
        return verbs.change(self.of.org, asked)

    def blocks(self, asked: Asked) -> Asked:
        """`{user, blocks: [lead-owner, case-owner, hierarchy-field, alert-recipient, …]}`: what forbids deactivation from now on."""
        self.of.org.blocks[verbs.user(self.of.org, asked["user"])["Id"]] = list(asked["blocks"])
        return {}

    def licences(self, asked: Asked) -> Asked:
        """Name of a user, permission set or package licence → how many there are."""
        for name, total in asked.items():
            verbs.licence(self.of.org, name, int(total))
        return {}

    def taken(self, asked: Asked) -> Asked:
        """`{usernames}` that other orgs hold; `{free: […]}` lets go of them."""
        self.of.org.taken |= {name.lower() for name in asked.get("usernames", ())}
        self.of.org.taken -= {name.lower() for name in asked.get("free", ())}
        return {}

    def protect(self, asked: Asked) -> Asked:
        self.of.org.protected.add(verbs.user(self.of.org, asked["user"])["Id"])
        return {}

    def assign_rules(self, asked: Asked) -> Asked:
        self.of.org.assigned = {sobject: verbs.user(self.of.org, name)["Username"] for sobject, name in asked.items()}
        return {}

    def revoke_token(self, _asked: Asked) -> Asked:
        """Sessions end, and no grant is given until `restore_token`."""
        self.of.sessions.revoke()
        return {}

    def restore_token(self, _asked: Asked) -> Asked:
        self.of.sessions.revoked = False
        return {}

    def expire_sessions(self, _asked: Asked) -> Asked:
        """Sessions end; the next login succeeds."""
        self.of.sessions.open.clear()
        return {}

    def certificate(self, asked: Asked) -> Asked:
        """`{pem}`: whom assertions are believed from now on; `{pem: null}` takes the certificate away."""
        self.of.sessions.certificate = public_key(asked["pem"]) if asked["pem"] else None
        return {}

    def permissions(self, asked: Asked) -> Asked:
        """`{denied: [ManageInternalUsers, …]}`: what the integration user may not do from now on."""
        verbs.deny(self.of.org, asked["denied"])
        return {}

    def maintenance(self, asked: Asked) -> Asked:
        """`{on}`: every call meets the HTML page of a maintenance. `{read_only}`: reads go on, writes are refused."""
        self.of.maintenance = bool(asked.get("on", self.of.maintenance))
        self.of.org.read_only = bool(asked.get("read_only", self.of.org.read_only))
        return {}

    def assume(self, asked: Asked) -> Asked:
        """Switches assumptions by name."""
        known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
        try:
            self.of.org.options = replace(self.of.org.options, assumptions=replace(self.of.org.open_points, **known))
        except TypeError:
            raise ValueError(f"no assumption of that name: {', '.join(sorted(asked))}") from None
        return {}

    def flow(self, asked: Asked) -> Asked:
        """`{name, outputs?, fails?}`: an active autolaunched flow, and what it answers."""
        self.of.dispatch.flows.known[asked["name"]] = {key: asked[key] for key in ("outputs", "fails") if key in asked}
        return {}

    def flow_calls(self, _asked: Asked) -> Asked:
        return {"calls": self.of.dispatch.flows.calls}

    def change_events(self, asked: Asked) -> Asked:
        """UserChangeEvents as Change Data Capture would tell them, from the n-th on: `{after}`."""
        return {"events": self.of.org.changes[int(asked.get("after", 0)) :]}


def _verb(do: Callable[[Asked], Asked]) -> Callable[[Asked], Awaitable[Any]]:
    async def run(asked: Asked) -> Any:
        return do(asked)

    return run
