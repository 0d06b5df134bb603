"""Every variant holds: what if it comes late, twice, in another zone, by a new record, with a crash between, or not at all."""

from pathlib import Path

import pytest

from tests.scenarios.conftest import VARIANTS, play, said


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.stem)
async def test_every_expectation_of_the_variant_holds(path: Path) -> None:
    verdict = await play(path)
    assert verdict.passed, said(verdict)
