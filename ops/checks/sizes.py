"""How large modules and functions are: a report, and status 1 where one is too large.

python ops/checks/sizes.py [folder …]
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = ("cli", "domain", "ops", "producers", "runtime", "scenarios", "schemas", "simulators", "sinks", "streams", "tests")
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 300, 45, 6
SHOWN: Final = 5

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Size(NamedTuple):
    """One module or function: what it measures, of what, at most, where."""

    value: int
    what: str
    limit: int
    place: str


def sizes(file: Path, name: str) -> Iterator[Size]:
    """Everything measured in one module."""
    text = file.read_text(encoding="utf-8")
    yield Size(len(text.splitlines()), "lines of a module", MODULE_LINES, name)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            place = f"{name}:{node.lineno} {node.name}"
            yield Size((node.end_lineno or node.lineno) - node.lineno + 1, "lines of a function", FUNCTION_LINES, place)
            if not _is_command(node):
                yield Size(_parameters(node), "parameters", PARAMETERS, place)


def _parameters(node: Function) -> int:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in named)


def _is_command(node: Function) -> bool:
    """A click command has a parameter per option: click calls it by name."""
    calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ("command", "option", "argument") for call in calls)


def measured(folders: list[Path]) -> list[Size]:
    """All sizes below these folders, largest share of their limit first."""
    files = [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    found = [size for file in files for size in sizes(file, str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file))]
    return sorted(found, key=lambda size: size.value / size.limit, reverse=True)


def main() -> int:
    """Prints the largest of each kind, and all that are too large."""
    found = measured([Path(each) for each in sys.argv[1:]] or [ROOT / folder for folder in FOLDERS])
    for what in dict.fromkeys(size.what for size in found):
        of_kind = [size for size in found if size.what == what]
        shown = [size for size in of_kind if size.value > size.limit] or of_kind[:SHOWN]
        print(f"{what}: at most {of_kind[0].limit}, {len(of_kind)} measured, the largest")
        for size in shown:
            print(f"  {size.value:>5} {size.place}{'   TOO LARGE' if size.value > size.limit else ''}")
    too_large = sum(size.value > size.limit for size in found)
    if too_large:
        print(f"{too_large} too large: split them by what they answer")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
