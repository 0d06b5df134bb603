"""Recorded exchanges from files: proxied JSON, cassettes of vcrpy and of Ruby's VCR, describes, bare bodies (salesforce.md §11)."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

VERSION = "66.0"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same documents, ten times as fast
HOST = re.compile(r"^(?:https?://[^/]+|<+[^>]*>+)")


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


BARE: tuple[tuple[str, str, str, int], ...] = (  # file name → the request whose body it is, and its status
    (r"auth_success|reauth_success|refresh_success", "POST", "/services/oauth2/token", 200),
    (r"auth_error|refresh_error", "POST", "/services/oauth2/token", 400),
    (r"expired_session", "GET", "sobjects", 401),
    (r"services_data", "GET", "/services/data", 200),
    (r"get_deleted", "GET", "sobjects/Account/deleted", 200),
    (r"get_updated", "GET", "sobjects/Contact/updated", 200),
    (r"query_aggregate", "GET", "query", 200),
    (r"query_empty", "GET", "query?q=SELECT Id FROM Account WHERE Name = 'Nobody'", 200),
    (r"org_query", "GET", "query?q=SELECT Id FROM Organization", 200),
    (r"describe_sobjects|list_sobjects", "GET", "sobjects", 200),
    (r"sobject_describe_error", "GET", "sobjects/Whizbang/describe", 404),
    (r"sobject_find_error", "GET", "sobjects/Account/23foo", 404),
    (r"delete_error", "DELETE", "sobjects/Account/rid", 404),
    (r"create_success", "POST", "sobjects/Account", 201),
    (r"upsert_multiple", "PATCH", "sobjects/Contact/Email/x@halden.example", 300),
    (r"upsert_error", "PATCH", "sobjects/Account/Namez/x", 404),
)
SENT = {"POST": {"Name": "Recorded"}, "PATCH": {}}


def read(folder: Path) -> Iterator[Exchange]:
    """Every exchange of a folder and those below it, files in order of name; what is no recording is an exchange without a method.

    Raises FileNotFoundError when there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no recordings there")
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".json", ".yaml", ".yml"):
            try:
                yield from list(_json(file) if file.suffix == ".json" else _cassette(file))
            except (LookupError, TypeError, ValueError, AttributeError, yaml.YAMLError):
                yield Exchange(file.name, "", "", {}, None, None, None)


def _json(file: Path) -> Iterator[Exchange]:
    held = json.loads(file.read_text())
    if isinstance(held, dict) and "interactions" in held:
        for one in held["interactions"]:
            asked = one.get("request") or {}
            yield _exchange(file.name, one, asked)
    elif isinstance(held, dict) and isinstance(held.get("api"), dict):
        yield from _proxied(file.name, held["api"])
    elif isinstance(held, dict) and "describe" in held:
        path = f"/services/data/v{VERSION}/sobjects/{held['describe']['name']}/describe"
        yield Exchange(file.name, "GET", path, {}, None, 200, held["describe"])
    elif isinstance(held, dict) and str((held.get("response") or {}).get("id", "")).startswith("750"):
        sent = {"operation": held["response"]["operation"], "query": "SELECT Id FROM User"}
        yield Exchange(file.name, "POST", f"/services/data/v{VERSION}/jobs/query", {}, sent, 200, held["response"])
    elif not file.name.startswith(("error_bodies", "user_fields")):
        yield _bare(file.name, held)


def _proxied(name: str, api: Mapping[str, Any]) -> Iterator[Exchange]:
    """The recorder's own form: method, then path, then one answer or several."""
    for method, paths in api.items():
        for path, answers in paths.items():
            for one in answers if isinstance(answers, list) else [answers]:
                yield _exchange(name, {"method": method.upper(), "path": path, "status": 200} | one, one.get("request") or {})


def _bare(name: str, held: Any) -> Exchange:
    found = next((one for one in BARE if re.search(one[0], name)), None)
    if found is None:
        return Exchange(name, "", "", {}, None, None, held)
    _, method, path, status = found
    whole = path if path.startswith("/") else f"/services/data/v{VERSION}/{path}"
    place, _, query = whole.partition("?q=")
    sent = SENT.get(method) if place.startswith("/services/data") else None
    return Exchange(name, method, place, {"q": query} if query else {}, sent, status, held)


def _exchange(name: str, one: Mapping[str, Any], asked: Mapping[str, Any]) -> Exchange:
    split = urlsplit(one["path"])
    params = {key: str(value) for key, value in (asked.get("params") or {}).items()}
    query = dict(parse_qsl(split.query, keep_blank_values=True)) | params
    headers = {key.lower(): str(value) for key, value in (one.get("headers") or {}).items()}
    body = one.get("response") or None
    return Exchange(name, one["method"], unquote(split.path), query, asked.get("data"), one["status"], body, headers)


def _cassette(file: Path) -> Iterator[Exchange]:
    held = yaml.load(file.read_text(), LOADER)
    for one in held.get("http_interactions", ()):
        yield _ruby(file.name, one["request"], one["response"])
    for one in held.get("interactions", () if "http_interactions" in held else [held]):
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


def _ruby(name: str, asked: Mapping[str, Any], got: Mapping[str, Any]) -> Exchange:
    """Ruby's VCR: hosts may be masked, header values are lists, bodies may be in base64."""
    split = urlsplit(HOST.sub("", asked["uri"]))
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    headers = {key.lower(): values[0] for key, values in (got.get("headers") or {}).items() if values}
    sent, body = (_loaded(_text(one.get("body") or {})) for one in (asked, got))
    return Exchange(name, str(asked["method"]).upper(), unquote(split.path), query, sent, got["status"]["code"], body, headers)


def _text(body: Mapping[str, Any]) -> str:
    held = body.get("string") or base64.b64decode(body.get("base64_string") or "")
    return held.decode("utf-8", "replace") if isinstance(held, bytes) else str(held)


def _loaded(text: Any) -> Any:
    """JSON where it is some, with the version that the recording left out; what is no text stays as it is."""
    if not text or not isinstance(text, str):
        return text or None
    filled = text.replace("vxx.0", f"v{VERSION}")
    try:
        return json.loads(filled)
    except ValueError:
        return filled
