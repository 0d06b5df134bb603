"""Requests and answers between HTTP and the operations; the printing style of the real server."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from simulators.salesforce.errors import Refusal, bad_json

Headers = dict[str, str]  # names in lower case
EXPECTED = {  # what Python's parser says → what Salesforce's does
    "Expecting property name": "was expecting double-quote to start field name",
    "Illegal trailing comma": "was expecting double-quote to start field name",
    "Expecting ':'": "was expecting a colon to separate field name and value",
    "Expecting ','": "was expecting comma to separate OBJECT entries",
    "Expecting value": "expected a valid value (number, String, array, object, 'true', 'false' or 'null')",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, also one inside a composite. `parts` is the decoded path after `/services/data/vXX.0`."""

    method: str
    version: str
    parts: tuple[str, ...]
    query: dict[str, str] = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    body: Any = None

    @property
    def auto_assign(self) -> bool:
        """`Sforce-Auto-Assign` is TRUE unless it says FALSE (salesforce.md §3)."""
        return self.headers.get("sforce-auto-assign", "TRUE").upper() != "FALSE"

    def json(self) -> dict[str, Any]:
        """The body as an object; raises Refusal JSON_PARSER_ERROR."""
        if not isinstance(self.body, dict):
            raise bad_json("The HTTP entity body is required, but this request has no entity body.")
        return self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` None is an empty body, text is sent as it is, with the content type of `headers`."""

    status: int
    body: Any = None
    headers: Headers = field(default_factory=dict)


def sent(answer: Answer) -> Headers:
    """The headers of an answer as they travel: instants in the form of HTTP."""
    stamped = answer.headers.get("Last-Modified")
    if stamped is None:
        return answer.headers
    at = datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%S.000+0000").replace(tzinfo=UTC)
    return answer.headers | {"Last-Modified": format_datetime(at, usegmt=True)}


def refused(error: Refusal) -> Answer:
    """A session that is refused is asked for a token (recorded 2023)."""
    return Answer(error.status, error.body(), {"WWW-Authenticate": "Token"} if error.status == 401 else {})


def ask_from(method: str, url: str, headers: Headers, body: Any) -> Ask | None:
    """Reads a URL under /services/data; None when it is not there."""
    split = urlsplit(url)
    pieces = [unquote(piece) for piece in split.path.split("/")]
    if pieces[:3] != ["", "services", "data"] or len(pieces) < 4 or not pieces[3].startswith("v"):
        return None
    parts = tuple(pieces[4:-1] if pieces[-1] == "" else pieces[4:])
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    if method == "POST":  # clients that know no PATCH say so beside it
        method = query.pop("_HttpMethod", method).upper()
    return Ask(method, pieces[3][1:], parts, query, headers, body)


def body_from(raw: bytes, content_type: str = "application/json") -> Any:
    """JSON, or None when there is none; CSV as text. Raises Refusal JSON_PARSER_ERROR."""
    if content_type == "text/csv":
        return raw.decode("utf-8-sig")
    if not raw.strip():
        return None
    try:
        return json.loads(raw)
    except UnicodeDecodeError:
        raise bad_json("Invalid UTF-8 in the request body") from None
    except json.JSONDecodeError as wrong:
        raise bad_json(_unexpected(wrong)) from None


def _unexpected(wrong: json.JSONDecodeError) -> str:
    """What the real parser says of the same place; it counts the character it stumbles over as read."""
    if wrong.pos >= len(wrong.doc):
        return f"Unexpected end-of-input at [line:{wrong.lineno}, column:{wrong.colno}]"
    shown = wrong.doc[wrong.pos]
    told = next((told for start, told in EXPECTED.items() if wrong.msg.startswith(start)), EXPECTED["Expecting value"])
    return f"Unexpected character ('{shown}' (code {ord(shown)})): {told} at [line:{wrong.lineno}, column:{wrong.colno + 1}]"


def text_of(body: Any, pretty: bool) -> str:
    """JSON as the server prints it: compact, or with `X-PrettyPrint: 1` in its own style, `"id" : "…"` and `[ {` on one line."""
    return _pretty(body, "") if pretty else json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _pretty(value: Any, indent: str) -> str:
    if isinstance(value, dict):
        inner = ",\n".join(f"{indent}  {json.dumps(key)} : {_pretty(one, indent + '  ')}" for key, one in value.items())
        return f"{{\n{inner}\n{indent}}}" if value else "{ }"
    if isinstance(value, list):
        return f"[ {', '.join(_pretty(one, indent) for one in value)} ]" if value else "[ ]"
    return json.dumps(value, ensure_ascii=False)
