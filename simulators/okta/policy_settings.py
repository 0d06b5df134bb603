"""Conditions and settings of policies as answers show them: what was sent, completed (recorded 2020 to 2026)."""

from typing import Any, Final

from simulators.okta.merging import merged
from simulators.okta.options import Options

AUTHENTICATORS: Final = (
    "okta_email",
    "google_otp",
    "okta_verify",
    "okta_password",
    "phone_number",
    "security_question",
    "webauthn",
)
"""Those an organisation has enabled at first."""


def complete(kind: str, body: dict[str, Any], authenticators: list[dict[str, Any]], options: Options) -> dict[str, Any]:
    """`authenticators` are the organisation's, by key, those of apps by id, too."""
    rest: dict[str, Any] = {"conditions": body.get("conditions")}
    settings = body.get("settings") or {}
    if kind == "MFA_ENROLL":
        enrolled = _enrolled(list(settings.get("authenticators") or ()), authenticators)
        rest["settings"] = {"type": settings.get("type", "AUTHENTICATORS"), "authenticators": enrolled}
    elif kind == "PASSWORD":
        rest["conditions"] = {"authProvider": {"provider": "OKTA"}} | (rest["conditions"] or {})
        usual = merged(PASSWORD_SETTINGS, BREACHED if options.has("breachedProtection") else {})
        rest["settings"] = merged(usual, settings)
    elif settings:
        rest["settings"] = settings
    return rest


def _enrolled(sent: list[dict[str, Any]], enabled: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every enabled authenticator in the organisation's order, those not sent as NOT_ALLOWED (recorded); what else was sent comes last."""
    asked = {_identity(one): one for one in sent}
    shown = [{**one, "enroll": {"self": "NOT_ALLOWED"}} | asked.pop(_identity(one), {}) for one in enabled]
    return shown + list(asked.values())


def _identity(one: dict[str, Any]) -> tuple[str, str]:
    return str(one.get("key")), str(one.get("id", ""))


BREACHED: Final[dict[str, Any]] = {
    "password": {"breachedProtection": {"expireAfterDays": None, "logoutEnabled": False, "delegatedWorkflowId": None}}
}
"""Since 2026 (recorded)."""
PASSWORD_SETTINGS: Final[dict[str, Any]] = {
    "password": {
        "complexity": {
            "minLength": 8,
            "minLowerCase": 1,
            "minUpperCase": 1,
            "minNumber": 1,
            "minSymbol": 0,
            "excludeUsername": True,
            "dictionary": {"common": {"exclude": False}},
            "excludeAttributes": [],
        },
        "age": {"maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 0, "historyCount": 4},
        "lockout": {"maxAttempts": 10, "autoUnlockMinutes": 0, "userLockoutNotificationChannels": [], "showLockoutFailures": False},
    },
    "recovery": {
        "factors": {
            "recovery_question": {"status": "ACTIVE", "properties": {"complexity": {"minLength": 4}}},
            "okta_email": {"status": "ACTIVE", "properties": {"recoveryToken": {"tokenLifetimeMinutes": 60}}},
            "okta_sms": {"status": "INACTIVE"},
            "okta_call": {"status": "INACTIVE"},
        }
    },
    "delegation": {"options": {"skipUnlock": False}},
}
