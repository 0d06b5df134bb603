"""How true the simulator is: every recorded exchange of a folder played against an org that looks as the recorded one did."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientSession

from simulators.kernel.comparison import Report, SetClock
from simulators.kernel.server import Simulator, serve
from simulators.salesforce import compare
from simulators.salesforce.exceptions import reason
from simulators.salesforce.foreign import customs, lacks, records
from simulators.salesforce.options import Options
from simulators.salesforce.provoke import WAYS
from simulators.salesforce.recordings import VERSION, Exchange, read
from simulators.salesforce.restored import instant, restore
from simulators.salesforce.vendor import Salesforce

SOBJECT = re.compile(r"/sobjects/(\w+)")


def check(folder: Path) -> Report:
    """Replays a folder of recordings; raises OSError when there is none. Must not be called from within a running event loop."""
    return asyncio.run(replay(folder))


async def replay(folder: Path) -> Report:
    """Every exchange, each against an org of its own, so that none depends on what came before it."""
    report = Report(reason)
    for exchange in read(folder):
        report.add(exchange.source, endpoint(exchange), await _notes(exchange))
    for file in sorted(folder.glob("error_bodies*.json")):
        for name, known in json.loads(file.read_text()).items():
            if isinstance(known, dict):
                report.add(file.name, f"error {name}", await _provoke(name, known))
    return report


def endpoint(exchange: Exchange) -> str:
    """`PATCH sobjects/Account/{id}`: what was recorded, without the ids."""
    if not exchange.method:
        return f"body {exchange.source}"
    if exchange.path.startswith("/services/oauth2"):
        return f"{exchange.method} {exchange.path.removeprefix('/services/')}"
    if not exchange.path.startswith("/services/data"):
        return f"{exchange.method} elsewhere"
    parts = list(exchange.parts)
    if parts[:1] in (["query"], ["queryAll"]) and len(parts) > 1:
        parts[1] = "{locator}"
    for at, part in enumerate(parts):
        if at > 1 and re.fullmatch(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?", part) and re.search(r"\d", part):
            parts[at] = "{id}"
        elif parts[0] == "sobjects" and at == 3 and part != "password":
            parts[at] = "{key}"
    return f"{exchange.method} {'/'.join(parts) or 'services/data'}"


async def _notes(exchange: Exchange) -> list[str]:
    """The differences; a recording of an unknown kind is one, too."""
    try:
        return await _play(exchange)
    except (LookupError, TypeError, ValueError, AttributeError) as strange:
        return [f"status: not replayed, the recording has another form than those known: {strange!r}"]


async def _play(exchange: Exchange) -> list[str]:
    if not exchange.method:
        return ["status not recorded, nor the request"]
    if not exchange.path.startswith(("/services/data", "/services/oauth2/")):
        return ["status of another server"]
    if exchange.method == "POST" and not isinstance(exchange.sent, dict) and exchange.parts[:1] in (("composite",), ("jobs",)):
        return ["status of a request without its body"]
    clock = SetClock(instant(exchange))
    currencies = {"USD": 1.0} if "CurrencyIsoCode" in str(exchange.body) else {}
    options = Options(lacks=lacks(exchange), custom=customs(exchange), session_timeout=None, currencies=currencies)
    vendor = Salesforce(clock, client_id="key", client_secret="secret", options=options)
    restore(vendor, exchange)
    async with _running(vendor, clock) as call:
        status, body, headers = await call(exchange)
    if status == 404 != exchange.status and exchange.parts[:1] == ("sobjects",) and exchange.parts[1].lower() not in vendor.org.objects:
        return ["status of an object that is not simulated"]
    if _strange(vendor, exchange):
        return ["status of an object that is not simulated"]
    if status != exchange.status:
        return [f"status {exchange.status} recorded, {status} here: {json.dumps(body)[:1500]}"]
    return list(_differences(exchange, body, headers))


def _strange(vendor: Salesforce, exchange: Exchange) -> bool:
    """Whether a call for several records or with several parts is about an object that ours has not."""
    known, sent = vendor.org.objects, exchange.sent if isinstance(exchange.sent, dict) else {}
    if exchange.parts[:2] == ("composite", "sobjects"):
        ids = exchange.query.get("ids", "").split(",") if exchange.method == "DELETE" else []
        kinds = [kind for kind, _ in records(sent)]
        return any(one and vendor.org.object_of(one) is None for one in ids) or any(kind.lower() not in known for kind in kinds)
    urls = [str(one.get("url")) for one in sent.get("compositeRequest", ())]
    named = [found.group(1) for url in urls if (found := SOBJECT.search(url))]
    return "'httpStatusCode': 404" not in str(exchange.body) and any(one.lower() not in known for one in named)


def _differences(exchange: Exchange, body: Any, headers: dict[str, str]) -> Iterator[str]:
    yield from compare.bodies(exchange.body, body)
    yield from compare.headers(exchange.headers, headers)


class _running:
    """A simulator on a port for the length of a block, and a function that plays an exchange on it."""

    def __init__(self, vendor: Salesforce, clock: SetClock) -> None:
        self.vendor, self.clock = vendor, clock

    async def __aenter__(self) -> Any:
        self.runner, port = await serve(Simulator(self.vendor, self.clock), 0)
        self.session = ClientSession(f"http://127.0.0.1:{port}")
        self.form = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}
        async with self.session.post("/services/oauth2/token", data=self.form) as answer:
            self.token = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}
        return self.call

    async def __aexit__(self, *_exc: object) -> None:
        await self.session.close()
        await self.runner.cleanup()

    async def call(self, exchange: Exchange) -> tuple[int, Any, dict[str, str]]:
        query = dict(exchange.query) or _span(exchange, self.clock.at)
        if exchange.path.endswith("/query") and "q" not in query:
            query = {"q": "SELECT CampaignId, SUM(Amount) FROM Opportunity GROUP BY CampaignId"}
        target = quote(exchange.path) + (f"?{urlencode(query)}" if query else "")
        sent: dict[str, Any] = {"data": json.dumps(exchange.sent)} if exchange.sent is not None else {}
        if exchange.path == "/services/oauth2/token":
            sent = {"data": self.form | ({"client_secret": "no"} if exchange.status != 200 else {})}
        elif exchange.method == "DELETE" and exchange.parts == ("composite", "sobjects") and "ids" not in query:
            target += f"?{urlencode({'ids': ','.join(row['id'] for row in exchange.body)})}"
        token = {"Authorization": "Bearer gone"} if exchange.status == 401 else self.token
        kind = {} if exchange.path.endswith("token") else {"Content-Type": "application/json"} | token
        async with self.session.request(exchange.method, target, headers=kind, **sent) as answer:
            text = await answer.text()
            named = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, json.loads(text) if text[:1] in ("{", "[") else text or None, named


def _span(exchange: Exchange, now: datetime) -> dict[str, str]:
    if exchange.path.endswith(("/updated", "/deleted")):
        return {"start": f"{now:%Y-%m-%d}T00:00:00Z", "end": f"{now + timedelta(minutes=1):%Y-%m-%dT%H:%M:00Z}"}
    return {}


async def _provoke(name: str, known: dict[str, Any]) -> list[str]:
    way = WAYS.get(name)
    if way is None:
        return ["status: no way to bring this error about is known"]
    clock = SetClock(datetime.fromisoformat("2026-05-06T12:00:00+00:00"))
    vendor = Salesforce(clock, client_id="key", client_secret="secret", options=Options(daily_api_requests=500))
    async with _running(vendor, clock) as call:

        async def ask(method: str, path: str, sent: Any = None) -> tuple[int, Any]:
            plain, _, query = path.partition("?q=")
            asked = {"q": query.replace("%20", " ")} if query else {}
            status, body, _ = await call(Exchange("", method, f"/services/data/v{VERSION}/{plain}", asked, sent, 0, None))
            return status, body

        status, body = await way(vendor, ask)
    wanted = known.get("body") or [{"message": known["message"]}]
    notes = [f"status {known['http']} recorded, {status} here"] if status != known.get("http", status) else []
    return notes + list(compare.bodies(wanted, body))
