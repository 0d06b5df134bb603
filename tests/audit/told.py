"""What the audit's tests tell about, and the check against OCSF's own schemas."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from domain.audit import (
    Setting,
    audit_value,
)
from domain.desired import Cause, Standing
from domain.outcomes import Account, Action, Fate, Outcome, OutcomeKind, Result
from domain.proposals import Priority, Transition

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT.parent / "shared" / "data" / "ocsf" / "jsonschema-1.8.0"
ACTIONS = (
    "create stage activate update rename suspend unsuspend end-sessions revoke-tokens deactivate reactivate add-group remove-group"
    " assign-app unassign-app freeze unfreeze reassign restore set-territory notify park"
).split()
SYSTEMS = ["okta", "salesforce", "ukg", "notify"]
EFFECTIVE = datetime(2026, 4, 2, 5, tzinfo=UTC)
KNOWN = datetime(2026, 4, 22, 9, tzinfo=UTC)
AT = datetime(2026, 4, 22, 9, 1, 30, tzinfo=UTC)
CAUSE = Cause(kind="hr", fact="fact-7", rule="end", effective=EFFECTIVE, known=KNOWN, seen=1_776_848_460.5)
SETTING = Setting(system="okta", app="jml-sink-okta", person="P7", cause=CAUSE, policy="3f2a", version=4, at=AT, account="00u7")
ARGS = {"group": "team-ops", "group_id": "00g1", "app": "Payroll", "app_id": "0oa1"}
SUSPEND = Action(id="a-1", name="suspend", subject="00u7", changes={"status": ("ACTIVE", "SUSPENDED")})
DONE = Result(action="a-1", fate=Fate.DONE, code="200", at=1_776_848_462.25)
TRANSITION = Transition(
    id="t-1",
    person="P7",
    version=4,
    at=AT,
    cause=CAUSE,
    policy="3f2a",
    kind="leaver",
    priority=Priority.LEAVER,
    standing=Standing.LEFT,
    brake="ends",
)


def outcome_of(actions: list[Action], results: list[Result], account: Account | None = None) -> Outcome:
    return Outcome(
        id="o-1",
        person="P7",
        kind=OutcomeKind.SETTLED,
        version=4,
        seq=1,
        at=1_776_848_463.0,
        cause=CAUSE,
        policy="3f2a",
        actions=tuple(actions),
        results=tuple(results),
        account=account,
    )


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))


FILES = {3001: "account_change", 3002: "authentication", 3004: "entity_management", 3005: "user_access", 3006: "group_management"}


def faults(record: dict[str, Any]) -> list[str]:
    """What OCSF's own schema says against a record, as it goes out."""
    if not SCHEMAS.is_dir():
        pytest.skip("the OCSF schemas are not beside the checkout (shared/data/ocsf)")
    out = json.loads(audit_value(record))
    return [f"{error.json_path}: {error.message}" for error in validator(FILES[record["class_uid"]]).iter_errors(out)]
