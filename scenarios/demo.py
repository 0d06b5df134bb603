"""The demo: Halden's fortnight played in a world, then told in one page with its proof."""

import statistics
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.proposals import Transition
from scenarios import oracle
from scenarios.effects import SYSTEMS, effects, unaudited
from scenarios.halden import START, scenario
from scenarios.play import Player
from scenarios.seen import Mark, Picture, look
from scenarios.world import World
from schemas.codec import decode_as

ALLOWED: Final = {"users": 300, "user-write": 300, "user-read": 1000, "groups": 250}
"""Okta calls a minute for one token, by bucket (okta.md §0.2, §3.2)."""
WINDOW: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demo came to; `differences` empty is the proof."""

    people: int
    kinds: Mapping[str, int]
    writes: Mapping[str, int]
    calls: Mapping[str, int]
    peaks: Mapping[str, int]
    throttled: int
    latency: tuple[float, float]
    lines: int
    seconds: float
    differences: list[str]


async def play(world: World, told: Any) -> Summary:
    """Plays the fortnight; `told` hears its progress."""
    begun = time.monotonic()
    told("reading 200 people from UKG, adopting 30 accounts, provisioning the rest")
    player = Player(scenario(), world, told)
    await player.play()
    picture = await look(world, Mark())
    journals = {system: effects(picture.journals[system]) for system in SYSTEMS}
    kinds = Counter(decode_as(Transition, seen.value).kind for seen in await world.records("jml-transitions") if seen.value)
    return Summary(
        people=len({row["person"] for row in picture.ukg["people"].values()}),
        kinds=dict(kinds),
        writes={system: picture.writes(system) for system in SYSTEMS},
        calls={system: len(entries) for system, entries in picture.journals.items()},
        peaks={bucket: _peak(picture.journals["okta"], bucket) for bucket in ALLOWED},
        throttled=sum(1 for entry in picture.journals["okta"] if entry["status"] == 429),
        latency=_latency(picture),
        lines=len(picture.audit),
        seconds=time.monotonic() - begun,
        differences=[*_differences(picture, world), *unaudited(picture, journals)],
    )


def _differences(picture: Picture, world: World) -> list[str]:
    keyed = {str(fields.get("person", name)): fields["email"] for name, fields in scenario().people.items() if "email" in fields}
    targets = oracle.differences(picture.ukg, picture.okta, picture.salesforce, world.now(), {})
    return [*targets, *oracle.unwritten(picture.ukg, picture.okta, keyed)]


def _peak(entries: list[dict[str, Any]], bucket: str) -> int:
    """The most calls of a bucket within any minute of business time that begins with a call."""
    times = [datetime.fromisoformat(entry["at"]) for entry in entries if entry["detail"].get("bucket") == bucket]
    return max((bisect_left(times, begin + WINDOW) - index for index, begin in enumerate(times)), default=0)


def _latency(picture: Picture) -> tuple[float, float]:
    """p50 and p99 of the fortnight, machine seconds from the poll answer that first showed a change to the target's acknowledgement.

    Of what HR's word leads to at once: work that falls due later was seen long before. The first load, two hundred people at once, is left
    out too: it waits for the targets' limits.
    """
    begin = START.timestamp() * 1000
    told = [done.record for done in picture.audit if done.record["time"] > begin and _kind(done.record) == "hr"]
    waits = [each["unmapped"]["answered"] - each["unmapped"]["seen"] for each in told if each["unmapped"].get("answered")]
    if len(waits) < 2:
        return (0.0, 0.0)
    cuts = statistics.quantiles(waits, n=100)
    return cuts[49], cuts[98]


def _kind(record: Mapping[str, Any]) -> str | None:
    """What kind of cause an action has."""
    return next((each["data"]["kind"] for each in record.get("enrichments", []) if each.get("type") == "hr_change"), None)
