"""Every scenario file holds, a mutated one does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenarios.conftest import CASES, PLAYED, play, said

GOOD = """scenario: somebody stays where she is
start: 2026-05-01T00:00:00Z
people:
  M1: {job: RSM, department: SALES, location: NYC, owns: {Opportunity: 2}}
  P1: {job: CLRK, department: OPS, location: NYC, supervisor: M1}
steps:
- at: 2026-05-04T12:00:00Z
  ukg: {P1: {title: Chief Clerk}}
- at: 2026-05-04T12:05:00Z
  expect: EXPECT
"""
WRONG = [
    ("{P1: {okta: {status: SUSPENDED}}}", "P1 okta.status"),
    ("{P1: {okta: none}}", "P1 okta"),
    ("{P1: {okta: {groups: [everyone-halden]}}}", "P1 okta.groups"),
    ("{P1: {okta: {groups+: [app-gong]}}}", "P1 okta.groups+"),
    ("{P1: {okta: {groups-: [everyone-halden]}}}", "P1 okta.groups-"),
    ("{P1: {okta: {profile: {title: Clerk}}}}", "P1 okta.profile.title"),
    ("{P1: {okta: {manager: none}}}", "P1 okta.manager"),
    ("{P1: {okta: {same_account: false}}}", "P1 okta.same_account"),
    ("{P1: {salesforce: {active: true}}}", "P1 salesforce"),
    ("{M1: {salesforce: none}}", "M1 salesforce"),
    ("{M1: {salesforce: {territory: none}}}", "M1 salesforce.territory"),
    ("{M1: {salesforce: {owns: {Opportunity: 3}}}}", "M1 salesforce.owns.Opportunity"),
    ("{P1: {standing: left}}", "P1 standing"),
    ("{P1: {plan: [{at: 2026-05-05T04:00:00Z, what: end}]}}", "P1 plan"),
    ("{P1: {audit: [okta suspend]}}", "P1 audit (in order)"),
    ("{P1: {audit-: [okta update]}}", "P1 audit-"),
    ("{P1: {audit: [{action: okta update, cause: end}]}}", "P1 audit (in order)"),
    ("{P1: {case: brake}}", "P1 case"),
    ("{P1: {cases: [data]}}", "P1 cases"),
    ("{P1: {ukg: {primaryJobCode: AE}}}", "P1 ukg.primaryJobCode"),
    ("{writes: {okta: 2}}", "writes.okta"),
    ("{accounts: {okta: 3}}", "accounts.okta"),
    ("{left: 1}", "left"),
    ("{held: 1}", "held"),
    ("{dead_letters: 1}", "dead_letters"),
    ("{alerts: [brake]}", "alerts"),
    ("{order: [M1 okta update, P1 okta update]}", "order"),
    ("{count: [{of: [P1, M1], okta: {status: ACTIVE}, n: 1}]}", "count {'okta': {'status': 'ACTIVE'}}"),
    ("{nowhere: [halden.example]}", "nowhere halden.example"),
]


@pytest.mark.parametrize("path", [*PLAYED, *CASES], ids=lambda path: path.stem)
async def test_every_expectation_of_the_file_holds(path: Path) -> None:
    verdict = await play(path)
    assert verdict.passed, said(verdict)


@pytest.mark.parametrize(("wanted", "what"), WRONG, ids=[what for _, what in WRONG])
async def test_a_wrong_expectation_of_each_kind_is_told_apart_from_what_is_seen(
    wanted: str, what: str, written: Callable[[str], Path]
) -> None:
    verdict = await play(written(GOOD.replace("EXPECT", wanted)))
    assert [failure.what for failure in verdict.failures] == [what]
    assert verdict.failures[0].step == 1


async def test_a_failure_does_not_stop_the_steps_after_it(written: Callable[[str], Path]) -> None:
    text = GOOD.replace("EXPECT", "{left: 1}") + "- at: 2026-05-05T12:00:00Z\n  expect: {held: 1}\n"
    assert [failure.what for failure in (await play(written(text))).failures] == ["left", "held"]
