"""`jml histories`: random HR histories end to end in memory, judged by an oracle that shares no code with the product."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from scenarios.histories import Order, lines, played
from scenarios.history_draw import read
from scenarios.history_play import play


@click.command("histories")
@click.option("--count", default=25, show_default=True, type=click.IntRange(1), help="Histories.")
@click.option("--seed", default=1, show_default=True, help="Number of the first; each number is always the same history.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 16), help="Processes.")
@click.option("--write", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write failing histories here, made smaller.")
@click.option("--report", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON to this file.")
@click.option("--play", "again", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Play and judge such a file instead.")
@click.option("--policy", default="policy", type=click.Path(exists=True, file_okay=False, path_type=Path), show_default=True)
def command(file: Path | None, again: Path | None, policy: Path, **how: Any) -> int:
    """Hires, moves, leaves, departures and returns, with feeds, targets and processes that fail. Exit status 1 on any finding."""
    if again is not None:
        found = asyncio.run(play(read(again), policy)).findings
        click.echo("\n".join(found.values()) or "nothing found")
        return 1 if found else 0
    report = played(Order(policy=policy, told=click.echo, **how))
    if file is not None:
        file.write_text(json.dumps(report.as_json(), indent=1) + "\n", encoding="utf-8")
    click.echo("\n" + "\n".join(lines(report)))
    return 0 if report.clean else 1
