"""Writes docs/settings.md and docs/metrics.md from the code. Run it after a setting or a metric has changed; tests/docs says when.

python docs/generate.py
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from runtime import metrics
from runtime.settings import described

ROOT: Final = Path(__file__).resolve().parents[1]
CODE: Final = ("cli", "producers", "runtime", "sinks", "streams")
KINDS: Final = {Counter: "counter", Gauge: "gauge", Histogram: "histogram"}
HEAD: Final = "<!-- Written by docs/generate.py: change the code, then run it. -->\n"


def settings() -> str:
    """docs/settings.md."""
    rows = [f"| `{each.variable}` | {_code(each.default)} | {each.text} |" for each in described()]
    about = (
        "All settings are environment variables. They are read and checked once, at start; a wrong one ends the process with its name and "
        "the cure.\n`[_FILE]`: a secret. Give the path of a file in `<variable>_FILE` rather than the value itself; never both.\n"
        "`jml settings` prints the same list. Settings of the company (windows, limits, codes) are policy, not settings: see `policy/`.\n"
    )
    return "\n".join([f"{HEAD}\n# Settings\n\n{about}", "| variable | default | meaning |", "|---|---|---|", *rows, ""])


def measures() -> str:
    """docs/metrics.md."""
    used = set(_used())
    rows = [_row(metric, name in used) for name, metric in vars(metrics).items() if isinstance(metric, Counter | Gauge | Histogram)]
    about = (
        "Every process serves these at `/metrics`, beside Python's and the process's own. Labels never hold ids of people.\n"
        "*fed*: whether some process sets it today. A metric that is not fed is declared, and shows nothing: do not alarm on it yet.\n"
    )
    return "\n".join([f"{HEAD}\n# Metrics\n\n{about}", "| metric | kind | labels | fed | meaning |", "|---|---|---|---|---|", *rows, ""])


def _row(metric: Counter | Gauge | Histogram, fed: bool) -> str:
    described_by = next(iter(metric.describe()))
    name = f"{described_by.name}_total" if isinstance(metric, Counter) else described_by.name
    labels = ", ".join(metric._labelnames)
    return f"| `{name}` | {KINDS[type(metric)]} | {labels} | {'yes' if fed else 'no'} | {described_by.documentation} |"


def _used() -> Iterator[str]:
    """Names that any module takes from runtime.metrics."""
    for file in sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "runtime.metrics":
                yield from (alias.name for alias in node.names)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def pages() -> Mapping[Path, str]:
    """File → what it must hold."""
    return {ROOT / "docs" / "settings.md": settings(), ROOT / "docs" / "metrics.md": measures()}


if __name__ == "__main__":
    for page, content in pages().items():
        page.write_text(content, encoding="utf-8")
