"""`search` and `filter` expressions: the SCIM subset of okta.md §2.3."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from simulators.okta.errors import bad_search

TOKEN = re.compile(r'\s*(?:(?P<paren>[()])|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[^\s()"]+))')
COMPARE = frozenset({"eq", "ne", "sw", "ew", "co", "lt", "gt", "le", "ge", "pr"})
Test = Callable[[dict[str, Any]], bool]


class Dialect(NamedTuple):
    """What a place of search understands. `fields` None: every attribute; `same_case`: values are compared as they are."""

    fields: frozenset[str] | None
    operators: dict[str, frozenset[str] | None]
    same_case: bool


_NAMES = frozenset({"profile.firstName", "profile.lastName", "profile.email", "profile.login"})
_ORDERED = ("lt", "gt", "le", "ge")
USER_SEARCH = Dialect(None, {"eq": None, "sw": None, "pr": None, "co": _NAMES} | dict.fromkeys(_ORDERED), same_case=False)
USER_FILTER = Dialect(
    _NAMES | {"status", "lastUpdated", "id"},
    {"eq": None} | dict.fromkeys(_ORDERED, frozenset({"lastUpdated"})),
    same_case=True,
)
_GROUP_TEXT = frozenset({"profile.name", "profile.description"})
GROUP_SEARCH = Dialect(None, {"eq": None, "sw": None, "pr": None, "co": _GROUP_TEXT} | dict.fromkeys(_ORDERED), same_case=False)
GROUP_FILTER = Dialect(
    frozenset({"type", "id", "lastUpdated", "lastMembershipUpdated"}),
    {"eq": None} | dict.fromkeys(_ORDERED, frozenset({"lastUpdated", "lastMembershipUpdated"})),
    same_case=True,
)
APP_FILTER = Dialect(frozenset({"user.id", "group.id", "status", "name", "id", "credentials.signing.kid"}), {"eq": None}, same_case=True)
LOG_FILTER = Dialect(None, dict.fromkeys(COMPARE), same_case=True)


def compile_search(expression: str, dialect: Dialect) -> Test:
    """A test for documents as the API shows them; raises 400 E0000031."""
    parser = _Parser(list(_tokens(expression)), dialect)
    test = parser.either()
    if parser.left():
        raise bad_search()
    return test


def value_of(document: dict[str, Any], path: str) -> Any:
    """What stands at `profile.department`, `type.id`, `status`; None when absent. Below a list (`target.id`): all that stand there."""
    here: Any = document
    for step in path.split("."):
        if isinstance(here, list):
            here = [one.get(step) for one in here if isinstance(one, dict)]
        else:
            here = here.get(step) if isinstance(here, dict) else None
    return here


def _tokens(expression: str) -> Iterable[str]:
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = TOKEN.match(expression, at)
        if match is None:
            raise bad_search()
        at = match.end()
        yield match.group().strip()


class _Parser:
    """`either := both (or both)*`, `both := one (and one)*`, `one := ( either ) | path operator value`."""

    def __init__(self, tokens: list[str], dialect: Dialect) -> None:
        self._tokens, self._dialect = tokens, dialect

    def left(self) -> bool:
        return bool(self._tokens)

    def either(self) -> Test:
        return self._chain("or", self._both, any)

    def _both(self) -> Test:
        return self._chain("and", self._one, all)

    def _chain(self, word: str, inner: Callable[[], Test], together: Callable[[Iterable[bool]], bool]) -> Test:
        tests = [inner()]
        while self._tokens and self._tokens[0].lower() == word:
            self._tokens.pop(0)
            tests.append(inner())
        return tests[0] if len(tests) == 1 else lambda document: together(test(document) for test in tests)

    def _one(self) -> Test:
        token = self._take()
        if token.lower() == "not" and "ne" in self._dialect.operators:
            inner = self._one()
            return lambda document: not inner(document)
        if token == "(":
            test = self.either()
            if self._take() != ")":
                raise bad_search()
            return test
        return self._comparison(token, self._take().lower())

    def _comparison(self, path: str, operator: str) -> Test:
        dialect = self._dialect
        known = dialect.fields is None or path in dialect.fields
        fields = dialect.operators.get(operator, frozenset())
        if not known or operator not in COMPARE or (fields is not None and path not in fields):
            raise bad_search()
        if operator == "pr":
            return lambda document: value_of(document, path) not in (None, "", [])
        wanted = _literal(self._take())
        return lambda document: _holds(value_of(document, path), operator, wanted, dialect.same_case)

    def _take(self) -> str:
        if not self._tokens:
            raise bad_search()
        return self._tokens.pop(0)


def _literal(token: str) -> Any:
    if token.startswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    if token in {"true", "false"}:
        return token == "true"
    try:
        return float(token) if "." in token else int(token)
    except ValueError:
        raise bad_search() from None


def _holds(value: Any, operator: str, wanted: Any, same_case: bool) -> bool:
    if operator == "ne":
        return not _holds(value, "eq", wanted, same_case)
    if isinstance(value, list):
        return any(_holds(one, operator, wanted, same_case) for one in value)
    if value is None or isinstance(value, str) != isinstance(wanted, str):
        return False
    if isinstance(value, str) and not same_case:
        value, wanted = value.lower(), wanted.lower()
    return _OPERATORS[operator](value, wanted)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "sw": lambda value, wanted: value.startswith(wanted),
    "ew": lambda value, wanted: value.endswith(wanted),
    "co": lambda value, wanted: wanted in value,
    "lt": lambda value, wanted: value < wanted,
    "gt": lambda value, wanted: value > wanted,
    "le": lambda value, wanted: value <= wanted,
    "ge": lambda value, wanted: value >= wanted,
}
