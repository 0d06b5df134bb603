"""Compares the targets with what follows from HR's tape at an instant: findings, and for whom the oracle has nothing to say."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from scenarios.oracle import wanted
from scenarios.oracle.chart import UNKNOWN, Chart
from scenarios.oracle.life import HELD, OFF, ON, STAGED, Life, Stand
from scenarios.oracle.tables import Tables
from scenarios.oracle.tape import Tape
from scenarios.oracle.wanted import AT_WORK, MIXED, WHOLLY

AROUND_A_MOVE: Final = timedelta(hours=26)
"""A dated move takes effect at the site's midnight, HR's row turns at the server's: between them either is right."""
WHOLE: Final = frozenset({"absent", "data", "hire-date-moved", "transfer-out-of-nothing", "off", "unread", "move"})
"""Doubts about a person as a whole."""
State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something at a target that does not follow from HR."""

    person: str
    where: str
    wanted: Any
    seen: Any

    def __str__(self) -> str:
        return f"{self.person} {self.where}: by HR {self.wanted}, seen {self.seen}"

    @property
    def key(self) -> tuple[str, str]:
        return self.person, self.where


@dataclass(slots=True)
class Verdict:
    """`judged`: person → where she stands; `abstained`: why, how often."""

    findings: list[Finding] = field(default_factory=list)
    judged: dict[str, str] = field(default_factory=dict)
    abstained: Counter[str] = field(default_factory=Counter)


def judged(tape: Tape, tables: Tables, okta: State, salesforce: State, now: datetime) -> Verdict:
    """Judges everybody whom HR ever showed."""
    stands = {person: Life(tape, person).run(now) for person in tape.persons}
    court = _Court(tape, tables, Chart(tape, tables, stands, now), _Accounts.of(okta, salesforce))
    verdict = Verdict(list(court.accounts.strange()))
    for person, stand in stands.items():
        doubts = set(stand.doubts) | ({"move"} if _about_to_move(tape, person, now) else set())
        if doubts & WHOLE or stand.state == HELD:
            verdict.abstained.update(doubts & WHOLE or {stand.state})
            continue
        verdict.abstained.update(doubts)
        verdict.judged[person] = stand.state
        for where, want, seen in court.about(person, stand, doubts):
            if want == UNKNOWN:
                verdict.abstained[where] += 1
            elif want != seen and stand.state == ON and court.may_wait(stand, where):
                verdict.abstained[f"{where} while away"] += 1
            elif want != seen:
                verdict.findings.append(Finding(person, where, want, seen))
    return verdict


def _about_to_move(tape: Tape, person: str, now: datetime) -> bool:
    return any(abs(at - now) < AROUND_A_MOVE for at in tape.ahead.get(person, ()))


@dataclass(frozen=True, slots=True)
class _Accounts:
    okta: Mapping[str, Any]
    salesforce: Mapping[str, Any]
    twice: tuple[str, ...]

    @classmethod
    def of(cls, okta: State, salesforce: State) -> "_Accounts":
        mine = {"okta": okta["users"], "salesforce": [each for each in salesforce["users"] if not each.get("protected")]}
        whose = {"okta": lambda each: each["profile"].get("ukgPersonId"), "salesforce": lambda each: each["fields"].get("UKG_Person_Id__c")}
        counts = Counter((name, whose[name](user)) for name, users in mine.items() for user in users)
        twice = tuple(f"{name} {person}" for (name, person), count in counts.items() if person and count > 1)
        return cls(
            {whose["okta"](each): each for each in mine["okta"]}, {whose["salesforce"](each): each for each in mine["salesforce"]}, twice
        )

    def strange(self) -> Iterator[Finding]:
        for each in self.twice:
            system, person = each.split(" ", 1)
            yield Finding(person, f"{system} accounts", 1, "more than one")

    def sells(self, person: str) -> bool:
        user = self.salesforce.get(person)
        return bool(user and user["active"])


@dataclass(frozen=True, slots=True)
class _Court:
    tape: Tape
    tables: Tables
    chart: Chart
    accounts: _Accounts

    def about(self, person: str, stand: Stand, doubts: set[str]) -> Iterator[tuple[str, Any, Any]]:
        away = wanted.absence(stand, self.tape) if stand.state == ON else AT_WORK
        user = self.accounts.okta.get(person)
        seen = user["status"] if user else "none"
        if away == MIXED:
            yield "okta status", UNKNOWN, seen
            return
        allowed = self._statuses(person, stand, away)
        yield "okta status", seen if seen in allowed else "/".join(sorted(allowed)), seen
        if user is not None:
            yield from self._okta(person, stand, away, user, doubts)
        yield from self._salesforce(person, stand, away, doubts)

    def may_wait(self, stand: Stand, where: str) -> bool:
        """What moves while an account is suspended or frozen for a leave may wait there until she is back, access excepted."""
        away, system = wanted.absence(stand, self.tape), where.partition(" ")[0]
        waits = away == WHOLLY if system == "okta" else away != AT_WORK
        return waits and where not in ("okta status", "salesforce active", "salesforce frozen", "salesforce owns")

    def _statuses(self, person: str, stand: Stand, away: str) -> set[str]:
        match stand.state:
            case "on":
                if away != WHOLLY:
                    return {"ACTIVE", "PROVISIONED"}
                return {"SUSPENDED"} if self.tape.active_seen.get(person) == "ACTIVE" else {"SUSPENDED", "DEPROVISIONED"}
            case "staged":
                return {"DEPROVISIONED"} if stand.gone == "yes" else {"STAGED"}
            case "none":
                return {"DEPROVISIONED"} if stand.was_staged else {"none"}
        if self.accounts.okta.get(person) is None and person not in self.tape.active_seen:
            return {"none"}
        in_use = self.tape.active_seen.get(person)
        off = {"DEPROVISIONED"} if in_use != "ACTIVE" else {"SUSPENDED"}
        return {"yes": {"DEPROVISIONED"}, "maybe": {"SUSPENDED", "DEPROVISIONED"}, "no": off if in_use else {"SUSPENDED", "DEPROVISIONED"}}[
            stand.gone
        ]

    def _okta(self, person: str, stand: Stand, away: str, user: State, doubts: set[str]) -> Iterator[tuple[str, Any, Any]]:
        has = {group for group in user["groups"] if self.tables.is_managed(group)}
        unsure = bool(doubts & {"codes-after-end", "two-homes"})
        if stand.state == ON:
            yield "okta groups", UNKNOWN if unsure else sorted(wanted.groups(stand, away, self.tables)), sorted(has)
        elif stand.state != OFF or stand.end is None:
            yield "okta groups", [], sorted(has)
        else:
            garden = set(self.tables.settings["garden"]["groups"]) if self._on_notice(stand) else set()
            yield "okta groups", sorted(garden), sorted(has)
        if stand.state == ON or (stand.state == STAGED and stand.gone == "no"):
            for name, value in wanted.profile(stand.jobs[0], self.tables).items():
                yield f"okta {name}", UNKNOWN if unsure else value, user["profile"].get(name)
        if stand.state == ON:
            boss = self.chart.manager(person)
            known = self.accounts.okta.get(boss or "")
            yield (
                "okta managerId",
                UNKNOWN if boss == UNKNOWN or unsure else known["id"] if known else None,
                user["profile"].get("managerId"),
            )
            stem = wanted.login_stem(stand.jobs[0].row)
            yield "okta login", stem, user["login"].partition("@")[0].rstrip("0123456789")

    def _on_notice(self, stand: Stand) -> bool:
        return stand.gone == "no" and stand.end is not None and stand.end.access < stand.end.pay and self._now < stand.end.pay

    @property
    def _now(self) -> datetime:
        return self.chart.now

    def _salesforce(self, person: str, stand: Stand, away: str, doubts: set[str]) -> Iterator[tuple[str, Any, Any]]:
        user = self.accounts.salesforce.get(person)
        seat = wanted.seat(stand.jobs[0], self.tables) if stand.state == ON else None
        if doubts & {"codes-after-end", "two-homes"}:
            yield "salesforce", UNKNOWN, None
        elif seat is None:
            yield from self._no_seat(person, user)
        elif user is None:
            yield "salesforce active", away == AT_WORK, False
        else:
            yield from self._seated(person, away, user, seat)

    def _no_seat(self, person: str, user: State | None) -> Iterator[tuple[str, Any, Any]]:
        """Off, and nothing left behind, where there is somebody to whom it can go."""
        if user is None:
            return
        heir = self.chart.heir(person, self.accounts.sells)
        open_records = sum(user["owns"].values())
        stuck = heir in (None, UNKNOWN)
        yield "salesforce active", UNKNOWN if stuck and open_records else False, user["active"]
        yield "salesforce owns", UNKNOWN if stuck else 0, open_records
        if user["active"]:
            yield "salesforce frozen", True, user["frozen"]

    def _seated(self, person: str, away: str, user: State, seat: wanted.Seat) -> Iterator[tuple[str, Any, Any]]:
        yield "salesforce active", True, user["active"]
        yield "salesforce frozen", away != AT_WORK, user["frozen"]
        for name, value in (("profile", seat.profile), ("role", seat.role), ("territory", seat.territory)):
            yield f"salesforce {name}", value, user[name]
        for name, text in seat.fields.items():
            yield f"salesforce {name}", text, user["fields"].get(name)
        boss = self.chart.manager(person)
        if boss not in (None, UNKNOWN) and self.accounts.sells(str(boss)):
            yield "salesforce manager", self.accounts.salesforce[str(boss)]["id"], user["manager"]
        rep = self.chart.heir(person, lambda one: self.accounts.sells(one) and self.chart.at_desk(one))
        if away != AT_WORK and rep not in (None, UNKNOWN):
            open_records = sum(user["owns"].values()) - user["covered"]  # who covered others keeps that while away, too
            yield "salesforce owns", UNKNOWN if self._inherits(person) else 0, open_records

    def _inherits(self, person: str) -> bool:
        """Whether she may have got a leaver's records while on a leave that leaves Okta active; covered when next looked at."""
        return any(not user["active"] and self.chart.heir(other, self.accounts.sells) == person for other, user in self._others(person))

    def _others(self, person: str) -> Iterator[tuple[str, State]]:
        return ((other, user) for other, user in self.accounts.salesforce.items() if other in self.tape.persons and other != person)
