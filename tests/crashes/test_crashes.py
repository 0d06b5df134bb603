"""The fixed share of the crash suite: `jml crashes` plays the rest. Also the long one, with --long: three decks."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.crash_report import kills, lines
from scenarios.crashes import Order, as_json, drawn, run
from scenarios.sabotage import KILLED, Sabotage, deck

pytestmark = pytest.mark.kafka
POLICY = Path(__file__).resolve().parents[2] / "policy"
SHARE = (
    Sabotage("kill", "lifecycle"),
    Sabotage("crash", "sink-okta", "after-call"),
    Sabotage("crash", "sink-salesforce", "after-intend"),
    Sabotage("kill", "poller"),
    Sabotage("broker", "broker", "kill"),
)


async def test_targets_end_as_hr_says_and_nothing_happens_twice_whatever_dies(say: Callable[[str], None]) -> None:
    report = await run(Order(SHARE, 7, POLICY))
    say("\n".join(lines(report)))
    assert report.clean, "\n".join(lines(report))
    assert json.loads(json.dumps(as_json(report)))["clean"]


async def test_every_process_dies_twenty_times_and_all_is_as_it_should_be(long: bool, say: Callable[[str], None]) -> None:
    if not long:
        pytest.skip("the long share: --long, or `jml crashes --trials 240`")
    report = await run(Order(drawn(3 * len(deck()), 7), 7, POLICY))
    say("\n".join(lines(report)))
    assert report.clean, "\n".join(lines(report))
    assert all(kills(report)[process] >= 20 for process in KILLED)
