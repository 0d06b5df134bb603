"""A mail server and a webhook's other side, both real, both with moods."""

import asyncio
import email
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiohttp import web
from aiosmtpd.smtp import SMTP


class Post:
    """An SMTP server. `moods` are the answers to the next messages' texts, in order (`250 OK` when they are used up)."""

    def __init__(self, *moods: str, port: int = 0) -> None:
        self.moods, self.port = list(moods), port
        self.letters: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.refuses.get(address, "250 OK")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        said = self.moods.pop(0) if self.moods else "250 OK"
        if said.startswith("250"):
            letter = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return said

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        await self._server.wait_closed()


class Hooks:
    """An HTTP server that takes webhooks. `moods`: the statuses of the next answers (200 when they are used up)."""

    def __init__(self, *moods: int) -> None:
        self.moods = list(moods)
        self.bodies: list[tuple[str, Any]] = []

    async def _take(self, request: web.Request) -> web.Response:
        status = self.moods.pop(0) if self.moods else 200
        if status < 300:
            self.bodies.append((request.path, await request.json()))
        return web.Response(status=status, text="ok" if status == 200 else "no", headers={"Retry-After": "30"} if status == 429 else {})

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{tail:.*}", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._runner.cleanup()
