"""notices.csv and the texts beside it: who is told what, by which channels, in whose words. Each mistake names its place and the cure."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from domain.notices import ADDRESSEES, CHANNELS, MAIL, MANY, NAMES, PERSON, VALUES, NoticeKind, NoticePolicy, NoticeRule, Template
from schemas.policy import tables, values
from schemas.policy.values import Wrong, shown

FILE: Final = "notices.csv"
FOLDER: Final = "templates"
AROUND: Final = "many"
"""The text that is put around several notices that go out as one message."""
LONGEST_SUBJECT: Final = 150
LONGEST_TEXT: Final = 4000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_PLACE = re.compile(r"\{([^{}\n]*)\}")
_HEAD: Final = "Subject:"


def read(directory: Path, problems: list[str]) -> NoticePolicy:
    """Rules and templates; what is wrong is added to `problems`."""
    columns = {"kind": values.one_of(NoticeKind), "to": values.one_of(ADDRESSEES), "channels": _channels, "template": _template}
    table = tables.Table(FILE, columns, _rule, ("kind", "to"))
    before = len(problems)
    rules = tuple(tables.read(directory, table, problems).values())
    if len(problems) > before:
        return NoticePolicy()
    problems += [f"{FILE}: nobody is told of {kind}; a row for it" for kind in NoticeKind if all(rule.kind != kind for rule in rules)]
    named = sorted({rule.template for rule in rules})
    texts = {name: _read(directory, name, _allowed(name, rules), problems) for name in [*named, AROUND]}
    problems += _strangers(directory, texts)
    templates = {name: text for name, text in texts.items() if text is not None}
    return NoticePolicy(rules=rules, templates=templates, many=templates.get(AROUND) or NoticePolicy().many)


def _channels(value: str) -> tuple[str, ...]:
    found = {values.one_of(CHANNELS)(each) for each in value.split()}
    if not found:
        raise Wrong(f"no channel; one or several of {', '.join(CHANNELS)}")
    return tuple(channel for channel in CHANNELS if channel in found)


def _template(value: str) -> str:
    if not _NAME.fullmatch(value) or value == AROUND:
        raise Wrong(f"{shown(value)} is no template; the name of a file in {FOLDER} without .txt, in lower case")
    return value


def _rule(**cells: str | tuple[str, ...]) -> NoticeRule:
    rule = NoticeRule(**cells)  # type: ignore[arg-type]  # the columns' parsers made the types
    if rule.to == PERSON and rule.channels != (MAIL,):
        raise Wrong(f"a person has no webhook; {MAIL} (a chat is for {', '.join(ADDRESSEES[1:])})")
    return rule


def _allowed(name: str, rules: Iterable[NoticeRule]) -> frozenset[str]:
    """What all kinds that share the text have."""
    if name == AROUND:
        return MANY
    shared = [VALUES[NoticeKind(rule.kind)] for rule in rules if rule.template == name]
    return NAMES | frozenset.intersection(*shared)


def _strangers(directory: Path, known: Iterable[str]) -> list[str]:
    """A text that no row names would silently not be sent."""
    files = sorted(path.name for path in (directory / FOLDER).glob("*"))
    return [f"{FOLDER}/{file}: no row of {FILE} names it; a row, or no file" for file in files if file.removesuffix(".txt") not in known]


def _read(directory: Path, name: str, allowed: frozenset[str], problems: list[str]) -> Template | None:
    file = f"{FOLDER}/{name}.txt"
    try:
        lines = (directory / FOLDER / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        problems.append(f"{file}: cannot be read; a readable file with a line `{_HEAD} …`, an empty line, and the text")
    except UnicodeDecodeError:
        problems.append(f"{file}:1: is not UTF-8; save it as UTF-8")
    else:
        found = [f"{file}:{number}: {problem}" for number, problem in _mistakes(lines, allowed)]
        problems += found
        return None if found else Template(subject=lines[0].removeprefix(_HEAD).strip(), text="\n".join(lines[2:]).strip())
    return None


def _mistakes(lines: list[str], allowed: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Line and mistake."""
    subject = lines[0].removeprefix(_HEAD).strip() if lines and lines[0].startswith(_HEAD) else ""
    if not subject or len(subject) > LONGEST_SUBJECT:
        yield 1, f"is no subject; `{_HEAD} ` and 1 to {LONGEST_SUBJECT} characters"
    if lines[1:2] != [""]:
        yield 2, "is not empty; an empty line between the subject and the text"
    if not any(map(str.strip, lines[2:])) or sum(map(len, lines[2:])) > LONGEST_TEXT:
        yield 3, f"is no text; 1 to {LONGEST_TEXT} characters"
    for number, line in enumerate(lines, 1):
        if not line.replace("\t", " ").isprintable():
            yield number, "holds characters that nobody sees; letters, digits, signs and blanks"
        wrong = [place for place in _PLACE.findall(line) if place not in allowed]
        for place in wrong:
            yield number, f"{{{shown(place)[1:-1]}}} is no placeholder here; {', '.join(f'{{{each}}}' for each in sorted(allowed))}"
        if {"{", "}"} & set(_PLACE.sub("", line)):
            yield number, "has a brace without its partner; {name} on one line"
