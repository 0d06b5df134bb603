"""The OAuth scope that a call needs (the `security` of each operation in Okta's OpenAPI)."""

from typing import Final

from simulators.okta.principals import Principal

BY_HEAD: Final = {
    "users": "users",
    "groups": "groups",
    "apps": "apps",
    "policies": "policies",
    "sessions": "sessions",
    "authenticators": "authenticators",
    "principal-rate-limits": "principalRateLimits",
    "api-tokens": "apiTokens",
    "logs": "logs",
}
READING_POSTS: Final = frozenset({("policies", "simulate")})


def needed(method: str, segments: tuple[str, ...]) -> str:
    """`okta.users.manage`, `okta.groups.read`, …; `segments` are those below /api/v1."""
    reads = method == "GET" or segments in READING_POSTS
    return f"okta.{_area(segments)}.{'read' if reads else 'manage'}"


def allows(principal: Principal, scope: str) -> bool:
    """Whoever may manage may read, too."""
    held = principal.scopes
    return held is None or scope in held or (scope.endswith(".read") and scope.removesuffix("read") + "manage" in held)


def known(scope: str) -> bool:
    """Whether the organisation's authorization server has such a scope."""
    pieces = scope.split(".")
    return len(pieces) >= 3 and pieces[0] == "okta" and pieces[-1] in {"read", "manage", "self"}


def _area(segments: tuple[str, ...]) -> str:
    head = segments[0] if segments else ""
    if head == "meta":
        if segments[1:2] == ("types",):
            return "userTypes"
        return "linkedObjects" if "linkedObjects" in segments else "schemas"
    if head in {"users", "groups"} and segments[2:3] == ("roles",):
        return "roles"
    if head == "apps" and segments[2:3] == ("grants",):
        return "appGrants"
    return BY_HEAD.get(head, head)
