"""company.yaml: dotted settings, each with its own check, and the overrides that a scenario or an operator gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from domain.policy import Settings
from schemas.policy import values
from schemas.policy.values import Parser, Wrong, shown

FILE = "company.yaml"
DEEPEST = 3

SETTINGS: dict[str, Parser[Any]] = {
    "first_load": values.one_of(("apply", "report")),
    "rename": values.one_of(("login", "display", "ask")),
    "brake.window": values.some_time,
    "brake.passes": values.count,
    "brake.share": values.share,
    "brake.floor": values.count,
    "brake.urgent": values.count,
    "guard.window": values.some_time,
    "guard.passes": values.count,
    "guard.share": values.share,
    "guard.floor": values.count,
    "mover.grace": values.span,
    "mover.sensitive": values.groups,
    "mover.salesforce": values.groups,
    "absence.takes": values.group,
    "absence.keeps": values.groups,
    "leaver.deactivate_after": values.span,
    "leaver.late": values.span,
    "prehire.window": values.span,
    "contractor.notice": values.span,
    "contractor.notice_at": values.clock,
    "roster.at": values.clock,
    "roster.zone": values.zone,
    "poll.every": values.some_time,
    "login.domain": values.domain,
    "salesforce.suffix": values.suffix,
    "default.zone": values.zone,
    "tier.prefix": values.group,
    "tier.order": values.names,
    "group.site": values.placed("code"),
    "group.cost_centre": values.placed("code"),
    "garden.groups": values.groups,
    "protected.accounts": values.accounts,
}
OPEN: dict[str, Parser[Any]] = {"leave": values.one_of(("active", "suspended")), "region": values.text}
RENAMED = {
    "mover.sensitive": "sensitive_groups",
    "mover.salesforce": "salesforce_groups",
    "tier.order": "tiers",
    "group.site": "site_group",
    "group.cost_centre": "cost_centre_group",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it was written, and where."""

    value: str
    place: str


def read(path: Path, problems: list[str]) -> dict[str, Setting]:
    """The dotted settings of the file; what cannot be read is added to `problems`."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError:
        problems.append(f"{path.name}: cannot be read; a readable file of settings")
    except UnicodeDecodeError:
        problems.append(f"{path.name}:1: is not UTF-8; save it as UTF-8")
    except yaml.YAMLError as exc:
        problems.append(f"{path.name}:{_line(exc)}: is not YAML; key: value, indented with blanks")
    except RecursionError:
        problems.append(f"{path.name}:1: is nested too deep; two levels")
    else:
        return _flat(path.name, root, problems)
    return {}


def _line(exc: yaml.YAMLError) -> int:
    mark = getattr(exc, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _flat(file: str, root: yaml.Node | None, problems: list[str]) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for key, node in _leaves(root, (), problems, file):
        place = f"{file}:{node.start_mark.line + 1}"
        if key in found:
            problems.append(f"{place}: {shown(key)} stands here twice; each setting once")
        found[key] = Setting(_written(node), place)
    return found


def _leaves(node: yaml.Node | None, above: tuple[str, ...], problems: list[str], file: str) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode) and len(above) < DEEPEST:
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            yield from _leaves(value, (*above, str(name)), problems, file)
    elif isinstance(node, yaml.MappingNode) or not above:
        line = node.start_mark.line + 1 if node else 1
        problems.append(f"{file}:{line}: is no setting; key: value, at most two levels")
    elif node is not None:
        yield ".".join(above), node


def _written(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return " ".join(str(each.value) for each in node.value if isinstance(each, yaml.ScalarNode))
    return str(node.value).strip()


def check(found: Mapping[str, Setting], problems: list[str]) -> Settings | None:
    """The settings as values; None where one is wrong or missing."""
    before = len(problems)
    parsed: dict[str, Any] = {"leaves": {}, "regions": {}}
    for key, setting in found.items():
        _take(key, setting, parsed, problems)
    problems += [f"{FILE}: {key} is missing; see the example policy" for key in SETTINGS if key not in found]
    return Settings(**parsed) if len(problems) == before else None


def _take(key: str, setting: Setting, parsed: dict[str, Any], problems: list[str]) -> None:
    head, _, name = key.partition(".")
    parser = SETTINGS.get(key) or (OPEN.get(head) if name else None)
    if parser is None:
        allowed = ", ".join([*SETTINGS, *(f"{each}.<name>" for each in OPEN)])
        problems.append(f"{setting.place}: {shown(key)} is no setting; {allowed}")
        return
    try:
        value = parser(setting.value)
        if head in OPEN:
            parsed["leaves" if head == "leave" else "regions"][values.group(name)] = value
        else:
            parsed[RENAMED.get(key, key.replace(".", "_"))] = value
    except Wrong as exc:
        problems.append(f"{setting.place}: {key}: {exc}")
