"""The official package as it is used here: its executor, its authorisation, none of its retries and none of its files of settings.

Of a service app it asks for a token by private key; whether Okta wants it bound to a key (DPoP) shows in the first refusal (okta.md §1.1).
"""

import asyncio
import json
import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from okta.client import Client as Sdk

from runtime.setting import SettingError, is_loopback, rsa_key
from runtime.settings import Okta, needed
from sinks.okta.wire import ANSWER, Wire

SCOPES: Final = ("okta.users.manage", "okta.groups.manage", "okta.apps.manage", "okta.logs.read")
"""What the sink needs of a service app."""
EARLY: Final = 5
"""Minutes before its end at which a token is replaced."""


class NoToken(Exception):
    """No token was given: the answer of the token endpoint, or none (`status` 0). Nothing else was sent."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str]) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers


class Package:
    """One organisation with one set of credentials."""

    def __init__(self, settings: Okta, scopes: Sequence[str] = SCOPES) -> None:
        self.base = needed(settings.url, "JML_OKTA_URL").rstrip("/")
        if is_loopback(urlsplit(self.base).hostname or ""):
            os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"  # there is no other way in (okta.md §1.2)
        logging.getLogger("okta-sdk-python").setLevel(logging.CRITICAL + 1)  # it logs request bodies
        self._config = _credentials(settings, scopes) | {
            "orgUrl": self.base,
            "rateLimit": {"maxRetries": 0},
            "requestTimeout": int(ANSWER),
            "cache": {"enabled": False},  # a stray okta.yaml may say otherwise, and files overrule the environment (okta.md §1.1)
            "dpopEnabled": False,
        }
        self._executor: Any = None
        self._wire: Wire | None = None
        self._binding: asyncio.Task[None] | None = None
        self.by_key = "privateKey" in self._config

    def open(self) -> None:
        """Makes ready to send; in a running loop."""
        if self._wire is None:
            self._wire = Wire()
            self._build()

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    async def send(self, method: str, path: str, body: Any) -> tuple[Any, str | None, Exception | None]:
        """One request: response, its text, or what kept it from coming. Raises NoToken."""
        request = await self._request(method, path, body)
        _, response, text, error = await self._executor._http_client.send_request(request)
        return response, text, error

    def take_nonce(self, headers: Mapping[str, str], text: str | None) -> bool:
        """Whether Okta only asks for its newest nonce in the proof (RFC 9449 §9); it is kept, so that the same call may be made again."""
        nonce, generator = headers.get("DPoP-Nonce"), self._generator()
        if generator is None or not nonce:
            return False
        generator.set_nonce(nonce)
        return "use_dpop_nonce" in f"{headers.get('WWW-Authenticate', '')} {text or ''}"

    def forget_token(self) -> None:
        """The next request asks for a new one."""
        self._executor._oauth.clear_access_token()

    def token(self) -> str | None:
        """The token in use, to tell whether somebody else has replaced it meanwhile."""
        return self._executor._oauth.get_current_token()[0] if self.by_key else None

    async def _request(self, method: str, path: str, body: Any) -> dict[str, Any]:
        for last in (False, True):
            request, error = await self._executor.create_request(method, path, body or {}, {}, keep_empty_params=True)
            if error is None:
                return dict(request)
            refusal = _refusal(error)
            if last or refusal.code != "invalid_dpop_proof":
                raise refusal from None
            await self._bind()
        raise AssertionError("unreachable")

    async def _bind(self) -> None:
        """From now on tokens are bound to a key; making one takes seconds, so it is made once, beside the loop, whoever waits for it."""
        if self._binding is None:
            self._config["dpopEnabled"] = True
            self._binding = asyncio.create_task(asyncio.to_thread(self._build))
        await asyncio.shield(self._binding)

    def _build(self) -> None:
        executor = Sdk(self._config).get_request_executor()
        executor.set_session(self._wire)
        self._executor = executor

    def _generator(self) -> Any:
        return self._executor._oauth.get_dpop_generator() if self.by_key else None


def _credentials(settings: Okta, scopes: Sequence[str]) -> dict[str, Any]:
    if settings.token and (settings.client_id or settings.private_key):
        raise SettingError("JML_OKTA_TOKEN and JML_OKTA_CLIENT_ID with JML_OKTA_PRIVATE_KEY are both set: keep one way to log in")
    if not settings.client_id and not settings.private_key:
        return {"authorizationMode": "SSWS", "token": needed(settings.token, "JML_OKTA_TOKEN")}
    return {
        "authorizationMode": "PrivateKey",
        "clientId": needed(settings.client_id, "JML_OKTA_CLIENT_ID"),
        "privateKey": rsa_key(_given(settings), "JML_OKTA_PRIVATE_KEY"),
        "scopes": list(scopes),
        "oauthTokenRenewalOffset": EARLY,
        **({"kid": settings.key_id} if settings.key_id else {}),
    }


def _given(settings: Okta) -> Any:
    needed(settings.private_key, "JML_OKTA_PRIVATE_KEY")
    return settings.private_key


def _refusal(error: Exception) -> NoToken:
    status = getattr(error, "status", None) or 0
    headers = getattr(error, "headers", None) or getattr(error, "response_headers", None) or {}
    if isinstance(error, aiohttp.ClientError | TimeoutError):
        return NoToken(0, type(error).__name__, {})
    return NoToken(status, str(getattr(error, "error_code", "") or status or type(error).__name__), headers)


def parsed(text: str | None) -> tuple[Any, bool]:
    """The JSON of a text, and whether there was a text that is none."""
    try:
        return (json.loads(text), False) if text and text.strip() else (None, False)
    except (ValueError, RecursionError):
        return None, True
