"""The one name that the suite's conftest imports."""

from typing import Any, NoReturn


def use_cassette(*_given: Any) -> NoReturn:
    """Nobody plays cassettes here."""
    raise RuntimeError("the suite runs live: set MOCK_TESTS=false")
