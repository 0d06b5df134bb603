"""Where the scenario files are, and one way to play them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.language import load
from scenarios.play import Verdict
from scenarios.run import Open, Order, in_memory, run

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policy"
EXAMPLES = ROOT / "scenarios" / "examples"
CASES = sorted((ROOT / "scenarios" / "cases").glob("*.yaml"))
VARIANTS = sorted((ROOT / "scenarios" / "variants").glob("*.yaml"))
PLAYED = sorted(EXAMPLES.glob("*.yaml"))


async def play(path: Path, world: Open = in_memory) -> Verdict:
    """The verdict on one file."""
    [verdict] = [verdict async for verdict in run(Order([path], POLICY, world))]
    return verdict


def said(verdict: Verdict) -> str:
    """The differences, a line each."""
    return "\n".join(str(failure) for failure in verdict.failures)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a scenario file."""

    def write(text: str) -> Path:
        path = tmp_path / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


__all__ = ["CASES", "EXAMPLES", "PLAYED", "POLICY", "VARIANTS", "load", "play", "said"]
