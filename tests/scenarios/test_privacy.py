"""Who somebody is can be read at the targets and nowhere else; what must not be told is not even there."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.language import Scenario, load
from scenarios.play import Player
from scenarios.real import on_kafka
from scenarios.run import in_memory
from scenarios.world import World
from tests.privacy import marked
from tests.privacy.test_lives import employed
from tests.scenarios.conftest import POLICY

TEXT = """scenario: people with names that nobody mistakes live through a fortnight
start: 2026-05-01T00:00:00Z
policy: {rename: display}
people:
  M1: {first: Wolframina, last: Quillfeather, email: wolframina.quillfeather@halden.example, homePhone: '6465550161',
       workPhoneNumber: '6465550162', job: RSM, department: SALES, location: NYC, ssn: 219-09-9999, birthDate: 1971-02-03}
  P1: {first: Zyxanthe, preferred: Zyxie, last: Brambleworth, number: '000004711', job: AE, department: SALES, location: NYC,
       supervisor: M1, emailAddressAlternate: zyx.private@mail.example, addressLine1: 77 Quiet Lane, annualSalary: 181234.5,
       account: {okta: {login: zbrambleworth@halden.example, status: ACTIVE,
                        profile: {firstName: Zyxanthe, lastName: Brambleworth, employeeNumber: '000004711'}}}}
  ODD: {first: Hesperidia, last: '', supervisor: M1, homePhone: '6465550163'}
steps:
- at: 2026-05-04T12:00:00Z
  add: {N1: {first: Öldärn, last: Thistlewick, homePhone: '6465550164', ssn: 078-05-1120, job: SDR, department: SALES,
             location: BER, supervisor: M1, hired: 2026-05-06}}
- at: 2026-05-05T12:00:00Z
  fault: {system: okta, operation: update, kind: 500-after, times: 1}
  ukg: {P1: {last: Marrowbone, title: Chief, lastDay: 2026-05-07, terminated: 2026-05-07, reason: '202'}}
- at: 2026-05-06T12:00:00Z
  crash: sink-okta
- at: 2026-05-09T12:00:00Z
  expect: {N1: {okta: {login: oldarn.thistlewick@halden.example}}, P1: {okta: {status: DEPROVISIONED, login: zbrambleworth@halden.example}}}
"""
AT_TARGETS = ("Wolframina", "Quillfeather", "Zyxie", "Thistlewick", "oldarn", "zbrambleworth")
UNSEEN = ("Zyxanthe", "Brambleworth", "Hesperidia", "Öldärn", "Marrowbone")
NUMBERS = ("6465550161", "6465550162", "6465550163", "6465550164")
NEVER = ("219-09-9999", "219099999", "078-05-1120", "1971-02-03", "zyx.private", "Quiet Lane", "181234.5")
TARGETS = ("okta", "salesforce")


def found(texts: tuple[str, ...], places: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Which text is where, whatever its case, as UTF-8 or escaped for JSON."""
    shown = [(place, content.rstrip(b"\0").lower()) for place, content in places.items()]
    forms = {text: {text.lower().encode(), text.encode().lower(), text.encode("ascii", "backslashreplace").lower()} for text in texts}
    return [(text, place) for text, wanted in forms.items() for place, content in shown if any(form in content for form in wanted)]


async def lived(world: AbstractAsyncContextManager[World], scenario: Scenario) -> Mapping[str, bytes]:
    """All that is stored or said after the fortnight, and what the targets were asked."""
    async with world as opened:
        verdict = await Player(scenario, opened).play()
        assert verdict.passed, verdict.failures
        asked = {f"journal of {name}": repr(await opened.systems.by_name[name].journal()).encode() for name in TARGETS}
        return {**await opened.everything(), **asked}


def judge(places: Mapping[str, bytes]) -> None:
    targets = {place: content for place, content in places.items() if place.removeprefix("journal of ") in TARGETS}
    ours = {place: content for place, content in places.items() if place not in targets}
    assert found((*AT_TARGETS, *UNSEEN, *NUMBERS), ours) == []
    assert found(NEVER, places) == []
    assert {text for text, _ in found(AT_TARGETS, targets)} == set(AT_TARGETS)
    assert list(marked.found(ours.items())) == []
    assert list(marked.found(targets.items(), marked.NAMES)) == []


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "names.yaml"
    path.write_text(TEXT, encoding="utf-8")
    named = load(path)
    return replace(named, people={**named.people, **{f"Q{number}": employed(number) | {"supervisor": "M1"} for number in range(1, 13)}})


async def test_in_memory_names_are_at_the_targets_only(scenario: Scenario) -> None:
    places = await lived(in_memory(POLICY, scenario), scenario)
    assert {"topic hr-changes", "topic jml-audit", "table of company", "logs", "metrics"} <= places.keys()
    assert b"P1" in places["topic hr-changes"]
    judge(places)


@pytest.mark.kafka
async def test_on_kafka_names_are_in_no_segment_no_table_no_log_and_no_metric(scenario: Scenario) -> None:
    places = await lived(on_kafka(POLICY, scenario), scenario)
    for part in ("hr-changes", "jml-audit", ".log", ".sst", "metrics of company"):
        assert any(part in place for place in places), (part, sorted(places))
    judge(places)
