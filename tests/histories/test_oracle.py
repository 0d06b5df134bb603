"""The judge itself: what follows from rows that HR shows, at instants around what they say."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scenarios.oracle import Tables, Tape
from scenarios.oracle.life import Life, Stand

ROOT = Path(__file__).resolve().parents[2]
TABLES = Tables(ROOT / "policy")
ROW: dict[str, Any] = {
    "person": "P", "employee": "E1", "home": True, "companyCode": "US01", "employeeTypeCode": "REG", "employeeStatusCode": "A",
    "lastHireDate": "2020-01-06", "statusStartDate": "2020-01-06", "primaryJobCode": "AE", "orgLevel1Code": "SALES",
    "primaryWorkLocationCode": "NYC", "employeeNumber": "1", "firstName": "Jo", "lastName": "Kerr",
}  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lived(*told: tuple[str, dict[str, dict[str, Any]]], until: str) -> Stand:
    tape = Tape(TABLES)
    for instant, rows in told:
        shown = {"people": {short: ROW | changes for short, changes in rows.items()}}
        tape.see(shown, at(instant), at(instant))
    return Life(tape, "P").run(at(until))


ENDS = {"dateLastWorked": "2026-05-14", "dateOfTermination": "2026-05-20", "termReason": "208"}


@pytest.mark.parametrize(
    ("until", "state", "gone"),
    [
        ("2026-05-15T03:59", "on", "no"),
        ("2026-05-15T04:00", "off", "no"),
        ("2026-05-22T03:59", "off", "no"),
        ("2026-05-22T04:00", "off", "yes"),
    ],
)
def test_access_ends_with_the_last_day_and_the_account_a_day_after_pay(until: str, state: str, gone: str) -> None:
    stand = lived(("2026-05-01T00:00", {"P": {}}), ("2026-05-04T00:00", {"P": ENDS}), until=until)
    assert (stand.state, stand.gone) == (state, gone)


def test_a_hire_is_nothing_then_staged_then_on() -> None:
    hire = {"lastHireDate": "2026-06-15"}
    states = [lived(("2026-05-01T00:00", {"P": hire}), until=f"2026-06-{when}").state for when in ("08T03:59", "08T04:00", "15T04:00")]
    assert states == ["none", "staged", "on"]


def test_an_account_that_went_with_a_hire_that_never_was_is_not_staged_again() -> None:
    hire = {"lastHireDate": "2026-10-02"}
    withdrawn = hire | {"dateLastWorked": "2026-09-30", "dateOfTermination": "2026-09-30", "termReason": "210"}
    told = (
        ("2026-09-22T13:00", {"P": hire}),
        ("2026-09-30T16:00", {"P": withdrawn}),
        ("2026-10-01T09:00", {"P": {"lastHireDate": "2026-10-03"}}),
    )
    stands = [lived(*told, until=when) for when in ("2026-09-29T16:00", "2026-09-30T16:01", "2026-10-01T09:01", "2026-10-03T04:00")]
    assert [(stand.state, stand.gone) for stand in stands] == [("staged", "no"), ("none", "no"), ("staged", "yes"), ("on", "no")]


def test_a_transfer_out_ends_nobody() -> None:
    out = {"employeeStatusCode": "T", "dateOfTermination": "2026-04-30", "dateLastWorked": "2026-04-30", "termReason": "TRO"}
    told = (("2026-04-01T00:00", {"P": {}}), ("2026-05-01T12:00", {"P": out}))
    assert lived(*told, until="2026-05-03T00:00").state == "on"


def test_an_end_told_while_on_leave_is_not_told_anew_when_hr_calls_her_terminated() -> None:
    leave = {"employeeStatusCode": "L", "leaveReasonCode": "100", "employeeStatusExpectedEndDate": "2026-12-14"}
    death = {"dateLastWorked": "2026-11-07", "dateOfTermination": "2026-11-07", "termReason": "203"}
    over = death | {"employeeStatusCode": "T", "employeeStatusExpectedEndDate": "2026-12-14"}
    told = (("2026-11-04T21:00", {"P": leave}), ("2026-11-07T21:00", {"P": leave | death}), ("2026-11-08T10:00", {"P": over}))
    assert [lived(*told, until=f"2026-11-08T{when}").gone for when in ("20:59", "21:00")] == ["no", "yes"]


def test_the_oracle_imports_nothing_of_the_product() -> None:
    ours = {"domain", "schemas", "runtime", "producers", "streams", "sinks", "cli", "simulators"}
    for file in (ROOT / "scenarios" / "oracle").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                assert module.split(".")[0] not in ours, f"{file.name} imports {module}"
                assert not module.startswith("scenarios") or module.startswith("scenarios.oracle"), f"{file.name} imports {module}"
