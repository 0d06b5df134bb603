"""`jml crashes`: the product at work while it is broken on purpose, and the report of what came of it."""

import asyncio
import json
from pathlib import Path

import click

from scenarios.crash_report import lines
from scenarios.crashes import Order, as_json, drawn, run
from scenarios.sabotage import deck


@click.command("crashes")
@click.option("--trials", type=click.IntRange(1), help=f"Sabotages; unset: one of everything, {len(deck())}.")
@click.option("--seed", default=1, show_default=True, help="Decides what is done when; the same again with the same seed.")
@click.option("--only", metavar="WORD", help="Only sabotages that have this in their name, like after-call or sink-okta.")
@click.option("--report", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON to this file.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep topics, tables and logs in this folder.")
@click.option(
    "--policy", default="policy", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Policy.", show_default=True
)
def command(trials: int | None, seed: int, only: str | None, file: Path | None, keep: Path | None, policy: Path) -> int:
    """End processes at every point, stop the broker, rebalance, lose answers, while 60 people work. Exit status 1 on any finding."""
    cards = drawn(trials or len(deck()), seed)
    cards = [card for card in cards if only is None or only in str(card)]
    if not cards:
        raise click.UsageError(f"no sabotage has {only} in its name: leave out --only to see all names in the report")
    report = asyncio.run(run(Order(cards, seed, policy, keep, click.echo)))
    if file is not None:
        file.write_text(json.dumps(as_json(report), indent=1) + "\n", encoding="utf-8")
    click.echo("\n" + "\n".join(lines(report)))
    return 0 if report.clean else 1
