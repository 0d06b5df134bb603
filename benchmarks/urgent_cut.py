"""How long an urgent cut takes, from the signed order to the acknowledgement of both targets: at rest, and while the product is flooded.

Real Kafka, real processes, the simulators with the targets' own rate limits; business time runs as machine time does. The flood is one poll
that shows a company of 120 retitled and a thousand hires, many times what Okta allows in a minute: it goes on until the last cut is done,
or this says so.

python benchmarks/urgent_cut.py [hires of the flood]
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scenarios.desk import Desk  # the checkout is found first
from scenarios.language import Scenario, Step
from scenarios.play import Player
from scenarios.real import BEFORE, RealWorld

POLICY = Path(__file__).resolve().parents[1] / "policy"
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
STAFF, HIRES, CUTS = 120, 1000, 5
BOUND = 60.0
"""Seconds within which both targets must have acknowledged."""
DONE = frozenset({("okta", "suspend"), ("okta", "deactivate"), ("salesforce", "freeze"), ("salesforce", "deactivate")})
SELLER = {"job": "AE", "department": "SALES", "location": "NYC", "supervisor": "B"}


def company() -> Scenario:
    """Sellers under one head; two operators who may cut."""
    people: dict[str, dict[str, Any]] = {"B": {"job": "RSM", "department": "SALES", "location": "NYC"}}
    people |= {f"S{number}": dict(SELLER) for number in range(STAFF)}
    command = Step(0, START, {"command": {"cut": "S0", "by": "ann", "confirm": "bob"}})
    return Scenario("urgent-cut", "A seller is cut while everybody moves", None, START, people, (command,))


class Bench:
    """One world, the hires of its flood, and the cuts ordered in it; person ids are the short names."""

    def __init__(self, world: RealWorld, hires: int) -> None:
        self._world, self._hires, self._next = world, hires, 0

    async def run_clock(self) -> None:
        """Business time goes on as machine time does, until cancelled."""
        begun, at = time.monotonic(), self._world.now()
        while True:
            await asyncio.sleep(0.1)
            self._world.set_clock(at + timedelta(seconds=time.monotonic() - begun))

    async def flood(self) -> None:
        """HR keys in a great deal at once, and the poller sees it."""
        today = self._world.now().date().isoformat()
        await self._world.systems.ukg.do("edit", people={f"S{n}": {"title": "Account Director"} for n in range(STAFF)})
        await self._world.systems.ukg.do("add", people={f"N{n}": SELLER | {"hired": today} for n in range(self._hires)})
        await self._world.look()

    async def cut(self) -> float:
        """Seconds from the order to the later of both acknowledgements; raises TimeoutError after twice the bound."""
        name, self._next = f"S{self._next}", self._next + 1
        ordered = time.time()
        for command in self._world.desk.signed({"cut": name, "by": "ann", "confirm": "bob"}, self._world.now()):
            await self._world.order(command)
        async with asyncio.timeout(2 * BOUND):
            while len(answered := await self._answers(name)) < 2:  # noqa: ASYNC110  # said by another process: no event here
                await asyncio.sleep(0.1)
        return max(answered.values()) - ordered

    async def _answers(self, person: str) -> dict[str, float]:
        """Target → machine time at which it had acknowledged that she is off."""
        found: dict[str, float] = {}
        for seen in await self._world.records("jml-audit"):
            record = json.loads(seen.value or b"{}")
            told = record.get("unmapped", {})
            if seen.key.decode() == person and (told.get("system"), told.get("action")) in DONE and told.get("answered"):
                found.setdefault(told["system"], told["answered"])
        return found

    async def waiting(self) -> int:
        """How many of the flood's hires have no account at Okta yet."""
        users = (await self._world.systems.by_name["okta"].state())["users"]
        return self._hires - sum(str(user["profile"].get("ukgPersonId")).startswith("N") for user in users)


async def measured(hires: int) -> tuple[list[float], list[float], int]:
    """Latencies at rest and under the flood, and how many hires still waited after the last cut."""
    scenario = company()
    world = RealWorld(POLICY, {}, START - BEFORE, desk=Desk.of(scenario))
    async with world:
        await Player(scenario, world).first_load()
        world.set_clock(START)
        await world.settle()
        bench = Bench(world, hires)
        clock = asyncio.create_task(bench.run_clock())
        rest = [await bench.cut() for _ in range(CUTS)]
        await bench.flood()
        flooded = [await bench.cut() for _ in range(CUTS)]
        waiting = await bench.waiting()
        clock.cancel()
        with suppress(asyncio.CancelledError):
            await clock
    return rest, flooded, waiting


def main(arguments: Sequence[str]) -> int:
    """Prints both, their ratio, and whether the bound held; exit status 1 where it did not, or where the flood was too small."""
    hires = int(arguments[0]) if arguments else HIRES
    rest, flooded, waiting = asyncio.run(measured(hires))
    for name, waits in (("at rest", rest), ("flooded", flooded)):
        print(f"{name}: {len(waits)} urgent cuts, median {statistics.median(waits):.2f} s, slowest {max(waits):.2f} s")
    print(f"ratio of medians, flooded to rest: {statistics.median(flooded) / statistics.median(rest):.1f}")
    print(f"when the last cut was acknowledged, {waiting} of {hires} hires still waited{'' if waiting else ': ask for more hires'}")
    print(f"acknowledged by both targets within {BOUND:.0f} s: {'yes' if max(flooded) <= BOUND else 'NO'}")
    return 0 if max(flooded) <= BOUND and waiting else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
