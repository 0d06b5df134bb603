"""The documents, and what they name."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "ops" / "runbooks").glob("*.md")],
)
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|[;&|(]\s*|\s)(?:\.venv/bin/)?((?:jml|make)(?: [^;&|#`]*)?)$")
FILE = re.compile(r"[a-z_.-]+(?:/[\w.-]+)+\.(?:py|md|yaml|yml|csv|avsc|json|sh|xml)")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def commands(page: Path) -> Iterator[list[str]]:
    """Words of every `jml` or `make` command, in code blocks and in the text."""
    text = page.read_text()
    blocks = [line.partition(" #")[0] for block in FENCED.findall(text) for line in block.splitlines()]
    for piece in [*blocks, *INLINE.findall(FENCED.sub("", text))]:
        for part in re.split(r"&&|;|\|", piece):
            found = COMMAND.search(f" {part.strip()}") if re.match(r"(?:\.venv/bin/)?(jml|make)\b|[A-Z_]+=\S* ", part.strip()) else None
            if found:
                yield shlex.split(found[1])


def files(page: Path) -> Iterator[str]:
    """Every file of the repository that is named in code type."""
    for piece in INLINE.findall(FENCED.sub("", page.read_text())):
        yield from FILE.findall(piece) if not piece.startswith(".jml/") else ()


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Target file and anchor of every link within the repository."""
    for target in LINK.findall(page.read_text()):
        if not re.match(r"[a-z]+:", target):
            place, _, anchor = target.partition("#")
            yield (page.parent / place).resolve() if place else page, anchor


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def alert_kinds(systems: tuple[str, ...]) -> set[str]:
    """Kinds of all alerts that the code raises."""
    kinds: set[str] = set()
    for folder in ("domain", "producers", "streams", "sinks"):
        for file in (ROOT / folder).rglob("*.py"):
            kinds |= set(_kinds(ast.parse(file.read_text()), systems))
    return kinds


def _kinds(module: ast.Module, systems: tuple[str, ...]) -> Iterator[str]:
    names = {
        node.targets[0].id: node.value for node in module.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "Alert":
            said = next(keyword.value for keyword in node.keywords if keyword.arg == "kind")
            yield from _texts(names.get(said.id, said) if isinstance(said, ast.Name) else said, systems)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "alert" and node.args:
            yield from _texts(node.args[0], systems)


def _texts(said: ast.expr, systems: tuple[str, ...]) -> Iterator[str]:
    """A text as it stands; one with a system in it, for each system; nothing for what is handed on."""
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.JoinedStr):
        tail = "".join(str(part.value) for part in said.values if isinstance(part, ast.Constant))
        yield from (f"{system}{tail}" for system in systems)
