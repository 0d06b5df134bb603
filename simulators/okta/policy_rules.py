"""Rules of policies as answers show them: what was sent, completed and cut down, by kind of policy (recorded 2020 to 2026)."""

from collections.abc import Callable
from typing import Any, Final

from simulators.okta.merging import merged
from simulators.okta.options import Options

Part = dict[str, Any]
NOBODY: Final[Part] = {"users": {"exclude": []}}


def complete_rule(kind: str, body: Part, options: Options) -> Part:
    """Conditions and actions of a rule that was sent."""
    sent = _trimmed(kind, body.get("conditions") or {})
    conditions = merged(_usual_conditions(kind, sent, options), sent)
    actions = merged(_usual_actions(kind, options), body.get("actions") or {})
    if kind == "ACCESS_POLICY":
        actions["appSignOn"] = _app_sign_on(actions["appSignOn"])
    elif kind == "POST_AUTH_SESSION":
        actions = _post_auth(actions)
    return {"conditions": conditions, "actions": actions}


def catch_all(kind: str) -> Part:
    """What the last rule of a new policy asks for; it looks at no conditions."""
    return {"conditions": None, "actions": _CATCH_ALL.get(kind, {})}


def replaced_system_rule(kind: str, body: Part) -> Part:
    """A changed catch-all rule: without conditions as before."""
    actions = merged(_CATCH_ALL.get(kind, {}), body.get("actions") or {})
    if kind == "ACCESS_POLICY":
        actions["appSignOn"] = _app_sign_on(actions["appSignOn"])
    return {"conditions": None, "actions": actions}


def _usual_conditions(kind: str, sent: Part, options: Options) -> Part:
    network = {"network": {"connection": "ANYWHERE"}}
    if kind == "SESSION_VIOLATION_DETECTION":
        return network
    if kind == "POST_AUTH_SESSION":
        return {"people": NOBODY}
    if kind == "IDP_DISCOVERY":
        return network | {"app": {"include": [], "exclude": []}, "userIdentifier": {"patterns": []}}
    more: Part = {}
    if kind == "OKTA_SIGN_ON":
        more = {"authContext": {"authType": "ANY"}} | ({"risk": {"behaviors": []}} if "riskScore" in sent else {})
    elif kind == "ACCESS_POLICY":
        more = {"userType": {"include": [], "exclude": []}} | ({"riskScore": {"level": "ANY"}} if options.has("riskScore") else {})
        more |= {"platform": {"exclude": []}} if "platform" in sent else {}
    return {"people": NOBODY} | network | more


def _trimmed(kind: str, sent: Part) -> Part:
    """Without parts that say nothing."""
    kept = {name: value for name, value in sent.items() if not (name == "platform" and not value)}
    if "platform" in kept:
        kept["platform"] = {name: [_platform(one) for one in listed] for name, listed in kept["platform"].items()}
    people = kept.get("people")
    if kind == "POST_AUTH_SESSION" and isinstance(people, dict):
        parts = {name: _filled(part, keep="exclude" if name == "users" else "") for name, part in people.items()}
        kept["people"] = {name: part for name, part in parts.items() if part}
    return kept


def _filled(part: Part, keep: str) -> Part:
    return {name: value for name, value in part.items() if value or name == keep}


def _platform(one: Part) -> Part:
    system = one.get("os")
    if not isinstance(system, dict):
        return one
    return one | {"os": {name: value for name, value in system.items() if value is not None}}


def _app_sign_on(action: Part) -> Part:
    """By assurance with how often to ask again, or by a chain of methods without a mode (recorded 2026)."""
    method = action.get("verificationMethod")
    if not isinstance(method, dict):
        return action
    if method.get("type") == "AUTH_METHOD_CHAIN":
        method = {name: value for name, value in method.items() if name not in {"factorMode", "inactivityPeriod", "constraints"}}
    else:
        constraints = [{name: one[name] for name in ("knowledge", "possession") if name in one} for one in method.get("constraints") or ()]
        method = {"reauthenticateIn": "PT12H"} | method | ({"constraints": constraints} if "constraints" in method else {})
    return action | {"verificationMethod": method}


def _post_auth(actions: Part) -> Part:
    done = actions.get("postAuthSession") or {}
    steps = done.get("failureActions")
    if not isinstance(steps, list):
        return actions
    ended = [{"slo": None} | one if one.get("action") == "TERMINATE_SESSION" else one for one in steps]
    return actions | {"postAuthSession": done | {"failureActions": ended}}


def _usual_actions(kind: str, options: Options) -> Part:
    found = _RULE_ACTIONS.get(kind)
    return found(options) if found else {}


def _sign_on(options: Options) -> Part:
    """Any factor may come first since Identity Engine (recorded 2025, in Classic, too)."""
    return {
        "signon": {
            "access": "ALLOW",
            "requireFactor": False,
            "primaryFactor": "PASSWORD_IDP_ANY_FACTOR" if options.generation >= 2025 else "PASSWORD_IDP",
            "rememberDeviceByDefault": False,
            "session": {"usePersistentCookie": False, "maxSessionIdleMinutes": 720, "maxSessionLifetimeMinutes": 0},
        }
    }


_KEPT_SIGNED_IN: Final = {"keepMeSignedIn": {"postAuth": "NOT_ALLOWED"}}
_PASSWORD: Final = {name: {"access": "ALLOW"} for name in ("passwordChange", "selfServicePasswordReset", "selfServiceUnlock")}
_RULE_ACTIONS: Final[dict[str, Callable[[Options], Part]]] = {
    "MFA_ENROLL": lambda _options: {"enroll": {"self": "CHALLENGE"}},
    "OKTA_SIGN_ON": _sign_on,
    "PASSWORD": lambda _options: _PASSWORD,
    "ACCESS_POLICY": lambda _options: {"appSignOn": {"access": "ALLOW", **_KEPT_SIGNED_IN}},
}
_TWO_FACTORS: Final = {
    "factorMode": "2FA",
    "type": "ASSURANCE",
    "reauthenticateIn": "PT12H",
    "constraints": [{"possession": {"required": True, "deviceBound": "REQUIRED"}}],
}
_ENROLL: Final = {
    "access": "ALLOW",
    "preRegistrationInlineHooks": None,
    "profileAttributes": [
        {"name": "firstName", "label": "First name", "required": True},
        {"name": "email", "label": "Primary email", "required": True},
    ],
    "targetGroupIds": None,
    "unknownUserAction": "REGISTER",
    "activationRequirements": {"emailVerification": True},
    "progressiveProfilingAction": "ENABLED",
    "allowedIdentifiers": ["login"],
}
_CATCH_ALL: Final[dict[str, Part]] = {
    "ACCESS_POLICY": {"appSignOn": {"access": "ALLOW", "verificationMethod": _TWO_FACTORS, **_KEPT_SIGNED_IN}},
    "PROFILE_ENROLLMENT": {"profileEnrollment": _ENROLL},
    "POST_AUTH_SESSION": {"postAuthSession": {"failureActions": []}},
    "SESSION_VIOLATION_DETECTION": {"sessionViolationDetection": {"policyEvaluation": {"enabled": False}}},
}
