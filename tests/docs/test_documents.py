"""The documents say what is so: links lead somewhere, commands exist, generated pages are fresh, every alert has a runbook."""

import re
import runpy
from pathlib import Path

import click
import pytest

from cli.main import jml
from cli.sink import SYSTEMS
from tests.docs.pages import FENCED, PAGES, ROOT, alert_kinds, anchors, commands, files, links, name_of

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    lost = [f"{target}#{anchor}" for target, anchor in links(page) if not target.exists() or (anchor and anchor not in anchors(target))]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_exists(page: Path) -> None:
    assert [name for name in files(page) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    assert [problem for words in commands(page) if (problem := _wrong(words))] == []


def test_the_readme_names_the_commands_that_everything_starts_with() -> None:
    named = {" ".join(words[:2]) for words in commands(ROOT / "README.md")}
    assert {"make demo", "make test", "make up", "make down", "jml scenario", "jml poll"} <= named


@pytest.mark.parametrize("page", ["settings.md", "metrics.md"])
def test_generated_pages_are_fresh(page: str) -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    path = ROOT / "docs" / page
    assert path.read_text() == pages[path], "run: .venv/bin/python docs/generate.py"


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    books = {path.stem for path in (ROOT / "ops" / "runbooks").glob("*.md")}
    assert books - {"README"} == alert_kinds(SYSTEMS)


def test_decisions_are_numbered_without_gaps_and_all_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))
    listed = {target.name for target, _ in links(folder / "README.md")}
    assert set(decisions) <= listed


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_path_of_somebodys_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:home|root|work|Users|tmp)/", page.read_text())


def test_the_scenario_in_the_readme_can_be_read(tmp_path: Path) -> None:
    from scenarios.language import load

    written = next(block for block in FENCED.findall((ROOT / "README.md").read_text()) if block.startswith("scenario:"))
    file = tmp_path / "readme.yaml"
    file.write_text(written)
    assert load(file).steps


def _wrong(words: list[str]) -> str | None:
    """What of a command does not exist."""
    if words[0] == "make":
        missing = [word for word in words[1:] if re.fullmatch(r"[a-z]+", word) and word not in TARGETS]
        return f"make {missing[0]}: no such target" if missing else None
    found: click.Command = jml
    rest = words[1:]
    context = click.Context(jml)
    while isinstance(found, click.Group) and rest and not rest[0].startswith("-") and re.match(r"\w", rest[0]):
        child = found.get_command(context, rest[0])
        if child is None:
            return f"{' '.join(words)}: {found.name} has no command {rest[0]}"
        found, rest = child, rest[1:]
    known = {option for parameter in found.params for option in parameter.opts + parameter.secondary_opts} | {"--help", "-h"}
    unknown = [word for word in rest if word.startswith("-") and word not in known]
    return f"{' '.join(words)}: {found.name} has no option {unknown[0]}" if unknown else None
