"""How a session is had: client credentials, or a user's name vouched for by our private key (JWT bearer; salesforce.md §1.2).

A server in trouble refuses nobody: only what the token endpoint says of the credentials themselves stops the work.
"""

import warnings
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from simple_salesforce.exceptions import SalesforceAuthenticationFailed
from simple_salesforce.login import SalesforceLogin

from runtime.setting import SettingError, rsa_key
from runtime.settings import Salesforce, needed
from sinks.salesforce.wire import login_domain

TRANSIENT: Final = frozenset({"server_error", "temporarily_unavailable", "unknown_error", "slow_down", "rate_limit_exceeded"})
"""OAuth's words for "not now" (RFC 6749 §5.2 and its extensions)."""
warnings.filterwarnings("ignore", module=r"simple_salesforce\.login")  # it would print the consumer key


class LoginFailed(Exception):
    """The token endpoint gave no token. `refused`: it refuses the credentials; else it is in trouble. Nothing else was sent."""

    def __init__(self, code: str, refused: bool) -> None:
        super().__init__(code)
        self.code, self.refused = code, refused


class Way:
    """One of the two ways, by the settings. Raises SettingError where neither or both are set."""

    def __init__(self, org: Salesforce, url: str) -> None:
        self._asked: dict[str, Any] = {"consumer_key": needed(org.client_id, "JML_SALESFORCE_CLIENT_ID")}
        if org.client_secret and (org.private_key or org.user):
            raise SettingError(
                "JML_SALESFORCE_CLIENT_SECRET and JML_SALESFORCE_USER with JML_SALESFORCE_PRIVATE_KEY are both set: keep one way to log in"
            )
        if org.private_key or org.user:
            needed(org.private_key, "JML_SALESFORCE_PRIVATE_KEY")
            self._asked["username"] = needed(org.user, "JML_SALESFORCE_USER")
            self._asked["privatekey"] = rsa_key(org.private_key, "JML_SALESFORCE_PRIVATE_KEY")
            self._asked |= {"domain": audience(url), "instance_url": login_domain(url)}
        else:
            self._asked["consumer_secret"] = needed(org.client_secret, "JML_SALESFORCE_CLIENT_SECRET")
            self._asked["domain"] = login_domain(url)

    def token(self, session: requests.Session) -> tuple[str, str]:
        """A session's token and its host. Raises LoginFailed."""
        try:
            value, host = SalesforceLogin(session=session, **self._asked)
        except SalesforceAuthenticationFailed as failed:
            raise LoginFailed(str(failed.code), _refuses(failed.code)) from None
        except (AttributeError, TypeError, requests.RequestException) as failed:
            # No object but a list of errors (the package takes it for one), or no answer: only the login is lost with it.
            raise LoginFailed(type(failed).__name__, refused=False) from None
        if not value:
            raise LoginFailed("no-token", refused=False)
        return str(value), str(host).rstrip("/")


def _refuses(code: Any) -> bool:
    """A body that is no JSON is told by its status."""
    if isinstance(code, int):
        return 400 <= code < 500 and code not in (408, 425, 429)
    return code is not None and code not in TRANSIENT


def audience(url: str) -> str:
    """Who an assertion is for: `test` for a sandbox, `login` for every other org (salesforce.md §1.2)."""
    host = urlsplit(url).hostname or ""
    return "test" if ".sandbox." in host or "--" in host else "login"
