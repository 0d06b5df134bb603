"""Refusals in OAuth's own form (RFC 6749 §5.2)."""

from collections.abc import Mapping


class OAuthProblem(Exception):
    """`{"error", "error_description"}` with a status and, sometimes, headers."""

    def __init__(self, status: int, error: str, description: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {error}")
        self.status, self.error, self.description, self.headers = status, error, description, dict(headers or {})

    def body(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


def revoked_client() -> OAuthProblem:
    return OAuthProblem(401, "invalid_client", "The client is not active.")
