"""How an answer of the simulator differs from a recorded one: keys, nulls, words, times, links and headers; not ids, hosts and tokens."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ID = re.compile(r"(?:00u|00g|0oa)[0-9A-Za-z]{17}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z\Z")
LINK = re.compile(r'<([^>]*)>;\s*rel="(\w+)"')
FREE = frozenset({"id", "href", "errorId", "activationUrl", "activationToken", "resetPasswordUrl", "tempPassword", "$schema", "realmId"})
SAME = ("cache-control", "pragma", "expires", "content-type", "x-rate-limit-limit")
PRESENT = ("date", "x-okta-request-id", "x-rate-limit-remaining", "x-rate-limit-reset", "etag")
SLACK = 3.0


def renamed(value: Any, ids: Mapping[str, str]) -> Any:
    """The same JSON or text with recorded ids replaced by simulated ones."""
    if isinstance(value, str):
        return ID.sub(lambda match: ids.get(match[0], match[0]), value)
    if isinstance(value, list):
        return [renamed(one, ids) for one in value]
    if isinstance(value, dict):
        return {name: renamed(one, ids) for name, one in value.items()}
    return value


def learn(recorded: Any, ours: Any, ids: dict[str, str]) -> None:
    """Adds to `ids` what stands for what, wherever both answers show a new id at one place."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for name in recorded.keys() & ours.keys():
            learn(recorded[name], ours[name], ids)
    elif isinstance(recorded, str) and isinstance(ours, str) and ID.fullmatch(recorded) and ID.fullmatch(ours):
        ids.setdefault(recorded, ours)


def bodies(recorded: Any, ours: Any, at: str = "body") -> list[str]:
    """Differences of two JSON values, ids already renamed; an empty list when they agree."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        return _objects(recorded, ours, at)
    if isinstance(recorded, list) and isinstance(ours, list):
        if len(recorded) != len(ours):
            return [f"{at}: {len(recorded)} recorded, {len(ours)} here"]
        return [fault for number, pair in enumerate(zip(recorded, ours, strict=True)) for fault in bodies(*pair, f"{at}[{number}]")]
    if _free(at) and type(recorded) is type(ours):
        return _ids(recorded, ours, at)
    if isinstance(recorded, str) and isinstance(ours, str) and TIME.match(recorded) and TIME.match(ours):
        apart = abs((datetime.fromisoformat(recorded) - datetime.fromisoformat(ours)).total_seconds())
        return [f"{at}: {apart:.0f} s apart"] if apart > SLACK else []
    return [] if recorded == ours else [f"{at}: {recorded!r} recorded, {ours!r} here"]


def headers(recorded: Mapping[str, list[str]], ours: Mapping[str, list[str]]) -> list[str]:
    """Differences of headers that carry meaning."""
    faults = [f"{name}: {recorded.get(name)} recorded, {ours.get(name)} here" for name in SAME if recorded.get(name) != ours.get(name)]
    faults += [f"{name}: {_shown(name in recorded)} recorded" for name in PRESENT if (name in recorded) != (name in ours)]
    zipped = "content-encoding" in recorded and "content-encoding" not in ours  # the other way round the recorder unzipped it
    return [*faults, "content-encoding: present recorded"] if zipped else faults


def links(recorded: Iterable[str], ours: Iterable[str]) -> list[str]:
    """Differences of Link headers: relations, and what their addresses ask for."""
    was, now = _links(recorded), _links(ours)
    faults = [f"link {rel}: {_shown(rel in was)} recorded" for rel in sorted(was.keys() ^ now.keys())]
    return faults + [f"link {rel}: {was[rel]} recorded, {now[rel]} here" for rel in sorted(was.keys() & now.keys()) if was[rel] != now[rel]]


def _objects(recorded: dict[str, Any], ours: dict[str, Any], at: str) -> list[str]:
    faults = [f"{at}: only recorded: {name}" for name in sorted(recorded.keys() - ours.keys())]
    faults += [f"{at}: only here: {name}" for name in sorted(ours.keys() - recorded.keys())]
    for name in sorted(recorded.keys() & ours.keys()):
        faults += bodies(recorded[name], ours[name], f"{at}.{name}")
    return faults


def _free(at: str) -> bool:
    return at.rsplit(".", 1)[-1] in FREE


def _ids(recorded: Any, ours: Any, at: str) -> list[str]:
    """Known ids must agree; addresses must agree in their last pieces, but for logos."""
    if not isinstance(recorded, str):
        return [] if recorded == ours else [f"{at}: {recorded!r} recorded, {ours!r} here"]
    if at.endswith(".id") and ID.fullmatch(recorded) and recorded != ours:
        return [f"{at}: another one"]
    if at.endswith(".href") and "/api/v1/" in recorded and _shape(recorded) != _shape(ours):
        return [f"{at}: {_shape(recorded)} recorded, {_shape(ours)} here"]
    return []


def _shape(address: str) -> str:
    return re.sub(r"(oty|osc)[0-9A-Za-z]{17}", r"\1", urlsplit(address).path)


def _links(values: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    return {rel: parse_qsl(urlsplit(address).query) for value in values for address, rel in LINK.findall(value)}


def _shown(there: bool) -> str:
    return "present" if there else "absent"
