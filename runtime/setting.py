"""What a single setting is: its variable, its meaning, how its text becomes a value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SHORTEST_KEY: Final = 2048
"""Bits; what Okta and Salesforce ask for."""


class SettingError(Exception):
    """A setting is missing or wrong; the text names the variable and the cure."""


class Secret:
    """A value that prints as stars; `reveal()` is for the call that needs it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True, slots=True)
class Of:
    """Where a field comes from; `default` is what an unset variable means, as it would be written."""

    variable: str
    text: str
    default: str = ""
    parse: Callable[[str], Any] = str
    secret: bool = False

    def value(self, env: Mapping[str, str]) -> Any:
        """The field's value; raises SettingError."""
        raw = self._from_file(env) if self.secret and f"{self.variable}_FILE" in env else env.get(self.variable, "")
        try:
            return self.parse(raw.strip() or self.default)
        except ValueError as exc:
            raise SettingError(f"{self.variable} is wrong: {exc}") from None

    def _from_file(self, env: Mapping[str, str]) -> str:
        variable = f"{self.variable}_FILE"
        if env.get(self.variable):
            raise SettingError(f"{self.variable} and {variable} are both set: keep one")
        try:
            return Path(env[variable]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            raise SettingError(
                f"{variable} names a file that cannot be read ({type(exc).__name__}): correct the path or its rights"
            ) from None


def hidden(variable: str, text: str) -> Of:
    """A secret, from the variable or from the file that `<variable>_FILE` names."""
    return Of(variable, text, parse=Secret, secret=True)


class Described(NamedTuple):
    """One setting, for `--help` and the documentation."""

    variable: str
    default: str
    text: str


def rsa_key(secret: Secret, variable: str) -> str:
    """The PEM text of an RSA private key without a password; raises SettingError, which shows nothing of it."""
    text = secret.reveal().strip() + "\n"
    try:
        key = load_pem_private_key(text.encode("ascii"), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_KEY:
        raise SettingError(
            f"{variable} is no RSA private key of {SHORTEST_KEY} bits or more in PEM form, without a password: make one with"
            f" `openssl genrsa -out key.pem 3072` and name that file in {variable}_FILE"
        )
    return text


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url(text: str) -> str:
    """https anywhere, http on loopback only; empty stays empty."""
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("give a URL like https://host")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("use https: plain http is for loopback addresses only")
    if parts.username or parts.password:
        raise ValueError("take user and password out of the URL; they have settings of their own")
    return text.rstrip("/")


def hook(text: str) -> Secret:
    """A webhook's URL, which is a secret: who has it may write there."""
    return Secret(url(text))


def mail(text: str) -> str:
    """A mail address; empty stays empty."""
    if text and not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", text):
        raise ValueError("give one mail address like it@example.com, without a name")
    return text


def folder(text: str) -> Path:
    """A path; `~` is a home folder."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("there is no home folder of that name: give the path in full") from None


def port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise ValueError("give a port number from 0 to 65535; 0 takes a free one")
    return int(text)


def count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ValueError("give a number from 1 up")
    return int(text)


def some_of(*allowed: str) -> Callable[[str], frozenset[str]]:
    """None, one or several of these, with commas between them."""

    def parse(text: str) -> frozenset[str]:
        named = frozenset(each.strip() for each in text.split(",") if each.strip())
        if named - set(allowed):
            raise ValueError(f"give some of {', '.join(allowed)}")
        return named

    return parse


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 86_400:
        raise ValueError("give a number of seconds above 0, like 10")
    return value


def zone(text: str) -> str:
    """The name of a time zone that is known here."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # `Etc` is a folder of them
        raise ValueError("give an IANA zone like America/New_York") from None
    return text


def choice(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"give one of {', '.join(allowed)}")
        return text

    return parse


def servers(text: str) -> str:
    for server in text.split(","):
        _host, _, port = server.strip().rpartition(":")
        if not _host or not port.isdigit():
            raise ValueError("give host:port, several with commas")
    return ",".join(server.strip() for server in text.split(","))
