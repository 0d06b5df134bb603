"""The fixed share of the fault matrix: one cell of each operation. `make faults` plays the rest."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.matrix import ORDER, Cell, Report, Result, Row, Stage, cells, rows, share
from scenarios.matrix_cell import Played
from scenarios.matrix_faults import CRASHES, TROUBLES
from scenarios.matrix_judge import findings
from scenarios.matrix_report import as_json, lines

pytestmark = pytest.mark.slow

POLICY = Path(__file__).resolve().parents[2] / "policy"
AT_ONCE = 2
USED = {
    "ukg": {"list", "read", "login", "update"},
    "okta": set(
        "read create stage activate update rename add-group remove-group suspend unsuspend deactivate reactivate "
        "end-sessions revoke-tokens assign-app unassign-app create-group".split()
    ),
    "salesforce": set("read login create update rename activate deactivate freeze unfreeze reassign set-territory".split()),
}


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(POLICY)


async def test_whatever_goes_wrong_with_a_call_all_comes_right_once_and_nobody_else_waits(stage: Stage, say: Callable[[str], None]) -> None:
    found = await rows(stage)
    assert {system: {row.operation for row in found if row.system == system} for system in USED} == USED
    room = asyncio.Semaphore(AT_ONCE)

    async def play(cell: Cell) -> Result:
        async with room:
            return await stage.cell(cell)

    report = Report(found, list(await asyncio.gather(*(play(cell) for cell in share(found)))))
    say("\n".join(lines(report)))
    assert [(str(result.cell), result.said) for result in report.found] == []
    assert sum(result.state == "ok" for result in report.results) > 0.9 * len(report.results)


async def test_what_comes_out_otherwise_is_found(stage: Stage) -> None:
    plain = await stage.plain("hire")
    cell, trouble = Cell("hire", "okta", "create", "before"), TROUBLES[0]
    assert list(findings(cell, trouble, Played(plain), plain)) == []
    kept = {who: account for who, account in plain.okta.items() if who != "HER"}
    assert "HER has no account at Okta" in list(findings(cell, trouble, Played(replace(plain, okta=kept)), plain))
    late = {key: at + 600_000 for key, at in plain.when.items()}
    said = list(findings(cell, trouble, Played(replace(plain, when=late)), plain))
    assert "OTHER waits with her: okta update 600 s later" in said
    assert not any(word.startswith("HER waits with her: okta") for word in said)
    assert list(findings(cell, trouble, Played(plain, restless="busy"), plain)) == ["does not come to rest: busy"]


def test_a_cell_is_what_such_a_call_can_meet() -> None:
    okta, ukg = Row("okta", "suspend", "leave-for-good"), Row("ukg", "list", "hire")
    assert {cell.crash for cell in cells([okta])} == set(CRASHES)
    assert {cell.crash for cell in cells([ukg])} == {"none"}
    assert not {"no-licence", "partial"} & {cell.trouble for cell in cells([okta])}
    assert not {"read-only", "lock-row"} & {cell.trouble for cell in cells([Row("okta", "read", "hire")])}
    assert len(list(cells([okta, ukg], system="ukg"))) == len(list(cells([ukg])))
    assert {cell.trouble for cell in cells([okta], only="reset-after", crash="after-call")} == {"reset-after"}
    assert set(ORDER) == {path.stem for path in (POLICY.parent / "scenarios" / "scenes").glob("*.yaml")}


def test_the_report_shows_a_row_for_each_operation_and_every_finding() -> None:
    row = Row("okta", "suspend", "leave-for-good")
    cell = Cell("leave-for-good", "okta", "suspend", "before")
    report = Report([row], [Result(cell, "ok"), Result(replace(cell, crash="after-call"), "finding", ("HER has no account at Okta",))])
    shown = list(lines(report))
    assert shown[1].split() == ["okta", "suspend", "(leave-for-good)", "1!"]
    assert "    HER has no account at Okta" in shown
    assert shown[-1].startswith("2 cells") and "1 finding" in shown[-1]
    assert as_json(report)["clean"] is False
