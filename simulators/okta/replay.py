"""Holds the simulator against recordings: sends each recorded request in order, at its recorded instant, and compares the answers."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from simulators.kernel.server import Simulator, serve
from simulators.okta import compare
from simulators.okta.cassettes import Cassette, Exchange
from simulators.okta.errors import Problem
from simulators.okta.options import Options
from simulators.okta.restore import restore
from simulators.okta.routes import find
from simulators.okta.vendor import Okta

TOKEN = "replayed"
OTHER_APIS = frozenset({"linkedObjects", "rules"})  # their paths look like those of one schema, one group


@dataclass(slots=True)
class SetClock:
    """Business time as it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Difference:
    cassette: str
    number: int
    endpoint: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What was replayed: exchanges that agree by endpoint, and those that do not; `outside` counts those of other APIs."""

    equal: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    different: list[Difference] = field(default_factory=list)
    outside: int = 0

    def lines(self) -> list[str]:
        """For people: a line an endpoint, then a line a difference."""
        endpoints = sorted(self.equal.keys() | {one.endpoint for one in self.different})
        told = [
            f"{endpoint}: {self.equal.get(endpoint, 0)} equal, {sum(one.endpoint == endpoint for one in self.different)} different"
            for endpoint in endpoints
        ]
        return told + [f"{one.cassette} #{one.number} {one.endpoint}: {'; '.join(one.reasons)}" for one in self.different]


async def replay(cassette: Cassette, report: Report) -> None:
    """Plays one cassette against a fresh organisation that looks as the recorded one did."""
    mine = [exchange for exchange in cassette.exchanges if endpoint(exchange)]
    report.outside += len(cassette.exchanges) - len(mine)
    if not mine:
        return
    clock = SetClock(mine[0].at)
    okta = Okta(clock, token=TOKEN, options=_options(cassette, mine))
    ids = restore(okta.org, [exchange for exchange in cassette.exchanges if exchange.segments])
    runner, port = await serve(Simulator(okta, clock), 0)
    try:
        async with ClientSession(f"http://127.0.0.1:{port}", headers={"Authorization": f"SSWS {TOKEN}"}) as session:
            for exchange in mine:
                clock.at = exchange.at
                reasons = await _play(session, exchange, ids)
                _count(report, cassette, exchange, reasons)
    finally:
        await runner.cleanup()


def endpoint(exchange: Exchange) -> str | None:
    """`POST /users/{user}` where the simulator has such a path, else None."""
    if OTHER_APIS & set(exchange.segments):
        return None
    try:
        route, _ = find(exchange.method, exchange.segments)
    except Problem:
        return None
    return f"{route.method} {route.path}"


def _options(cassette: Cassette, mine: list[Exchange]) -> Options:
    """The organisation's generation by year; its limits by what the answers show (okta.md §3.3)."""
    shown = {exchange.headers.get("x-rate-limit-limit", [""])[0] for exchange in mine}
    if cassette.year >= 2025:
        return Options(lag=0, edition="integrator", generation=2025, person_attribute=False)
    return Options(
        lag=0,
        edition="integrator" if shown == {"100"} else "workforce",
        share=1.0,
        generation=max(2020, cassette.year),
        person_attribute=False,
    )


async def _play(session: ClientSession, exchange: Exchange, ids: dict[str, str]) -> tuple[str, ...]:
    sent = compare.renamed(_sent(exchange), ids)
    target = quote(compare.renamed(exchange.target, ids), safe="/?&=+%@")
    data = json.dumps(sent) if sent is not None else None
    async with session.request(exchange.method, target, data=data, headers={"Content-Type": "application/json"}) as response:
        text = await response.text()
        ours = json.loads(text) if text else None
        status = response.status
        headers = {name.lower(): response.headers.getall(name) for name in response.headers}
    compare.learn(exchange.answer, ours, ids)
    if status != exchange.status:
        return (f"status {exchange.status} recorded, {status} here",)
    faults = compare.bodies(compare.renamed(exchange.answer, ids), ours)
    faults += compare.headers(exchange.headers, headers)
    recorded_links = [compare.renamed(link, ids) for link in exchange.headers.get("link", [])]
    return tuple(faults + compare.links(recorded_links, headers.get("link", [])))


def _sent(exchange: Exchange) -> Any:
    """The recorded body; recordings of 2020 lack it, then what must have been sent is told from the answer."""
    answer = exchange.answer
    if exchange.sent is not None or exchange.method not in {"POST", "PUT"} or not isinstance(answer, dict):
        return exchange.sent
    if exchange.segments[0] == "apps":
        return {"id": answer["id"], "credentials": answer["credentials"], "profile": answer["profile"]}
    if "definitions" in answer:
        return {"definitions": {"custom": answer["definitions"]["custom"]}}
    if "profile" not in answer:
        return None
    profile = {name: value for name, value in answer["profile"].items() if value is not None}
    password = "password" in answer.get("credentials", {}) and exchange.segments == ("users",)
    return {"profile": profile} | ({"credentials": {"password": {"value": "Recorded-1"}}} if password else {})


def _count(report: Report, cassette: Cassette, exchange: Exchange, reasons: tuple[str, ...]) -> None:
    name = str(endpoint(exchange))
    if reasons:
        report.different.append(Difference(cassette.name, exchange.number, name, reasons))
    else:
        report.equal[name] += 1
