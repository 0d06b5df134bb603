"""The checks themselves: sizes, imports, and one way in."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def sizes(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "ops/checks/sizes.py", folder], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("x = 1\n" * 301, "301 large.py"),
        ("def f():\n" + "    x = 1\n" * 45, "46 large.py:1 f"),
        ("def f(a, b, c, d, *, e, f, g): ...\n", "7 large.py:1 f"),
    ],
)
def test_what_is_too_large_is_named_and_fails(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "large.py").write_text(text)
    said = sizes(tmp_path)
    assert said.returncode == 1
    assert what.replace("large.py", str(tmp_path / "large.py")) in said.stdout
    assert "TOO LARGE" in said.stdout


def test_what_fits_is_only_reported_and_commands_may_have_many_options(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("@click.option('--x')\ndef f(a, b, c, d, e, f, g): ...\n\ndef g(self, a, b, c, d, e, f): ...\n")
    said = sizes(tmp_path)
    assert said.returncode == 0, said.stdout
    assert "lines of a module" in said.stdout


def test_of_other_packages_the_domain_knows_unidecode_only() -> None:
    foreign = set()
    for file in (ROOT / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                foreign |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                foreign.add((node.module or "").partition(".")[0])
    assert foreign - set(sys.stdlib_module_names) - {"domain"} <= {"unidecode"}


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    said = subprocess.run([lint, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert said.returncode == 0, said.stdout[-2000:]


def test_the_continuous_check_is_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text().splitlines()
    assert [line for line in lines if line.startswith(("exec", "make"))] == ["exec make test"]
    assert len(lines) == 4
