"""One call as the handlers see it, and what they answer: no HTTP beyond this."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.okta.errors import invalid, malformed


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `at` holds the ids in the path; `origin` is `http://host:port`, as links must repeat it."""

    method: str
    path: str
    at: Mapping[str, str]
    query: Mapping[str, str]
    origin: str
    raw: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The JSON object sent, {} when nothing was; raises 400 E0000003."""
        if not self.raw.strip():
            return {}
        try:
            body = json.loads(self.raw)
        except ValueError:
            raise malformed() from None
        if not isinstance(body, dict):
            raise malformed()
        return body

    def steps(self) -> list[dict[str, Any]]:
        """The JSON array of objects sent (a JSON Patch); raises 400 E0000003."""
        try:
            steps = json.loads(self.raw or b"[]")
        except ValueError:
            raise malformed() from None
        if not isinstance(steps, list) or not all(isinstance(one, dict) for one in steps):
            raise malformed()
        return steps

    def part(self, name: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """An object inside the body, {} when absent or null."""
        value = (self.body() if body is None else body).get(name)
        if value is not None and not isinstance(value, dict):
            raise malformed()
        return value or {}

    def flag(self, name: str, default: bool) -> bool:
        """A boolean of the query string."""
        return self.query.get(name, str(default)).lower() == "true"

    def limit(self, default: int, most: int) -> int:
        """`limit`, cut to the most this list gives; raises 400 for what is no positive number."""
        given = self.query.get("limit")
        if not given:
            return default
        if not given.isdigit() or int(given) < 1:
            raise invalid("limit", "limit: The field must be a positive number")
        return min(int(given), most)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `body` None is an empty one; `links` are Link headers; `about` goes to the journal."""

    body: Any = None
    status: int = 200
    links: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


EMPTY = Answer(status=204)
"""204 without a body."""
