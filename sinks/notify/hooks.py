"""Notices to Slack and Teams, by webhook. No name and no URL of a hook is ever logged: the URL is the right to write."""

import json
import logging
from typing import Any, Final

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from domain.notices import SLACK, TEAMS
from runtime.setting import Secret
from runtime.settings import Notify
from sinks.notify.channel import Again, Answer, Message, Refused, Sent

MUTE: Final = logging.getLogger("jml.mute")
"""slack_sdk tells texts and URLs at level DEBUG."""
MUTE.setLevel(logging.CRITICAL + 1)
MUTE.propagate = False
BROKEN: Final = frozenset({401, 403, 404, 410})
"""The hook is gone or closed: not the message's fault, and no other one gets through."""
MOST: Final = 25_000
"""Bytes of a text; Teams takes 28 KB with everything around it, Slack 40,000 characters."""


class Hook:
    """What both have in common: hooks of IT, security and HR, none of a person."""

    def __init__(self, hooks: dict[str, Secret], timeout: float) -> None:
        self._hooks = {to: hook.reveal() for to, hook in hooks.items() if hook}
        self._timeout = timeout

    def serves(self, addressee: str) -> bool:
        return addressee in self._hooks

    def address(self, to: str, work: str | None) -> str | None:
        return self._hooks.get(to)


class Slack(Hook):
    """Incoming webhooks (docs.slack.dev, Sending messages using incoming webhooks): 200 `ok`, else a status and a word."""

    name = SLACK

    def __init__(self, settings: Notify) -> None:
        super().__init__({"it": settings.slack_it, "security": settings.slack_security, "hr": settings.slack_hr}, settings.timeout)

    async def send(self, address: str, message: Message) -> Answer:
        text = f"*{_escaped(message.subject)}*\n{_escaped(_cut(message.text))}\n_{' '.join(message.notices)}_"
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout), trust_env=True) as session:
                # without handlers it repeats nothing by itself
                client = AsyncWebhookClient(address, session=session, logger=MUTE, retry_handlers=[])
                client.proxy = None  # it knows no exceptions (NO_PROXY); the session does
                said = await client.send(text=text, unfurl_links=False, unfurl_media=False)
        except (aiohttp.ClientError, OSError) as trouble:
            return Again(type(trouble).__name__)
        return answer_of(said.status_code, said.headers.get("Retry-After"))


class Teams(Hook):
    """Workflow webhooks (learn.microsoft.com, Create incoming webhooks with Workflows): an adaptive card, answered 202.

    The older connectors take the same and answer 200, and 200 with a text where Teams behind them was in trouble.
    """

    name = TEAMS

    def __init__(self, settings: Notify) -> None:
        super().__init__({"it": settings.teams_it, "security": settings.teams_security, "hr": settings.teams_hr}, settings.timeout)

    async def send(self, address: str, message: Message) -> Answer:
        body, kind = json.dumps(card(message)).encode(), {"Content-Type": "application/json"}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout), trust_env=True) as session,
                session.post(address, data=body, headers=kind, allow_redirects=False) as said,
            ):
                text = await said.text()
                behind = 429 if said.status == 200 and "HTTP error 429" in text else said.status
                return answer_of(behind, said.headers.get("Retry-After"))
        except (aiohttp.ClientError, OSError) as trouble:
            return Again(type(trouble).__name__)


def card(message: Message) -> dict[str, Any]:
    """Text runs, for they show what stands there; a text block would read names as markdown."""
    lines = [line for line in _cut(message.text).splitlines() if line.strip()]
    body = [_line(message.subject, weight="Bolder"), *map(_line, lines), _line(" ".join(message.notices), size="Small", isSubtle=True)]
    content = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": body}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}],
    }


def _line(text: str, **looks: str | bool) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}


def _cut(text: str) -> str:
    whole = text.encode()
    return text if len(whole) <= MOST else whole[:MOST].decode(errors="ignore") + " …"


def answer_of(status: int, retry_after: str | None) -> Answer:
    """What a webhook's status means."""
    if 200 <= status < 300:
        return Sent()
    if status == 429 or status >= 500 or status in BROKEN or 300 <= status < 400:
        return Again(str(status), float(retry_after) if retry_after and retry_after.isdigit() else 0.0)
    return Refused(str(status))


def _escaped(text: str) -> str:
    """Slack's three control characters: nothing in a name makes a link or calls the channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
