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
AROUND = 30
APART = " \t\r,"


class Token(NamedTuple):
    """One word. `at` is its place in the text, from 0; text of strings is unescaped."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "name" and self.text.upper() in words


def pointed(query: str, at: int, message: str, code: str = "MALFORMED_QUERY") -> Refusal:
    """The error that shows the line about the place, a caret under it, and what is wrong there (salesforce.md §11, recorded)."""
    begin = query.rfind("\n", 0, at) + 1
    line = query[begin:].partition("\n")[0]
    place = at - begin
    first, last = _window(line, place)
    caret = " " * (place - first) + "^"
    where = f"ERROR at Row:{query.count(chr(10), 0, at) + 1}:Column:{place + 1}"
    return Refusal(code, f"\n{line[first:last]}\n{caret}\n{where}\n{message}", None)


def _window(line: str, place: int) -> tuple[int, int]:
    """What is shown of a line: 30 characters to either side and the rest of the words they cut; blanks and commas end a word."""
    first, last = max(0, place - AROUND), min(len(line), place + AROUND + 1)
    while first > 0 and line[first - 1] not in APART:
        first -= 1
    while last < len(line) and line[last] not in APART:
        last += 1
    return first, last


def tokens(query: str) -> list[Token]:
    """All tokens and an end mark; raises Refusal at what is none."""
    found: list[Token] = []
    at = 0
    while at < len(query):
        match = TOKEN.match(query, at)
        if match is None:
            raise pointed(query, at, f"unexpected token: '{query[at]}'" if query[at] != "'" else "unexpected token: '<EOF>'")
        kind = match.lastgroup
        if kind:
            text = match.group()
            found.append(Token(kind, _unescape(text[1:-1]) if kind == "string" else text, at))
        at = match.end()
    return [*found, Token("end", "<EOF>", len(query))]


def _unescape(text: str) -> str:
    """Backslash pairs to their characters; `\\_` and `\\%` stay for LIKE to read."""
    return re.sub(r"\\(.)", lambda pair: ESCAPES.get(pair.group(1), pair.group(0)), text)
