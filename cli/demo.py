"""`jml demo`: a company on real parts, a fortnight in minutes, and the proof that everything agrees."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from scenarios.demo import ALLOWED, Summary, play
from scenarios.halden import scenario
from scenarios.run import Open, in_memory


@click.command("demo")
@click.option("--fast", is_flag=True, help="Over a log in memory, without Kafka: seconds instead of minutes.")
@click.option("--policy", default="policy", type=click.Path(exists=True, file_okay=False), help="Policy folder.", show_default=True)
def command(fast: bool, policy: str) -> int:
    """Adopt and provision a company of 200, live through a fortnight, prove that UKG, Okta, Salesforce and audit agree."""
    console = Console(highlight=False)
    with console.status("starting") as status:

        def told(text: str) -> None:
            status.update(text)
            if not console.is_terminal:
                console.print(text)

        summary = asyncio.run(_play(_world(fast), Path(policy), told))
    _show(console, summary, measured=not fast)
    return 1 if summary.differences else 0


def _world(fast: bool) -> Open:
    if fast:
        return in_memory
    from scenarios.real import on_kafka

    return on_kafka


async def _play(open_world: Open, folder: Path, told: Callable[[str], None]) -> Summary:
    async with open_world(folder, scenario()) as world:
        return await play(world, told)


def _show(console: Console, summary: Summary, measured: bool) -> None:
    """`measured`: machine time went on as it does; in memory waits are passed over, and a latency would say nothing."""
    table = Table(title="A fortnight at Halden", show_header=False, title_justify="left")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(summary.kinds.items()))
    table.add_row("people in UKG", str(summary.people))
    table.add_row("transitions announced", f"{sum(summary.kinds.values())} ({kinds})")
    for system in ("okta", "salesforce"):
        table.add_row(system, f"{summary.writes[system]} writes, {summary.calls[system]} calls")
    table.add_row("ukg", f"{summary.writes['ukg']} work addresses written back")
    spent = ", ".join(f"{bucket} {peak} of {ALLOWED[bucket]}" for bucket, peak in summary.peaks.items())
    table.add_row("okta's busiest minute", f"{spent}; {summary.throttled} calls turned away")
    per = (summary.calls["okta"] + summary.calls["salesforce"]) / max(1, sum(summary.kinds.values()))
    table.add_row("target calls per transition", f"{per:.1f}")
    waited = f"p50 {summary.latency[0]:.2f} s, p99 {summary.latency[1]:.2f} s (machine time)"
    table.add_row("change seen to acknowledged", waited if measured else "not measured without Kafka")
    table.add_row("audit records", str(summary.lines))
    table.add_row("HR against Okta, Salesforce, audit", f"{len(summary.differences)} differences")
    table.add_row("took", f"{summary.seconds:.0f} s")
    console.print(table)
    for difference in summary.differences[:40]:
        console.print(f"  {difference}")
