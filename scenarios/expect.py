"""Compares what a step expects with what is seen. Judges by the targets' own stores, never by the product's plan."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.notices import Notice
from scenarios.desk import spread
from scenarios.language import WHOLE
from scenarios.seen import Done, Picture, cut_since
from scenarios.told import first_missing, shows
from simulators.ukg.fields import ALIASES


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold."""

    step: int
    what: str
    wanted: Any
    seen: Any
    who: str = ""  # the person id it is about

    def __str__(self) -> str:
        step = f"step {self.step}: " if self.step >= 0 else ""  # below 0: of the whole play
        return f"{step}{self.what}: wanted {self.wanted!r}, seen {self.seen!r}"


@dataclass(slots=True)
class Names:
    """Short name ↔ person id, and the first account each person had at each system."""

    ids: dict[str, str]
    first: dict[tuple[str, str], str] = field(default_factory=dict)  # (system, person id) → account id

    def remember(self, picture: Picture) -> None:
        for person in set(self.ids.values()):
            for system, user in (("okta", picture.okta_of(person)), ("salesforce", picture.salesforce_of(person))):
                if user is not None:
                    self.first.setdefault((system, person), user["id"])


Finding = tuple[str, Any, Any]  # what, wanted, seen


class Judge:
    """Judges one step's expectation against one picture."""

    def __init__(self, picture: Picture, names: Names, nowhere: Mapping[str, bytes]) -> None:
        self.picture, self.names, self._everything = picture, names, nowhere

    def failures(self, step: int, expect: Mapping[str, Any]) -> list[Failure]:
        whole = [(key, expected) for key, expected in expect.items() if key in WHOLE]
        people = [(name, expected) for key, expected in expect.items() if key not in WHOLE for name in spread([key], self.names.ids)]
        found = [(finding, "") for key, expected in whole for finding in WHOLE_CHECKS[key](self, expected)]
        found += [(finding, self.names.ids[name]) for name, expected in people for finding in self._person(name, expected)]
        return [Failure(step, what, wanted, seen, who) for (what, wanted, seen), who in found]

    def _person(self, name: str, wanted: Mapping[str, Any]) -> Iterator[Finding]:
        for part, value in wanted.items():
            for what, want, seen in PERSON_CHECKS[part](self, self.names.ids[name], value):
                yield f"{name} {what}", want, seen

    # A person

    def okta(self, person: str, wanted: Any) -> Iterator[Finding]:
        user = self.picture.okta_of(person)
        if user is None or wanted == "none":
            if (user is None) != (wanted == "none"):
                yield "okta", wanted, "none" if user is None else user["status"]
            return
        for key, want in wanted.items():
            match key:
                case "profile":
                    yield from _subset("okta.profile", want, user["profile"])
                case "manager":
                    yield from self._manager("okta", want, user["profile"].get("managerId"))
                case "same_account":
                    yield from _differs("okta.same_account", want, self.names.first.get(("okta", person)) == user["id"])
                case "groups" | "groups+" | "groups-" | "apps":
                    yield from _members(f"okta.{key}", set(want), set(user["apps" if key == "apps" else "groups"]) - {"Everyone"})
                case _:
                    yield from _differs(f"okta.{key}", want, user[key])

    def salesforce(self, person: str, wanted: Any) -> Iterator[Finding]:
        user = self.picture.salesforce_of(person)
        if user is None or wanted == "none":
            if (user is None) != (wanted == "none"):
                yield "salesforce", wanted, "none" if user is None else f"active {user['active']}"
            return
        for key, want in wanted.items():
            match key:
                case "fields" | "owns":
                    yield from _subset(f"salesforce.{key}", want, user[key])
                case "manager":
                    yield from self._manager("salesforce", want, user["manager"])
                case "territory":
                    yield from _differs("salesforce.territory", [want] if want not in (None, "none") else [], user["territory"])
                case "same_account":
                    yield from _differs("salesforce.same_account", want, self.names.first.get(("salesforce", person)) == user["id"])
                case _:
                    yield from _differs(f"salesforce.{key}", want, user[key])

    def _manager(self, system: str, name: str, seen: str | None) -> Iterator[Finding]:
        person = self.names.ids.get(name, name)
        user = self.picture.okta_of(person) if system == "okta" else self.picture.salesforce_of(person)
        wanted = None if name == "none" or user is None else user["id"]
        if wanted != seen or (user is None and name != "none"):
            yield f"{system}.manager", f"{name} ({wanted})", seen

    def ukg(self, person: str, wanted: Mapping[str, Any]) -> Iterator[Finding]:
        row: Mapping[str, Any] = next((row for row in self.picture.ukg["people"].values() if row["person"] == person), {})
        yield from _subset("ukg", {ALIASES.get(name, name): value for name, value in wanted.items()}, row)

    def standing(self, person: str, wanted: str) -> Iterator[Finding]:
        known = self.picture.people.get(person)
        yield from _differs("standing", wanted, str(known.standing) if known else "unknown")

    def plan(self, person: str, wanted: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
        known = self.picture.people.get(person)
        seen = sorted((planned.at.strftime("%Y-%m-%dT%H:%M:%SZ"), planned.what) for planned in (known.plan if known else ()))
        yield from _differs("plan", sorted((_full(each["at"]), each["what"]) for each in wanted), seen)

    def audit(self, person: str, wanted: Iterable[Any]) -> Iterator[Finding]:
        done = [each for each in self.picture.new_audit() if each.person == person]
        missing = first_missing(done, wanted, shows)
        if missing is not None:
            yield "audit (in order)", missing, [each.action for each in done]

    def not_audit(self, person: str, wanted: Iterable[str]) -> Iterator[Finding]:
        shown = [done.action for done in self.picture.new_audit() if done.person == person]
        yield from _differs("audit-", [], sorted(set(wanted) & set(shown)))

    def case(self, person: str, wanted: str) -> Iterator[Finding]:
        kinds = sorted(case.kind for case in self.picture.cases.get(person, []))
        if (wanted == "none" and kinds) or (wanted != "none" and wanted not in kinds):
            yield "case", wanted, kinds

    def cases(self, person: str, wanted: Iterable[str]) -> Iterator[Finding]:
        yield from _differs("cases", sorted(wanted), sorted(case.kind for case in self.picture.cases.get(person, [])))

    # All

    def writes(self, wanted: Mapping[str, int]) -> Iterator[Finding]:
        for system, count in wanted.items():
            yield from _differs(f"writes.{system}", count, self.picture.writes(system))

    def accounts(self, wanted: Mapping[str, int]) -> Iterator[Finding]:
        for system, count in wanted.items():
            users = self.picture.okta["users"] if system == "okta" else self.picture.salesforce["users"]
            yield from _differs(f"accounts.{system}", count, sum(1 for user in users if not user.get("protected")))

    def left(self, wanted: int) -> Iterator[Finding]:
        yield from _differs("left", wanted, len(cut_since(self.picture.audit, self.picture.since.audit)))

    def held(self, wanted: int) -> Iterator[Finding]:
        held = {person for person, cases in self.picture.cases.items() if any(c.kind == "brake" and not c.field for c in cases)}
        yield from _differs("held", wanted, len(held))

    def dead_letters(self, wanted: int) -> Iterator[Finding]:
        yield from _differs("dead_letters", wanted, self.picture.dead - self.picture.since.dead)

    def refused(self, wanted: int) -> Iterator[Finding]:
        yield from _differs("refused", wanted, self.picture.refused())

    def alerts(self, wanted: Iterable[str]) -> Iterator[Finding]:
        seen = self.picture.alerts_now()
        if missing := sorted(set(wanted) - seen):
            yield "alerts", missing, sorted(seen)

    def not_alerts(self, wanted: Iterable[Any]) -> Iterator[Finding]:
        seen = self.picture.alerts_now()
        yield from _differs("alerts-", [], sorted(seen if "any" in wanted else seen & {str(each) for each in wanted}))

    def notices(self, wanted: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
        seen = [self._told(notice) for notice in self.picture.new_notices()]
        for each in wanted:
            if not any(self._in_ids(each).items() <= notice.items() for notice in seen):
                yield "notices", dict(each), seen

    def not_notices(self, wanted: Iterable[str | Mapping[str, str]]) -> Iterator[Finding]:
        seen = [self._told(notice) for notice in self.picture.new_notices()]
        for each in wanted:
            asked = {} if each == "any" else {"kind": each} if isinstance(each, str) else self._in_ids(each)
            yield from _differs(f"notices- {each}", [], [notice for notice in seen if asked.items() <= notice.items()])

    @staticmethod
    def _told(notice: Notice) -> dict[str, str]:
        return {"to": notice.to, "about": notice.about, "kind": str(notice.kind)}

    def _in_ids(self, wanted: Mapping[str, str]) -> dict[str, str]:
        return {key: self.names.ids.get(value, value) for key, value in wanted.items()}

    def order(self, wanted: Iterable[str]) -> Iterator[Finding]:
        done = self.picture.new_audit()
        missing = first_missing(done, wanted, self._of_whom)
        if missing is not None:
            yield "order", missing, [f"{each.person} {each.action}" for each in done]

    def _of_whom(self, done: Done, wanted: str) -> bool:
        name, _, action = wanted.partition(" ")
        return (done.person, done.action) == (self.names.ids.get(name, name), action)

    def count(self, wanted: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
        for each in wanted:
            parts = {key: value for key, value in each.items() if key not in ("of", "n")}
            good = sum(1 for name in spread(each["of"], self.names.ids) if not list(self._person(name, parts)))
            yield from _differs(f"count {parts}", each["n"], good)

    def nowhere(self, texts: Iterable[str]) -> Iterator[Finding]:
        for text in texts:
            places = sorted(place for place, content in self._everything.items() if str(text).encode() in content)
            yield from _differs(f"nowhere {text}", [], places)


PERSON_CHECKS: Final[Mapping[str, Callable[[Judge, str, Any], Iterator[Finding]]]] = {
    "okta": Judge.okta,
    "salesforce": Judge.salesforce,
    "ukg": Judge.ukg,
    "standing": Judge.standing,
    "plan": Judge.plan,
    "audit": Judge.audit,
    "audit-": Judge.not_audit,
    "case": Judge.case,
    "cases": Judge.cases,
}
WHOLE_CHECKS: Final[Mapping[str, Callable[[Judge, Any], Iterator[Finding]]]] = {
    "writes": Judge.writes,
    "accounts": Judge.accounts,
    "left": Judge.left,
    "held": Judge.held,
    "dead_letters": Judge.dead_letters,
    "refused": Judge.refused,
    "notices": Judge.notices,
    "notices-": Judge.not_notices,
    "alerts": Judge.alerts,
    "alerts-": Judge.not_alerts,
    "order": Judge.order,
    "count": Judge.count,
    "nowhere": Judge.nowhere,
}


def _differs(what: str, wanted: Any, seen: Any) -> Iterator[Finding]:
    if wanted != seen:
        yield what, wanted, seen


def _members(what: str, wanted: set[str], seen: set[str]) -> Iterator[Finding]:
    """`+`: these are among them; `-`: none of these is; else exactly these."""
    if what.endswith("+"):
        if wanted - seen:
            yield what, f"{sorted(wanted - seen)} among them", sorted(seen)
    elif what.endswith("-"):
        if wanted & seen:
            yield what, f"{sorted(wanted & seen)} not among them", sorted(seen)
    else:
        yield from _differs(what, sorted(wanted), sorted(seen))


def _subset(what: str, wanted: Mapping[str, Any], seen: Mapping[str, Any]) -> Iterator[Finding]:
    for key, value in wanted.items():
        yield from _differs(f"{what}.{key}", value, seen.get(key, 0 if what.endswith("owns") else None))


def _full(at: str) -> str:
    return at if at.count(":") == 2 else at.replace("Z", ":00Z")
