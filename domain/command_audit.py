"""One audit record per order: who gave it, what became of it. Ids and codes only (observability.md §1.3, operator decisions)."""

from datetime import datetime
from typing import Any

from domain.commands import Command
from domain.ocsf import Severity, Status, actor, head, metadata, present, rated, shape_of
from domain.redaction import told

ACCEPTED, REFUSED, LAPSED = "accepted", "refused", "lapsed"


def command_record(command: Command, app: str, heard: str, at: datetime, why: str = "") -> dict[str, Any]:
    """An order that was accepted or, with a reason, refused. `heard` names the record that carried it: one heard twice is told twice."""
    fate = REFUSED if why else ACCEPTED
    said = present(
        order=command.kind.value,
        order_id=told(command.id),
        key=told(command.key),
        people=" ".join(command.people)[:500],
        args=_args(command),
    )
    return _record(f"command/{heard}/{command.id}", app, at, command.person, fate, {"by": told(command.by), "why": why, **said})


def lapsed_record(person: str, order: str, by: str, app: str, at: datetime) -> dict[str, Any]:
    """An order for which two people were needed and only one came."""
    return _record(f"command/{person}/{order}/{at.isoformat()}/lapsed", app, at, person, LAPSED, {"by": told(by), "order": order})


def _record(identity: str, app: str, at: datetime, person: str, fate: str, said: dict[str, Any]) -> dict[str, Any]:
    record = head(shape_of("command"), at)
    record["metadata"] = metadata(identity, app, "jml.command")
    record["actor"] = actor(app) | {"user": {"name": said["by"], "uid": said["by"], "type_id": 1, "type": "User"}}
    good = fate == ACCEPTED
    record |= rated(Status.SUCCESS if good else Status.FAILURE, Severity.INFORMATIONAL if good else Severity.MEDIUM)
    record |= present(status_code=said.get("why", ""), comment=f"{said['order']} ordered by {said['by']}: {fate}")
    record["entity"] = {"type_id": 99, "type": "Order", "uid": person or "brake"}
    record["unmapped"] = present(system="jml", action="command", person=person, fate=fate, **said)
    return record


def _args(command: Command) -> dict[str, str]:
    return {told(name): told(value) for name, value in command.args.items()}
