"""What can be seen of the world at an instant: the targets' own stores, and what the product's topics say. No opinion of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.audit import read_action
from domain.facts import Fact
from domain.notices import Notice
from domain.proposals import Alert, Case, Transition
from domain.trail import Entry, Sources, trail
from scenarios.world import Seen, World
from schemas.codec import decode_as

READ_TOPICS = ("jml-people", "jml-audit", "jml-cases", "jml-alerts", "jml-dead-letter", "jml-notices")

CUTS = frozenset({"okta suspend", "okta deactivate", "salesforce freeze", "salesforce deactivate"})
GIVES_BACK = frozenset({"okta unsuspend", "okta reactivate", "okta activate", "salesforce unfreeze", "salesforce activate"})
NO_CUTS = frozenset({"leave", "return", "no-show", "mover", "conversion"})
"""Rules that take something from somebody whose work goes on, or never began."""
ONLY_MOVED = frozenset({"rescind", "notice", "manager", "profile"})
"""Rules that may take Salesforce with a job and are no departure; one who leaves under them is off at Okta, too."""
TRAIL = ("hr-changes", "jml-people", "jml-cases", "jml-audit")


@dataclass(frozen=True, slots=True)
class Done:
    """One audit record, reduced to what scenarios speak of."""

    action: str  # "okta suspend"
    person: str
    fate: str
    record: Mapping[str, Any]

    @property
    def cause(self) -> Mapping[str, Any]:
        """What it was done for, as the record says."""
        return next((each["data"] for each in self.record.get("enrichments", []) if each.get("type") == "hr_change"), {})

    @property
    def rule(self) -> str:
        return str(self.cause.get("rule", ""))


@dataclass(slots=True)
class Mark:
    """How far the counted things had come at the last step that expected something."""

    audit: int = 0
    alerts: int = 0
    dead: int = 0
    notices: int = 0
    refused: int = 0
    journal: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Picture:
    """The world at an instant."""

    okta: dict[str, Any]
    salesforce: dict[str, Any]
    ukg: dict[str, Any]
    journals: dict[str, list[dict[str, Any]]]
    people: dict[str, Transition]
    audit: list[Done]
    cases: dict[str, list[Case]]
    alerts: list[Alert]
    dead: int
    notices: list[Notice]
    policies_refused: int
    orders: Mapping[str, int]
    since: Mark

    def okta_of(self, person: str) -> dict[str, Any] | None:
        return next((user for user in self.okta["users"] if user["profile"].get("ukgPersonId") == person), None)

    def salesforce_of(self, person: str) -> dict[str, Any] | None:
        return next((user for user in self.salesforce["users"] if user["fields"].get("UKG_Person_Id__c") == person), None)

    def new_audit(self) -> list[Done]:
        return self.audit[self.since.audit :]

    def writes(self, system: str) -> int:
        """Write calls the system answered well since the mark."""
        entries = self.journals[system][self.since.journal.get(system, 0) :]
        return sum(1 for entry in entries if entry["write"] and (entry["status"] == 0 or entry["status"] < 400))

    def alerts_now(self) -> set[str]:
        """Alerts that are on, or came on since the mark."""
        latest = {(alert.kind, alert.key): alert for alert in self.alerts}
        on = {alert.kind for alert in latest.values() if alert.on}
        return on | {alert.kind for alert in self.alerts[self.since.alerts :] if alert.on}

    def mark(self) -> Mark:
        journal = {system: len(entries) for system, entries in self.journals.items()}
        return Mark(len(self.audit), len(self.alerts), self.dead, len(self.notices), self.policies_refused, journal)

    def new_notices(self) -> list[Notice]:
        """What people were told since the mark; the same notice told twice counts once."""
        before = {notice.id for notice in self.notices[: self.since.notices]}
        return list({notice.id: notice for notice in self.notices[self.since.notices :] if notice.id not in before}.values())

    def refused(self) -> int:
        """Commands and policy versions refused since the mark; a command that several people sign is one."""
        refused = [done.record for done in self.new_audit() if done.action == "jml command" and done.fate == "refused"]
        ids = {record["unmapped"].get("order_id", record["metadata"]["uid"]) for record in refused}
        return len({self.orders.get(each, each) for each in ids}) + self.policies_refused - self.since.refused


async def look(world: World, since: Mark, policies_refused: int = 0) -> Picture:
    """Takes a picture."""
    topics = {topic: await world.records(topic) for topic in READ_TOPICS}
    systems = world.systems
    return Picture(
        okta=await systems.okta.state(),
        salesforce=await systems.salesforce.state(),
        ukg=await systems.ukg.state(),
        journals={name: await system.journal() for name, system in systems.by_name.items()},
        people={
            transition.person: transition
            for transition in (decode_as(Transition, seen.value) for seen in topics["jml-people"] if seen.value is not None)
        },
        audit=_audit(topics["jml-audit"]),
        cases=_cases(topics["jml-cases"]),
        alerts=[decode_as(Alert, seen.value) for seen in topics["jml-alerts"] if seen.value is not None],
        dead=len(topics["jml-dead-letter"]),
        notices=sorted(
            (decode_as(Notice, seen.value) for seen in topics["jml-notices"] if seen.value is not None), key=lambda notice: notice.at
        ),
        policies_refused=policies_refused,
        orders=world.desk.orders,
        since=since,
    )


def _audit(records: Sequence[Seen]) -> list[Done]:
    """In order of business time, then of the answers; a record told twice (same uid) counts once."""
    found: dict[str, Done] = {}
    for seen in records:
        record = json.loads(seen.value or b"{}")
        system, action, person, fate = read_action(record)
        found.setdefault(record["metadata"]["uid"], Done(f"{system} {action}", person or "", str(fate), record))
    return sorted(found.values(), key=lambda done: (done.record["time"], done.record.get("unmapped", {}).get("answered") or 0))


async def trail_of(world: World, person: str) -> tuple[Entry, ...]:
    """The facts, decisions and actions behind what is true of somebody now, and what is due."""
    found = {topic: [seen.value for seen in await world.records(topic) if seen.key == person.encode() and seen.value] for topic in TRAIL}
    sources = Sources(
        facts=tuple(decode_as(Fact, value) for value in found["hr-changes"]),
        said=tuple(decode_as(Transition, value) for value in found["jml-people"]),
        cases=tuple(decode_as(Case, value) for value in found["jml-cases"]),
        audit=tuple(json.loads(value) for value in found["jml-audit"]),
    )
    return trail(sources, world.now())


def cut_since(audit: Sequence[Done], since: int) -> set[str]:
    """Who lost access from that record on. Whoever is off already, for good or on leave, or never came, is not cut (again)."""
    off: set[str] = set()
    cut: set[str] = set()
    for number, done in enumerate(audit):
        if _cuts(done) and done.person not in off:
            off.add(done.person)
            cut |= {done.person} if number >= since else set()
        elif done.action in GIVES_BACK:
            off.discard(done.person)
    return cut


def _cuts(done: Done) -> bool:
    spared = NO_CUTS if done.action.startswith("okta") else NO_CUTS | ONLY_MOVED
    return done.action in CUTS and done.rule not in spared


def _cases(records: Sequence[Seen]) -> dict[str, list[Case]]:
    latest = {case.id: case for case in (decode_as(Case, seen.value) for seen in records if seen.value is not None)}
    opened: dict[str, list[Case]] = {}
    for case in latest.values():
        if case.open:
            opened.setdefault(case.person, []).append(case)
    return opened
