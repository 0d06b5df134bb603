"""Policies and their rules in order of priority (okta.md §2.9; recorded 2020 to 2026)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulators.okta.org import Org

OLD_KINDS: Final = ("MFA_ENROLL", "PASSWORD", "OKTA_SIGN_ON", "IDP_DISCOVERY")
NEW_KINDS: Final = ("ACCESS_POLICY", "PROFILE_ENROLLMENT", "POST_AUTH_SESSION", "ENTITY_RISK")
KINDS: Final = OLD_KINDS + NEW_KINDS
RULE_KIND: Final = {"OKTA_SIGN_ON": "SIGN_ON"}
AUTHENTICATORS: Final = (
    "okta_email",
    "google_otp",
    "okta_verify",
    "okta_password",
    "phone_number",
    "security_question",
    "webauthn",
)
"""Those an organisation has enabled at first, besides what a policy names."""


@dataclass(slots=True)
class Rule:
    """`rest` is what depends on the kind: conditions and actions, completed."""

    id: str
    name: str
    status: str
    priority: int
    system: bool
    created: datetime
    last_updated: datetime
    rest: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Policy:
    """`rest` holds conditions and settings, completed."""

    id: str
    kind: str
    name: str
    description: str | None
    status: str
    priority: int
    system: bool
    created: datetime
    last_updated: datetime
    rest: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)


class PolicyStore(dict[str, Policy]):
    """By id; one system policy a kind, always last."""

    def __init__(self, org: "Org") -> None:
        super().__init__()
        self._org = org
        for kind in KINDS:
            everyone = {"people": {"groups": {"include": [org.everyone.id]}}}
            policy = self._new(kind, "Default Policy", True)
            policy.description = "The default policy applies in all situations if no other policy applies."
            policy.rest = complete(kind, {"conditions": everyone})
            self.add_rule(policy, "Default Rule", {}, system=True)

    def of_kind(self, kind: str) -> list[Policy]:
        """In order of evaluation; access policies, which have none, by id (recorded)."""
        found = sorted((one for one in self.values() if one.kind == kind), key=lambda one: one.id)
        return found if kind in NEW_KINDS else sorted(found, key=lambda one: (one.system, one.priority))

    def add(self, kind: str, name: str, body: dict[str, Any]) -> Policy:
        """Puts a policy behind the others and before the default one, or at the priority asked for."""
        made = self._new(kind, name, False)
        made.description, made.status = body.get("description"), body.get("status") or "ACTIVE"
        made.rest = complete(kind, body)
        self.place(made, body.get("priority"))
        return made

    def place(self, policy: Policy, wanted: object) -> None:
        """Numbers a kind's policies anew, this one where it is wanted; access policies are all 1 (recorded)."""
        if policy.kind in NEW_KINDS:
            policy.priority = 1
            return
        others = [one for one in self.of_kind(policy.kind) if one is not policy and not one.system]
        at = wanted - 1 if isinstance(wanted, int) and wanted > 0 else len(others)
        others.insert(min(at, len(others)), policy)
        self._number([*others, *(one for one in self.of_kind(policy.kind) if one.system)])

    def drop(self, policy: Policy) -> None:
        del self[policy.id]
        if policy.kind not in NEW_KINDS:
            self._number(self.of_kind(policy.kind))

    def add_rule(self, policy: Policy, name: str, body: dict[str, Any], system: bool = False) -> Rule:
        at = self._org.now()
        rule_id = self._org.ids.new("rul" if policy.kind in NEW_KINDS else "0pr")
        priority = body.get("priority") or 1 + sum(not one.system for one in policy.rules.values())
        rule = Rule(rule_id, name, body.get("status") or "ACTIVE", priority, system, at, at, complete_rule(policy.kind, body))
        policy.rules[rule.id] = rule
        for one in policy.rules.values():
            if one.system:
                one.priority = 99 if policy.kind in NEW_KINDS else max(len(policy.rules), 1)
        return rule

    def _new(self, kind: str, name: str, system: bool) -> Policy:
        at = self._org.now()
        made = Policy(self._org.ids.new("rst" if kind in NEW_KINDS else "00p"), kind, name, None, "ACTIVE", 1, system, at, at)
        self[made.id] = made
        return made

    def _number(self, ordered: list[Policy]) -> None:
        for number, one in enumerate(ordered, 1):
            one.priority = number


def complete(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Conditions and settings as answers show them: every enabled authenticator, those not sent as NOT_ALLOWED (recorded)."""
    rest: dict[str, Any] = {"conditions": body.get("conditions") if kind not in NEW_KINDS else None}
    settings = body.get("settings") or {}
    if kind == "MFA_ENROLL":
        sent = list(settings.get("authenticators") or [])
        keys = {one.get("key") for one in sent}
        more = [{"key": key, "enroll": {"self": "NOT_ALLOWED"}} for key in AUTHENTICATORS if key not in keys]
        rest["settings"] = {"type": settings.get("type", "AUTHENTICATORS"), "authenticators": sent + more}
    elif kind == "PASSWORD":
        rest["conditions"] = {"authProvider": {"provider": "OKTA"}} | (rest["conditions"] or {})
        rest["settings"] = _merged(PASSWORD_SETTINGS, settings)
    elif settings:
        rest["settings"] = settings
    return rest


def complete_rule(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    conditions = {"people": {"users": {"exclude": []}}, "network": {"connection": "ANYWHERE"}} | _RULE_CONDITIONS.get(kind, {})
    return {
        "conditions": _merged(conditions, body.get("conditions") or {}),
        "actions": _merged(_RULE_ACTIONS.get(kind, {}), body.get("actions") or {}),
    }


def _merged(usual: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    merged = dict(usual)
    for name, value in sent.items():
        held = merged.get(name)
        merged[name] = _merged(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return merged


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
_RULE_CONDITIONS: Final[dict[str, dict[str, Any]]] = {
    "OKTA_SIGN_ON": {"authContext": {"authType": "ANY"}},
    "ACCESS_POLICY": {"riskScore": {"level": "ANY"}, "userType": {"include": [], "exclude": []}},
}
_SIGN_ON: Final = {
    "access": "ALLOW",
    "requireFactor": False,
    "primaryFactor": "PASSWORD_IDP",
    "rememberDeviceByDefault": False,
    "session": {"usePersistentCookie": False, "maxSessionIdleMinutes": 720, "maxSessionLifetimeMinutes": 0},
}
_RULE_ACTIONS: Final[dict[str, dict[str, Any]]] = {
    "MFA_ENROLL": {"enroll": {"self": "CHALLENGE"}},
    "OKTA_SIGN_ON": {"signon": _SIGN_ON},
    "PASSWORD": {
        "passwordChange": {"access": "ALLOW"},
        "selfServicePasswordReset": {"access": "ALLOW"},
        "selfServiceUnlock": {"access": "ALLOW"},
    },
    "ACCESS_POLICY": {"appSignOn": {"access": "ALLOW"}},
}
