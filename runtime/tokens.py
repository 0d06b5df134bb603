"""Tokens for OAUTHBEARER: client credentials at a token endpoint, as every Kafka client here asks for them."""

import asyncio
import base64
import json
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from functools import lru_cache
from typing import Any, Final, NamedTuple

from aiokafka.abc import AbstractTokenProvider

from runtime.kafka_settings import Kafka

ASK: Final = 5.0
EARLY: Final = 30.0
"""Seconds before its end at which a token is not handed out any more."""
LIFE: Final = 300.0
"""Of a token whose endpoint does not say."""


class TokenRefused(Exception):
    """The endpoint gives no token; the text names the setting and the cure."""


class Token(NamedTuple):
    """`ends` in seconds since 1970."""

    text: str
    ends: float


class Tokens:
    """Tokens of one client; one is used until shortly before its end. For any thread."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka, self._lock, self._last = kafka, threading.Lock(), Token("", 0.0)

    def get(self) -> Token:
        """A token that is good for a while; may wait for the endpoint. Raises TokenRefused."""
        with self._lock:
            if self._last.ends - EARLY < time.time():
                self._last = self._asked()
            return self._last

    def for_librdkafka(self, _config: str) -> tuple[str, float]:
        """As confluent-kafka's `oauth_cb`."""
        return self.get()

    def _asked(self) -> Token:
        kafka = self._kafka
        form = {"grant_type": "client_credentials"} | ({"scope": kafka.token_scope} if kafka.token_scope else {})
        secret = base64.b64encode(f"{kafka.user}:{kafka.password.reveal()}".encode()).decode()
        request = urllib.request.Request(
            kafka.token_url, urllib.parse.urlencode(form).encode(), {"Authorization": f"Basic {secret}", "Accept": "application/json"}
        )
        answer = _answer(request, kafka)
        text, lasts = answer.get("access_token"), answer.get("expires_in", LIFE)
        if not isinstance(text, str) or not text or not isinstance(lasts, (int, float)):
            raise TokenRefused("JML_KAFKA_TOKEN_URL answers without an access_token: check that it is a token endpoint")
        # a token that lasts shorter than what is kept in hand is used while it lasts
        return Token(text, time.time() + max(float(lasts), EARLY + 1))


def trust(kafka: Kafka) -> ssl.SSLContext:
    """The system's authorities and JML_KAFKA_CA_FILE: for HTTP services beside the cluster."""
    context = ssl.create_default_context()
    if kafka.ca_file:
        context.load_verify_locations(cafile=kafka.ca_file)
    return context


def _answer(request: urllib.request.Request, kafka: Kafka) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(request, timeout=ASK, context=trust(kafka)) as answer:  # https or loopback: settings see to it
            found = json.load(answer)
            return found if isinstance(found, dict) else {}
    except urllib.error.HTTPError as refused:
        cure = "check JML_KAFKA_USER, JML_KAFKA_PASSWORD and JML_KAFKA_TOKEN_SCOPE"
        raise TokenRefused(f"JML_KAFKA_TOKEN_URL answers {refused.code}: {cure}") from None
    except (OSError, ValueError) as exc:
        raise TokenRefused(f"JML_KAFKA_TOKEN_URL cannot be asked ({type(exc).__name__}): check the address and that it is up") from None


class Provider(AbstractTokenProvider):  # type: ignore[misc]  # aiokafka has no types for mypy
    """As aiokafka and Faust ask for them."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def token(self) -> str:
        return (await asyncio.to_thread(self._tokens.get)).text


@lru_cache(maxsize=8)
def tokens_of(kafka: Kafka) -> Tokens:
    """One store of tokens for all clients of a process."""
    return Tokens(kafka)
