"""One OCSF record per action, for the SIEM: what was done to whom, why, on whose word, and how late.

Ids and codes only. A personal field says that it changed, never from what or to what. Every record is a pure function of what was
settled, with a deterministic id, so a redelivery tells the same again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from domain.dead_letters import DeadLetter
from domain.desired import Cause
from domain.ocsf import (
    ACCOUNTS,
    OCSF_VERSION,
    About,
    Class,
    Severity,
    Shape,
    Status,
    actor,
    head,
    instant,
    metadata,
    present,
    rated,
    shape_of,
)
from domain.outcomes import Action, Fate, Outcome, Result
from domain.proposals import Transition
from domain.redaction import told, told_args, told_changes

FINAL = frozenset((Fate.DONE, Fate.UNCHANGED, Fate.REFUSED, Fate.RECOVERED))
_DETAILS = {
    Fate.UNCHANGED: "the target had it already",
    Fate.RECOVERED: "the answer was lost; reading back shows the effect",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all records of one settlement share. `at` is the business instant of the effect, `account` the target's id, `app` who writes."""

    system: str
    app: str
    person: str
    cause: Cause
    policy: str
    version: int
    at: datetime
    account: str | None = None


class ActionRead(NamedTuple):
    """What a record says, for people and for tests: `okta suspend` of a person, and its fate."""

    system: str
    action: str
    person: str | None
    fate: str


def setting_of(outcome: Outcome, system: str, app: str, at: datetime) -> Setting:
    """What all records of a settlement share. What sets right a change by somebody else has that for its cause, found at that instant."""
    return Setting(
        system=system,
        app=app,
        person=outcome.person,
        cause=replace(outcome.cause, kind="drift", rule="drift", effective=at, known=at) if outcome.drift else outcome.cause,
        policy=outcome.policy,
        version=outcome.version,
        at=at,
        account=outcome.account.id if outcome.account else None,
    )


def settled_records(outcome: Outcome, system: str, app: str, at: datetime) -> tuple[dict[str, Any], ...]:
    """The records of a settlement, one for each action that is over. What is to be tried again, or was not applied, has none yet."""
    setting = setting_of(outcome, system, app, at)
    actions = {action.id: action for action in outcome.actions}
    return tuple(
        audit_record(setting, actions.get(result.action) or Action(id=result.action, name="unknown"), result)
        for result in outcome.results
        if result.fate in FINAL
    )


def audit_record(setting: Setting, action: Action, result: Result) -> dict[str, Any]:
    """The final record of one action."""
    shape = shape_of(action.name)
    refused = result.fate is Fate.REFUSED
    account = action.subject or result.subject or setting.account
    account = told(account) if account else None
    record = _base(setting, shape, action.name, action.id)
    record |= rated(Status.FAILURE if refused else Status.SUCCESS, _severity(shape, result.fate))
    record |= present(status_code=told(result.code), status_detail=told(result.reason) or _DETAILS.get(result.fate))
    record |= _object(setting, shape, action, account)
    record["unmapped"] |= present(
        action_id=action.id, fate=result.fate.value, answered=result.at or None, changes=told_changes(action), args=told_args(action.args)
    )
    return record


def held_record(transition: Transition, app: str, at: datetime) -> dict[str, Any]:
    """The brake holds (part of) what was to be announced. Never told as a disable: nothing was disabled."""
    setting = Setting(
        system="jml",
        app=app,
        person=transition.person,
        cause=transition.cause,
        policy=transition.policy,
        version=transition.version,
        at=at,
    )
    record = _base(setting, shape_of("hold"), "hold", f"{transition.id}/hold")
    record |= rated(Status.OTHER, Severity.MEDIUM) | {"entity": _hr_change(transition.cause.fact)}
    record["comment"] = f"held by the brake: {told(transition.brake or 'ends')}"
    record["unmapped"]["fate"] = "held"
    return record


def parked_record(setting: Setting, code: str, reason: str, field: str = "") -> dict[str, Any]:
    """A person's work at a target stands still until somebody corrects something, or the person or the policy changes."""
    identity = f"{setting.system}/{setting.person}/{setting.version}/park/{code}/{field}"
    record = _base(setting, shape_of("park"), "park", identity)
    record |= rated(Status.FAILURE, Severity.MEDIUM) | {"entity": _hr_change(setting.cause.fact)}
    record |= present(status_code=told(code), status_detail=told(reason), comment=told(field) and f"parked because of {told(field)}")
    record["unmapped"]["fate"] = "parked"
    return record


def parked_letter(letter: DeadLetter, app: str) -> dict[str, Any]:
    """A record was set aside as a dead letter. `letter.reason` is a code or redacted text."""
    shape = shape_of("park")
    record = head(shape, letter.at) | rated(Status.FAILURE, Severity.MEDIUM) | {"entity": _hr_change(letter.id)}
    record["metadata"] = metadata(f"{letter.id}/park", app, "jml.park")
    record["actor"] = actor(app)
    record["comment"] = f"dead letter of {letter.stage}: {letter.topic}/{letter.partition}/{letter.offset}"
    record["status_detail"] = told(letter.reason)
    record["unmapped"] = present(system="jml", action="park", person=letter.person, field=letter.field, fate="parked")
    return record


def audit_headers(record: Mapping[str, Any]) -> dict[str, bytes]:
    """Kafka headers by which SIEM readers route and decode (observability.md §1.7)."""
    return {
        "content-type": b"application/json",
        "ocsf-class": str(record["class_uid"]).encode(),
        "ocsf-version": OCSF_VERSION.encode(),
        "sourcetype": b"jml:ocsf",
        "source": record["metadata"]["log_source"].encode(),
    }


def audit_key(record: Mapping[str, Any]) -> bytes:
    """The record's key: the person id, else its own id."""
    return str(record["unmapped"].get("person") or record["metadata"]["uid"]).encode()


def audit_value(record: Mapping[str, Any]) -> bytes:
    """The record's value: plain JSON, the same bytes each time."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def read_action(record: Mapping[str, Any]) -> ActionRead:
    """What a record of ours says. Raises KeyError where it is none."""
    own = record["unmapped"]
    return ActionRead(own["system"], own["action"], own.get("person"), own["fate"])


def _base(setting: Setting, shape: Shape, action: str, identity: str) -> dict[str, Any]:
    cause = setting.cause
    record = head(shape, setting.at)
    record["metadata"] = metadata(identity, setting.app, f"{setting.system}.{action}") | {
        "correlation_uid": cause.fact,
        "original_event_uid": cause.fact,
    }
    record["actor"] = actor(setting.app)
    record["enrichments"] = [_why(setting, shape)]
    record["unmapped"] = {
        "system": setting.system,
        "action": action,
        "person": setting.person,
        "version": setting.version,
        "policy": setting.policy,
        "seen": cause.seen,
    }
    return record


def _why(setting: Setting, shape: Shape) -> dict[str, Any]:
    """The cause. Exposure is how long access stood after its end, late HR how much of that passed before HR said so: seconds."""
    cause = setting.cause
    data = {
        "kind": cause.kind,
        "rule": cause.rule,
        "effective": instant(cause.effective),
        "known": instant(cause.known),
        "exposure_seconds": _seconds(cause.effective, setting.at) if shape.cuts else 0,
        "late_hr": cause.known > cause.effective,
        "late_hr_seconds": _seconds(cause.effective, cause.known),
    }
    return {"name": "metadata.correlation_uid", "value": cause.fact, "type": "hr_change", "provider": "UKG", "data": data}


def _severity(shape: Shape, fate: Fate) -> Severity:
    if fate is Fate.REFUSED:
        return Severity.HIGH if shape.cuts else Severity.MEDIUM
    return Severity.LOW if fate is Fate.RECOVERED else Severity.INFORMATIONAL


def _object(setting: Setting, shape: Shape, action: Action, account: str | None) -> dict[str, Any]:
    """What the action was done to, in the attributes that its class requires."""
    user = _user(setting, account)
    match shape.of:
        case Class.SESSION:
            return {"user": user, "service": {"name": user["account"]["name"]}}
        case Class.GROUP:
            group = present(uid=action.args.get("group_id"), name=told(action.args.get("group", "")))
            return {"user": user, "group": group or {"uid": "unknown"}}
        case Class.ACCESS:
            app = present(uid=action.args.get("app_id"), name=told(action.args.get("app", ""))) or {"uid": "unknown"}
            return {"user": user, "privileges": [app.get("name") or app["uid"]], "resources": [app]}
        case Class.ENTITY:
            return {"entity": _entity(setting, shape, account, user)}
    return {"user": user, "user_result": user} if action.name in ("create", "stage") and account else {"user": user}


def _entity(setting: Setting, shape: Shape, account: str | None, user: dict[str, Any]) -> dict[str, Any]:
    if shape.about is About.USER:
        return {"type_id": 2, "type": "User", "uid": account or setting.person, "user": user}
    if shape.about is About.CHANGE:
        return _hr_change(setting.cause.fact)
    kind = {About.RECORDS: "Records", About.NOTICE: "Notice"}[shape.about]
    return {"type_id": 99, "type": kind, "uid": account or setting.person, "user": user}


def _hr_change(fact: str) -> dict[str, Any]:
    return {"type_id": 99, "type": "HR change", "uid": fact}


def _user(setting: Setting, account: str | None) -> dict[str, Any]:
    name, type_id, kind = ACCOUNTS.get(setting.system, (setting.system, 99, "Other"))
    uid = present(uid=account)
    held = {"name": name, "type_id": type_id, "type": kind} | uid
    return {"uid_alt": setting.person, "type_id": 1, "type": "User", "account": held} | uid


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, round((until - since).total_seconds()))
