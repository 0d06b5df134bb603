"""How an answer of the simulator differs from a recorded one: status, keys, nulls, words, links, headers, values; not ids and tokens."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z\Z")
WORD: Final = re.compile(r"[A-Z][A-Z0-9_]+\Z")
ID: Final = re.compile(r"[0-9a-z]{3}[0-9A-Za-z]{17}")
LINK: Final = re.compile(r'<([^>]*)>;\s*rel="(\w+)"')
TOKENS: Final = frozenset({"activationToken", "sessionToken", "tempPassword", "client_id", "client_secret", "kid", "id", "access_token"})
FREE: Final = TOKENS | frozenset(
    {"href", "errorId", "activationUrl", "resetPasswordUrl", "$schema", "realmId", "orn", "createdBy", "lastUpdatedBy", "orgId", "issuer"}
)
SAME: Final = ("cache-control", "pragma", "expires", "content-type", "x-rate-limit-limit")
PRESENT: Final = ("date", "x-okta-request-id", "x-rate-limit-remaining", "x-rate-limit-reset", "etag")
SHAPE: Final = ("status", "keys", "nulls", "enums", "links", "headers")
"""What must agree with any recording; `values` (texts, numbers, times) depend on what the organisation held, too."""
SLACK: Final = 3.0


class Fault(NamedTuple):
    """`kind` is one of SHAPE, or `values`."""

    kind: str
    text: str


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same JSON with recorded tokens and ids, wherever they stand alone or in a path, replaced by simulated ones."""
    if isinstance(value, str):
        return names.get(value) or "/".join(names.get(piece, piece) for piece in value.split("/")) if names else value
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if isinstance(value, dict):
        return {name: renamed(one, names) for name, one in value.items()}
    return value


def learn(recorded: Any, ours: Any, names: dict[str, str], at: str = "") -> None:
    """Adds to `names` what stands for what, wherever both answers show an id or a token at one place."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for name in recorded.keys() & ours.keys():
            learn(recorded[name], ours[name], names, name)
    elif isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
        for was, now in zip(recorded, ours, strict=True):
            if isinstance(was, dict) and isinstance(now, dict) and was.get("name") and was["name"] == now.get("name"):
                learn(was, now, names)
    elif isinstance(recorded, str) and isinstance(ours, str) and at in TOKENS and recorded != ours:
        names.setdefault(recorded, ours)


def bodies(recorded: Any, ours: Any, at: str = "body") -> list[Fault]:
    """Differences of two JSON values, ids already renamed; an empty list when they agree."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        return _objects(recorded, ours, at)
    if isinstance(recorded, list) and isinstance(ours, list):
        if len(recorded) != len(ours):
            return [Fault("values", f"{at}: {len(recorded)} recorded, {len(ours)} here")]
        return [fault for number, pair in enumerate(zip(recorded, ours, strict=True)) for fault in bodies(*pair, f"{at}[{number}]")]
    if (recorded is None) != (ours is None):
        return [Fault("nulls", f"{at}: {_short(recorded)} recorded, {_short(ours)} here")]
    if type(recorded) is not type(ours):
        return [Fault("nulls", f"{at}: {_short(recorded)} recorded, {_short(ours)} here")]
    return _leaves(recorded, ours, at)


def headers(recorded: Mapping[str, list[str]], ours: Mapping[str, list[str]]) -> list[Fault]:
    """Differences of headers that carry meaning. Recorders that strip headers leave nothing to compare."""
    if "x-okta-request-id" not in recorded:
        return []
    told = [f"{name}: {recorded.get(name)} recorded, {ours.get(name)} here" for name in SAME if recorded.get(name) != ours.get(name)]
    told += [f"{name}: {_shown(name in recorded)} recorded" for name in PRESENT if (name in recorded) != (name in ours)]
    if "content-encoding" in recorded and "content-encoding" not in ours:  # the other way round the recorder unzipped it
        told.append("content-encoding: present recorded")
    return [Fault("headers", text) for text in told]


def links(recorded: Iterable[str], ours: Iterable[str]) -> list[Fault]:
    """Differences of Link headers: relations, and what their addresses ask for."""
    was, now = _links(recorded), _links(ours)
    told = [f"link {rel}: {_shown(rel in was)} recorded" for rel in sorted(was.keys() ^ now.keys())]
    told += [f"link {rel}: {was[rel]} recorded, {now[rel]} here" for rel in sorted(was.keys() & now.keys()) if was[rel] != now[rel]]
    return [Fault("links", text) for text in told]


def _objects(recorded: dict[str, Any], ours: dict[str, Any], at: str) -> list[Fault]:
    kind = "links" if at.endswith("._links") else "keys"
    faults = [Fault(kind, f"{at}: only recorded: {name}") for name in sorted(recorded.keys() - ours.keys())]
    faults += [Fault(kind, f"{at}: only here: {name}") for name in sorted(ours.keys() - recorded.keys())]
    for name in sorted(recorded.keys() & ours.keys()):
        faults += bodies(recorded[name], ours[name], f"{at}.{name}")
    return faults


def _leaves(recorded: Any, ours: Any, at: str) -> list[Fault]:
    name = at.rsplit(".", 1)[-1]
    if recorded == ours or (name in FREE and name != "href"):
        return []
    if name == "href":
        wrong = "/api/v1/" in recorded and _path(recorded) != _path(ours)
        return [Fault("links", f"{at}: {_path(recorded)} recorded, {_path(ours)} here")] if wrong else []
    if isinstance(recorded, str) and TIME.match(recorded) and TIME.match(ours):
        apart = abs((datetime.fromisoformat(recorded) - datetime.fromisoformat(ours)).total_seconds())
        return [Fault("values", f"{at}: {apart:.0f} s apart")] if apart > SLACK else []
    enum = isinstance(recorded, str) and WORD.match(recorded) and WORD.match(ours)
    return [Fault("enums" if enum else "values", f"{at}: {_short(recorded)} recorded, {_short(ours)} here")]


def _path(address: str) -> str:
    """An address's path; ids and tokens in it do not matter."""
    return re.sub(r"(?<=/)(?:[0-9a-z]{3}[0-9A-Za-z]{17}|102[\w-]{20,})(?=/|$)", "{}", urlsplit(address).path)


def _links(values: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    return {rel: parse_qsl(urlsplit(address).query) for value in values for address, rel in LINK.findall(value)}


def _shown(there: bool) -> str:
    return "present" if there else "absent"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
