"""The company's own row: orders on the brake, and the many people whom one decision wakes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.brake import ENDS, URGENT, group_key
from domain.command_audit import command_record
from domain.commands import BRAKE, FIRST_LOAD, Command, Kind, Refusal
from domain.desired import Cause
from domain.ordering import heard
from domain.proposals import Tick
from domain.registry import Registry
from domain.rows import Desk, Todo
from domain.telling import MOST_TICKS

APP = "jml-company"
GO_ON = "go-on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The company's row after an order, and whom it wakes."""

    desk: Desk
    ticks: tuple[Tick, ...] = ()
    audits: tuple[dict[str, Any], ...] = ()


def order(desk: Desk, command: Command, refusal: Refusal | None, registry: Registry, place: str) -> Ruled:
    """What an order that concerns no single person leads to."""
    ids = None if refusal else heard(desk.heard, command)
    if ids is None:
        return Ruled(desk=desk, audits=(command_record(command, APP, place, command.at, refusal or Refusal.REPLAYED),))
    known = replace(desk, heard=ids)
    now = _decided(known, command, registry)
    if isinstance(now, Refusal):
        return Ruled(desk=known, audits=(command_record(command, APP, place, command.at, now),))
    done = go_on(now, _cause(command))
    return replace(done, audits=(command_record(command, APP, place, command.at),))


def go_on(desk: Desk, cause: Cause | None) -> Ruled:
    """Wakes the next of those who are still to be woken; a tick to itself says that more wait."""
    if not desk.todo:
        return Ruled(desk=desk)
    first, *rest = desk.todo
    now, later = first.people[:MOST_TICKS], first.people[MOST_TICKS:]
    todo = (*((replace(first, people=later),) if later else ()), *rest)
    ticks = tuple(Tick(person=person, due=first.at, what=first.what, cause=cause) for person in now)
    more = (Tick(person=BRAKE, due=first.at, what=GO_ON, cause=cause),) if todo else ()
    return Ruled(desk=replace(desk, todo=todo), ticks=(*ticks, *more))


def _decided(desk: Desk, command: Command, registry: Registry) -> Desk | Refusal:
    if command.kind not in (Kind.APPROVE, Kind.REJECT):
        return Refusal.MISPLACED
    if command.args.get("what") == FIRST_LOAD:
        return _loaded(desk, command, registry)
    what = "approved" if command.kind is Kind.APPROVE else "rejected"
    if group := command.args.get("group"):
        waiting = sorted(registry.tally.waiting(group_key(group)))
        return _waking(desk, (group_key(group),), Todo(what=f"{what}:{group}", at=command.at, people=tuple(waiting)))
    waiting = sorted({**registry.tally.waiting(ENDS), **registry.tally.waiting(URGENT)})
    if not command.people and command.kind is Kind.APPROVE:
        return Refusal.WRONG  # whom to let go is said by name
    meant = tuple(person for person in waiting if not command.people or person in set(command.people))
    keys = [key for key in (ENDS, URGENT) if registry.tally.waiting(key).keys() & set(meant)]
    return _waking(desk, keys, Todo(what=what, at=command.at, people=meant))


def _waking(desk: Desk, keys: Iterable[str], todo: Todo) -> Desk | Refusal:
    """A decision opens the latch and starts the count anew."""
    if not todo.people:
        return Refusal.NOTHING_TO_DO
    return replace(desk, decided={**desk.decided, **dict.fromkeys(keys, todo.at)}, todo=(*desk.todo, todo))


def _loaded(desk: Desk, command: Command, registry: Registry) -> Desk | Refusal:
    if desk.loaded is not None or command.kind is not Kind.APPROVE:
        return Refusal.NOTHING_TO_DO
    return replace(desk, loaded=command.at, todo=(*desk.todo, Todo(what="loaded", at=command.at, people=tuple(sorted(registry.gated)))))


def _cause(command: Command) -> Cause:
    at: datetime = command.at
    return Cause(kind="command", fact=command.id, rule=command.kind, effective=at, known=at, seen=0.0)
