"""Okta's expression language, as far as group rules use it: comparisons, functions of strings and arrays, membership of groups."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>!(),{}]))"
)
WORDS: Final = {"true": True, "false": False, "null": None}


class BadExpression(ValueError):
    """No expression, or one that group rules do not take."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression looks at: a profile, the ids of the user's groups, and group ids by name."""

    profile: dict[str, Any]
    groups: frozenset[str]
    names: frozenset[str]


Value = Callable[[Scope], Any]


def compile_expression(text: str) -> Callable[[Scope], bool]:
    """A test for a user; raises BadExpression."""
    parser = _Parser(list(_tokens(text)))
    value = parser.either()
    if parser.left():
        raise BadExpression(text)
    return lambda scope: value(scope) is True


def _tokens(text: str) -> list[tuple[str, str]]:
    at, end, found = 0, len(text.rstrip()), []
    while at < end:
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise BadExpression(text)
        at = match.end()
        found.append((match.lastgroup, match[match.lastgroup]))
    return found


class _Parser:
    """`either := both (|| both)*`, `both := one (&& one)*`, `one := ! one | value (operator value)?`"""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens

    def left(self) -> bool:
        return bool(self._tokens)

    def either(self) -> Value:
        parts = [self._both()]
        while self._next_is("||", "OR", "or"):
            self._tokens.pop(0)
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda scope: any(part(scope) is True for part in parts)

    def _both(self) -> Value:
        parts = [self._one()]
        while self._next_is("&&", "AND", "and"):
            self._tokens.pop(0)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda scope: all(part(scope) is True for part in parts)

    def _one(self) -> Value:
        if self._next_is("!", "NOT", "not"):
            self._tokens.pop(0)
            inner = self._one()
            return lambda scope: inner(scope) is not True
        left = self._value()
        if not self._next_is(*_COMPARE):
            return left
        compare, right = _COMPARE[self._take()[1]], self._value()
        return lambda scope: compare(left(scope), right(scope))

    def _value(self) -> Value:
        kind, text = self._take()
        if kind == "text":
            literal = re.sub(r"\\(.)", r"\1", text[1:-1])
            return lambda _scope: literal
        if kind == "number":
            number = float(text) if "." in text else int(text)
            return lambda _scope: number
        if text == "(":
            inner = self.either()
            self._expect(")")
            return inner
        if text == "{":
            items = self._arguments("}")
            return lambda scope: [item(scope) for item in items]
        if kind != "name":
            raise BadExpression(text)
        return self._named(text)

    def _named(self, name: str) -> Value:
        if name in WORDS:
            word = WORDS[name]
            return lambda _scope: word
        if name.startswith("user.") and not self._next_is("("):
            attribute = name.removeprefix("user.")
            return lambda scope: scope.profile.get(attribute)
        if name not in _FUNCTIONS:
            raise BadExpression(name)
        self._expect("(")
        function, arguments = _FUNCTIONS[name], self._arguments(")")
        return lambda scope: function(scope, [argument(scope) for argument in arguments])

    def _arguments(self, end: str) -> list[Value]:
        found: list[Value] = []
        while not self._next_is(end):
            found.append(self.either())
            if self._next_is(","):
                self._tokens.pop(0)
        self._expect(end)
        return found

    def _next_is(self, *signs: str) -> bool:
        return bool(self._tokens) and self._tokens[0][0] in {"sign", "name"} and self._tokens[0][1] in signs

    def _expect(self, sign: str) -> None:
        if self._take()[1] != sign:
            raise BadExpression(sign)

    def _take(self) -> tuple[str, str]:
        if not self._tokens:
            raise BadExpression("unexpected end")
        return self._tokens.pop(0)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: left is not None and right is not None and type(left) is type(right) and compare(left, right)


def _texts(function: Callable[..., Any]) -> Callable[[Scope, list[Any]], Any]:
    """A function of texts: of null it gives null."""
    return lambda _scope, given: None if None in given else function(*map(str, given))


_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": _ordered(lambda left, right: left < right),
    ">": _ordered(lambda left, right: left > right),
    "<=": _ordered(lambda left, right: left <= right),
    ">=": _ordered(lambda left, right: left >= right),
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
}
_FUNCTIONS: Final[dict[str, Callable[[Scope, list[Any]], Any]]] = {
    "String.startsWith": _texts(lambda text, start: text.startswith(start)),
    "String.stringContains": _texts(lambda text, part: part in text),
    "String.toLowerCase": _texts(lambda text: text.lower()),
    "String.toUpperCase": _texts(lambda text: text.upper()),
    "String.len": _texts(len),
    "String.append": _texts(lambda first, second: first + second),
    "String.substringBefore": _texts(lambda text, mark: text.split(mark)[0]),
    "String.substringAfter": _texts(lambda text, mark: text.partition(mark)[2]),
    "String.removeSpaces": _texts(lambda text: text.replace(" ", "")),
    "Arrays.contains": lambda _scope, given: isinstance(given[0], list) and given[1] in given[0],
    "Arrays.isEmpty": lambda _scope, given: not given[0],
    "Arrays.size": lambda _scope, given: len(given[0] or []),
    "isMemberOfGroup": lambda scope, given: given[0] in scope.groups,
    "isMemberOfAnyGroup": lambda scope, given: any(one in scope.groups for one in given),
    "isMemberOfGroupName": lambda scope, given: given[0] in scope.names,
    "isMemberOfGroupNameStartsWith": lambda scope, given: any(name.startswith(given[0]) for name in scope.names),
    "isMemberOfGroupNameContains": lambda scope, given: any(given[0] in name for name in scope.names),
}
