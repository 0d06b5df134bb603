"""`jml scenario run`: plays scenario files and says, per expectation, what was seen."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from domain.trail import Entry
from scenarios.language import WrongFile
from scenarios.play import Verdict
from scenarios.run import Open, Order, in_memory, run


@click.group("scenario")
def command() -> None:
    """What must be true, as files: try a policy before it meets a person."""


@command.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--policy", default="policy", type=click.Path(exists=True, file_okay=False), help="Policy folder.", show_default=True)
@click.option("--fast", is_flag=True, help="The same handlers over a log in memory, without Kafka: a second a file.")
@click.option("--only", metavar="PATTERN", help="Only files whose name or title has this in it.")
@click.option("--jobs", default=1, type=click.IntRange(1, 16), help="Files played at once.", show_default=True)
@click.option("--keep-going/--fail-fast", default=True, help="Go on after a file that fails.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a file.")
@click.option("--verbose", is_flag=True, help="Say each step as it is done.")
def run_files(files: tuple[Path, ...], as_json: bool, verbose: bool, **how: Any) -> int:
    """Play FILES. Exit status 0: all expectations hold; 1: one does not; 2: a file is wrong."""
    order = Order(files, Path(how["policy"]), _world(how["fast"]), how["only"], how["jobs"], how["keep_going"])
    try:
        return asyncio.run(_play(order, as_json, verbose))
    except WrongFile as wrong:
        click.echo(str(wrong), err=True)
        return 2


def _world(fast: bool) -> Open:
    if fast:
        return in_memory
    from scenarios.real import on_kafka  # starts processes: loaded only where they are wanted

    return on_kafka


async def _play(order: Order, as_json: bool, verbose: bool) -> int:
    failed = played = 0
    async for verdict in run(order, click.echo if verbose else lambda _text: None):
        played, failed = played + 1, failed + (not verdict.passed)
        click.echo(json.dumps(verdict.as_json()) if as_json else _shown(verdict))
    if not as_json:
        click.echo(f"{played - failed} passed, {failed} failed")
    return 1 if failed else 0


def _shown(verdict: Verdict) -> str:
    head = f"{'pass' if verdict.passed else 'FAIL'}  {verdict.scenario.title}  ({verdict.scenario.file}, {verdict.seconds:.1f} s)"
    trails = [line for who, entries in verdict.trails.items() for line in (f"      how {who} came to this:", *_indented(entries))]
    return "\n".join([head, *(f"      {failure}" for failure in verdict.failures), *trails])


def _indented(entries: Iterable[Entry]) -> Iterator[str]:
    return (f"        {entry}" for entry in entries)
