"""What a process says of itself over HTTP."""

import json
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from runtime.clock import MachineClock
from runtime.health import Health, Report
from runtime.settings import load

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
async def health(tmp_path: Path):
    server = Health("lifecycle", load({}).health, MachineClock(), tmp_path / "run")
    await server.start()
    yield server
    await server.stop()


async def get(health: Health, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{health.port}{path}") as answer:
        return answer.status, await answer.text()


async def test_the_chosen_port_is_in_the_run_file(health: Health, tmp_path: Path) -> None:
    assert json.loads((tmp_path / "run" / "lifecycle.json").read_text())["port"] == health.port


async def test_parts_add_up(health: Health) -> None:
    health.add(lambda: Report(applied={"facts": {0: 5}}, due=1, in_flight=2, next_due=NOON))
    health.add(lambda: Report(applied={"facts": {1: 7}, "keys": {0: 1}}, due=2))
    status = json.loads((await get(health, "/status"))[1])
    assert status["applied"] == {"facts": {"0": 5, "1": 7}, "keys": {"0": 1}}
    assert (status["due"], status["in_flight"], status["next_due"]) == (3, 2, NOON.isoformat())


async def test_ready_means_every_part_is(health: Health) -> None:
    assert (await get(health, "/ready"))[0] == 503
    health.add(Report)
    assert (await get(health, "/ready"))[0] == 200
    health.add(lambda: Report(ready=False))
    assert (await get(health, "/ready"))[0] == 503


async def test_a_part_that_is_stuck_ends_the_process_s_life(health: Health) -> None:
    assert (await get(health, "/live"))[0] == 200
    health.add(lambda: Report(alive=False))
    assert (await get(health, "/live"))[0] == 503


async def test_metrics_are_served(health: Health) -> None:
    status, text = await get(health, "/metrics")
    assert status == 200
    assert "jml_due_items 0.0" in text
