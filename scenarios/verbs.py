"""What happens in a scenario's step: HR edits, somebody else acts at a target, a person gives an order, things break."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.checks import WHOLE_ACTS, orders_of
from scenarios.desk import spread
from scenarios.seed import hr_fields
from scenarios.seen import Mark, look
from scenarios.systems import Systems
from scenarios.world import World
from schemas.policy import PolicyRefused


@dataclass(slots=True)
class Verbs:
    """Does the verbs of steps, in the language's order. `settings`: of the policy, as changed so far; `refused`: versions of it."""

    world: World
    ids: Mapping[str, str]
    settings: dict[str, str]
    told: Callable[[str], None]
    refused: int = 0
    webhook: bool = True
    outside: bool = field(default=False, init=False)  # somebody else acted at a target in the last step

    @property
    def systems(self) -> Systems:
        return self.world.systems

    async def do(self, verbs: Mapping[str, Any]) -> None:
        self.outside = False
        if "policy" in verbs:
            await self._govern(verbs["policy"])
        if "feed" in verbs:
            await self._feed(verbs["feed"])
        if "fault" in verbs:
            await self._fault(verbs["fault"])
        for system in ("okta", "salesforce"):
            await self._others(system, verbs.get(system) or {})
        await self._hr(verbs)
        for order in orders_of(verbs):
            for command in self.world.desk.signed(order, self.world.now()):
                await self.world.order(command)
        if "crash" in verbs:
            await self.world.crash(verbs["crash"])
        if "restart" in verbs:
            await self.world.restart_broker()

    async def _govern(self, changed: Mapping[str, Any]) -> None:
        """A new version of the policy; one that is refused changes nothing."""
        wanted = self.settings | {key: str(value) for key, value in changed.items()}
        try:
            await self.world.govern(wanted)
        except PolicyRefused as refused:
            self.refused += 1
            self.told(f"policy refused: {refused}")
        else:
            self.settings = wanted

    async def _hr(self, verbs: Mapping[str, Any]) -> None:
        ukg = self.systems.ukg
        if "ukg" in verbs:
            await ukg.do("edit", people={name: dict(fields) for name, fields in verbs["ukg"].items()})
        if "add" in verbs:
            await ukg.do("add", people={name: hr_fields(fields) for name, fields in verbs["add"].items()})
        if "remove" in verbs:
            await ukg.do("remove", people=verbs["remove"])

    async def _feed(self, asked: Any) -> None:
        self.webhook = asked == "normal" or asked.get("webhook", True)
        await self.systems.ukg.do("feed", **(asked if isinstance(asked, dict) else {}))

    async def _fault(self, asked: Any) -> None:
        if asked == "none":
            for system in self.systems.by_name.values():
                await system.clear_faults()
        else:
            await self.systems.by_name[asked["system"]].fault(asked)

    async def _others(self, system: str, acts: Mapping[str, Any]) -> None:
        for key, asked in acts.items():
            for name in (key,) if key in WHOLE_ACTS[system] else spread([key], self.ids):
                await self._outside(system, name, asked)

    async def _outside(self, system: str, name: str, asked: Any) -> None:
        """Somebody else acts at a target; keys that name no person act on the whole system."""
        target = self.systems.by_name[system]
        if name in WHOLE_ACTS["okta"]:
            await target.do(name)
        elif name == "licences":
            await target.do("licences", Salesforce=asked)
        elif name == "taken":
            await target.do("taken", usernames=asked)
        else:
            self.outside = True
            await target.do("act", **await self._act(system, name, asked))

    async def _act(self, system: str, name: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        person = self.ids[name]
        picture = await look(self.world, Mark())
        user = picture.okta_of(person) if system == "okta" else picture.salesforce_of(person)
        body = {"user": user["id"] if user else person, **asked}
        if isinstance(body.get("owns"), dict) and "to" in body["owns"]:
            body["owns"] = {**body["owns"], "to": self.ids[body["owns"]["to"]]}
        return body
