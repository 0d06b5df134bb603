"""Recorded exchanges with real organisations, read from the forms they come in: YAML of vcrpy, of Ruby's VCR and of go-vcr, JSON lines."""

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

LOADER: Any = type("Recordings", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})  # in C where there is one: ten times as fast
LOADER.add_constructor("!binary", lambda loader, node: base64.b64decode(loader.construct_scalar(node)))  # Ruby writes it with one mark
GO_VCR = 2  # version of the format: vcrpy is at 1, Ruby's VCR names none
UNDATED = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `target` is path and query; header names are lower case, values in order; bodies are JSON or None."""

    number: int
    method: str
    target: str
    sent: Any
    status: int
    headers: dict[str, list[str]]
    answer: Any

    @property
    def at(self) -> datetime:
        """When it was answered; a long time ago where the recorder kept no date."""
        return parsedate_to_datetime(self.headers["date"][0]).astimezone(UTC) if "date" in self.headers else UNDATED

    @property
    def segments(self) -> tuple[str, ...]:
        """The path below `/api/v1`."""
        return tuple(piece for piece in self.target.split("?")[0].split("/") if piece)[2:]


@dataclass(frozen=True, slots=True)
class Cassette:
    """Exchanges of one test run, in order; some may be missing from the middle."""

    name: str
    exchanges: tuple[Exchange, ...]

    @property
    def year(self) -> int:
        return self.exchanges[0].at.year


def load(folder: Path) -> Iterator[Cassette]:
    """Every cassette below the folder; a JSON line whose cassette lies there in full is left out. Raises FileNotFoundError."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no recordings there")
    whole = [_vcr(path) for path in sorted(folder.rglob("*.y*ml")) if path.parent != folder]
    yield from whole
    names = {cassette.name for cassette in whole}
    for path in sorted(folder.glob("*.jsonl")):
        yield from (cassette for cassette in _lines(path) if cassette.name not in names)


def _vcr(path: Path) -> Cassette:
    """go-vcr calls a test's recordings alike (`TestX/classic-00.yaml`): there the folder is part of the name."""
    document = yaml.load(path.read_text(), Loader=LOADER)
    found = document["http_interactions"] if "http_interactions" in document else document["interactions"] or ()
    name = f"{path.parent.name}/{path.stem}" if document.get("version") == GO_VCR else path.stem
    return Cassette(name, tuple(_exchange(number, one["request"], one["response"]) for number, one in enumerate(found)))


def _exchange(number: int, request: dict[str, Any], response: dict[str, Any]) -> Exchange:
    sent = request.get("body")
    status, answer = response["status"], response["body"]
    return Exchange(
        number,
        request["method"].upper(),
        _target(request.get("uri") or request["url"]),
        _json(sent.get("string") if isinstance(sent, dict) else sent),
        int(status["code"] if isinstance(status, dict) else response["code"]),
        _headers(response["headers"]),
        _json(answer.get("string") if isinstance(answer, dict) else answer),
    )


def _lines(path: Path) -> Iterator[Cassette]:
    kept: dict[str, list[Exchange]] = defaultdict(list)
    for line in path.read_text().splitlines():
        row = json.loads(line)
        exchange = Exchange(
            row["i"],
            row["method"],
            _target(row["uri"]),
            _json(row["req_body"]),
            row["status"],
            _headers(row["headers"]),
            _json(row["body"]),
        )
        kept[Path(row["file"]).stem].append(exchange)
    for name, exchanges in kept.items():
        yield Cassette(name, tuple(exchanges))


def _target(uri: str) -> str:
    parts = urlsplit(uri)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _headers(given: dict[str, Any]) -> dict[str, list[str]]:
    return {name.lower(): [str(one) for one in value] if isinstance(value, list) else [str(value)] for name, value in given.items()}


def _json(text: Any) -> Any:
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text) if text.strip() else None
    except ValueError:
        return text
