"""`jml faults`: every operation × everything that can go wrong with it × a worker that dies then, as a matrix."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from scenarios.matrix import Result, Stage, cells, rows, run, share
from scenarios.matrix_faults import CRASHES
from scenarios.matrix_report import as_json, lines

EVERY: Final = 100


@click.command("faults")
@click.option("--system", type=click.Choice(["ukg", "okta", "salesforce"]), help="Only operations there.")
@click.option("--only", metavar="WORD", help="Only cells that have this in their name, like suspend, reset-after or after-call.")
@click.option("--crash", type=click.Choice(CRASHES), help="Only with the worker dying there, or not at all.")
@click.option("--share", "few", is_flag=True, help="Only one cell of each operation, as the tests do.")
@click.option("--jobs", type=click.IntRange(1), default=3, show_default=True, help="Processes at once.")
@click.option("--report", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON to this file.")
@click.option(
    "--policy", default="policy", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Policy.", show_default=True
)
def command(policy: Path, jobs: int, file: Path | None, few: bool, **wanted: str | None) -> int:
    """Let each call of the product fail in every way, and its worker die. Exit status 1 on any finding."""
    found = asyncio.run(rows(Stage(policy)))
    chosen = list(share(found) if few else cells(found, **wanted))
    if not chosen:
        raise click.UsageError(f"no cell has {wanted['only']} in its name: leave out --only to see all names in the report")
    click.echo(f"{len(chosen)} cells of {len(found)} operations")
    report = run(policy, chosen, found, jobs, Teller(len(chosen)))
    if file is not None:
        file.write_text(json.dumps(as_json(report), indent=1) + "\n", encoding="utf-8")
    click.echo("\n" + "\n".join(lines(report)))
    return 1 if report.found else 0


@dataclass(slots=True)
class Teller:
    """Says every finding at once, and now and then how far it is."""

    of: int
    done: int = 0

    def __call__(self, result: Result) -> None:
        self.done += 1
        if result.state == "finding":
            click.echo(f"finding: {result.cell}: {'; '.join(result.said)}")
        if self.done % EVERY == 0:
            click.echo(f"{self.done}/{self.of}")
