"""The simulator answers recorded requests as the real organisations did."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulators.okta.cassettes import load
from simulators.okta.replay import Difference, Report, replay

RECORDINGS = Path(__file__).parents[4] / "shared/data/okta"
DEACTIVATE = "POST /users/{user}/lifecycle/deactivate"

# What differs, and why that is no fault of the simulator: cassette, endpoint (None: all), reason.
KNOWN: tuple[tuple[str, str | None, str], ...] = (
    ("pagination", None, "doctored: one user a page, ids shortened, links of 2016"),
    ("create_user", "POST /users", "2016: no user types and no mail list yet, limits of then"),
    ("test_user_pagination", "GET /users", "2020: the recorder kept one of two Link headers"),
    ("test_group_rule_operations", "GET /groups/{group}/users", "a group rule put the member there; rules are out of scope"),
    ("test_group_assigned_applications", "GET /groups/{group}/apps", "apps assigned to groups are out of scope"),
    ("test_group_profile_custom_attributes", None, "group ids are masked, and groups have no custom attributes here"),
    ("test_remove_group", "GET /groups", "the deletion before it is missing from the recording"),
    ("_user_type", None, "types beside the default one cannot be made here"),
    ("test_forgot_password", "POST /users", "an edge server's 404: the organisation had been switched off"),
)


def known(one: Difference) -> bool:
    if one.endpoint == DEACTIVATE and one.reasons == ("status 200 recorded, 204 here",):
        return True  # organisations of before 2021 answered either, within one minute
    return any(name in one.cassette and endpoint in {None, one.endpoint} for name, endpoint, _ in KNOWN)


@pytest.fixture
async def report() -> Report:
    if not RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {RECORDINGS}")
    made = Report()
    for cassette in load(RECORDINGS):
        await replay(cassette, made)
    return made


async def test_every_recorded_call_in_scope_is_answered_alike(report: Report, say: Callable[[str], None]) -> None:
    say(f"okta recordings: {sum(report.equal.values())} equal, {len(report.different)} known differences, {report.outside} of other APIs")
    unexplained = [f"{one.cassette} #{one.number} {one.endpoint}: {'; '.join(one.reasons)}" for one in report.different if not known(one)]
    assert unexplained == []
    assert sum(report.equal.values()) >= 150


async def test_every_known_difference_is_still_one(report: Report) -> None:
    unused = [
        name
        for name, endpoint, _ in KNOWN
        if not any(name in one.cassette and endpoint in {None, one.endpoint} for one in report.different)
    ]
    assert unused == []
