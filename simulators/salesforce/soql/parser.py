"""Tokens to a query: recursive descent over the subset SELECT … FROM … WHERE … GROUP BY … ORDER BY … LIMIT … OFFSET."""

import re

from simulators.salesforce.errors import Refusal
from simulators.salesforce.fiscal import COUNTED, PLAIN
from simulators.salesforce.soql.lexer import Token, pointed, tokens
from simulators.salesforce.soql.query import (
    Aggregate,
    Both,
    Child,
    Column,
    Condition,
    Either,
    Every,
    Having,
    Literal,
    Negation,
    Order,
    Query,
    Selected,
    Semi,
    Test,
    Typed,
)

FUNCTIONS = ("COUNT", "COUNT_DISTINCT", "SUM", "MIN", "MAX", "AVG")
DATE_FUNCTIONS = frozenset(
    "CALENDAR_MONTH CALENDAR_QUARTER CALENDAR_YEAR DAY_IN_MONTH DAY_IN_WEEK DAY_ONLY FISCAL_MONTH FISCAL_QUARTER FISCAL_YEAR".split()
)
COMPARISONS = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
PRICE = re.compile(r"[A-Za-z]{3}\d+")  # `USD5000`: an amount with its currency, taken at its face
KEYWORDS = ("FROM", "WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "AND", "OR")
ENDS = (*KEYWORDS, "ASC", "DESC", "NULLS", "ALL", "FOR", "WITH", "USING")


def parse(text: str) -> Query:
    """Raises Refusal MALFORMED_QUERY with the place."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def step(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def fail(self, token: Token | None = None) -> Refusal:
        wrong = token or self.here
        return pointed(self.text, wrong.at, f"unexpected token: '{wrong.text}'")

    def word(self, *words: str) -> bool:
        """Takes the words if they come next."""
        ahead = self.tokens[self.at : self.at + len(words)]
        if len(ahead) == len(words) and all(token.is_word(word) for token, word in zip(ahead, words, strict=True)):
            self.at += len(words)
            return True
        return False

    def sign(self, text: str) -> bool:
        if self.here.kind == "sign" and self.here.text == text:
            self.at += 1
            return True
        return False

    def need(self, taken: bool) -> None:
        if not taken:
            raise self.fail()

    def query(self, inner: bool = False) -> Query:
        self.need(self.word("SELECT"))
        selected = [self.choice()]
        while self.sign(","):
            selected.append(self.choice())
        self.need(self.word("FROM"))
        source = self.step() if self.here.is_word("GROUP", "ORDER") and not self.tokens[self.at + 1].is_word("BY") else self.name()
        query = Query(self.text, selected, source.text, source.at)
        if self.here.kind == "name" and not self.here.is_word(*ENDS):
            self.step()  # an alias of the object
        if self.word("USING"):
            self.need(self.word("SCOPE", "EVERYTHING"))
        if self.word("WHERE"):
            query.where = self.either()
        if self.word("WITH"):  # the integration user may see whatever it asks for here
            self.need(self.word("SECURITY_ENFORCED") or self.word("USER_MODE") or self.word("SYSTEM_MODE"))
        if self.word("GROUP", "BY"):
            query.grouped = [self.plain(), *self.more_columns()]
            query.having = self.either() if self.word("HAVING") else None
        if self.word("ORDER", "BY"):
            query.ordered = [self.order()]
            while self.sign(","):
                query.ordered.append(self.order())
        query.limit = self.number() if self.word("LIMIT") else None
        query.offset = self.number() if self.word("OFFSET") else 0
        self.endings()
        if self.here.kind != "end" and not inner:
            raise self.fail()
        return query

    def endings(self) -> None:
        """`ALL ROWS`, `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE` change nothing here."""
        if self.word("ALL"):
            self.need(self.word("ROWS"))
        if self.word("FOR"):
            self.need(self.word("VIEW") or self.word("REFERENCE") or self.word("UPDATE"))

    def name(self) -> Token:
        if self.here.kind != "name" or self.here.is_word(*KEYWORDS):
            raise self.fail()
        return self.step()

    def number(self) -> int:
        if self.here.kind != "number" or not self.here.text.isdigit():
            raise self.fail()
        return int(self.step().text)

    def column(self) -> Column:
        token = self.name()
        return Column(tuple(token.text.split(".")), token.at)

    def plain(self) -> Column:
        """A field, or a date function of one."""
        token = self.here
        if token.kind == "name" and token.text.upper() in DATE_FUNCTIONS and self.follows("("):
            self.at += 2
            column = self.column()
            self.need(self.sign(")"))
            return Column(column.path, token.at, None, token.text.upper())
        return self.column()

    def follows(self, text: str) -> bool:
        ahead = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else self.here
        return ahead.kind == "sign" and ahead.text == text

    def more_columns(self) -> list[Column]:
        found = []
        while self.sign(","):
            found.append(self.plain())
        return found

    def alias(self) -> str | None:
        """Another name for what is selected; a word that no comma and no FROM follows is none."""
        if self.here.kind != "name" or self.here.is_word(*ENDS):
            return None
        if not self.follows(",") and not self.tokens[self.at + 1].is_word("FROM"):
            raise self.fail()
        return self.step().text

    def choice(self) -> Selected:
        """What may stand after SELECT."""
        token = self.here
        if token.is_word("TYPEOF") and self.tokens[self.at + 1].kind == "name" and self.tokens[self.at + 2].is_word("WHEN"):
            return self.typed()
        if token.is_word("FIELDS") and self.follows("("):
            return self.every()
        if token.kind == "sign" and token.text == "(":
            self.step()
            inner = self.query(inner=True)
            self.need(self.sign(")"))
            return Child(inner, token.at)
        return self.item()

    def typed(self) -> Typed:
        at = self.step().at
        relationship = self.name().text
        branches = []
        while self.word("WHEN"):
            kind = self.name().text
            self.need(self.word("THEN"))
            branches.append((kind, (self.column(), *self.more_columns())))
        otherwise = (self.column(), *self.more_columns()) if self.word("ELSE") else ()
        self.need(self.word("END"))
        return Typed(relationship, tuple(branches), otherwise, at)

    def every(self) -> Every:
        at = self.step().at
        self.step()
        self.need(self.here.is_word("ALL", "STANDARD", "CUSTOM"))
        which = self.step().text.upper()
        self.need(self.sign(")"))
        return Every(which, at)

    def item(self) -> Column | Aggregate:
        if self.here.is_word(*FUNCTIONS) and self.follows("("):
            found = self.aggregate()
            return Aggregate(found.function, found.column, self.alias() if found.column else None, found.at)
        column = self.plain()
        return Column(column.path, column.at, self.alias(), column.function)

    def aggregate(self) -> Aggregate:
        token = self.step()
        self.step()
        column = None if token.is_word("COUNT") and self.here.text == ")" else self.column()
        self.need(self.sign(")"))
        return Aggregate(token.text.upper(), column, None, token.at)

    def order(self) -> Order:
        column = self.item()
        descending = self.word("DESC")
        if not descending:
            self.word("ASC")
        return Order(column, descending, self.nulls())

    def nulls(self) -> bool:
        if self.word("NULLS", "LAST"):
            return True
        self.word("NULLS", "FIRST")
        return False

    def either(self) -> Condition:
        """AND and OR may not be mixed without parentheses, as the real grammar has it."""
        first = self.single()
        for words, kind in (("AND", Both), ("OR", Either)):
            parts = [first]
            while self.word(words):
                parts.append(self.single())
            if len(parts) > 1:
                if self.here.is_word("AND", "OR"):
                    raise self.fail()
                return kind(tuple(parts))
        return first

    def single(self) -> Condition:
        if self.word("NOT"):
            return Negation(self.single())
        if self.sign("("):
            inner = self.either()
            self.need(self.sign(")"))
            return inner
        return self.test()

    def test(self) -> Condition:
        if self.here.is_word(*FUNCTIONS) and self.follows("("):
            aggregate = self.aggregate()
            self.need(self.here.kind == "sign" and self.here.text in COMPARISONS)
            return Having(aggregate, COMPARISONS[self.step().text], self.literal())
        column = self.plain()
        if self.here.kind == "sign" and self.here.text in COMPARISONS:
            return Test(column, COMPARISONS[self.step().text], (self.literal(),))
        if self.word("LIKE"):
            return Test(column, "LIKE", (self.literal(),))
        operator = "NOT IN" if self.word("NOT", "IN") else "IN" if self.word("IN") else None
        self.need(operator is not None and self.sign("("))
        if self.here.is_word("SELECT"):
            inner = self.query(inner=True)
            self.need(self.sign(")"))
            return Semi(column, operator == "NOT IN", inner)
        values = [self.literal()]
        while self.sign(","):
            values.append(self.literal())
        self.need(self.sign(")"))
        return Test(column, operator or "IN", tuple(values))

    def literal(self) -> Literal:
        token = self.step()
        if token.kind in ("string", "number", "date", "datetime"):
            return Literal(token.kind, token.text, token.at)
        if token.is_word("TRUE", "FALSE"):
            return Literal("boolean", token.text.upper() == "TRUE", token.at)
        if token.is_word("NULL"):
            return Literal("null", None, token.at)
        word, _, count = token.text.upper().partition(":")
        if token.kind == "name" and (word in COUNTED if count else word in PLAIN):
            return Literal("day", token.text.upper(), token.at)
        if token.kind == "name" and PRICE.fullmatch(token.text):
            return Literal("number", token.text[3:], token.at)
        raise self.fail(token)
