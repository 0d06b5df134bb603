"""What must have been sent, told from the answer: recordings of 2020 lack the bodies of requests."""

from collections.abc import Callable
from typing import Any, Final

from simulators.okta.cassettes import Exchange

PASSWORD: Final = "Recorded-1"
NEW_PASSWORD: Final = "Recorded-2"
SHOWN_ONLY: Final = frozenset({"id", "created", "lastUpdated", "_links", "_embedded", "status", "orn", "system"})
BODYLESS: Final = frozenset({"lifecycle"})


def passwords_of(exchanges: list[Exchange]) -> dict[str, str]:
    """Login to password, of those that were created with one."""
    found: dict[str, str] = {}
    for exchange in exchanges:
        if exchange.segments == ("users",) and isinstance(exchange.sent, dict) and isinstance(exchange.answer, dict):
            value = ((exchange.sent.get("credentials") or {}).get("password") or {}).get("value")
            if value:
                found[str((exchange.answer.get("profile") or {}).get("login"))] = value
    return found


def sent(exchange: Exchange, secrets: dict[str, str]) -> Any:
    """The recorded body, or one that leads to the answer; `secrets` are passwords by login."""
    answer = exchange.answer
    if exchange.segments == ("authn",) and isinstance(answer, dict) and "_embedded" in answer:
        login = answer["_embedded"]["user"]["profile"]["login"]
        return {"username": login, "password": secrets.get(login, PASSWORD)}
    if exchange.sent is not None or exchange.method not in {"POST", "PUT"} or exchange.status >= 400:
        return exchange.sent
    if set(exchange.segments[2:]) & BODYLESS or not isinstance(answer, dict):
        return None
    for place, told in _TOLD.items():
        if exchange.segments[-1] == place or (place == "users" and exchange.segments[0] == "users" and "profile" in answer):
            return told(answer, exchange)
    return {name: value for name, value in answer.items() if name not in SHOWN_ONLY}


def _user(answer: dict[str, Any], exchange: Exchange) -> dict[str, Any]:
    if "factorType" in answer:
        return {name: value for name, value in answer.items() if name in {"factorType", "provider", "profile"}}
    if exchange.segments[0] == "apps":
        return {"id": answer["id"], "credentials": answer["credentials"], "profile": answer["profile"]}
    profile = {name: value for name, value in answer["profile"].items() if value is not None}
    password = "password" in answer.get("credentials", {}) and exchange.segments == ("users",)
    return {"profile": profile} | ({"credentials": {"password": {"value": PASSWORD}}} if password else {})


def _question(answer: dict[str, Any], _exchange: Exchange) -> dict[str, Any]:
    asked = answer["recovery_question"] | {"answer": "recorded"}
    return {"password": {"value": PASSWORD}, "recovery_question": asked}


def _schema(answer: dict[str, Any], _exchange: Exchange) -> dict[str, Any]:
    return {"definitions": {"custom": answer["definitions"]["custom"]}}


_TOLD: Final[dict[str, Callable[[dict[str, Any], Exchange], dict[str, Any]]]] = {
    "change_password": lambda _answer, _exchange: {"oldPassword": {"value": PASSWORD}, "newPassword": {"value": NEW_PASSWORD}},
    "change_recovery_question": _question,
    "forgot_password_recovery_question": _question,
    "default": _schema,
    "users": _user,
}
