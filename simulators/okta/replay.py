"""Holds the simulator against recordings: sends each recorded request in order, at its recorded instant, and compares the answers."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from aiohttp import ClientSession
from yarl import URL

from simulators.kernel.comparison import SetClock
from simulators.kernel.server import Simulator, serve
from simulators.okta import compare
from simulators.okta.cassettes import Cassette, Exchange
from simulators.okta.cassettes_sent import passwords_of, sent
from simulators.okta.compare import Fault
from simulators.okta.errors import Problem
from simulators.okta.recorded_options import options_of
from simulators.okta.restore import restore
from simulators.okta.routes import find
from simulators.okta.vendor import Okta

TOKEN: Final = "replayed"
EDGE: Final = {"status", "message"}
FAMILIES: Final = frozenset({"users", "groups", "apps", "policies"})
PASSING: Final = frozenset({"E0000009", "E0000047", "E0000239"})
"""Trouble that passes: no call leads to it here, and what was asked for did not happen (recorded: the next try went through)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One exchange that differs, and how."""

    cassette: str
    number: int
    endpoint: str
    faults: tuple[Fault, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(fault.text for fault in self.faults)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(fault.kind for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Known:
    """What a replay goes by: the simulator's port, what stands for what, and passwords by login."""

    port: int
    names: dict[str, str]
    secrets: dict[str, str]


@dataclass(slots=True)
class Report:
    """What was replayed: exchanges that agree by endpoint, and those that do not.

    `outside` counts those of other APIs, `passing` those that met trouble which a simulator has by order only: they are not sent.
    """

    equal: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    different: list[Difference] = field(default_factory=list)
    outside: Counter[str] = field(default_factory=Counter)
    passing: Counter[str] = field(default_factory=Counter)
    answers: list[tuple[Exchange, int, Any]] = field(default_factory=list)


async def replay(cassette: Cassette, report: Report) -> None:
    """Plays one cassette against a fresh organisation that looks as the recorded one did."""
    mine = [exchange for exchange in cassette.exchanges if endpoint(exchange)]
    report.outside.update(_outside(exchange) for exchange in cassette.exchanges if not endpoint(exchange))
    if not mine:
        return
    clock = SetClock(mine[0].at)
    okta = Okta(clock, token=TOKEN, options=options_of(cassette, mine))
    restore(okta.org, mine)
    runner, port = await serve(Simulator(okta, clock), 0)
    names: dict[str, str] = {}
    secrets = passwords_of(mine)
    try:
        async with ClientSession(headers={"Authorization": f"SSWS {TOKEN}"}) as session:
            for exchange in mine:
                if _passes(exchange):
                    report.passing[f"{exchange.status} {endpoint(exchange)}"] += 1
                    continue
                clock.at = exchange.at
                okta.org.ids.reserve(_ids(exchange))
                okta.org.own_apps = _apps_before(exchange, okta.org.own_apps)
                faults = await _play(session, exchange, Known(port, names, secrets), report)
                _count(report, cassette, exchange, faults)
    finally:
        await runner.cleanup()


def endpoint(exchange: Exchange) -> str | None:
    """`POST /users/{user}` where the simulator has such a path, else None; what an edge server answered never reached Okta."""
    if isinstance(exchange.answer, dict) and exchange.answer.keys() == EDGE:
        return None
    try:
        route, _ = find(exchange.method, exchange.segments)
    except Problem as problem:
        return f"{exchange.method} {_place(exchange)}" if problem.status == 405 == exchange.status else None
    return f"{route.method} {route.path}"


def _outside(exchange: Exchange) -> str:
    """What another API is about: `/brands`; below what the simulator has, which part: `/apps/…/connections`."""
    place = exchange.segments
    return f"/{place[0]}/…/{place[2]}" if len(place) > 2 and place[0] in FAMILIES else _place(exchange)


def _passes(exchange: Exchange) -> bool:
    return isinstance(exchange.answer, dict) and exchange.answer.get("errorCode") in PASSING


def _place(exchange: Exchange) -> str:
    return "/" + "/".join(exchange.segments[:1])


def _ids(exchange: Exchange) -> list[str]:
    """Ids that the call gave, so that the simulator gives the same."""
    if exchange.method != "POST" or exchange.status not in {200, 201} or not isinstance(exchange.answer, dict):
        return []
    links = exchange.answer.get("_links") or {}
    schema = str((links.get("schema") or {}).get("href", "")).rpartition("/")[2] if isinstance(links.get("schema"), dict) else ""
    given = str(exchange.answer.get("id", ""))
    return [one for one in (given, schema if schema.startswith("osc") and "oty" in given[:3] else "") if one]


def _apps_before(exchange: Exchange, known: int) -> int:
    """How many apps of its own the organisation had counted, where the call made another: its name tells."""
    shown = exchange.answer if isinstance(exchange.answer, dict) and exchange.method == "POST" else {}
    last = str(shown.get("name", "")).rpartition("_")[2]
    return int(last) - 1 if "signOnMode" in shown and last.isdecimal() else known


async def _play(session: ClientSession, exchange: Exchange, known: Known, report: Report) -> list[Fault]:
    names = known.names
    body = compare.renamed(sent(exchange, known.secrets), names)
    target = URL(f"http://127.0.0.1:{known.port}" + quote(compare.renamed(exchange.target, names), safe="/?&=+%@"), encoded=True)
    data = json.dumps(body) if body is not None else None
    async with session.request(exchange.method, target, data=data, headers={"Content-Type": "application/json"}) as response:
        text = await response.text()
        ours = _json(text)
        status = response.status
        headers = {name.lower(): response.headers.getall(name) for name in response.headers}
    report.answers.append((exchange, status, ours))
    compare.learn(exchange.answer, ours, names)
    if status != exchange.status:
        return [Fault("status", f"status {exchange.status} recorded, {status} here: {_summary(ours)}")]
    faults = compare.bodies(compare.renamed(exchange.answer, names), ours)
    faults += compare.headers(exchange.headers, headers)
    recorded_links = [compare.renamed(link, names) for link in exchange.headers.get("link", [])]
    return faults + compare.links(recorded_links, headers.get("link", []))


def _json(text: str) -> Any:
    """Plain text where an answer is none of the API's."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _summary(ours: Any) -> str:
    if not isinstance(ours, dict) or "errorSummary" not in ours:
        return "no error"
    return "; ".join([str(ours["errorSummary"]), *(cause["errorSummary"] for cause in ours["errorCauses"])])


def _count(report: Report, cassette: Cassette, exchange: Exchange, faults: list[Fault]) -> None:
    name = str(endpoint(exchange))
    if faults:
        report.different.append(Difference(cassette.name, exchange.number, name, tuple(faults)))
    else:
        report.equal[name] += 1
