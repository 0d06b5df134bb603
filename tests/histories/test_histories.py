"""The fixed share of the random histories: `jml histories --count 500` plays the rest."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from scenarios.histories import Order, Report, lines, played, smaller
from scenarios.history_draw import drawn, written
from scenarios.history_play import Played
from scenarios.language import load

POLICY = Path(__file__).resolve().parents[2] / "policy"
SHARE, LONG, FIRST = 6, 500, 1001


def test_targets_show_what_follows_from_hr_whatever_happens_and_fails_meanwhile(long: bool, say: Callable[[str], None]) -> None:
    report = played(Order(LONG if long else SHARE, FIRST, POLICY))
    say("\n".join(lines(report)))
    assert report.findings == {}
    assert json.loads(json.dumps(report.as_json()))["clean"]


def test_a_number_is_always_the_same_history_and_a_file_that_scenarios_play(tmp_path: Path) -> None:
    for number in range(20):
        document, kinds = drawn(number)
        assert (document, kinds) == drawn(number)
        written(document, tmp_path / "history.yaml")
        scenario = load(tmp_path / "history.yaml")
        assert len(scenario.steps) == len(document["steps"])


def test_a_failing_history_is_made_as_small_as_what_fails_in_it() -> None:
    document, _ = drawn(3)
    needed = [step["at"] for step in document["steps"] if step["note"] in ("judged", "ended")][:2]

    def found(one: dict) -> set[tuple[str, str]]:
        return {("P1", "okta status")} if all(any(step["at"] == at for step in one["steps"]) for at in needed) else set()

    small = smaller(document, found)
    assert [step["at"] for step in small["steps"]] == needed
    assert len(small["people"]) < len(document["people"])


def test_a_report_with_findings_is_json() -> None:
    report = Report(1)
    report.take(7, Counter({"hired": 2}), Played(2, 1, states=Counter({"on": 1}), findings={("P1", "okta status"): "P1 is off"}))
    said = json.loads(json.dumps(report.as_json()))
    assert (said["findings"], said["kinds"], said["states"], said["clean"]) == ({"7": ["P1 is off"]}, {"hired": 2}, {"on": 1}, False)
