"""Reads scenario files: YAML without date magic, checked against the schema, every mistake with its file, line and cure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import yaml

from scenarios.checks import (
    WHOLE_ACTS,
    Place,
    impossible_instants,
    orders_of,
    place_and_words,
    unknown_fields,
    wrong_accounts,
    wrong_acts,
    wrong_orders,
)

SCHEMA: Final = Path(__file__).parent / "scenario.schema.json"
UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
WHOLE: Final = frozenset("""writes held left dead_letters notices notices- alerts alerts- nowhere accounts order count refused""".split())
"""Keys of an expectation that are not about one person."""


class WrongFile(Exception):
    """A scenario file that cannot be played: file, line, what is wrong and what is allowed."""


class Loader(yaml.SafeLoader):
    """YAML whose instants and dates stay text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at one instant, then what must be seen."""

    number: int
    at: datetime
    verbs: Mapping[str, Any]
    within: timedelta = timedelta()

    @property
    def expect(self) -> Mapping[str, Any] | None:
        return self.verbs.get("expect")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file. `people` are the fields by short name, a crowd spelt out."""

    file: str
    title: str
    case: str | None
    start: datetime
    people: Mapping[str, Mapping[str, Any]]
    steps: tuple[Step, ...]
    policy: Mapping[str, Any] = field(default_factory=dict)
    licences: Mapping[str, int] = field(default_factory=dict)

    def person_ids(self) -> dict[str, str]:
        """Short name → UKG person id, of everybody who is ever named."""
        added = [name_fields for step in self.steps for name_fields in (step.verbs.get("add") or {}).items()]
        return {name: (fields or {}).get("person", name) for name, fields in [*self.people.items(), *added]}


def duration(text: str) -> timedelta:
    """`7d`, `24h`, `60m`, `43s`, `500ms`."""
    match = re.fullmatch(r"(\d+)(ms|s|m|h|d)", text)
    if match is None:
        raise ValueError(f"{text}: a duration is a number and one of ms, s, m, h, d")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def load(path: Path) -> Scenario:
    """Reads and checks one file; raises WrongFile naming every mistake."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader)
        document = yaml.load(text, Loader)
    except OSError as problem:
        raise WrongFile(f"{path}: cannot be read ({problem.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        raise WrongFile(f"{path}:{mark.line + 1 if mark else 1}: is not YAML: {' '.join(str(problem).split())}") from None
    _refuse(path, node, map(place_and_words, _schema().iter_errors(document)))
    checks = (impossible_instants, unknown_fields, wrong_accounts, wrong_acts, wrong_orders)
    _refuse(path, node, [mistake for check in checks for mistake in check(document)])
    scenario = _scenario(path, document)
    _refuse(path, node, _mistakes(scenario))
    return scenario


def _refuse(path: Path, node: yaml.Node | None, mistakes: Iterable[tuple[Place, str]]) -> None:
    wrong = sorted((_line(node, place), said) for place, said in mistakes)
    if wrong:
        raise WrongFile("\n".join(f"{path}:{line}: {said}" for line, said in wrong))


def line_of(path: Path, *place: str | int) -> int:
    """The line of a place in a file that was read well before."""
    return _line(yaml.compose(path.read_text(encoding="utf-8"), Loader), place)


@cache
def _schema() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _scenario(path: Path, document: dict[str, Any]) -> Scenario:
    people: dict[str, Any] = {name: fields or {} for name, fields in document["people"].items()}
    for prefix, crowd in (document.get("crowd") or {}).items():
        alike = {key: value for key, value in crowd.items() if key != "count"}
        people |= {f"{prefix}{number}": alike for number in range(1, crowd["count"] + 1)}
    steps: list[Step] = []
    last = instant(document["start"])
    for number, raw in enumerate(document["steps"]):
        last = instant(raw["at"]) if "at" in raw else last + duration(raw["after"])
        steps.append(Step(number, last, raw, duration(raw["within"]) if "within" in raw else timedelta()))
    return Scenario(
        file=str(path),
        title=document["scenario"],
        case=document.get("case"),
        start=instant(document["start"]),
        people=people,
        steps=tuple(steps),
        policy=(document.get("policy") or {}) | _protected(people),
        licences=document.get("licences") or {},
    )


def _protected(people: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Whose accounts are on the policy's list of those that are never touched."""
    named = [str(fields.get("person", name)) for name, fields in people.items() if fields.get("protected")]
    return {"protected.accounts": " ".join(named)} if named else {}


def _mistakes(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    known = set(scenario.person_ids())
    last = scenario.start
    for step in scenario.steps:
        at: Place = ("steps", step.number)
        if step.at < last:
            yield at, f"steps[{step.number}]: {step.at.isoformat()} lies before {last.isoformat()}; instants go forward"
        last = max(last, step.at)
        for name in sorted(set(_named(step)) - known):
            yield at, f"nobody is called {name}; add her under people, crowd or add"


def _named(step: Step) -> Iterable[str]:
    """Everybody a step names, but for `C*` and `C1..C8`."""
    verbs, expect = step.verbs, step.expect or {}
    acted = [name for system, whole in WHOLE_ACTS.items() for name in (verbs.get(system) or {}).keys() - whole]
    ordered = [name for order in orders_of(verbs) for name in _of_an_order(order)]
    counted = [name for each in expect.get("count", ()) for name in each["of"]]
    first = [each.partition(" ")[0] for each in expect.get("order", ())]
    named = [*(verbs.get("ukg") or {}), *acted, *(verbs.get("remove") or ()), *ordered, *(expect.keys() - WHOLE), *counted, *first]
    return [name for name in named if not name.endswith("*") and ".." not in name]


def _of_an_order(order: Mapping[str, Any]) -> Iterable[str]:
    whom = [str(order[key]) for key in ("cut", "release", "decide", "extend", "except", "undo") if key in order]
    return [*whom, *map(str, order.get("people") or ())]


def _line(node: yaml.Node | None, place: Iterable[str | int]) -> int:
    """The line of a place in the document, or of the nearest one around it that is there."""
    line = 1
    for part in place:
        if node is None:
            break
        line = node.start_mark.line + 1
        node = _child(node, part)
    return node.start_mark.line + 1 if node is not None else line


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    return None
