"""Business time from a shared file: the same as the simulators read, and jumps wake sleepers at once."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime.clock import EPOCH, FileClock, MachineClock, clock_from
from simulators.kernel import clock as simulated

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def write(path: Path, instant: datetime, rate: float = 0.0) -> None:
    part = path.with_suffix(".part")
    business = (instant - EPOCH) // timedelta(microseconds=1)
    part.write_text(json.dumps({"business": business, "machine": time.time_ns() // 1000, "rate": rate}))
    part.replace(path)


def test_product_and_simulators_read_one_time(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    write(path, NOON)
    assert FileClock(path).now() == simulated.FileClock(path).now() == NOON


def test_the_rate_makes_time_run(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    write(path, NOON, rate=1_000_000.0)
    clock = FileClock(path)
    first = clock.now()
    assert clock.now() > first >= NOON


def test_a_replaced_file_is_seen_at_once(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    write(path, NOON)
    clock = FileClock(path)
    clock.now()
    write(path, NOON + timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)


def test_a_file_that_is_no_clock_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    path.write_text("{}")
    with pytest.raises(ValueError, match="JML_CLOCK_FILE"):
        FileClock(path).now()


async def test_a_jump_of_business_time_wakes_a_sleeper_at_once(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    write(path, NOON)
    sleeper = asyncio.create_task(FileClock(path).wait_until(NOON + timedelta(days=30), asyncio.Event()))
    await asyncio.sleep(0.05)
    assert not sleeper.done()
    write(path, NOON + timedelta(days=31))
    await asyncio.wait_for(sleeper, 0.5)


@pytest.mark.parametrize("instant", [None, NOON + timedelta(days=30_000)], ids=["never", "far"])
async def test_new_work_wakes_a_sleeper(tmp_path: Path, instant: datetime | None) -> None:
    path, wake = tmp_path / "clock.json", asyncio.Event()
    write(path, NOON)
    for clock in (FileClock(path), MachineClock()):
        wake.clear()
        sleeper = asyncio.create_task(clock.wait_until(instant, wake))
        await asyncio.sleep(0)
        wake.set()
        await asyncio.wait_for(sleeper, 0.5)


async def test_an_instant_that_is_past_needs_no_wait() -> None:
    await asyncio.wait_for(clock_from("").wait_until(NOON - timedelta(days=999), asyncio.Event()), 0.5)
