"""Okta as a target: one person at a time, many tasks at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from domain import okta, okta_learnt
from domain.budget import Budget
from domain.okta import BY_HAND
from domain.okta_profile import personal
from domain.okta_seen import Seen
from domain.outcomes import Account, Action, Result
from domain.policy import Policy
from domain.proposals import Priority
from runtime.settings import Okta as Organisation
from sinks.okta.classify import answer_of, lost_read, lost_write, trouble_of
from sinks.okta.client import ANSWER, Client, Lost
from sinks.okta.groups import Groups, Unavailable
from sinks.okta.reading import Reader
from sinks.okta.survey import Survey
from sinks.okta.watch import Watch
from sinks.target import Answer, Applied, Denied, Later, Plan, Refused, Step, Trouble, Unchanged, Wanted

LIFECYCLE: Final[Mapping[str, str]] = {
    "activate": "activate?sendEmail=true",
    "reactivate": "activate?sendEmail=true",
    "suspend": "suspend",
    "unsuspend": "unsuspend",
    "deactivate": "deactivate?sendEmail=false",
}
DELETES: Final[Mapping[str, str]] = {"end-sessions": "sessions?oauthTokens=true", "revoke-tokens": "grants"}
TOO_MANY_GROUPS: Final = "E0000093"
"""Nobody publishes how many groups a creating call takes: where it is fewer than is known, half as many are tried."""
BUCKETS: Final[Mapping[str, str]] = {
    "update": "user-write",
    "rename": "user-write",
    "add-group": "groups",
    "remove-group": "groups",
    "create-group": "groups",
    "assign-app": "apps",
    "unassign-app": "apps",
}
"""Action → rate limit bucket; all others share the one of `/users` (okta.md §3.2)."""


class OktaTarget:
    """A `sinks.target.Target[Seen]`. `close` it in the end."""

    system = "okta"
    crew = 1
    longest_call = ANSWER + 2.0

    def __init__(self, organisation: Organisation, policy: Policy) -> None:
        self.policy = policy
        self._at_creation = okta.MOST_GROUPS
        self._budget = Budget()
        self._client = Client(organisation, self._heard)
        self._groups = Groups(self._client)
        self._survey = Survey(self._client)
        self._watch = Watch(self._client, organisation)
        self._reader = Reader(self._client, self._groups, policy)

    async def close(self) -> None:
        """Gives the connections back."""
        await self._client.close()

    async def read(self, people: Sequence[Wanted]) -> Mapping[str, Seen | Trouble]:
        return {wanted.person: await self._read(wanted) for wanted in people}

    async def _read(self, wanted: Wanted) -> Seen | Trouble:
        try:
            return await self._reader.read(wanted)
        except Unavailable as unavailable:
            return unavailable.trouble
        except Lost as lost:
            return lost_read(lost)

    def plan(self, wanted: Wanted, seen: Seen) -> Plan:
        return okta.plan(wanted, seen, self.policy, self._at_creation)

    async def apply(self, steps: Sequence[Step]) -> Sequence[Answer]:
        return [await self._apply(step) for step in steps]

    async def _apply(self, step: Step) -> Answer:
        try:
            return await self._one(step)
        except Unavailable as unavailable:
            return unavailable.trouble
        except Lost as lost:
            return lost_write(lost)

    async def _one(self, step: Step) -> Answer:
        action, subject = step.action, step.action.subject or (step.account.id if step.account else None)
        if action.name in ("create", "stage"):
            return await self._create(step)
        if action.name == "create-group":
            return Applied() if await self._groups.make(action.args["group"]) else Unchanged()
        if subject is None:
            return Refused(code="no-account", reason="there is no account to act on", again=True)
        where = f"/users/{quote(subject)}"
        if action.name in LIFECYCLE:
            return answer_of(await self._client.call("POST", f"{where}/lifecycle/{LIFECYCLE[action.name]}"), subject)
        if action.name in DELETES:
            return answer_of(await self._client.call("DELETE", f"{where}/{DELETES[action.name]}"), subject)
        if action.name in ("add-group", "remove-group"):
            return await self._member(action, subject)
        if action.name in ("assign-app", "unassign-app"):
            return await self._app(action, subject)
        return answer_of(await self._client.call("POST", where, {"profile": _profile(step)}), subject)

    async def _create(self, step: Step) -> Answer:
        names = step.action.args["groups"].split()
        body: dict[str, Any] = {"profile": _profile(step)}
        if names:
            body["groupIds"] = [await self._groups_id(name) for name in names]
        said = await self._client.call("POST", f"/users?activate={'true' if step.action.name == 'create' else 'false'}", body)
        if said.code == TOO_MANY_GROUPS and names:
            self._at_creation = len(names) // 2
            return Refused(code=TOO_MANY_GROUPS, reason="fewer groups fit into the creating call than were given", again=True)
        return trouble_of(said) or Applied(subject=str(said.body["id"]), code=str(said.status))

    async def _member(self, action: Action, subject: str) -> Answer:
        if BY_HAND in action.args and action.name == "add-group" and not await self._exists(action.args["group"]):
            return Unchanged(subject=subject, code="group-gone")
        group = action.args.get("group_id") or await self._groups_id(action.args["group"])
        method = "PUT" if action.name == "add-group" else "DELETE"
        said = await self._client.call(method, f"/groups/{group}/users/{quote(subject)}")
        if said.code == "E0000007":
            self._groups.forget()
        return answer_of(said, subject)

    async def _app(self, action: Action, subject: str) -> Answer:
        """An app or assignment that is not there any more needs neither giving nor taking."""
        where = f"/apps/{quote(action.args['app_id'])}/users"
        if action.name == "assign-app":
            said = await self._client.call("POST", where, {"id": subject, "scope": "USER"})
        else:
            said = await self._client.call("DELETE", f"{where}/{quote(subject)}?sendEmail=false")
        return Unchanged(subject=subject, code=said.code) if said.code == "E0000007" else answer_of(said, subject)

    async def _exists(self, name: str) -> bool:
        """Whether there is such a group; one that somebody made may be younger than what is known."""
        if name not in await self._known():
            self._groups.forget()
        return name in await self._known()

    async def _groups_id(self, name: str) -> str:
        """The group's id. One that went since she was read is looked for anew, and made by the next look."""
        known = await self._known()
        if name not in known:
            self._groups.forget()
            raise Unavailable(Later(code="no-group", reason="the group is not there any more"))
        return known[name]

    async def _known(self) -> Mapping[str, str]:
        """Nothing of the action itself is written yet, so trouble on the way is never an unknown outcome."""
        try:
            return await self._groups.known()
        except Lost as lost:
            raise Unavailable(lost_read(lost)) from lost
        except Unavailable as unavailable:
            trouble = unavailable.trouble
            if isinstance(trouble, Later | Refused | Denied):
                raise
            raise Unavailable(Later(code=trouble.code, reason=trouble.reason)) from unavailable

    def holds(self, action: Action, wanted: Wanted, seen: Seen) -> bool:
        return okta_learnt.holds(action, wanted, seen)

    def learn(self, account: Account | None, action: Action, result: Result) -> Account | None:
        return okta_learnt.learn(account, action, result)

    def find(self, wanted: Wanted, seen: Seen) -> Account | None:
        return okta_learnt.find(wanted, seen)

    async def changed(self, since: datetime) -> frozenset[str] | Trouble:
        try:
            return await self._watch.changed(since)
        except Lost as lost:
            return lost_read(lost)

    async def survey(self) -> Mapping[str, Seen] | Trouble | None:
        try:
            return await self._survey.take()
        except Lost as lost:
            return lost_read(lost)

    def book(self, actions: Sequence[Action] | None, priority: Priority, share: float, now: datetime) -> datetime | None:
        calls: dict[str, float] = {"users": 1.0, "user-read": 1.0} if actions is None else {}
        for action in actions or ():
            bucket = BUCKETS.get(action.name, "users")
            calls[bucket] = calls.get(bucket, 0.0) + 1.0
        return self._budget.take(calls, priority, share, now)

    def _heard(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        said = [headers.get(f"X-Rate-Limit-{part}", "") for part in ("Limit", "Remaining", "Reset")]
        if all(part.isdigit() for part in said):
            limit, left, reset = (int(part) for part in said)
            self._budget.told(bucket_of(method, path), limit, left, datetime.fromtimestamp(reset, UTC))


def bucket_of(method: str, path: str) -> str:
    """The rate limit bucket of a call (okta.md §3.2)."""
    parts = path.partition("?")[0].strip("/").split("/")
    if parts[0] in ("groups", "apps"):
        return parts[0][:-1] if len(parts) == 2 else parts[0]
    if len(parts) == 2:
        return "user-read" if method == "GET" else "user-write"
    return "users"


def _profile(step: Step) -> dict[str, str | None]:
    """The attributes an action names, with their values: codes from the action, personal ones from what was announced. None clears."""
    values = {name: after for name, (_, after) in step.action.changes.items()}
    values |= {name: value for name, value in personal(step.wanted, step.account).items() if name in step.action.changes}
    created = step.action.name in ("create", "stage")
    return {name: value for name, value in values.items() if value is not None or not created}


def build(organisation: Organisation, policy: Policy) -> OktaTarget:
    """The target that settings and policy describe. Raises SettingError where address or token is missing or wrong."""
    return OktaTarget(organisation, policy)
