"""How requests leave for Salesforce: never without a time limit, never twice, in clear on loopback only.

simple-salesforce writes https into every URL and sets no time limit on writes (salesforce.md §1.3, §1.6); the adapter sees to both. What a
session sends with each call is kept on the session, where a renewed token does not lose it (§1.7-2).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError
from urllib3.util.retry import Retry

from runtime.setting import SettingError, is_loopback

USAGE = re.compile(r"(?:^|;|\s)api-usage=(\d+)/(\d+)")
HOST = ".salesforce.com"
OnUsage = Callable[[int, int], None]
Timeout = tuple[float, float]


def login_domain(url: str) -> str:
    """What simple-salesforce calls `domain`: `acme.my` of https://acme.my.salesforce.com. Raises SettingError for another host."""
    host = urlsplit(url).hostname or ""
    if is_loopback(host):
        return "loopback.my"
    if not host.endswith(HOST):
        raise SettingError(f"JML_SALESFORCE_URL is not a My Domain: give https://<name>.my{HOST}, as Setup, My Domain shows it")
    return host.removesuffix(HOST)


def session_for(url: str, timeout: Timeout, on_usage: OnUsage) -> requests.Session:
    """A session for one thread. `timeout`: seconds to connect and to wait for bytes; `on_usage` is told calls used and allowed a day."""
    session = requests.Session()
    session.trust_env = False  # a certificate bundle or proxy named in the environment would override what is set here
    session.max_redirects = 0
    session.headers["Sforce-Auto-Assign"] = "FALSE"  # else assignment rules overrule the owner that is set (salesforce.md §3)
    session.adapters.clear()
    session.mount("https://", _Adapter(url, timeout))
    session.hooks["response"].append(lambda response, **_: _note_usage(response, on_usage))
    return session


def _note_usage(response: requests.Response, on_usage: OnUsage) -> None:
    found = USAGE.search(response.headers.get("Sforce-Limit-Info", ""))
    if found:
        on_usage(int(found[1]), int(found[2]))


class _Adapter(HTTPAdapter):
    """No retries, always a time limit; what is meant for https goes to the loopback server where the setting names one."""

    def __init__(self, url: str, timeout: Timeout) -> None:
        super().__init__(max_retries=Retry(0, read=False), pool_connections=1, pool_maxsize=1)
        parts = urlsplit(url)
        self._loopback = parts if is_loopback(parts.hostname or "") else None
        self._timeout = timeout

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        if self._loopback:
            asked = urlsplit(request.url or "")
            request.url = urlunsplit((self._loopback.scheme, self._loopback.netloc, str(asked.path), str(asked.query), ""))
        return super().send(request, stream=stream, timeout=self._timeout, verify=verify, cert=cert, proxies=proxies)


def never_sent(error: requests.RequestException) -> bool:
    """Whether a failed call surely never reached Salesforce: no connection, no trust, or sent elsewhere."""
    if isinstance(
        error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError | requests.TooManyRedirects
    ):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError)
