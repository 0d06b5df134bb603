"""Recorded exchanges from files: proxied JSON, VCR cassettes, describes, bare bodies (salesforce.md §11)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

VERSION = "66.0"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `path` is decoded, without the query; `status` None where only the body was kept."""

    source: str
    method: str
    path: str
    query: Mapping[str, str]
    sent: Any
    status: int | None
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """The path after `/services/data/vXX.0`."""
        return tuple(part for part in self.path.split("/")[4:] if part)


BARE = (  # file name → the request whose body it is
    (r"auth_success|reauth_success", "POST", "/services/oauth2/token"),
    (r"get_deleted", "GET", "sobjects/Account/deleted"),
    (r"get_updated", "GET", "sobjects/Contact/updated"),
    (r"query_aggregate", "GET", "query"),
    (r"upsert_multiple", "PATCH", "sobjects/Contact/Email/x@halden.example"),
    (r"auth_error|refresh_error", "POST", "/services/oauth2/token"),
)


def read(folder: Path) -> Iterator[Exchange]:
    """Every exchange of a folder, files in order of name."""
    for file in sorted(folder.iterdir()):
        if file.suffix == ".json":
            yield from _json(file)
        elif file.suffix in (".yaml", ".yml"):
            yield from _cassette(file)


def _json(file: Path) -> Iterator[Exchange]:
    held = json.loads(file.read_text())
    if isinstance(held, dict) and "interactions" in held:
        for one in held["interactions"]:
            asked = one.get("request") or {}
            yield _exchange(file.name, one, asked)
    elif isinstance(held, dict) and "describe" in held:
        path = f"/services/data/v{VERSION}/sobjects/{held['describe']['name']}/describe"
        yield Exchange(file.name, "GET", path, {}, None, 200, held["describe"])
    elif isinstance(held, dict) and str((held.get("response") or {}).get("id", "")).startswith("750"):
        sent = {"operation": held["response"]["operation"], "query": "SELECT Id FROM User"}
        yield Exchange(file.name, "POST", f"/services/data/v{VERSION}/jobs/query", {}, sent, 200, held["response"])
    elif not file.name.startswith(("error_bodies", "user_fields")):
        yield _bare(file.name, held)


def _bare(name: str, held: Any) -> Exchange:
    found = next(((method, path) for pattern, method, path in BARE if re.search(pattern, name)), ("", ""))
    method, path = found
    whole = path if path.startswith("/") else f"/services/data/v{VERSION}/{path}"
    status = 300 if "multiple" in name else 400 if "error" in name else 200
    return Exchange(name, method, whole, {}, None, status, held)


def _exchange(name: str, one: Mapping[str, Any], asked: Mapping[str, Any]) -> Exchange:
    split = urlsplit(one["path"])
    params = {key: str(value) for key, value in (asked.get("params") or {}).items()}
    query = dict(parse_qsl(split.query, keep_blank_values=True)) | params
    headers = {key.lower(): str(value) for key, value in (one.get("headers") or {}).items()}
    body = one.get("response") or None
    return Exchange(name, one["method"], unquote(split.path), query, asked.get("data"), one["status"], body, headers)


def _cassette(file: Path) -> Iterator[Exchange]:
    held = yaml.safe_load(file.read_text())
    for one in held.get("interactions", [held]):
        if "include_file" in one:
            beside = file.parent / one["include_file"]
            yield from _cassette(beside) if beside.exists() else ()
            continue
        asked, got = one["request"], one["response"]
        split = urlsplit(asked["uri"].replace("vxx.0", f"v{VERSION}"))
        sent = _loaded(asked.get("body"))
        body = got.get("body") or {}
        text = (body.get("string") if isinstance(body, dict) else body) or ""
        yield Exchange(
            file.name,
            asked["method"],
            unquote(split.path),
            dict(parse_qsl(split.query, keep_blank_values=True)),
            sent,
            got["status"]["code"],
            _loaded(text),
            {"content-type": "application/json;charset=UTF-8"} if isinstance(text, str) and text.startswith(("{", "[")) else {},
        )


def _loaded(text: Any) -> Any:
    """JSON where it is some, with the version that the recording left out; what is no text stays as it is."""
    if not text or not isinstance(text, str):
        return text or None
    filled = text.replace("vxx.0", f"v{VERSION}")
    try:
        return json.loads(filled)
    except ValueError:
        return filled
