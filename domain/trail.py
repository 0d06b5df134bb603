"""Why somebody is as she is: what HR showed, what was decided by which rule, what was done, what is due. Ids and codes only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.access import Job, codes_in_force, rows_of
from domain.audit import read_action
from domain.facts import EmploymentDetails, Fact, FactKind
from domain.policy import Policy
from domain.proposals import Case, Transition

UNSAID = frozenset({"company_id", "ahead"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `rank` orders what happened at one instant: HR before decisions, decisions before what was done."""

    at: datetime
    rank: int
    text: str

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}Z  {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the topics hold of one person, in the order of the log. `audit` are OCSF records."""

    facts: tuple[Fact, ...] = ()
    said: tuple[Transition, ...] = ()
    cases: tuple[Case, ...] = ()
    audit: tuple[Mapping[str, Any], ...] = ()


def rows_behind(sources: Sources, until: datetime, policy: Policy) -> tuple[Entry, ...]:
    """Which rows of the policy give what to each employment record, as HR showed it last by then."""
    latest = {fact.employee + (fact.employment.company_id if fact.employment else ""): fact for fact in sources.facts if fact.read <= until}
    works = [
        (fact, Job(details=fact.employment, codes=codes_in_force(fact.employment, None, policy)[0], policy=policy))
        for fact in latest.values()
        if fact.employment is not None
    ]
    return tuple(
        Entry(until, 8, f"row    {fact.employee}/{work.details.company_id}: {row}  [policy {policy.hash[:8]}]")
        for fact, work in works
        for row in rows_of(work)
    )


def trail(sources: Sources, until: datetime) -> tuple[Entry, ...]:
    """Everything up to an instant (business time), in its order; then what is planned from there on."""
    entries = [*_shown(sources.facts), *_decided(sources.said), *_opened(sources.cases), *_done(sources.audit)]
    past = sorted((entry for entry in entries if entry.at <= until), key=lambda entry: (entry.at, entry.rank))
    last = next((said for said in reversed(sources.said) if said.at <= until), None)
    due = [Entry(item.at, 9, f"due    {item.what}, unless HR says otherwise") for item in (last.plan if last else ()) if item.at > until]
    return (*past, *due)


def _shown(facts: Iterable[Fact]) -> Iterator[Entry]:
    before: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        record = (fact.employee, fact.employment.company_id if fact.employment else str(fact.kind))
        said = ", ".join(_news(before.get(record), fact)) or "as before"
        before[record] = fact
        told = "first load" if fact.baseline else f"changed {fact.changed:%Y-%m-%d %H:%M}Z"
        yield Entry(fact.read, 0, f"HR     record {'/'.join(record)} ({told}): {said}  [fact {fact.id[:8]}]")


def _news(was: Fact | None, fact: Fact) -> Iterator[str]:
    """What a reading says that the one before did not. Of names only that they were read."""
    if fact.kind is FactKind.ABSENT:
        yield "is gone"
    if fact.kind is FactKind.PERSON:
        yield "names and mail as sealed" + (f", home {fact.details.home}" if fact.details and fact.details.home else "")
    if fact.employment is None:
        return
    old = was.employment if was else None
    for name in (each.name for each in fields(EmploymentDetails) if each.name not in UNSAID):
        now, then = getattr(fact.employment, name), getattr(old, name) if old else None
        if now != then and (old is not None or now not in (None, True)):
            yield f"{name.replace('_', ' ')} {_plain(now)}" + (f" (was {_plain(then)})" if old is not None else "")
    for move in fact.employment.ahead if old is None or old.ahead != fact.employment.ahead else ():
        yield f"from {move.effective} on job {move.job}, department {move.department}, location {move.location}"


def _plain(value: object) -> str:
    if value is None:
        return "none"
    return value.isoformat() if isinstance(value, date) else str(value)


def _decided(said: Iterable[Transition]) -> Iterator[Entry]:
    was: Transition | None = None
    for new in said:
        changes = ", ".join(_differences(was, new)) or "nothing that a target sees"
        cause = new.cause
        why = f"{cause.kind} {cause.fact[:8]}, effective {cause.effective:%Y-%m-%d %H:%M}Z, known {cause.known:%Y-%m-%d %H:%M}Z"
        text = f"rule   {cause.rule} → {new.kind} v{new.version}, {new.standing}: {changes}  [{why}; policy {new.policy[:8]}]"
        yield Entry(new.at, 1, text + (f" HELD by the brake ({new.brake})" if new.brake else ""))
        was = new


def _differences(was: Transition | None, new: Transition) -> Iterator[str]:
    pairs = (("okta", was.okta if was else None, new.okta), ("salesforce", was.salesforce if was else None, new.salesforce))
    for system, old, now in pairs:
        for name in (each.name for each in fields(now)):
            before, after = getattr(old, name) if old else None, getattr(now, name)
            if before != after and (old is not None or after):
                yield from _changed(f"{system} {name}", before, after)
    for name in ("manager", "records_to"):
        before, after = getattr(was, name) if was else None, getattr(new, name)
        if before != after:
            yield f"{name.replace('_', ' ')} {_plain(after)}"


def _changed(what: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(after, tuple):
        had, has = set(before or ()), set(after)
        yield " ".join([what, *(f"+{each}" for each in sorted(has - had)), *(f"-{each}" for each in sorted(had - has))])
    elif isinstance(after, dict):
        old = before or {}
        yield " ".join([what, *(f"{key}={value}" for key, value in sorted(after.items()) if old.get(key) != value)])
    else:
        yield f"{what} {_plain(after.value if isinstance(after, StrEnum) else after)}"


def _opened(cases: Iterable[Case]) -> Iterator[Entry]:
    for case in cases:
        about = " ".join(filter(None, (case.field, case.detail)))
        yield Entry(case.at, 2, f"case   {case.kind}{' ' + about if about else ''} {'opened' if case.open else 'closed'}")


def _done(audit: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    for record in sorted(audit, key=lambda each: each.get("unmapped", {}).get("answered") or 0):
        read = read_action(record)
        code = f" ({record['status_code']})" if record.get("status_code") else ""
        group = (record.get("group") or {}).get("name")
        text = f"done   {read.system} {read.action}{' ' + group if group else ''}: {read.fate}{code}"
        yield Entry(datetime.fromisoformat(record["time_dt"].replace("Z", "+00:00")), 3, text)
