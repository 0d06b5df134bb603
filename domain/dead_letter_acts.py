"""What an operator did with a dead letter, as the audit tells it: one of the two places where a person acts and not the product."""

from typing import Any

from domain.dead_letters import DROPPED, DeadLetter
from domain.ocsf import Severity, Status, head, metadata, present, rated, shape_of
from domain.redaction import told


def act_record(act: DeadLetter, app: str) -> dict[str, Any]:
    """The record of a letter with `act`. The operator's name is in it, for a drop must be answered for; the why without mail addresses."""
    name = "drop-letter" if act.act == DROPPED else "retry-letter"
    shape = shape_of(name)
    record = head(shape, act.at) | rated(Status.SUCCESS, Severity.MEDIUM if act.act == DROPPED else Severity.INFORMATIONAL)
    record["entity"] = {"type_id": 99, "type": "Dead letter", "uid": act.id}
    record["metadata"] = metadata(f"{act.id}/{act.act}/{act.at.isoformat()}", app, f"jml.{name}")
    record["actor"] = {"app_name": "jml", "app_uid": app, "user": _who(act.by, app)}
    record["comment"] = f"dead letter of {act.stage}: {act.topic}/{act.partition}/{act.offset} was {act.act}"
    record |= present(status_detail=told(act.why or ""))
    record["unmapped"] = present(
        system="jml", action=name, person=act.person, field=act.field, letter=act.id, reason=told(act.reason), fate="done"
    )
    return record


def _who(name: str | None, app: str) -> dict[str, Any]:
    return {"name": told(name), "type_id": 1, "type": "User"} if name else {"uid": app, "type_id": 3, "type": "System"}
