"""Log lines: JSON, correlated, without secrets, floods or values."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from runtime import logs
from runtime.ports import Trouble
from runtime.settings import load


class Lines:
    """What was logged so far, parsed."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    kept = Lines()
    logs.setup("lifecycle", load({"JML_OKTA_TOKEN": "s3cr3t"}), kept.stream)
    yield kept
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_is_json_with_its_correlation(lines: Lines) -> None:
    with logs.correlated("facts/0/7"):
        logging.getLogger("streams.lifecycle").info("folded", extra={"records": 3})
    (line,) = lines.read()
    assert (line["message"], line["correlation"], line["records"], line["process"]) == ("folded", "facts/0/7", 3, "lifecycle")


def test_a_secret_never_reaches_a_line(lines: Lines) -> None:
    logging.getLogger("sinks.okta").warning("refused: %s", "SSWS s3cr3t")
    (line,) = lines.read()
    assert line["message"] == "refused: SSWS ***"


def test_an_exception_is_its_kind_and_place_not_its_text(lines: Lines) -> None:
    for error in (ValueError("Mary Miller"), Trouble("Kafka did not take a record: X")):
        try:
            raise error
        except Exception:
            logging.getLogger("streams").exception("parked")
    value, trouble = lines.read()
    assert value["exc_info"].startswith("ValueError at test_logs.py:")
    assert trouble["exc_info"].startswith("Trouble: Kafka did not take a record: X at ")


def test_other_packages_cannot_log_values_or_floods(lines: Lines) -> None:
    for _ in range(1000):
        logging.getLogger("aiokafka.conn").error("Unable connect to %s", "Mary Miller")
    read = lines.read()
    assert len(read) == logs.FLOOD
    assert read[0]["message"] == "Unable connect to %s"
