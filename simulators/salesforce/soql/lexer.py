"""Query text to tokens."""

import re
from typing import NamedTuple

from simulators.salesforce.errors import Refusal

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
TOKEN = re.compile(
    r"\s+"
    r"|(?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))"
    r"|(?P<date>\d{4}-\d\d-\d\d)"
    r"|(?P<number>[+-]?\d+(?:\.\d+)?)"
    r"|(?P<string>'(?:[^'\\]|\\.)*')"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::\d+)?)"
    r"|(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One word. `at` is its place in the text, from 0; text of strings is unescaped."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "name" and self.text.upper() in words


def pointed(query: str, at: int, message: str, code: str = "MALFORMED_QUERY") -> Refusal:
    """The error that shows the query, a caret under the place, and what is wrong there (salesforce.md §11, recorded)."""
    line = query.count("\n", 0, at) + 1
    column = at - (query.rfind("\n", 0, at) + 1) + 1
    return Refusal(code, f"\n{query}\n{' ' * (column - 1)}^\nERROR at Row:{line}:Column:{column}\n{message}", None)


def tokens(query: str) -> list[Token]:
    """All tokens and an end mark; raises Refusal at what is none."""
    found: list[Token] = []
    at = 0
    while at < len(query):
        match = TOKEN.match(query, at)
        if match is None:
            raise pointed(query, at, f"unexpected token: '{query[at]}'" if query[at] != "'" else "unexpected token: <EOF>")
        kind = match.lastgroup
        if kind:
            text = match.group()
            found.append(Token(kind, _unescape(text[1:-1]) if kind == "string" else text, at))
        at = match.end()
    return [*found, Token("end", "<EOF>", len(query))]


def _unescape(text: str) -> str:
    """Backslash pairs to their characters; `\\_` and `\\%` stay for LIKE to read."""
    return re.sub(r"\\(.)", lambda pair: ESCAPES.get(pair.group(1), pair.group(0)), text)
