"""What a simulator assumes about its vendor, as a table: name, default, and the reason that its source gives."""

import ast
import inspect
import re
import textwrap
from dataclasses import fields
from typing import Any, NamedTuple


class Guess(NamedTuple):
    """One assumption: the option's name, its default, where it comes from."""

    name: str
    default: object
    reason: str


def guesses(assumptions: type[Any]) -> list[Guess]:
    """The fields of a dataclass with what is written below them, in a comment beside them, or in the class's text as `name`: …"""
    source = textwrap.dedent(inspect.getsource(assumptions))
    told = _in_class_text(inspect.getdoc(assumptions) or "") | _beside(source) | _below(source)
    usual = assumptions()
    return [Guess(one.name, getattr(usual, one.name), told.get(one.name, "")) for one in fields(assumptions)]


def _below(source: str) -> dict[str, str]:
    """Several fields in a row share the text below the last."""
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    waiting: list[str] = []
    told: dict[str, str] = {}
    for line in body.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            waiting.append(line.target.id)
        elif waiting and isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            told |= dict.fromkeys(waiting, _flat(str(line.value.value)))
            waiting = []
    return told


def _beside(source: str) -> dict[str, str]:
    return {name: _flat(text) for name, text in re.findall(r"^    (\w+): [^#\n]*#(.*)$", source, re.MULTILINE)}


def _in_class_text(text: str) -> dict[str, str]:
    return {name: _flat(said) for name, said in re.findall(r"^`(\w+)`: (.*?)(?=^`\w+`: |\Z)", text, re.MULTILINE | re.DOTALL)}


def _flat(text: str) -> str:
    return " ".join(text.split())
