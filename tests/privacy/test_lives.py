"""People with every sensitive field filled live through hire, change, trouble and departure: nothing of theirs is where it must not be.

The long share is for 10,000 people (`pytest --long tests/privacy`); it takes minutes.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scenarios import memory
from scenarios.language import Scenario
from scenarios.play import Player
from scenarios.run import in_memory
from scenarios.world import World
from tests.privacy.marked import NAMES, Fields, found, marked, person

START = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = Path(__file__).resolve().parents[2] / "policy"
JOBS = (("AE", "SALES"), ("SWE", "ENG"), ("SUPA", "SUPP"), ("ACC", "FIN"))
PLACES = (("NYC", "US01"), ("BER", "DE01"), ("SYD", "AU01"))
TARGETS = ("okta", "salesforce")
LICENCES = {"Salesforce": 20_000}


def employed(number: int) -> Fields:
    """A person with a job; the first is the manager of all."""
    job, department = ("RSM", "SALES") if number == 0 else JOBS[number % len(JOBS)]
    location, company = PLACES[number % len(PLACES)]
    codes = {"job": job, "department": department, "location": location, "company": company, "costCentre": "410"}
    return {**person(number), **codes, "number": f"{number:09d}"} | ({} if number == 0 else {"supervisor": "M0"})


def company(count: int) -> dict[str, Fields]:
    return {f"M{number}": employed(number) for number in range(count)}


async def lived(count: int) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """What is stored and said on our side, and at the targets with their journals."""
    scenario = Scenario("privacy", "Marked people", None, START, company(count), (), licences=LICENCES)
    async with in_memory(POLICY, scenario) as world:
        player = Player(scenario, world)
        await player.first_load()
        await trouble(world, player, count)
        places = await world.everything()
        journals = {f"journal of {name}": json.dumps(await world.systems.by_name[name].journal()).encode() for name in TARGETS}
    ours = {place: content for place, content in places.items() if place not in TARGETS}
    return ours, journals | {name: places[name] for name in TARGETS}


async def trouble(world: World, player: Player, count: int) -> None:
    """A day of changes, one of wrong rows and lost answers, one of departures."""
    hr = world.systems.ukg
    some = [f"M{number}" for number in range(1, count, max(2, count // 40))]
    await player.advance(world.now() + timedelta(hours=1))
    await hr.do("edit", people={name: {"title": "Chief", "lastName": marked(count + at, "lastName")} for at, name in enumerate(some)})
    await world.systems.okta.fault({"operation": "update", "kind": "500-after", "times": 3})
    await world.systems.salesforce.fault({"operation": "update", "kind": "500", "times": 3})
    await world.look()
    await player.advance(world.now() + timedelta(hours=2))
    wrong: dict[str, Any] = {
        "lastHireDate": marked(1, "ssn"),
        "dateOfTermination": marked(2, "lastName"),
        "jobTitle": {"nested": marked(3, "ssn")},
    }
    await hr.do("garble", people={name: {field: value} for name, (field, value) in zip(some, wrong.items(), strict=False)})
    await hr.do("edit", people={name: {} for name in some[:3]})
    await world.look()
    await player.advance(world.now() + timedelta(hours=2))
    last = {"status": "T", "terminated": "2026-05-04", "lastDay": "2026-05-04", "reason": "203"}
    await hr.do("edit", people={name: last for name in some[3:6]})
    await world.look()
    await player.advance(world.now() + timedelta(days=1))


async def test_nothing_marked_is_on_our_side_and_at_the_targets_names_only(
    long: bool, say: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 10_000 if long else 40
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(memory, "PATIENCE", 3600.0 if long else memory.PATIENCE)
    ours, theirs = await lived(count)

    assert list(found(ours.items()))[:10] == []
    assert list(found(theirs.items(), NAMES))[:10] == []
    assert {"topic hr-changes", "topic jml-dead-letter", "topic jml-audit", "table of company", "logs", "metrics"} <= ours.keys()
    assert {f"{field} of person 1" in told for field in NAMES[1:2] for told in [" ".join(found([("okta", theirs["okta"])]))]} == {True}
    size = sum(map(len, ours.values())) + sum(map(len, theirs.values()))
    say(f"privacy: {count} people lived, {len(ours) + len(theirs)} places, {size >> 20} MB searched")
