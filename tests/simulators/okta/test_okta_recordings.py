"""The simulator answers recorded requests as the real organisations did."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulators.okta.cassettes import load
from simulators.okta.exceptions import reason_of
from simulators.okta.replay import Report, replay

RECORDINGS = Path(__file__).parents[4] / "shared/data/okta"


@pytest.fixture
async def report() -> Report:
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {RECORDINGS}")
    made = Report()
    for cassette in load(RECORDINGS):
        await replay(cassette, made)
    return made


async def test_every_recorded_call_in_scope_is_answered_alike(report: Report, say: Callable[[str], None]) -> None:
    known, outside = len(report.different), sum(report.outside.values())
    say(f"okta recordings: {sum(report.equal.values())} equal, {known} known differences, {outside} of other APIs")
    unexplained = [
        f"{one.cassette} #{one.number} {one.endpoint}: {'; '.join(one.reasons)}" for one in report.different if not reason_of(one)
    ]
    assert unexplained == []
    assert sum(report.equal.values()) >= 275
